-- Whoever reports something has to be able to see it, and the evidence is what they see.
create function private.evidence(
  target text, target_id uuid, caller uuid, out person_id uuid, out evidence jsonb, out fingerprint text
)
language plpgsql stable
set search_path = ''
as $$
declare
  person public.profiles;
  post public.posts;
  comment public.comments;
  at record;
begin
  case evidence.target
    when 'user' then
      person := private.require_person(target_id);
      person_id := person.id;
      evidence := private.profile_evidence(person);
      return;
    when 'post' then
      post := private.visible_post(target_id);
      person_id := post.author_id;
      evidence := private.post_evidence(post);
      fingerprint := private.evidence_fingerprint(evidence);
    when 'comment' then
      comment := private.visible_comment(target_id);
      person_id := comment.author_id;
      evidence := private.comment_evidence(comment);
      fingerprint := private.evidence_fingerprint(evidence);
    when 'message' then
      at := private.message_at(target_id);
      person_id := (at.message).sender_id;
      if person_id is null then
        perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
      end if;
      evidence := jsonb_build_object('conversation_id', (at.message).conversation_id, 'messages', (
        select jsonb_agg(private.message_evidence(said, case said.sender_id when caller then 'reporter' when person_id then 'reported' else 'other' end) order by said.seq)
        from private.messages said
        where said.conversation_id = (at.message).conversation_id
          and said.seq between (at.message).seq - 10 and (at.message).seq + 10
          and private.may_read((at.stands).member, said, private.hidden_in((at.stands).member))));
      fingerprint := private.evidence_fingerprint(private.message_evidence(at.message, 'reported'));
  end case;
end
$$;
comment on function private.evidence is '
What is reported, as the reporter sees it: whom it concerns, what it says, and of a message the ten before and after it that the reporter may
read, with who said them as reporter, reported or other: nobody anonymous is unmasked by it. `fingerprint` changes when it is edited; null for
people, who do more than their profile says.
Errors: USER_NOT_FOUND, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND.';

create function private.profile_evidence(person public.profiles) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('username', (person).username, 'first_name', (person).first_name, 'last_name', (person).last_name,
    'pronouns', (person).pronouns, 'bio', (person).bio, 'links', (person).links, 'avatar', (person).avatar)
$$;
comment on function private.profile_evidence is 'What a profile says.';

create function private.post_evidence(post public.posts) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('kind', (post).kind, 'caption', (post).caption, 'created_at', (post).created_at, 'edited_at', (post).edited_at,
    'media_ids', array(select attached.media_id from public.post_media attached where attached.post_id = (post).id order by attached.media_id))
$$;
comment on function private.post_evidence is 'What a post says and shows.';

create function private.comment_evidence(comment public.comments) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('post_id', (comment).post_id, 'body', (comment).body, 'created_at', (comment).created_at, 'edited_at', (comment).edited_at,
    'media_ids', array(select attached.media_id from public.comment_media attached where attached.comment_id = (comment).id order by attached.media_id))
$$;
comment on function private.comment_evidence is 'What a comment says and shows.';

create function private.message_evidence(message private.messages, sender text) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', (message).id, 'sender', message_evidence.sender, 'kind', (message).kind, 'body', (message).body,
    'created_at', (message).created_at, 'edited_at', (message).edited_at,
    'media_ids', array(select attached.media_id from private.message_media attached where attached.message_id = (message).id order by attached.place))
$$;
comment on function private.message_evidence is 'What a message says and shows. `sender`: reporter, reported or other.';

create function private.evidence_fingerprint(evidence jsonb) returns text
language sql immutable
set search_path = ''
as $$
  select md5((evidence - 'edited_at')::text)
$$;
comment on function private.evidence_fingerprint is 'Changes with what is said and shown.';

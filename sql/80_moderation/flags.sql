create function private.open_flagged_cases() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('flagged_cases', 1000);
  line private.engagement;
  about record;
  opened private.cases;
  cases int := 0;
begin
  for line in
    select * from private.engagement flagged
    where flagged.transaction_id >= place.since and flagged.transaction_id < place.until and flagged.kind = 'flag' and flagged.subject_id is not null
    order by flagged.transaction_id, flagged.id
  loop
    perform private.keep_people(array[line.subject_id]);
    about := private.flagged_thing(coalesce(line.details ->> 'target', 'profile'), line.target_id, line.subject_id);
    if about.person_id is null then
      continue;
    end if;
    opened := private.open_case(about.target, about.target_id, about.person_id, about.fingerprint, private.flag_severity(line.details), 0.5);
    if (line.details ->> 'held')::boolean then
      perform private.settle_hold(opened, line.details ->> 'rule');
    end if;
    if opened.status = 'open' then
      insert into private.flags (case_id, thing, source, reason, severity, score, rule, evidence)
      values (opened.id, coalesce(line.details ->> 'target', 'profile'), coalesce(line.details ->> 'source', 'terms'), coalesce(line.details ->> 'reason', 'other'),
        private.flag_severity(line.details), (line.details ->> 'score')::double precision, line.details ->> 'rule', about.evidence)
      on conflict on constraint one_flag_a_case do nothing;
      if found then
        perform private.add_to_case(opened.id, private.flag_severity(line.details), coalesce((line.details ->> 'score')::double precision, 0.5), false);
        cases := cases + 1;
      end if;
    end if;
  end loop;
  perform private.finish_reading('flagged_cases', place.until);
  return cases;
end
$$;
comment on function private.open_flagged_cases is '
Opens cases about what the automatic moderation has flagged since the last call (event flag), and returns how many flags were new. What
moderators have found harmless stays so. The worker calls it about once a second; several may.';

create function private.settle_hold(opened private.cases, rule text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if opened.status <> 'open' then
    -- This very thing was found harmless before.
    perform private.hold(opened, null);
  elsif not opened.held then
    update private.cases held set held = true where held.id = opened.id;
    perform private.add_to_log('content_held', null, jsonb_build_object('case_id', opened.id, 'rule', settle_hold.rule));
  end if;
end
$$;
comment on function private.settle_hold is 'What a rule holds back waits for the decision of its case; or is given back, if it is what moderators have found harmless.';

create function private.flag_severity(details jsonb) returns smallint
language sql immutable
set search_path = ''
as $$
  select greatest(1, least(5, coalesce((details ->> 'severity')::int, 1)))::smallint
$$;
comment on function private.flag_severity is 'How grave a flag is, 1 to 5.';

create function private.flagged_thing(
  thing text, thing_id uuid, author_id uuid, out target text, out target_id uuid, out person_id uuid, out evidence jsonb, out fingerprint text
)
language plpgsql stable
set search_path = ''
as $$
begin
  target := case when thing in ('post', 'comment', 'message') then thing else 'user' end;
  target_id := case when thing in ('post', 'comment', 'message') then thing_id else author_id end;
  case target
    when 'post' then
      select post.author_id, private.post_evidence(post) into person_id, evidence from public.posts post where post.id = thing_id;
    when 'comment' then
      select comment.author_id, private.comment_evidence(comment) into person_id, evidence
      from public.comments comment where comment.id = thing_id and comment.deleted_at is null;
    when 'message' then
      -- The message alone: nobody who took part has shown the others' words.
      select message.sender_id, private.message_evidence(message, 'reported') into person_id, evidence
      from private.messages message where message.id = thing_id and message.deleted_at is null;
    else
      select profile.id, private.profile_evidence(profile) || jsonb_build_object('thing', thing, 'thing_id', thing_id) into person_id, evidence
      from public.profiles profile where profile.id = author_id;
      return;
  end case;
  fingerprint := case when evidence is not null then private.evidence_fingerprint(evidence) end;
end
$$;
comment on function private.flagged_thing is '
What a flag is about, as a case has it: post, comment, message, and for everything else the person; null if it is gone. `evidence` and `fingerprint`
as private.evidence has them, of a message without what was said around it.';

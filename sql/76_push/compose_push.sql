-- What a push says is written when it is sent, in the language of its device, from what is so at that moment.
create function private.push_words(kind text, language text, things bigint) returns private.push_texts
language plpgsql stable
set search_path = ''
as $$
declare
  words private.push_texts;
begin
  select * into words from private.push_texts told
  where told.kind = push_words.kind and told.language in (push_words.language, 'en')
    and case told.form when 'one' then true when 'two' then things >= 2 else things >= 3 end
  order by told.language = push_words.language desc, case told.form when 'other' then 1 when 'two' then 2 else 3 end
  limit 1;
  return case when words.kind is null and push_words.kind <> 'system' then private.push_words('system', language, 1) else words end;
end
$$;
comment on function private.push_words is '
The template of a kind in a language, or else in English, for so many people or things. Of a kind that has none it says that there is news.';

create function private.unread_conversations(person_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
declare
  unseen uuid[] := private.hidden_from(person_id);
begin
  return (
    select count(*)
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = person_id and own.state = 'active' and own.archived_at is null
      and (own.muted_until > now()) is not true and conversation.last_number > own.read_number
      and private.reads_along(conversation, own, private.hidden_in(own, unseen))
      and private.unread(conversation, own, private.hidden_in(own, unseen)) > 0);
end
$$;
comment on function private.unread_conversations is 'In how many conversations that are neither muted nor put away somebody has unread messages, as unread_counts says.';

create function private.push_facts(push private.pushes, previews boolean) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  news private.notifications;
begin
  if push.source = 'notification' then
    select * into news from private.notifications told where told.id = push.target_id;
    return jsonb_build_object(
      'words', case when news.kind = 'like' and news.target_kind <> 'post' then 'like.' || news.target_kind else news.kind end,
      'path', case news.target_kind when 'post' then '/posts/' || news.target_id when 'conversation' then '/conversations/' || news.target_id
        else '/notifications' end,
      'things', greatest(news.actor_count, 1), 'name', (
        select person.first_name from private.notification_parts part
        join public.profiles person on person.id = part.actor_id
        where part.notification_id = news.id and part.hidden_until = '-infinity'
        order by part.happened_at desc limit 1),
      'text', coalesce(case when previews and news.kind in ('comment', 'reply', 'mention') then (
        select comment.body from private.notification_parts part
        join public.comments comment on comment.id = part.cause_id and comment.deleted_at is null
        where part.notification_id = news.id and part.hidden_until = '-infinity'
        order by part.happened_at desc limit 1) end, ''),
      'title', news.details ->> 'title', 'body', news.details ->> 'body');
  elsif push.source = 'message' then
    return (
      select jsonb_build_object(
        'words', 'message' || case when conversation.kind = 'group' then '.group' else '' end
          || case when previews and message.body <> '' then '' else '.hidden' end,
        'path', '/conversations/' || message.conversation_id, 'things', 1,
        'name', case when private.is_masked(sender) then sender.alias else person.first_name end,
        'group', coalesce(conversation.title, ''), 'text', message.body)
      from private.messages message
      join private.conversations conversation on conversation.id = message.conversation_id
      join private.conversation_members sender on sender.conversation_id = message.conversation_id and sender.user_id = message.sender_id
      join public.profiles person on person.id = message.sender_id
      where message.id = push.target_id);
  elsif push.source = 'call' then
    return (
      select jsonb_build_object(
        'words', 'call.' || call.media, 'path', '/calls/' || call.id, 'things', 1, 'text', '',
        'name', case when private.is_masked(caller) then caller.alias else person.first_name end)
      from private.calls call
      join private.conversation_members caller on caller.conversation_id = call.conversation_id and caller.user_id = call.caller_id
      join public.profiles person on person.id = call.caller_id
      where call.id = push.target_id);
  elsif push.source = 'match' then
    return jsonb_build_object('words', 'match_prompt', 'path', '/match', 'things', 1, 'name', '', 'text', '');
  end if;
  return jsonb_build_object('words', 'digest', 'path', '/notifications', 'things', private.digest_size(push.id), 'name', '', 'text', '');
end
$$;
comment on function private.push_facts is '
What a push is about, as its recipient may know it: {words: the kind of push_texts, path: below APP_URL, things, name, group, text, title, body}.';

create function private.compose_push(push private.pushes, locale text, previews boolean) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  facts jsonb := private.push_facts(push, previews);
  language text := lower(split_part(locale, '-', 1));
  words private.push_texts := private.push_words(facts ->> 'words', language, (facts ->> 'things')::bigint);
  pieces text[] := array[coalesce(facts ->> 'title', words.title), coalesce(facts ->> 'body', words.body)];
begin
  select array_agg(left(
      replace(replace(replace(replace(piece,
        '{count}', ((facts ->> 'things')::bigint - case when words.kind = 'digest' then 0 else 1 end)::text),
        '{group}', coalesce(facts ->> 'group', '')), '{name}', coalesce(facts ->> 'name', '')), '{text}', coalesce(facts ->> 'text', '')),
      case place when 1 then 120 else 200 end) order by place)
  into pieces from unnest(pieces) with ordinality given (piece, place);
  return jsonb_build_object(
    'title', pieces[1], 'body', pieces[2], 'language', case when facts ->> 'title' is null then words.language end, 'path', facts ->> 'path');
end
$$;
comment on function private.compose_push is '
What a device shows: {title, body, language, path}, in the language of its locale if there are texts in it. Texts of admins stand as they are.';

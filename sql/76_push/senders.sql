create function private.set_push_senders(server_key text, platforms text[]) returns void
language sql volatile
set search_path = ''
as $$
  update private.settings setting set value = wanted.value
  from (values ('push_server_key', coalesce(to_jsonb(set_push_senders.server_key), 'null')),
    ('push_platforms', to_jsonb(set_push_senders.platforms))) wanted (name, value)
  where setting.name = wanted.name and setting.value <> wanted.value
$$;
comment on function private.set_push_senders is 'Says which platforms can be pushed to, and the public VAPID key that browsers subscribe with. The worker calls it at its start.';

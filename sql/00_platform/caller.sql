-- Who is calling, read from what the gateway verified. No function that a client may execute takes its caller from an argument.
create function private.caller_id() returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  if caller is null then
    perform private.raise('NOT_AUTHENTICATED', 'Sign in first.', 401);
  end if;
  return caller;
end
$$;

comment on function private.caller_id is 'The signed-in user. Errors: NOT_AUTHENTICATED.';
grant execute on function private.caller_id to anon, authenticated, service_role;

create function private.client_ip() returns inet
language plpgsql stable
set search_path = ''
as $$
declare
  -- Supabase's edge overwrites cf-connecting-ip, and so does the embedded gateway: a client cannot forge it.
  -- Behind another proxy, the setting names the header that this one overwrites.
  header text := private.setting('client_ip_header') #>> '{}';
begin
  return nullif(nullif(current_setting('request.headers', true), '')::jsonb ->> header, '')::inet;
exception when invalid_text_representation then
  return null;
end
$$;

comment on function private.client_ip is 'The network address of the client as the gateway saw it; null outside a request.';

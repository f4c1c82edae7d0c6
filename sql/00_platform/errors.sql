-- The one way for SQL to refuse. PostgREST turns sqlstate PGRST into exactly this body and status, and
-- the edge functions do the same, so a client sees one shape of error wherever it came from.
create function private.raise(
  code text,
  message text,
  status int default 400,
  details text default null,
  hint text default null,
  headers jsonb default '{}'
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  raise sqlstate 'PGRST' using
    -- PostgREST reads the first four. The rest is for private.refuse, which gets no more of an error than its message.
    message = jsonb_build_object('code', code, 'message', message, 'details', details, 'hint', hint, 'status', status,
      'headers', headers, 'tokens', nullif(current_setting('plaza.tokens', true), ''))::text,
    detail = jsonb_build_object('status', status, 'headers', headers)::text;
end
$$;

comment on function private.raise is '
Refuses the request with a stable code (listed in docs/errors.md), a text for people and an HTTP status.
`headers` are added to the answer, for instance {"Retry-After": "30"}.
Source of the form: PostgREST, "Raise errors with HTTP status codes", sqlstate PGRST.';
grant execute on function private.raise to anon, authenticated, service_role;

create function private.refuse(error text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  refusal jsonb := error;
begin
  if coalesce(current_setting('request.path', true), '') = '' then
    perform private.raise(refusal ->> 'code', refusal ->> 'message', (refusal ->> 'status')::int, refusal ->> 'details',
      refusal ->> 'hint', refusal -> 'headers');
  end if;
  perform private.take_token(split_part(token, ' ', 1), substr(token, position(' ' in token) + 1))
  from string_to_table(refusal ->> 'tokens', e'\n') token;
  perform set_config('response.status', refusal ->> 'status', true),
    set_config('response.headers', (
      select coalesce(jsonb_agg(jsonb_build_object(key, value)), '[]') from jsonb_each(refusal -> 'headers'))::text, true);
  return refusal - array['status', 'headers', 'tokens'];
end
$$;
comment on function private.refuse is '
Answers a request with an error of private.raise without failing: the transaction commits, with nothing of what the function did
but the rate limits'' tokens, which are taken again. An exception would give them back, and whoever only ever makes calls that
are refused would not be limited. Every function of the API that takes tokens ends in
exception when sqlstate ''PGRST'' then return private.refuse(sqlerrm). Outside of a request it raises the error again.
Errors: RATE_LIMITED, if the tokens are gone by now.';
grant execute on function private.refuse to authenticated;

create function private.raise_trouble(code text, error text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  -- Connections, serialization and deadlocks, resources, states and locks, operators, the system; and what was deleted meanwhile.
  if left(code, 2) in ('08', '40', '53', '55', '57', '58', 'XX') or code = '23503' then
    raise exception using errcode = code, message = error;
  end if;
end
$$;
comment on function private.raise_trouble is '
For whoever deals with many things and gives up the one that fails: raises an error again that says something of the database at this moment and nothing of
the thing, which then is dealt with later.';

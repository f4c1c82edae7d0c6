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
    message = jsonb_build_object('code', code, 'message', message, 'details', details, 'hint', hint)::text,
    detail = jsonb_build_object('status', status, 'headers', headers)::text;
end
$$;

comment on function private.raise is '
Refuses the request with a stable code (listed in docs/errors.md), a text for people and an HTTP status.
`headers` are added to the answer, for instance {"Retry-After": "30"}.
Source of the form: PostgREST, "Raise errors with HTTP status codes", sqlstate PGRST.';
grant execute on function private.raise to anon, authenticated, service_role;

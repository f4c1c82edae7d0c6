-- What the test files share, in the schema `tests` beside pgTAP. Everything works inside the transaction of a
-- test file and is gone with it.

-- The caller of the rest of the transaction, as the gateway would set it for a verified token.
create function tests.become(role text, claims jsonb) returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', coalesce(claims::text, ''), true);
  -- `none` is the role that logged in, whatever the role of now may do.
  perform set_config('role', role, true);
end
$$;

create function tests.authenticate_as(user_id uuid, claims jsonb default '{}') returns void
language sql
as $$
  select tests.become('authenticated', jsonb_build_object(
    'sub', user_id, 'role', 'authenticated', 'sid', user_id, 'app_role', 'user') || claims)
$$;
comment on function tests.authenticate_as is '
The rest of the transaction runs as this user''s client, in the session that tests.create_user opened, which has
the user''s own identifier. `claims` are added to the token: {"app_role": "admin"}.';

create function tests.as_anon() returns void
language sql
as $$ select tests.become('anon', '{"role": "anon"}') $$;

create function tests.as_service() returns void
language sql
as $$ select tests.become('service_role', '{"role": "service_role"}') $$;

create function tests.reset_role() returns void
language sql
as $$ select tests.become('none', null) $$;

-- What a statement raised, in one line; null when it raised nothing. Its effects stay only if it succeeded.
create function tests.error_of(statement text) returns text
language plpgsql
as $$
declare
  state text;
  message text;
  detail text;
begin
  execute statement;
  return null;
exception when others then
  get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail;
  if state <> 'PGRST' then
    return format('sqlstate %s: %s', state, message);
  end if;
  return format('%s with status %s', message::jsonb ->> 'code', detail::jsonb ->> 'status');
end
$$;

create function tests.throws_code(statement text, code text, status int, description text default null) returns text
language sql
as $$
  select is(tests.error_of(statement), format('%s with status %s', code, status), coalesce(description, 'refuses with ' || code))
$$;
comment on function tests.throws_code is '
Asserts that a statement is refused as private.raise does it: sqlstate PGRST with this code and HTTP status.';

-- Clients read these through functions. A test that looks at rows as whoever calls opens them first, for itself: the policies are
-- there, for whoever is granted more.
create function tests.open_tables() returns void
language plpgsql
as $$
begin
  execute 'grant select on public.profiles, public.profile_interests, public.posts, public.post_media, public.post_edits,
    public.post_stats, public.comments, public.comment_media, public.collections to authenticated';
end
$$;
comment on function tests.open_tables is 'Lets clients select from the tables that they otherwise read through functions, as far as the policies go.';

create function tests.processor_ms() returns double precision
language sql volatile
as $$ select date_part('epoch', clock_timestamp()) * 1000 $$;
comment on function tests.processor_ms is 'Milliseconds, of which differences count: of the clock, or of the processor on scratch databases under Linux.';

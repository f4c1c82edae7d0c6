-- The people of the tests. Their identifiers are fixed, so that a failure says at a glance who it is about.
create function tests.user_id(username text) returns uuid
language sql immutable
as $$
  select case username
    when 'alice' then '11111111-1111-1111-1111-111111111111'
    when 'bob' then '22222222-2222-2222-2222-222222222222'
    when 'carol' then '33333333-3333-3333-3333-333333333333'
    when 'dave' then '44444444-4444-4444-4444-444444444444'
    else md5(username)
  end::uuid
$$;

create function tests.create_user(username text, app_role text default 'user') returns uuid
language plpgsql
as $$
declare
  id uuid := tests.user_id(username);
begin
  insert into private.accounts (id, username, email, phone, birth_date, app_role)
  values (id, username, username || '@example.com', '+1' || translate(left(id::text, 10), 'abcdef-', '0123456'), '1990-01-01', app_role);
  insert into public.profiles (id, username, first_name, last_name, gender)
  values (id, username, initcap(username), 'Example', 'other');
  insert into private.sessions (id, account_id, refresh_hash, expires_at)
  values (id, id, sha256(''), now() + interval '90 days');
  return id;
end
$$;
comment on function tests.create_user is '
Makes an account with a profile and a live session, and returns its identifier: tests.user_id(username).';

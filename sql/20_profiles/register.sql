create function private.register(
  details jsonb,
  password_hash text,
  session_id uuid,
  refresh_hash bytea,
  user_agent text,
  ip inet
) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  account_id uuid;
  taken text;
begin
  if not (private.is_person_name(details ->> 'first_name') and private.is_person_name(details ->> 'last_name')) then
    perform private.raise('INVALID_PROFILE', 'A name must have something to see, on one line.', 422);
  end if;
  perform private.check_username(details ->> 'username');
  begin
    insert into private.accounts (username, email, phone, birth_date)
    values (details ->> 'username', details ->> 'email', details ->> 'phone', (details ->> 'birth_date')::date)
    returning id into account_id;
  exception when unique_violation then
    get stacked diagnostics taken = constraint_name;
    perform private.raise_taken(taken);
  end;
  insert into private.credentials (account_id, password_hash) values (account_id, register.password_hash);
  insert into public.profiles (id, username, first_name, last_name, gender, looking_for)
  values (
    account_id, details ->> 'username', private.trimmed(details ->> 'first_name'), private.trimmed(details ->> 'last_name'),
    details ->> 'gender',
    array(select jsonb_array_elements_text(details -> 'looking_for')));
  perform private.choose_interests(account_id, array(select jsonb_array_elements_text(details -> 'interests')));
  if details ? 'location' then
    insert into private.locations (profile_id, latitude, longitude)
    values (account_id, (details #>> '{location,latitude}')::double precision, (details #>> '{location,longitude}')::double precision);
  end if;
  perform private.greet(account_id, register.user_agent, register.ip);
  perform private.emit('registration', account_id);
  return jsonb_build_object(
    'user', private.own_profile(account_id),
    'claims', private.open_session(register.session_id, account_id, register.refresh_hash, register.user_agent, register.ip));
end
$$;
comment on function private.register is '
Makes account, credentials, profile and first session in one step. `details` is the body of POST auth/register,
already validated. Returns {user, claims}. Emits registration (details: {}). Errors: INVALID_PROFILE, USERNAME_RESERVED, USERNAME_TAKEN, EMAIL_TAKEN,
UNKNOWN_INTEREST, TOO_YOUNG.';

create function private.raise_taken(constraint_name text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  case constraint_name
    when 'username_is_taken' then
      perform private.raise('USERNAME_TAKEN', 'This username is already in use.', 409);
    when 'email_is_taken' then
      perform private.raise('EMAIL_TAKEN', 'This e-mail address is already in use.', 409);
  end case;
end
$$;
comment on function private.raise_taken is 'Says which unique value of an account is in use. Errors: USERNAME_TAKEN, EMAIL_TAKEN.';

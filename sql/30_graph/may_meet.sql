-- Minors and adults stay apart wherever people meet, unless they are connected. The rules, path by path: docs/safety.md.
create function private.adults_since() returns date
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  return (now() at time zone 'utc')::date - interval '18 years';
end
$$;
comment on function private.adults_since is 'Who was born on this day or before is 18 or older; by the calendar in UTC, as private.age.';

create function private.is_adult(person_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (select account.birth_date <= private.adults_since() from private.accounts account where account.id = person_id);
end
$$;
comment on function private.is_adult is 'Whether somebody is 18 or older; null for nobody.';

create function private.may_meet(one uuid, other uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce(private.is_adult(one) = private.is_adult(other), false)
    or exists (select from public.connections where person_id = one and other_id = other);
end
$$;
comment on function private.may_meet is '
Whether these two may find each other, be suggested to each other, and one begin to write to, connect with, mention or add the
other: not a minor and an adult, unless they are connected. Symmetric; false for unknown people. For lists: meetable_people.';

create function private.may_approach(person_id uuid, other uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce(not private.is_adult(person_id), false) or private.may_meet(person_id, other);
end
$$;
comment on function private.may_approach is '
Whether somebody may follow another and comment on what the other publishes. As may_meet, but minors may do so with adults:
what these publish is for everybody, and nobody writes to the minor because of it.';

create view private.meetable_people with (security_invoker = true) as
  select visible.id, visible.profile
  from private.visible_people visible
  join private.accounts account on account.id = visible.id
  where (account.birth_date <= (select private.adults_since())) = (select private.is_adult(auth.uid()))
    or visible.id in (select unnest(private.connected_ids()));
comment on view private.meetable_people is 'Those of visible_people whom the caller may meet, as may_meet says: for lists of people.';

create function private.raise_no_contact() returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  perform private.raise('CONTACT_NOT_ALLOWED', 'You cannot get in touch with this person.', 403);
end
$$;
comment on function private.raise_no_contact is 'Errors: CONTACT_NOT_ALLOWED, which does not say why: a reason would tell an age.';

create function private.findable_people(caller uuid, dating boolean default false) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  own private.people_search;
  is_adult boolean;
  known uuid[] := '{}';
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This account is gone.', 401);
  end if;
  is_adult := own.birth_date <= private.adults_since();
  -- Minors and adults find each other only if they are connected, and never where dating comes in, on any of the three sides.
  if not (dating or own.traits @> array['for:dating']) then
    known := array(
      select connection.other_id from public.connections connection
      join private.accounts account on account.id = connection.other_id
      where connection.person_id = caller and (account.birth_date <= private.adults_since()) <> is_adult);
  end if;
  return concat_ws(' and ',
    'person.is_discoverable and person.hidden_until <= now()',
    format('person.profile_id <> all (%L::uuid[])', private.hidden_ids() || caller),
    format('(person.birth_date %s %L::date%s)', case when is_adult then '<=' else '>' end, private.adults_since(),
      case when known <> '{}' then format(' or person.profile_id = any (%L::uuid[]) and not person.traits @> array[''for:dating'']', known) end));
end
$$;
comment on function private.findable_people is '
Whom `caller` may find, as a condition on `person`, a row of people_search: not themselves, nobody across a block, nobody who
does not want to be found or is deactivated or banned; and minors and adults not each other, unless they are connected and neither
the search (`dating`) nor either person looks for dating. Errors: NOT_AUTHENTICATED.';

create function private.begins_with(word text) returns text
language sql immutable strict
set search_path = ''
as $$
  select format('(person.username like %1$L or person.name like %1$L or person.last_name like %1$L)',
    regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%')
$$;
comment on function private.begins_with is 'That handle, first or last name begins with a folded word, as a condition on `person`.';

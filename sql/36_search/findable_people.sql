create function private.findable_people(caller uuid, dating boolean default false) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  adult_since date := (now() at time zone 'utc')::date - interval '18 years';
  own private.people_search;
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This account is gone.', 401);
  end if;
  return concat_ws(' and ',
    'person.is_discoverable and person.hidden_until <= now()',
    format('person.profile_id <> all (%L::uuid[])', private.hidden_ids() || caller),
    -- Where dating comes in, on any of the three sides, minors and adults do not see each other. Minors look for friends only.
    case when own.birth_date > adult_since then 'not person.traits @> array[''for:dating'']'
      when dating or own.traits @> array['for:dating'] then format('person.birth_date <= %L::date', adult_since) end);
end
$$;
comment on function private.findable_people is '
Whom `caller` may find, as a condition on `person`, a row of people_search: not themselves, nobody across a block, nobody who
does not want to be found or is deactivated or banned; and minors and adults not each other, as soon as the search
(`dating`) or either person looks for dating. Errors: NOT_AUTHENTICATED.';

create function private.begins_with(word text) returns text
language sql immutable strict
set search_path = ''
as $$
  select format('(person.username like %1$L or person.name like %1$L or person.last_name like %1$L)',
    regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%')
$$;
comment on function private.begins_with is 'That handle, first or last name begins with a folded word, as a condition on `person`.';

create function private.keep_people(user_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from public.profiles where id = any (user_ids) order by id for key share;
end
$$;
comment on function private.keep_people is '
Nobody of `user_ids` is deleted until the transaction ends. Taken before the first row that hangs on them: a deletion
takes the person first and then these rows, so whoever took a row first could wait for it in a circle.';

create function private.require_person(user_id uuid) returns public.profiles
language plpgsql stable
set search_path = ''
as $$
declare
  person public.profiles;
begin
  select (visible.profile).* into person from private.visible_people visible where visible.id = require_person.user_id;
  if not found then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return person;
end
$$;
comment on function private.require_person is '
The profile of somebody whom the caller may see. Errors: USER_NOT_FOUND, alike for the unknown, the hidden and, in
either direction, the blocked.';

-- Nobody under 18 looks for a date, whichever way the wish gets into the row.
create function private.check_dating_age() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  if (select private.age(account.birth_date) < 18 from private.accounts account where account.id = new.id) then
    perform private.raise('TOO_YOUNG', 'Dating is for people of 18 and older.', 422);
  end if;
  return new;
end
$$;
comment on function private.check_dating_age is 'Trigger: a profile that looks for dating belongs to an adult. Errors: TOO_YOUNG.';

create trigger check_dating_age before insert or update of looking_for on public.profiles
  for each row when ('dating' = any (new.looking_for)) execute function private.check_dating_age();

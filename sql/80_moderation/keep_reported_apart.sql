create function private.keep_reported_apart() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.keep_apart(new.reporter_id, opened.person_id, 'infinity', 'reported')
  from private.cases opened
  where opened.id = new.case_id and opened.person_id <> new.reporter_id;
  return null;
end
$$;
comment on function private.keep_reported_apart is 'Trigger: whoever has reported somebody, or what they made, is never matched with them.';

create trigger keep_reported_apart after insert on private.reports
  for each row execute function private.keep_reported_apart();

create function private.check_keys(changes jsonb, code text, known text[]) returns void
language plpgsql immutable
set search_path = ''
as $$
declare
  unknown text;
begin
  if jsonb_typeof(changes) is distinct from 'object' then
    perform private.raise(code, 'changes must be an object.', 422);
  end if;
  select string_agg(key, ', ' order by key) into unknown from jsonb_object_keys(changes) key where key <> all (known);
  if unknown is not null then
    perform private.raise(code, 'There are no such fields.', 422, details => unknown);
  end if;
end
$$;
comment on function private.check_keys is 'Refuses, with this code, what is not an object or has keys other than the known ones.';

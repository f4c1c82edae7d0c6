-- Where an early domain asks later ones, which it cannot name: by a function that the later domain declares. What a name
-- promises is in docs/architecture.md, and a test holds every function of such a name to its signature.
create function private.seam(prefix text, name text, signature text) returns regproc
language plpgsql stable
set search_path = ''
as $$
begin
  -- Names come from clients too.
  return case when name ~ '^[a-z]+(_[a-z]+)*$' then to_regprocedure('private.' || prefix || name || signature)::regproc end;
end
$$;
comment on function private.seam is '
The function that a domain has declared as private.<prefix><name><signature>, to be called by `execute format(''select %s($1)'', …)`;
null if none has. `signature`: the types of its arguments, for instance (uuid,uuid).';

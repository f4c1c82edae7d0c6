-- Settings of an installation that the database itself acts on. Rows rather than `alter database … set`: on Supabase
-- only a superuser may set parameters of our own, and nobody is one.
create table private.settings (
  name text primary key,
  value jsonb not null,
  description text not null,
  constraint name_is_snake_case check (name ~ '^[a-z][a-z_]{1,60}$')
);
alter table private.settings enable row level security;
comment on table private.settings is '
One row a setting. Rows come from migrations, with the value that is right for most, and are changed in place:
update private.settings set value = ''"x-real-ip"'' where name = ''client_ip_header''. It counts from the next request on.';

create function private.setting(name text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  value jsonb;
begin
  select stored.value into strict value from private.settings stored where stored.name = setting.name;
  return value;
end
$$;
comment on function private.setting is 'The value of a setting: one look-up by primary key. An unknown name is a programming error and raises no_data_found.';

create function private.profile_card(profile public.profiles) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', profile.avatar);
end
$$;
comment on function private.profile_card is '
The few fields of a person that go with everything they write: {id, username, first_name, last_name, avatar}.
PL/pgSQL, because a list asks for one after the other and that keeps its plan.';
grant execute on function private.profile_card to authenticated, service_role;

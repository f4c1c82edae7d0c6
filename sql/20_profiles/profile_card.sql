create function private.small_avatar(avatar jsonb) returns jsonb
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  -- The first is the smallest: the worker makes them in this order.
  smallest jsonb := coalesce(jsonb_path_query_first(avatar, '$.variants[*] ? (@.type == "image/webp")'), avatar #> '{variants,0}');
begin
  return case when smallest ? 'url' then jsonb_build_object(
    'media_id', avatar -> 'media_id', 'url', smallest -> 'url', 'width', smallest -> 'width', 'height', smallest -> 'height',
    'blurhash', avatar -> 'blurhash', 'alt_text', avatar -> 'alt_text') end;
end
$$;
comment on function private.small_avatar is '
The picture that stands beside a name, in lists and events: {media_id, url, width, height, blurhash, alt_text}, the smallest WebP, 96
pixels wide. The profile itself has all variants.';

create function private.profile_card(profile public.profiles) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', private.small_avatar(profile.avatar), 'verified_at', profile.verified_at);
end
$$;
comment on function private.profile_card is '
The few fields of a person that go with everything they write: {id, username, first_name, last_name, avatar: {media_id, url, width,
height, blurhash, alt_text}|null, verified_at}. Elsewhere this shape is called profile_card.
PL/pgSQL, because a list asks for one after the other and that keeps its plan.';
grant execute on function private.profile_card to authenticated, service_role;

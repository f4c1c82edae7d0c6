create function public.list_interests(language text default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  tag text := lower(coalesce(list_interests.language, 'en'));
begin
  if length(tag) > 35 then
    perform private.raise('INVALID_ARGUMENT', 'language is a BCP 47 tag of at most 35 characters.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object('slug', listed.slug, 'name', listed.name) order by listed.name, listed.slug), '[]'))
    from (
      select interest.slug, coalesce(
        interest.names ->> tag, interest.names ->> split_part(tag, '-', 1),
        interest.name) as name
      from public.interests interest
    ) listed);
end
$$;
comment on function public.list_interests is '
The whole catalogue, sorted by name: {items: [{slug, name}]}. `language` is a BCP 47 tag, for instance pt-BR; where it
has no name the language alone (pt) is tried, then English. Errors: INVALID_ARGUMENT (a tag of more than 35 characters).';
grant execute on function public.list_interests to anon, authenticated;

create function public.set_interests(slugs text[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.replace_interests(set_interests.slugs);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_interests is '
Replaces the interests of the caller, up to 50 slugs of list_interests, and returns the profile as GET auth/me does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE, UNKNOWN_INTEREST (details names them), RATE_LIMITED.';
grant execute on function public.set_interests to authenticated;

create function private.replace_interests(slugs text[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
begin
  if (cardinality(slugs) <= 50 and array_position(slugs, null) is null) is not true then
    perform private.raise('INVALID_PROFILE', 'slugs must be a list of at most 50 interests.', 422);
  end if;
  perform private.take_token('update_profile', caller::text);
  -- Of two lists at once the later one counts, whole: without the lock the result would be a mixture.
  perform from public.profiles where id = caller for no key update;
  perform private.active_caller_id();
  delete from public.profile_interests chosen where chosen.profile_id = caller and chosen.interest <> all (slugs);
  perform private.choose_interests(caller, slugs);
  return private.own_profile(caller);
end
$$;
comment on function private.replace_interests is 'The step of set_interests that writes. Errors: as set_interests.';
grant execute on function private.replace_interests to authenticated;

create function private.weigh_interests() returns bigint
language sql volatile
set search_path = ''
as $$
  with counted as (
    select interest.slug, count(chosen.profile_id) as people, (select count(*) from public.profiles) as all_people
    from public.interests interest
    left join public.profile_interests chosen on chosen.interest = interest.slug
    group by interest.slug
  ), weighed as (
    insert into private.interest_weights as weight (interest, people, idf)
    select slug, people, ln(1 + all_people / greatest(people, 1)::real) from counted
    on conflict (interest) do update set people = excluded.people, idf = excluded.idf
      where (weight.people, weight.idf) is distinct from (excluded.people, excluded.idf)
    returning 1
  )
  select count(*) from weighed
$$;
comment on function private.weigh_interests is 'Counts who has which interest, and returns how many weights changed. The worker calls it by schedule.';

create function private.choose_interests(profile_id uuid, slugs text[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unknown text;
begin
  select string_agg(chosen.slug, ', ' order by chosen.slug) into unknown
  from unnest(slugs) chosen (slug)
  where not exists (select from public.interests interest where interest.slug = chosen.slug);
  if unknown is not null then
    perform private.raise('UNKNOWN_INTEREST', 'An interest is not in the catalogue.', 422, details => unknown);
  end if;
  insert into public.profile_interests (profile_id, interest)
  select choose_interests.profile_id, chosen.slug from unnest(slugs) chosen (slug)
  on conflict do nothing;
end
$$;
comment on function private.choose_interests is 'Adds interests to a profile. Errors: UNKNOWN_INTEREST.';

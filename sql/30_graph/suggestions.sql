create function public.follow_suggestions(page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.follow_suggestions(follow_suggestions.page_size);
end
$$;
comment on function public.follow_suggestions is '
Whom the caller may want to follow, the best first: {items: [{user: as profile_card, relationship: as
follow returns it, followed_by_known, shared_interests: [slug]}], next_cursor: null}. `followed_by_known`: how many of those whom the caller
has followed last do. There is no next page: whoever is followed or dismissed makes room for others.
Errors: NOT_AUTHENTICATED, INVALID_PAGE_SIZE.';
grant execute on function public.follow_suggestions to authenticated;

-- Friends of friends by Adamic and Adar ("Friends and neighbors on the Web", 2003): a common acquaintance counts
-- 1/log of how many people they follow, since whoever follows everybody says little. Shared interests count in the
-- same way. Every step takes a bounded number of rows by index, so the work does not grow with the network.
create function private.follow_suggestions(page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  wanted int := private.page_size(page_size);
  is_adult boolean := private.is_adult(caller);
begin
  return (
    -- Whom it makes no sense to suggest.
    with settled (id) as materialized (
      select caller
      union all
      select followee_id from public.follows where follower_id = caller
      union all
      select followee_id from public.follow_requests where follower_id = caller
      union all
      select muted_id from public.mutes where muter_id = caller and until > now()
      union all
      select dismissed_id from private.dismissed_suggestions where person_id = caller
    ),
    friends as materialized (
      select friend.followee_id as id, 1 / ln(2 + greatest(degree.following, 1)) as weight
      from (
        select followee_id from public.follows where follower_id = caller order by id desc limit 100
      ) friend
      cross join lateral (
        select sum(following) as following from private.graph_stats where profile_id = friend.followee_id
      ) degree
    ),
    friends_of_friends as materialized (
      select followed.id, sum(friend.weight) as score, count(*) as known
      from friends friend
      cross join lateral (
        select followee_id as id from public.follows where follower_id = friend.id order by follows.id desc limit 50
      ) followed
      group by followed.id
    ),
    interests as materialized (
      select chosen.interest as slug, 1 / ln(2 + greatest(coalesce(counted.people, 0), 1)) as weight
      from public.profile_interests chosen
      left join private.interest_weights counted on counted.interest = chosen.interest
      where chosen.profile_id = caller
    ),
    candidates as (
      (select id, score, known from friends_of_friends
       where id not in (select id from settled)
       order by score desc limit 200)
      union all
      -- Newcomers with the rarest interests, who have no friends of friends yet.
      (select sharing.profile_id, 0, 0
       from (select slug from interests order by weight desc limit 5) rare
       cross join lateral (
         select newest.profile_id
         from (
           select profile_id from public.profile_interests where interest = rare.slug order by profile_id desc limit 400
         ) newest
         -- Before the limit, or the few minors would be looked for among adults.
         join private.accounts account on account.id = newest.profile_id
           and (account.birth_date <= private.adults_since()) = is_adult
         limit 40
       ) sharing
       where sharing.profile_id not in (select id from settled))
    ),
    scored as (
      select candidate.id, candidate.known, shared.slugs, candidate.score + shared.score as score
      from (select id, max(score) as score, max(known) as known from candidates group by id) candidate
      cross join lateral (
        select coalesce(array_agg(interests.slug order by weight desc, interests.slug), '{}') as slugs,
          coalesce(sum(weight), 0) as score
        from public.profile_interests chosen
        join interests on interests.slug = chosen.interest
        where chosen.profile_id = candidate.id
      ) shared
    ),
    best as (
      select visible.profile, scored.* from scored
      join private.meetable_people visible on visible.id = scored.id
      join private.profile_settings settings on settings.profile_id = scored.id and settings.discoverable
      order by scored.score desc, scored.id
      limit wanted
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'user', private.profile_card(profile), 'relationship', related.relationship, 'followed_by_known', known,
        'shared_interests', slugs) order by score desc, id), '[]'),
      'next_cursor', null)
    from best
    left join private.relationships(array(select id from best)) related on related.person_id = best.id);
end
$$;
comment on function private.follow_suggestions is 'The step of follow_suggestions that reads. Errors: as follow_suggestions.';
grant execute on function private.follow_suggestions to authenticated;

create function public.dismiss_suggestion(user_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.dismiss_suggestion(dismiss_suggestion.user_id);
end
$$;
comment on function public.dismiss_suggestion is '
Suggests somebody to the caller no more. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';
grant execute on function public.dismiss_suggestion to authenticated;

create function private.dismiss_suggestion(user_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.begin_with(user_id);
begin
  perform private.require_person(user_id);
  insert into private.dismissed_suggestions (person_id, dismissed_id) values (caller, user_id)
  on conflict do nothing;
end
$$;
comment on function private.dismiss_suggestion is 'The step of dismiss_suggestion that writes. Errors: as dismiss_suggestion.';
grant execute on function private.dismiss_suggestion to authenticated;

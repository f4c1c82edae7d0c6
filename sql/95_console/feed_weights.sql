create function public.list_feed_weights(feed text default 'home') returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_feed_weights(list_feed_weights.feed);
end
$$;
comment on function public.list_feed_weights is '
For admins: what each factor of a feed''s score counts for: {feed, weights: {factor: number}}. `feed`: home or reels.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function public.list_feed_weights to authenticated;

create function private.list_feed_weights(feed text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  perform private.check_feed(list_feed_weights.feed);
  return jsonb_build_object('feed', list_feed_weights.feed, 'weights', (
    select coalesce(jsonb_object_agg(known.factor, known.weight), '{}') from private.feed_weights known where known.feed = list_feed_weights.feed));
end
$$;
comment on function private.list_feed_weights is 'The step of list_feed_weights that reads. Errors: as list_feed_weights.';
grant execute on function private.list_feed_weights to authenticated;

create function public.set_feed_weights(weights jsonb, feed text default 'home') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_feed_weights(set_feed_weights.weights, set_feed_weights.feed);
end
$$;
comment on function public.set_feed_weights is '
For admins: changes what factors count for, for everybody and from the next ranked page on; feed_what_if tells before what that would have brought.
`weights`: {factor: -10 to 10}; who is not named stays. Returns them all, as list_feed_weights.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_FEED_SETTINGS.';
grant execute on function public.set_feed_weights to authenticated;

create function private.set_feed_weights(weights jsonb, feed text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  admin uuid := private.active_admin_id();
begin
  perform private.check_feed_weights(set_feed_weights.weights, set_feed_weights.feed);
  update private.feed_weights known
  set weight = given.value::real
  from jsonb_each_text(set_feed_weights.weights) given (factor, value)
  where known.feed = set_feed_weights.feed and known.factor = given.factor;
  perform private.log_administration('feed_weights_changed', admin, jsonb_build_object('feed', set_feed_weights.feed, 'weights', set_feed_weights.weights));
  return private.list_feed_weights(set_feed_weights.feed);
end
$$;
comment on function private.set_feed_weights is 'The step of set_feed_weights that writes. Errors: as set_feed_weights.';
grant execute on function private.set_feed_weights to authenticated;

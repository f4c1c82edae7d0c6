create function private.post_half_life() returns interval
language sql immutable parallel safe
set search_path = ''
as $$ select interval '1 day' $$;
comment on function private.post_half_life is '
How fast what happens to a post is forgotten. A day did best on MovieTweetings (0.5 to 2 days are alike) and Barrapunto: docs/feed.md.';

create function private.taste_half_life() returns interval
language sql immutable parallel safe
set search_path = ''
as $$ select interval '30 days' $$;
comment on function private.taste_half_life is 'How fast what somebody did is forgotten as their taste.';

create function private.as_topic(written text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return translate(private.folded(written), '-_ ', '');
end
$$;
comment on function private.as_topic is 'A hashtag or the slug of an interest as a topic: rock-climbing, #RockClimbing and #rock_climbing are one.';

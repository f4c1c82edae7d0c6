create function private.username_skeleton(username text) returns text
language sql immutable
set search_path = ''
as $$
  -- Digits first, since they stand for letters of the pairs.
  select replace(replace(translate(lower(username), '013457i._-', 'oleastl'), 'rn', 'm'), 'vv', 'w')
$$;
comment on function private.username_skeleton is '
What a username looks like at a glance: 0 as o, 1 and i as l, 3 4 5 7 as e a s t, rn as m, vv as w, and no separators.
Two usernames with one skeleton can be mistaken for each other. Source of the idea: Unicode UTS 39, section 4.';

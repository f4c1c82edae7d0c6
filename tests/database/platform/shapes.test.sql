-- Comments say what is answered: where they name the keys of a shape that many answers have, these are its keys.
begin;
select plan(9);

-- The keys of the first object in a comment behind some words: {a, b: [c], d: {e}} has a, b and d.
create function pg_temp.keys_of(comment text, behind text default '') returns text[] language plpgsql as $$
declare
  depth int := 0;
  own text := '';
  letter text;
begin
  foreach letter in array string_to_array(substr(comment, strpos(comment, behind) + length(behind)), null) loop
    depth := depth - (letter = '}')::int;
    exit when letter = '}' and depth = 0;
    own := own || case when depth = 1 then letter else '' end;
    depth := depth + (letter = '{')::int;
  end loop;
  return array(select btrim(split_part(key, ':', 1), E' \n') from string_to_table(own, ',') key order by 1);
end
$$;
create function pg_temp.keys(answer jsonb) returns text[] language sql as $$
  select array_agg(key order by key) from jsonb_object_keys(answer) key $$;
select is(pg_temp.keys_of('Some: {b: {c, d}, a, e: [{f}]}, {g}'), '{a,b,e}', 'the test reads comments as people do');

select tests.create_user('alice'), tests.create_user('bob');
update public.profiles set avatar = '{"media_id": null, "variants": [{"url": "a", "type": "image/webp", "width": 96, "height": 96}]}';
create temporary table made as select tests.create_post('bob') as post, tests.create_talk('alice', 'bob') as talk;
grant select on made to authenticated;
select tests.authenticate_as(tests.user_id('alice'));
create temporary table shape as
select 'private.profile_card' as name, (public.get_post(post) -> 'author') - 'relationship' as answer from made
union all select 'private.small_avatar', public.get_post(post) #> '{author,avatar}' from made
union all select 'private.relationships', public.follow(tests.user_id('bob'))
union all select 'private.reactions_view', public.get_post(post) -> 'reactions' from made
union all select 'public.get_profile', public.get_profile('bob')
union all select 'public.get_post', public.get_post(post) from made
union all select 'public.list_comments', public.add_comment(gen_random_uuid(), post, 'hello') from made;
select tests.reset_role();
select is(pg_temp.keys_of(obj_description(name::regproc, 'pg_proc'), case name when 'public.list_comments' then 'A comment: ' else '' end), pg_temp.keys(answer),
  format('the comment on %s names the keys that are answered', name)) from shape;

select is_empty($$
  select routine.oid::regprocedure from pg_proc routine
  where routine.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    and obj_description(routine.oid, 'pg_proc') ~ 'username,\s+first_name,\s+last_name'
    and routine.proname not in ('profile_card', 'get_profile') $$,
  'the fields of a person are written down once; elsewhere it is "as profile_card"');
select * from finish();
rollback;

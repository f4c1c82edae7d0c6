begin;
select plan(23);
select tests.open_tables();

select tests.create_user('alice'), tests.create_user('bob');
create temporary table media as
select name, tests.create_media(owner, kind, status, purpose) as id from (values
  ('ready', 'alice', 'image', 'ready', 'post'), ('one', 'alice', 'image', 'processing', 'post'), ('two', 'alice', 'video', 'processing', 'post'),
  ('reel', 'alice', 'video', 'processing', 'post'), ('pending', 'alice', 'image', 'pending', 'post'), ('failing', 'alice', 'image', 'processing', 'post'),
  ('avatar', 'alice', 'image', 'ready', 'avatar'), ('sound', 'alice', 'audio', 'ready', 'post'), ('theirs', 'bob', 'image', 'ready', 'post')
) medium (name, owner, kind, status, purpose);
grant select on media to authenticated;
create function pg_temp.state_of(wanted uuid) returns text language sql as $$ select state from public.posts where client_id = wanted $$;
create function pg_temp.publish(kind text, names text[], client_id uuid default gen_random_uuid()) returns text language sql as $$
  select public.create_post(client_id, kind, 'x', array(select media.id from unnest(names) with ordinality wanted (name, place) join media using (name) order by place)) ->> 'state' $$;
grant execute on all functions in schema pg_temp to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select pg_temp.publish('image', '{}') $$, 'INVALID_MEDIA', 422, 'a picture needs a picture');
select tests.throws_code($$ select pg_temp.publish('text', '{ready}') $$, 'INVALID_MEDIA', 422, 'a text has none');
select tests.throws_code($$ select pg_temp.publish('carousel', '{ready}') $$, 'INVALID_MEDIA', 422, 'a carousel has two');
select tests.throws_code($$ select pg_temp.publish('carousel', '{ready,ready}') $$, 'INVALID_MEDIA', 422, 'different ones');
select tests.throws_code($$ select pg_temp.publish('image', '{pending}') $$, 'INVALID_MEDIA', 422, 'what has not been uploaded cannot be posted');
select tests.throws_code($$ select pg_temp.publish('image', '{theirs}') $$, 'INVALID_MEDIA', 422, 'somebody else''s media cannot be posted');
select tests.throws_code($$ select pg_temp.publish('image', '{avatar}') $$, 'INVALID_MEDIA', 422, 'what was uploaded for something else cannot be posted');
select tests.throws_code($$ select pg_temp.publish('reel', '{ready}') $$, 'INVALID_MEDIA', 422, 'a reel is a video');
select tests.throws_code($$ select pg_temp.publish('image', '{sound}') $$, 'INVALID_MEDIA', 422, 'sound is no picture of a post');
select is(pg_temp.publish('image', '{ready}'), 'published', 'a picture that is ready appears at once');
select tests.throws_code($$ select pg_temp.publish('image', '{ready}') $$, 'INVALID_MEDIA', 422, 'a medium is used once');
select is(pg_temp.publish('carousel', '{one,two}', '11111111-0000-0000-0000-000000000001'), 'processing', 'a post waits for its media');
select is(pg_temp.publish('image', '{failing}', '11111111-0000-0000-0000-000000000002'), 'processing', 'a post of several media waits for them');

select tests.reset_role();
update private.media set status = 'ready' where id = (select id from media where name = 'two');
select is(pg_temp.state_of('11111111-0000-0000-0000-000000000001'), 'processing', 'a post waits for all of its media');
update private.media set status = 'ready' where id = (select id from media where name = 'one');
select is(pg_temp.state_of('11111111-0000-0000-0000-000000000001'), 'published', 'a post appears with the last of its media');
select is((select count(*) from private.engagement where kind = 'post'), 2::bigint, 'which is when others are told');
update private.media set status = 'failed', error = 'because' where id = (select id from media where name = 'failing');
select is(pg_temp.state_of('11111111-0000-0000-0000-000000000002'), 'failed', 'a medium that fails fails the post');

select tests.authenticate_as(tests.user_id('alice'));
select public.create_post('11111111-0000-0000-0000-000000000003', 'text', '', draft => true);
select tests.throws_code($$ select public.publish_post((select id from public.posts where client_id = '11111111-0000-0000-0000-000000000003')) $$, 'INVALID_POST', 422, 'a draft may be empty, a post may not');
select public.edit_post((select id from public.posts where client_id = '11111111-0000-0000-0000-000000000003'), '{"caption": "written"}');
select is(public.publish_post((select id from public.posts where client_id = '11111111-0000-0000-0000-000000000003'), now() + interval '1 hour') ->> 'state', 'scheduled', 'a draft can be given a time');
select tests.reset_role();
select is(private.publish_due_posts(), 0::bigint, 'before which nothing happens');
update public.posts set publish_at = now() - interval '1 second' where client_id = '11111111-0000-0000-0000-000000000003';
select private.publish_due_posts();
select is(pg_temp.state_of('11111111-0000-0000-0000-000000000003'), 'published', 'a scheduled post appears at its time');
select tests.authenticate_as(tests.user_id('alice'));
select is(public.create_post('11111111-0000-0000-0000-000000000003', publish_at => now() - interval '1 second') ->> 'state', 'published',
  'a retry that comes after its time returns the post that exists');
select tests.reset_role();
select ok((select position > id from public.posts where client_id = '11111111-0000-0000-0000-000000000003'), 'at the top, though it was written earlier');

select * from finish();
rollback;

begin;
select plan(16);

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('mona', 'moderator');
create function tests.upload(owner text, purpose text default 'verification', status text default 'ready') returns uuid language sql as $$
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag)
  values (tests.user_id(owner), purpose, 'image', 'image/png', 1, status, now(), case when status <> 'pending' then now() end, case when status <> 'pending' then 'x' end)
  returning id $$;
create temporary table uploads as
select tests.upload('alice') as passport, tests.upload('alice', status => 'processing') as letter, tests.upload('alice', status => 'pending') as pending,
  tests.upload('alice', 'post') as post, tests.upload('bob') as foreign_one, array(select tests.upload('alice') from generate_series(1, 6)) as six;
grant select on uploads to authenticated;
create function tests.ask(media_ids uuid[]) returns jsonb language sql as $$
  select public.request_verification('I am the Alice of the example.', media_ids) $$;
grant execute on function tests.ask to authenticated;
create function tests.sees(media_id uuid) returns boolean language plpgsql security definer as $$
begin
  return private.get_media(media_id) is not null;
exception when sqlstate 'PGRST' then
  return false;
end $$;
grant execute on function tests.sees to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code(format('select tests.ask(%L)', media_ids), 'INVALID_VERIFICATION', 422, what || ' is no proof')
from uploads, lateral (values
  (array[pending], 'an upload that has not arrived'), (array[post], 'a picture of a post'), (array[foreign_one], 'what is somebody else''s'),
  (array[passport, null], 'nothing'), (array[passport, passport], 'one thing twice'), (six, 'more than five')) wrong (media_ids, what);
select is(tests.ask(array[passport, letter]) -> 'media_ids', to_jsonb(array[passport, letter]), 'own uploads are shown as proof') from uploads;
select is(tests.ask(array[passport, letter]) ->> 'status', 'pending', 'a retry finds the request') from uploads;
select tests.throws_code(format('select tests.ask(%L)', array[passport]), 'VERIFICATION_PENDING', 409, 'other proof is another request') from uploads;
select ok(tests.sees(passport), 'the owner sees it') from uploads;

select tests.authenticate_as(tests.user_id('bob'));
select ok(not tests.sees(passport), 'others do not') from uploads;
select tests.authenticate_as(tests.user_id('mona'), '{"app_role": "moderator"}');
select ok(tests.sees(passport), 'moderators do') from uploads;
select ok(not tests.sees(six[1]), 'moderators do not see what nobody has shown them') from uploads;
select is((select media_ids from public.verification_requests), array[passport, letter], 'they find it in the queue') from uploads;
select is(public.review_verification(id, true) ->> 'status', 'approved', 'moderators decide what they find in the queue') from public.verification_requests;

select tests.reset_role();
select is((select count(*) from private.media, uploads where id in (passport, letter) or id = six[1]), 1::bigint, 'then the proof is deleted, and nothing else') ;

select * from finish();
rollback;

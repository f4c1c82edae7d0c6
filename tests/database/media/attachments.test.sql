-- What is said of a medium that does not fit.
begin;
select plan(7);

select tests.create_user('alice'), tests.create_user('bob');
create function tests.upload(owner text, purpose text, kind text, status text, error text default null) returns uuid language sql as $$
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag, error)
  values (tests.user_id(owner), purpose, kind, 'image/png', 1, status, now(), case when status <> 'pending' then now() end, case when status <> 'pending' then 'x' end, error)
  returning id $$;
create temporary table uploads as
select tests.upload('alice', 'post', 'image', 'ready') as fit, tests.upload('bob', 'post', 'image', 'ready') as theirs,
  tests.upload('alice', 'avatar', 'image', 'ready') as avatar, tests.upload('alice', 'post', 'video', 'ready') as video,
  tests.upload('alice', 'post', 'image', 'pending') as pending, tests.upload('alice', 'post', 'image', 'failed', 'It is damaged.') as failed;
create function tests.said_of(media_ids uuid[]) returns text language plpgsql as $$
declare
  said text;
begin
  perform private.claim_attachments(tests.user_id('alice'), 'post', array['image', 'audio'], media_ids);
  return 'fit';
exception when sqlstate 'PGRST' then
  get stacked diagnostics said = message_text;
  return said::jsonb ->> 'details';
end $$;

select is(tests.said_of(array[fit]), 'fit', 'A medium that fits is accepted') from uploads;
select is(tests.said_of(array[theirs]), theirs || ': you have no such medium', 'Somebody else''s medium is not told from one that does not exist') from uploads;
select is(tests.said_of(array[avatar]), avatar || ': it was uploaded with the purpose avatar, and this takes post', 'A medium of another purpose is told') from uploads;
select is(tests.said_of(array[video]), video || ': it is of the kind video, and this takes image or audio', 'A medium of another kind is told') from uploads;
select is(tests.said_of(array[pending]), format('%s: its upload is not complete: call media/uploads/%s/complete', pending, pending), 'An upload that is not complete is told, and what to call') from uploads;
select is(tests.said_of(array[failed]), failed || ': it could not be processed: It is damaged.', 'A medium that failed is told, and why') from uploads;
select is(tests.said_of(array[fit, theirs, null]), theirs || E': you have no such medium\nnull: you have no such medium', 'Each that does not fit has its line') from uploads;
select * from finish();
rollback;

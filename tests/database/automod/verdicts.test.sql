begin;
select plan(46);

select tests.create_user('alice');
insert into private.automod_terms (term, severity, category) values
  ('badword', 'block', 'test'), ('assault rifle', 'flag', 'test'), ('ill', 'flag', 'test'), ('плохо', 'block', 'test'),
  ('坏话', 'block', 'test'), ('คำหยาบ', 'block', 'test');

create function pg_temp.verdict(written text) returns text language sql as $$ select verdict from private.automod_verdict(written) $$;
select is(pg_temp.verdict(written), 'block', 'found in: ' || written) from unnest(array[
  'badword', 'a BadWord here', 'b4dw0rd', 'BADW0RD!!!', 'bаdwоrd', 'bádwörd', 'b a d w o r d', 'b.a.d.w.o.r.d', 'b-a-d w-o-r-d',
  'bad' || chr(8203) || 'word', 'bad' || chr(173) || 'word', 'baaaadwoooord', 'ｂａｄｗｏｒｄ', '𝐛𝐚𝐝𝐰𝐨𝐫𝐝', 'ba.dword', 'you b@dword', 'Плохо', '"badword"',
  E'x\nbadword\ny', '今天坏话很多', '坏 话', '坏话！', 'นี่คือคำหยาบนะ', 'badword坏']) written;
select is(pg_temp.verdict(written), 'allow', 'not found in: ' || written) from unnest(array[
  '', 'a bad word', 'badwords', 'notbadword', 'I live in 1999', 'a b c d', 'skill', '坏的话']) written;
select is(pg_temp.verdict(written), 'allow', 'a word of two languages is none: ' || written) from unnest(array['Du bist nicht allein.', 'Você fica aqui?']) written;
select is(pg_temp.verdict('an ASSAULT  rifle'), 'flag', 'a phrase is found over more than one blank');

select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.create_post(gen_random_uuid(), 'text', 'you B4DW0RD') $$, 'CONTENT_REJECTED', 422, 'a blocked text is not published');
select public.create_post('66666666-6666-6666-6666-666666666666', 'text', 'an assault rifle');
-- Whatever else people write for others to read.
select tests.reset_role();
select tests.create_user(name) from unnest(array['bob', 'carol']) name;
update private.profile_settings set who_may_message = 'connections' where profile_id = tests.user_id('carol');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code($$ select public.update_profile('{"bio": "a b4dword"}') $$, 'CONTENT_REJECTED', 422, 'a blocked word is not in a bio');
select tests.throws_code($$ select public.update_profile('{"first_name": "Bad", "last_name": "B.a.d.word"}') $$, 'CONTENT_REJECTED', 422, 'a blocked word is not in a name');
select lives_ok($$ select public.update_profile('{"bio": "an assault rifle"}') $$, 'a flagged bio is saved');
select tests.throws_code($$ select public.request_connection(tests.user_id('bob'), 'badword') $$, 'CONTENT_REJECTED', 422, 'a blocked word is not in a note');
select tests.throws_code($$ select public.request_connection(tests.user_id('carol'), 'hello') $$, 'MESSAGES_NOT_ALLOWED', 403,
  'a note is a message: who has chosen who may write gets none from others');
select is(public.request_connection(tests.user_id('carol')) ->> 'connection', 'requested', 'without a note the request is made');
select is(public.request_connection(tests.user_id('bob'), 'an assault rifle') ->> 'connection', 'requested', 'a flagged note is delivered');
select tests.reset_role();
select is((select string_agg(target, ' ' order by target) from private.automod_flags where author_id = tests.user_id('alice') and target <> 'post'),
  'connection_request profile', 'moderators find what was flagged in notes and profiles');
select is((select terms from private.automod_flags where target = 'post' and author_id = tests.user_id('alice')), array['assault rifle'],
  'a flagged one is, and is there for moderators');
select tests.authenticate_as(tests.user_id('alice'));
select throws_ok('select from private.automod_terms', '42501', null, 'nobody reads the terms');

select * from finish();
rollback;

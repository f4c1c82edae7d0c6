begin;
select plan(42);
select tests.open_tables();

select tests.create_user('alice'), tests.create_user('bob'), tests.create_user('kid');
update private.accounts set birth_date = current_date - interval '15 years' where username = 'kid';
insert into public.interests (slug, name, names) values ('test-chess', 'Chess', '{"de": "Schach", "pt-br": "Xadrez"}'), ('test-go', 'Go', '{}');
update private.rate_limits set capacity = 1000 where name in ('update_profile', 'set_settings', 'set_location');
create function pg_temp.place_of(name text) returns double precision[] language sql security definer as $$
  select array[latitude, longitude] from private.locations where profile_id = tests.user_id(name) $$;
grant execute on function pg_temp.place_of to authenticated;

select tests.authenticate_as(tests.user_id('alice'));
select is(public.update_profile('{"first_name": " Ada ", "bio": "Hello", "pronouns": "she/her", "links": ["https://ada.example/x"], "looking_for": ["dating"], "gender": "female"}')
  - array['id', 'created_at', 'phone', 'email', 'birth_date', 'app_role', 'interests', 'location', 'last_name', 'username', 'is_private', 'verified_at', 'email_verified', 'avatar'],
  '{"first_name": "Ada", "bio": "Hello", "pronouns": "she/her", "links": ["https://ada.example/x"], "looking_for": ["dating"], "gender": "female"}',
  'update_profile changes what it is given');
select is(public.update_profile('{"pronouns": null}') ->> 'bio', 'Hello', 'update_profile changes nothing that it is not given');
select is((select pronouns from public.profiles where username = 'alice'), null, 'null removes what is optional');
select tests.throws_code('select public.update_profile(''{"birth_date": "1999-01-01"}'')', 'INVALID_PROFILE', 422, 'unknown fields are refused');
select tests.throws_code('select public.update_profile(''[]'')', 'INVALID_PROFILE', 422, 'changes that are no object are refused');
select tests.throws_code('select public.update_profile(null)', 'INVALID_PROFILE', 422, 'changes of null are refused');
select tests.throws_code(format('select public.update_profile(%L)', changes), 'INVALID_PROFILE', 422, 'refused: ' || left(changes, 60))
from unnest(array['{"first_name": ""}', '{"first_name": null}', '{"last_name": 7}', '{"username": "a"}', '{"username": ".ada"}', '{"gender": "x"}',
  '{"bio": ["x"]}', '{"looking_for": ["money"]}', '{"looking_for": "dating"}', '{"links": ["javascript:alert(1)"]}', '{"links": "https://x.example"}',
  '{"links": ["http://x.example"]}', jsonb_build_object('bio', repeat('x', 501))::text]) changes;
select is(public.update_profile('{"username": "Ada.L"}') ->> 'username', 'ada.l', 'a username may change, in lower case');
select tests.throws_code('select public.update_profile(''{"username": "bob", "bio": "changed"}'')', 'USERNAME_TAKEN', 409, 'a username does not change to one that is in use');
select is((select bio from public.profiles where id = tests.user_id('alice')), 'Hello', 'a refused username changes nothing else');

select is(public.set_interests('{test-chess,test-go,test-go}') -> 'interests', '["test-chess", "test-go"]', 'set_interests replaces them');
select is(public.set_interests('{test-go}') -> 'interests', '["test-go"]', 'all of them');
select tests.throws_code('select public.set_interests(''{nonsense}'')', 'UNKNOWN_INTEREST', 422, 'an interest outside of the catalogue is refused');
select tests.throws_code('select public.set_interests(null)', 'INVALID_PROFILE', 422, 'interests that are no list are refused');

select is(public.get_settings(), '{"who_may_message": "everyone", "who_may_add_to_groups": "everyone", "show_age": true, "show_distance": true,
  "show_online": true, "show_last_seen": true, "read_receipts": true, "discoverable": true, "is_private": false}', 'a new person allows everything');
select is(public.set_settings('{"who_may_message": "nobody", "show_age": false, "is_private": true}'),
  public.get_settings() || '{"who_may_message": "nobody", "show_age": false, "is_private": true}', 'set_settings changes what it is given');
select tests.throws_code(format('select public.set_settings(%L)', changes), 'INVALID_SETTINGS', 422, 'refused: ' || changes)
from unnest(array['{"show_age": "yes"}', '{"show_age": null}', '{"who_may_message": "friends"}', '{"colour": "red"}']) changes;

select public.set_location(52.52, 13.4);
select is(pg_temp.place_of('alice'), array[52.52, 13.4]::double precision[], 'set_location keeps where somebody is');
select tests.throws_code('select public.set_location(91, 0)', 'INVALID_LOCATION', 422, 'a place is on the globe');
select tests.throws_code('select public.set_location(''NaN'', 0)', 'INVALID_LOCATION', 422, 'a place that is no number is refused');

select tests.authenticate_as(tests.user_id('kid'));
select tests.throws_code('select public.update_profile(''{"looking_for": ["dating"]}'')', 'TOO_YOUNG', 422, 'dating is from 18 years on');
select tests.authenticate_as(tests.user_id('alice'));
select tests.throws_code('select public.update_profile(''{"username": "adm1n"}'')', 'USERNAME_RESERVED', 422, 'a reserved name, or one that looks like it, cannot be taken by renaming either');

select tests.as_anon();
select is(public.list_interests('de') -> 'items' @> '[{"slug": "test-chess", "name": "Schach"}, {"slug": "test-go", "name": "Go"}]', true, 'anon lists interests in a language, or in English');
select is(public.list_interests('pt-BR') -> 'items' @> '[{"slug": "test-chess", "name": "Xadrez"}]', true, 'regions count');
select is(public.list_interests('de-AT') -> 'items' @> '[{"slug": "test-chess", "name": "Schach"}]', true, 'a region without a name of its own falls back to the language');
select throws_ok($$ select public.update_profile('{}') $$, '42501', null, 'anon changes nothing');
select throws_ok($$ select public.set_location(1, 1) $$, '42501', null, 'anon sets no location');

select tests.reset_role();
select * from finish();
rollback;

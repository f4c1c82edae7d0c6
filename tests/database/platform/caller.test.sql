begin;
select plan(7);

select tests.throws_code('select private.caller_id()', 'NOT_AUTHENTICATED', 401, 'without a token there is no caller');
select set_config('request.jwt.claims', '{"sub": "11111111-1111-1111-1111-111111111111"}', true);
select is(private.caller_id(), tests.user_id('alice'), 'the caller is the subject of the token');

select is(private.client_ip(), null, 'outside a request there is no address');
select set_config('request.headers', '{"cf-connecting-ip": "2001:db8::7", "x-forwarded-for": "1.2.3.4"}', true);
select is(private.client_ip(), '2001:db8::7'::inet, 'the address is the one that the gateway vouches for');
select set_config('request.headers', '{"x-forwarded-for": "1.2.3.4"}', true);
select is(private.client_ip(), null, 'a header that clients can send is not trusted');
update private.settings set value = '"x-real-ip"' where name = 'client_ip_header';
select set_config('request.headers', '{"x-real-ip": "10.0.0.9"}', true);
select is(private.client_ip(), '10.0.0.9'::inet, 'another proxy''s header can be named instead');
select set_config('request.headers', '{"x-real-ip": "not an address"}', true);
select is(private.client_ip(), null, 'an address that is none is no address');

select * from finish();
rollback;

begin;
select plan(3);

prepare refuse as select private.raise('SOME_CODE', 'Some words.', 418, 'the details', 'a hint', '{"Retry-After": "7"}');

select throws_ok('execute refuse', 'PGRST', null, 'a refusal has the sqlstate that PostgREST turns into an answer');
select is(tests.error_of('execute refuse'), 'SOME_CODE with status 418', 'it carries code and status');

create function pg_temp.error_parts() returns jsonb language plpgsql as $$
declare
  message text;
  detail text;
begin
  execute 'execute refuse';
exception when sqlstate 'PGRST' then
  get stacked diagnostics message = message_text, detail = pg_exception_detail;
  return message::jsonb || detail::jsonb;
end $$;
select is(pg_temp.error_parts(), '{
  "code": "SOME_CODE", "message": "Some words.", "details": "the details", "hint": "a hint",
  "status": 418, "headers": {"Retry-After": "7"}, "tokens": null}'::jsonb, 'the body has the four fields, and what private.refuse needs');

select * from finish();
rollback;

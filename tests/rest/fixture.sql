-- What the REST tests call: a function of every return shape, every kind of argument and every class of
-- error, and a table under row-level security.
create type public.point_2d as (x int, y numeric);
create domain public.short_text as text check (length(value) <= 5);

create function public.get_int() returns int language sql immutable return 42;
create function public.get_bigint() returns bigint language sql immutable return 9007199254740991;
create function public.get_text() returns text language sql stable return 'Zürich "quoted" \ 😀';
create function public.get_bool() returns boolean language sql stable return true;
create function public.get_numeric() returns numeric language sql stable return 12.50;
create function public.get_float() returns float8 language sql stable return 0.1;
create function public.get_timestamptz() returns timestamptz language sql stable
  return '2026-01-31 12:00:00.123456+02'::timestamptz;
create function public.get_timestamp() returns timestamp language sql stable return '2026-01-31 12:00:00'::timestamp;
create function public.get_date() returns date language sql stable return '2026-01-31'::date;
create function public.get_uuid() returns uuid language sql stable return '8d9f0a52-4b7e-4a7e-9f29-3a5f4d8a1a10'::uuid;
create function public.get_bytea() returns bytea language sql stable return '\xdeadbeef'::bytea;
create function public.get_int_array() returns int[] language sql stable return array[1, 2, 3];
create function public.get_domain() returns public.short_text language sql stable return 'short'::public.short_text;
create function public.get_jsonb() returns jsonb language sql stable return '{"a": [1, {"b": null}], "c": "d"}'::jsonb;
create function public.get_json() returns json language sql stable return '{"z":1,  "a":2}'::json;
create function public.get_json_null() returns jsonb language sql stable return 'null'::jsonb;
create function public.get_sql_null_json() returns jsonb language sql stable return null::jsonb;
create function public.get_sql_null_text() returns text language sql stable return null::text;
create function public.get_composite() returns public.point_2d language sql stable return row(1, 2.5)::public.point_2d;
create function public.get_null_composite() returns public.point_2d language sql stable return null::public.point_2d;
create function public.get_composites() returns setof public.point_2d language sql stable
  begin atomic select * from (values (1, 1.5), (2, null)) as points (x, y); end;
create function public.get_no_composites() returns setof public.point_2d language sql stable
  begin atomic select 1, 1.0::numeric where false; end;
create function public.get_table() returns table (id int, label text, at timestamptz) language sql stable
  begin atomic select n, 'row ' || n, '2026-01-31 10:00:00+00'::timestamptz + n * interval '1 day' from generate_series(1, 3) as n; end;
create function public.get_table_of_one() returns table (single int) language sql stable
  begin atomic select n from generate_series(1, 2) as n; end;
create function public.get_out_argument(given int, out doubled int) language sql stable return given * 2;
create function public.get_out_arguments(out low int, given int, out high int) language sql stable
  as $$ select given - 1, given + 1 $$;
create function public.get_ints() returns setof int language sql stable
  begin atomic select n from generate_series(1, 3) as n; end;
create function public.get_no_ints() returns setof int language sql stable begin atomic select 1 where false; end;
create function public.get_many_ints() returns setof int language sql stable
  begin atomic select n from generate_series(1, 1500) as n; end;

create table public.calls (id bigint generated always as identity, note text not null);
alter table public.calls enable row level security;
create function public.do_nothing() returns void language plpgsql as $$ begin end $$;
create function public.write_note(note text) returns void language plpgsql security definer set search_path = '' as $$
begin
  insert into public.calls (note) values (write_note.note);
end $$;
create function public.write_note_stable(note text) returns void language plpgsql stable as $$
begin
  insert into public.calls (note) values (write_note_stable.note);
end $$;
create function public.count_notes(note text) returns bigint language sql stable security definer set search_path = ''
  return (select count(*) from public.calls where calls.note = count_notes.note);

create function public.greet(name text, greeting text default 'Hello', marks int default 1) returns text
language sql immutable return greeting || ' ' || name || repeat('!', marks);
create function public.sum_array(numbers int[]) returns bigint language sql immutable
  return (select sum(n) from unnest(numbers) as n);
create function public.move_point(point public.point_2d, by_x int) returns public.point_2d
language sql immutable return row((point).x + by_x, (point).y)::public.point_2d;
create function public.echo_json(document jsonb) returns jsonb language sql immutable return document;
create function public.echo_bigint(value bigint) returns bigint language sql immutable return value;
create function public.echo_time(at timestamptz) returns timestamptz language sql immutable return at;
create function public.echo_char(code char(3)) returns text language sql immutable return code;
create function public.join_words(separator text, variadic words text[]) returns text language sql immutable
  return array_to_string(words, separator);
create function public.whole_body(jsonb) returns jsonb language sql immutable return jsonb_build_object('got', $1);
create function public.overloaded(id int) returns text language sql immutable return 'id ' || id;
create function public.overloaded(name text) returns text language sql immutable return 'name ' || name;
create function public.overloaded(name text, id int) returns text language sql immutable return 'both';
create function public.ambiguous(value int) returns text language sql immutable return 'int';
create function public.ambiguous(value text) returns text language sql immutable return 'text';
create function public."Quoted Name"("Odd ""argument" int) returns int language sql immutable return "Odd ""argument";
create function public.two_unnamed(int, int) returns int language sql immutable return $1 + $2;

create function public.who_am_i() returns jsonb language sql stable return jsonb_build_object(
  'role', current_user,
  'uid', auth.uid(),
  'jwt', auth.jwt(),
  'method', current_setting('request.method', true),
  'path', current_setting('request.path', true),
  'headers', current_setting('request.headers', true)::json,
  'search_path', current_setting('search_path'),
  'statement_timeout', current_setting('statement_timeout'),
  'read_only', current_setting('transaction_read_only')
);
create function public.who_am_i_volatile() returns jsonb language sql volatile as 'select public.who_am_i()';
create function public.timeout_of_function() returns text language sql stable set statement_timeout = '1234ms'
  as $$ select current_setting('statement_timeout') $$;
create function public.session_state() returns jsonb language sql stable return jsonb_build_object(
  'search_path', current_setting('search_path'),
  'claims', nullif(current_setting('request.jwt.claims', true), ''),
  'user', session_user
);
create function public.answer_with_status() returns jsonb language plpgsql as $$
begin
  perform set_config('response.status', '418', true);
  perform set_config('response.headers', '[{"X-Teapot": "short and stout"}, {"Cache-Control": "no-store"}]', true);
  return '{"tea": true}';
end $$;
create function public.answer_without_content() returns jsonb language plpgsql as $$
begin
  perform set_config('response.status', '204', true);
  return '{"unseen": true}';
end $$;
create function public.answer_with_bad_headers() returns int language sql volatile
  as $$ select set_config('response.headers', '{"X": "no array"}', true); select 1 $$;

create function public.fail_with(sqlstate text, message text default 'failed', detail text default null, hint text default null)
returns void language plpgsql as $$
begin
  raise exception using errcode = fail_with.sqlstate, message = fail_with.message,
    detail = coalesce(fail_with.detail, ''), hint = coalesce(fail_with.hint, '');
end $$;
create function public.fail_simply() returns void language plpgsql as $$ begin raise exception 'simply failed'; end $$;
create function public.fail_with_response() returns void language plpgsql as $$
begin
  raise sqlstate 'PGRST' using
    message = '{"code": "SLOW_DOWN", "message": "Too many requests", "details": "10 a minute", "hint": "Wait"}',
    detail = '{"status": 429, "headers": {"Retry-After": "7", "X-Reason": "limit"}}';
end $$;
create function public.fail_with_bad_response() returns void language plpgsql as $$
begin
  raise sqlstate 'PGRST' using message = 'no json', detail = '{"status": 429, "headers": {}}';
end $$;
create function public.fail_with_bad_header() returns void language plpgsql as $$
begin
  raise sqlstate 'PGRST' using message = '{"code": "X", "message": "x"}',
    detail = '{"status": 400, "headers": {"X-Split": "one\r\nX-Other: two"}}';
end $$;
create function public.divide(a int, b int) returns int language sql immutable return a / b;
create function public.sleep(seconds float8) returns void language plpgsql as $$ begin perform pg_sleep(seconds); end $$;
create function public.not_granted() returns int language sql return 1;

create table public.parents (id int primary key);
create table public.children (parent int not null references public.parents deferrable initially deferred);
alter table public.parents enable row level security;
alter table public.children enable row level security;
create function public.insert_parent(id int) returns void language sql security definer set search_path = ''
  begin atomic insert into public.parents values (insert_parent.id); end;
-- Its foreign key is checked at the commit, after the function has returned.
create function public.insert_orphan(parent int) returns int language sql security definer set search_path = ''
  begin atomic insert into public.children values (insert_orphan.parent) returning 1; end;

create table public.notes (
  id int primary key,
  owner uuid not null,
  body text not null,
  written_at timestamptz not null default '2026-01-31 12:00:00.123456+02',
  size bigint not null default 9007199254740991,
  price numeric not null default 12.50,
  tags text[] not null default '{a,b}',
  extra jsonb not null default '{"k": [1]}',
  raw bytea not null default '\xdead',
  seen_headers text default current_setting('request.headers', true)
);
alter table public.notes enable row level security;
create policy notes_read on public.notes for select to authenticated using (owner = (select auth.uid()));
create policy notes_write on public.notes for insert to authenticated with check (owner = (select auth.uid()));
create policy notes_change on public.notes for update to authenticated
  using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
revoke all on public.notes, public.calls, public.parents, public.children from anon, authenticated;
grant select, insert, update on public.notes to authenticated;
create function public.guard_note() returns trigger language plpgsql as $$
begin
  if new.body = 'forbidden' then
    raise sqlstate 'PGRST' using
      message = '{"code": "BODY_REFUSED", "message": "Not this", "details": null, "hint": null}',
      detail = '{"status": 422, "headers": {"X-Rule": "1"}}';
  end if;
  return new;
end $$;
create trigger guard_note before insert on public.notes for each row execute function public.guard_note();

create schema analytics;
grant usage on schema analytics to anon, authenticated, service_role;
create function analytics.who_is_here() returns text language sql stable as $$ select current_setting('search_path') $$;
grant execute on all functions in schema analytics to anon, authenticated, service_role;
revoke execute on function public.not_granted from public, anon, authenticated, service_role;
alter role anon set statement_timeout = '300ms';

-- 512 different calls, each with a statement of its own.
create function public.many_options(a int default 0, b int default 0, c int default 0, d int default 0, e int default 0,
  f int default 0, g int default 0, h int default 0, i int default 0) returns int
  language sql immutable return a + b + c + d + e + f + g + h + i;
create function public.count_prepared() returns bigint language sql stable return (select count(*) from pg_prepared_statements);
create function public.get_large(bytes int) returns text language sql immutable return repeat('x', bytes);
create function public.end_own_connection() returns void language plpgsql security definer as $$
begin
  perform pg_terminate_backend(pg_backend_pid());
  perform pg_sleep(1);
end $$;
alter function public.end_own_connection owner to postgres;

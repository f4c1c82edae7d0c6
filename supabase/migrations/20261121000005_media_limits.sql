-- What one person may upload. Tune a running installation with a plain update.
insert into private.media_limits (purpose, kind, max_bytes, daily_count, daily_bytes) values
  ('avatar', 'image', 10 * 1024 * 1024, 20, 200 * 1024 * 1024),
  ('post', 'image', 30 * 1024 * 1024, 300, 3::bigint * 1024 * 1024 * 1024),
  ('post', 'video', 2::bigint * 1024 * 1024 * 1024, 50, 20::bigint * 1024 * 1024 * 1024),
  ('post', 'audio', 100 * 1024 * 1024, 100, 2::bigint * 1024 * 1024 * 1024),
  ('comment', 'image', 10 * 1024 * 1024, 200, 1024 * 1024 * 1024),
  ('message', 'image', 30 * 1024 * 1024, 500, 5::bigint * 1024 * 1024 * 1024),
  ('message', 'video', 200 * 1024 * 1024, 100, 5::bigint * 1024 * 1024 * 1024),
  ('message', 'audio', 50 * 1024 * 1024, 500, 2::bigint * 1024 * 1024 * 1024),
  ('message', 'file', 100 * 1024 * 1024, 200, 5::bigint * 1024 * 1024 * 1024);

insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('complete_upload', 100, 1, 'Checks of uploaded files of one account: 100 at once, 60 a minute.');

-- Only what changes something takes a token: repeating a follow, a request or a block is free.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('follow', 200, 200.0 / 3600, 'Follows and follow requests of one account: 200 at once, 200 an hour.'),
  ('connection_request', 50, 50.0 / 86400, 'Connection requests of one account: 50 at once, 50 a day.'),
  ('block', 100, 100.0 / 3600, 'Blocks of one account: 100 at once, 100 an hour.');

-- The limits of matchmaking. Tune a running installation with a plain update.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('match_join', 30, 0.5, 'Searches, also for the next stranger, of one account: 30 at once, one every 2 s.'),
  ('match_respond', 30, 0.2, 'Answers to proposals of one account: 30 at once, 12 a minute.'),
  ('report_stranger', 10, 10.0 / 86400, 'Reports of strangers by one account: 10 a day.');

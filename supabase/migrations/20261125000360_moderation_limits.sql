-- The limits of moderation. Tune a running installation with a plain update.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('report', 20, 20.0 / 86400, 'Reports by one account: 20 at once, 20 a day.');

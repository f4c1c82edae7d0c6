insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('not_interested', 60, 0.2, 'Refusals of posts in the feed and their withdrawal: 60 at once, 12 a minute.');

insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('presence_of', 120, 1, 'Times that one account asks who is there: 120 at once, 1 a second.');

-- The limits that the first functions ask for. Tune a running installation with a plain update.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('register_by_ip', 20, 20.0 / 3600, 'New accounts from one network address: 20 at once, 20 an hour.'),
  ('login_by_ip', 30, 30.0 / 300, 'Sign-in attempts from one network address: 30 at once, 30 in 5 minutes.'),
  ('login_by_account', 10, 10.0 / 600, 'Sign-in attempts at one account: 10 at once, 10 in 10 minutes.'),
  ('refresh_by_ip', 300, 1, 'Token refreshes from one network address: 300 at once, 60 a minute.'),
  ('create_post', 30, 30.0 / 600, 'Posts of one account: 30 at once, 30 in 10 minutes.');

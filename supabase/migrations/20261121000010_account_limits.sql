-- Limits and lockouts of accounts. Tune a running installation with a plain update.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('password_reset_by_ip', 20, 20.0 / 3600, 'Reset links asked for from one network: 20 at once, 20 an hour.'),
  ('password_reset_by_email', 3, 3.0 / 3600, 'Reset links to one address: 3 at once, 3 an hour. More are silently not sent.'),
  ('mail_by_account', 3, 6.0 / 3600, 'Verification and deletion links that one account asks for: 3 at once, 6 an hour.'),
  ('notice_by_account', 10, 10.0 / 3600, 'Security notices to one account: 10 at once, 10 an hour. More are silently not sent.'),
  ('mail_token_by_ip', 30, 30.0 / 600, 'Mailed links opened from one network: 30 at once, 30 in 10 minutes.'),
  ('username_available_by_ip', 30, 1, 'Usernames looked up from one network: 30 at once, 60 a minute.'),
  ('export_by_account', 3, 3.0 / 3600, 'Exports of one account: 3 at once, 3 an hour.');

insert into private.lockout_rules (name, free_attempts, first_delay, longest_delay, description) values
  ('identifier', 5, '30 seconds', '15 minutes', 'Sign-ins that failed with one e-mail address or username.'),
  ('network', 20, '30 seconds', '1 hour', 'Sign-ins that failed from one network.'),
  ('password', 5, '30 seconds', '15 minutes', 'Wrong passwords of somebody who is signed in, as a thief of a device would try them.');

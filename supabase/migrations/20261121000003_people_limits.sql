-- The limits of profiles, presence and search, each for one account.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('update_profile', 30, 30.0 / 3600, 'Changes of profile or interests: 30 at once, 30 an hour.'),
  ('rename_account', 3, 3.0 / (7 * 86400), 'New usernames: 3 at once, 3 a week.'),
  ('set_settings', 60, 60.0 / 3600, 'Changes of settings: 60 at once, 60 an hour.'),
  ('set_location', 30, 60.0 / 3600, 'New locations: 30 at once, 60 an hour.'),
  ('request_verification', 3, 3.0 / 86400, 'Requests for the badge: 3 at once, 3 a day.'),
  ('search_people', 60, 0.5, 'Searches for people and their pages: 60 at once, 30 a minute.'),
  ('typeahead_people', 120, 4, 'Keystrokes that look for people: 120 at once, 240 a minute.');

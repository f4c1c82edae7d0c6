-- The limits and settings of pushes. Tune a running installation with a plain update.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('register_push', 20, 20.0 / 3600, 'Devices that one account registers for pushes: 20 at once, 20 an hour.');
insert into private.settings (name, value, description) values
  ('push_services', '["https://fcm.googleapis.com", "https://updates.push.services.mozilla.com", "https://*.push.services.mozilla.com", "https://*.push.apple.com", "https://*.notify.windows.com"]',
    'The push services of browsers that the worker calls, by their origins; https://*. stands for names below one.'),
  ('push_server_key', 'null', 'The public VAPID key, which browsers subscribe with. The worker writes it when it starts, from VAPID_PRIVATE_KEY.'),
  ('push_platforms', '[]', 'The platforms that the worker can push to: web, android, ios. The worker writes them when it starts.'),
  ('push_budget_most', '20', 'How many pushes a day somebody gets, besides messages, calls and match prompts, who opens all of them.'),
  ('push_quota_a_minute', '600000', 'How many messages a minute FCM takes from this project.');

-- The limits of talking. Tune a running installation with a plain update.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('send_message', 60, 3, 'Messages of one account: 60 at once, 3 a second.'),
  ('edit_message', 60, 1, 'Edits and deletions of messages of one account: 60 at once, 1 a second.'),
  ('search_messages', 60, 1, 'Searches in messages of one account: 60 at once, 1 a second.'),
  ('new_conversation_by_new', 10, 10.0 / 86400, 'Conversations with strangers of a new account: 10 a day.'),
  ('new_conversation_by_known', 20, 20.0 / 86400, 'Conversations with strangers, address verified, a week old: 20 a day.'),
  ('new_conversation_by_verified', 30, 30.0 / 86400, 'Conversations with strangers of somebody with the badge: 30 a day.'),
  ('create_group', 10, 30.0 / 86400, 'Groups that one account makes: 10 at once, 30 a day.'),
  ('add_members', 30, 30.0 / 3600, 'Times that one account adds people to groups: 30 an hour.'),
  ('change_group', 60, 60.0 / 3600, 'Changes of groups and timers by one account: 60 an hour.'),
  ('start_call', 10, 1.0 / 12, 'Calls of one account: 10 at once, 5 a minute.'),
  ('ice_servers', 20, 20.0 / 3600, 'TURN credentials of one account: 20 an hour.');

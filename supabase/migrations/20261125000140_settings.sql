-- The settings in force. Tune a running installation with a plain update.
insert into private.settings (name, value, description) values
  ('client_ip_header', '"cf-connecting-ip"', 'The header in which the gateway tells a client''s address, and which a client cannot forge. CLIENT_IP_HEADER is the same for edge functions.'),
  ('realtime_rechecks', 'false', 'Whether Realtime follows private.recheck_topic: true on the embedded platform, never on Supabase.');

-- What moderation is tuned by. Change it with a plain update.
insert into private.settings (name, value, description) values
  ('trusted_reports_to_hold', '3', 'How many trusted people have to report a post, comment or message before it is kept from others until a moderator has looked.'),
  ('appeal_days', '30', 'How many days after they were told people may appeal against a decision.'),
  ('evidence_days', '180', 'For how many days decided cases keep what people wrote.'),
  ('second_review_share', '0.02', 'The part of the decisions that a second moderator makes again without knowing the first.');
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('appeal', 10, 10.0 / 86400, 'Appeals by one account: 10 at once, 10 a day.');

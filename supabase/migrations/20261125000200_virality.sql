-- docs/virality.md gives the reasons.
insert into private.virality_weights (feature, weight, description) values
  ('one', 2.38, 'The constant.'),
  ('people', -0.28, 'How many have done something with it.'),
  ('age', -0.62, 'How old it is.'),
  ('quarter', 0.17, 'Velocity, 15 minutes.'),
  ('hour', 0.71, 'Velocity, an hour.'),
  ('six_hours', 0.06, 'Velocity, six hours.'),
  ('commenters', -0.06, 'How many of them have commented.'),
  ('sharers', 0, 'How many have shared it: no log to learn from yet.'),
  ('author', 0.12, 'What the posts of its author came to.'),
  ('hour_views', 0.30, 'How many see it now.'),
  ('views', -0.04, 'How many have seen it.'),
  ('audience', 0, 'How many follow those who have shared it: no log to learn from yet.'),
  ('age_people', 0.20, 'The older it is, the more of its reach is there.'),
  ('age_hour', -0.14, 'The older it is, the less an hour says.');
insert into private.reach_errors (age_step, deviation) values
  (0, 0.77), (1, 0.77), (2, 0.66), (3, 0.53), (4, 0.39), (5, 0.27), (6, 0.19), (7, 0.4);
insert into private.virality_parameters (name, value, description) values
  ('viral_people', 100, 'How many people, by trust, do something with a viral post in two days. Where few do, lower it.'),
  ('early_minutes', 60, 'Until this age a moderate chance is enough for viral.'),
  ('early_odds', -0.75, 'Standard errors that the predicted reach must be above viral_people until then.'),
  ('late_odds', 2, 'The same afterwards.'),
  ('least_people', 10, 'Nothing is rising before so many people, by trust.'),
  ('rising_surprise', 2, 'Standard deviations that the last hour of a rising post is above expectation.'),
  ('cooled_share', 0.1, 'A viral post has cooled when its last hour is less than this share of its best.'),
  ('step_minutes', 15, 'How long a step of reach takes at least.'),
  ('usual_rate', 0.05, 'What people do by views, usually.'),
  ('usual_log_reach', 1.6, 'ln(reach + 1) of an ordinary post that three people have done something with.'),
  ('trust_days', 20, 'At this age an account counts a quarter: private.trust. Lower it while everybody is new.');

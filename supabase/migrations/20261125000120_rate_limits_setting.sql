insert into private.settings (name, value, description) values
  ('rate_limits', 'true', 'Whether rate limits refuse anybody. False only while developing: PLAZA_LIMITS=off of the embedded platform sets it.');

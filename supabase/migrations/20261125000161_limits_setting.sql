insert into private.settings (name, value, description) values
  ('limits', 'true', 'Whether rate limits refuse. PLAZA_LIMITS=off sets it to false on the embedded platform, for development; never on a hosted one.');

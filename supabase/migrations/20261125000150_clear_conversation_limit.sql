insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('clear_conversation', 20, 60.0 / 3600, 'Conversations that one account clears: 20 at once, 60 an hour.');
-- Whoever loses access is left behind on another topic: no Realtime has to follow an order for that.
delete from private.settings where name = 'realtime_rechecks';

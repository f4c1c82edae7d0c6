-- Chosen on the first halves of two real logs and in a simulated world: docs/feed.md, Quality, has the reason for each.
update private.feed_weights stored
set weight = chosen.weight
from (values
  ('fresh', 1.9), ('heat', 1.1), ('rate', 0.2), ('taste', 0.5), ('author', 1.0), ('topics', 0.5), ('interests', 0.8), ('followed', 4.0), ('skips', 1.0)
) chosen (factor, weight)
where stored.feed = 'home' and stored.factor = chosen.factor;

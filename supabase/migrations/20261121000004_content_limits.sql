-- The limits of what people publish, each for one account.
insert into private.rate_limits (name, capacity, refill_per_second, description) values
  ('edit_post', 60, 60.0 / 600, 'Changes of own posts, deletion and archive included: 60 at once, 60 in 10 minutes.'),
  ('add_comment', 30, 0.2, 'Comments: 30 at once, 12 a minute.'),
  ('edit_comment', 60, 0.2, 'Changes of comments, hiding and pinning included: 60 at once, 12 a minute.'),
  ('react', 100, 1, 'Reactions and their withdrawal: 100 at once, 60 a minute.'),
  ('share_post', 60, 60.0 / 600, 'Shares: 60 at once, 60 in 10 minutes.'),
  ('record_views', 60, 1, 'Reports of views, up to 100 views each: 60 at once, 60 a minute.'),
  ('save_post', 100, 1, 'Bookmarks and their withdrawal: 100 at once, 60 a minute.'),
  ('change_collections', 60, 60.0 / 600, 'Changes of collections: 60 at once, 60 in 10 minutes.');

-- What automatic moderation begins with. A term is found however it is spelt: case, accents, 1eet, s p a c e s.
insert into private.automod_terms (term, severity, category) values
  ('kill yourself', 'block', 'self_harm'),
  ('kys', 'block', 'self_harm'),
  ('go hang yourself', 'block', 'self_harm'),
  ('child porn', 'block', 'child_safety'),
  ('selling cp', 'block', 'child_safety'),
  ('i will kill you', 'block', 'threat'),
  ('rape you', 'block', 'threat'),
  ('gas the jews', 'block', 'hate'),
  ('heil hitler', 'block', 'hate'),
  ('subhuman', 'flag', 'hate'),
  ('whore', 'flag', 'insult'),
  ('fuck you', 'flag', 'insult'),
  ('buy followers', 'flag', 'spam'),
  ('free followers', 'flag', 'spam'),
  ('double your bitcoin', 'flag', 'spam'),
  ('guaranteed profit', 'flag', 'spam'),
  ('send nudes', 'flag', 'sexual'),
  ('cash app me', 'flag', 'spam');

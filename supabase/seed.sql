-- The catalogue that a new installation begins with. Idempotent: it runs at every start of the embedded stack.
insert into public.interests (slug, name) values
  ('anime', 'Anime'), ('architecture', 'Architecture'), ('art', 'Art'), ('astronomy', 'Astronomy'),
  ('baking', 'Baking'), ('board-games', 'Board games'), ('books', 'Books'), ('camping', 'Camping'),
  ('cars', 'Cars'), ('cats', 'Cats'), ('chess', 'Chess'), ('climbing', 'Climbing'), ('coffee', 'Coffee'),
  ('comedy', 'Comedy'), ('comics', 'Comics'), ('cooking', 'Cooking'), ('crafts', 'Crafts'), ('cycling', 'Cycling'),
  ('dancing', 'Dancing'), ('design', 'Design'), ('dogs', 'Dogs'), ('fashion', 'Fashion'), ('film', 'Film'),
  ('fitness', 'Fitness'), ('football', 'Football'), ('gaming', 'Gaming'), ('gardening', 'Gardening'),
  ('hiking', 'Hiking'), ('history', 'History'), ('karaoke', 'Karaoke'), ('languages', 'Languages'),
  ('meditation', 'Meditation'), ('motorcycles', 'Motorcycles'), ('museums', 'Museums'), ('music', 'Music'),
  ('nature', 'Nature'), ('painting', 'Painting'), ('photography', 'Photography'), ('podcasts', 'Podcasts'),
  ('poetry', 'Poetry'), ('politics', 'Politics'), ('programming', 'Programming'), ('running', 'Running'),
  ('sailing', 'Sailing'), ('science', 'Science'), ('skiing', 'Skiing'), ('startups', 'Startups'),
  ('surfing', 'Surfing'), ('swimming', 'Swimming'), ('tennis', 'Tennis'), ('theatre', 'Theatre'),
  ('travel', 'Travel'), ('vegan-food', 'Vegan food'), ('volunteering', 'Volunteering'), ('wine', 'Wine'),
  ('writing', 'Writing'), ('yoga', 'Yoga')
on conflict (slug) do nothing;

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

-- Their names in other languages, where an installation has not written its own.
update public.interests interest set names = jsonb_build_object('de', translated.de, 'es', translated.es)
from (values
  ('anime', 'Anime', 'Anime'), ('architecture', 'Architektur', 'Arquitectura'), ('art', 'Kunst', 'Arte'),
  ('astronomy', 'Astronomie', 'Astronomía'), ('baking', 'Backen', 'Repostería'),
  ('board-games', 'Brettspiele', 'Juegos de mesa'), ('books', 'Bücher', 'Libros'), ('camping', 'Camping', 'Acampada'),
  ('cars', 'Autos', 'Coches'), ('cats', 'Katzen', 'Gatos'), ('chess', 'Schach', 'Ajedrez'),
  ('climbing', 'Klettern', 'Escalada'), ('coffee', 'Kaffee', 'Café'), ('comedy', 'Comedy', 'Comedia'),
  ('comics', 'Comics', 'Cómics'), ('cooking', 'Kochen', 'Cocina'), ('crafts', 'Basteln', 'Manualidades'),
  ('cycling', 'Radfahren', 'Ciclismo'), ('dancing', 'Tanzen', 'Baile'), ('design', 'Design', 'Diseño'),
  ('dogs', 'Hunde', 'Perros'), ('fashion', 'Mode', 'Moda'), ('film', 'Film', 'Cine'),
  ('fitness', 'Fitness', 'Fitness'), ('football', 'Fußball', 'Fútbol'), ('gaming', 'Videospiele', 'Videojuegos'),
  ('gardening', 'Gärtnern', 'Jardinería'), ('hiking', 'Wandern', 'Senderismo'), ('history', 'Geschichte', 'Historia'),
  ('karaoke', 'Karaoke', 'Karaoke'), ('languages', 'Sprachen', 'Idiomas'), ('meditation', 'Meditation', 'Meditación'),
  ('motorcycles', 'Motorräder', 'Motos'), ('museums', 'Museen', 'Museos'), ('music', 'Musik', 'Música'),
  ('nature', 'Natur', 'Naturaleza'), ('painting', 'Malen', 'Pintura'), ('photography', 'Fotografie', 'Fotografía'),
  ('podcasts', 'Podcasts', 'Pódcasts'), ('poetry', 'Lyrik', 'Poesía'), ('politics', 'Politik', 'Política'),
  ('programming', 'Programmieren', 'Programación'), ('running', 'Laufen', 'Correr'), ('sailing', 'Segeln', 'Vela'),
  ('science', 'Wissenschaft', 'Ciencia'), ('skiing', 'Skifahren', 'Esquí'), ('startups', 'Start-ups', 'Startups'),
  ('surfing', 'Surfen', 'Surf'), ('swimming', 'Schwimmen', 'Natación'), ('tennis', 'Tennis', 'Tenis'),
  ('theatre', 'Theater', 'Teatro'), ('travel', 'Reisen', 'Viajes'), ('vegan-food', 'Veganes Essen', 'Comida vegana'),
  ('volunteering', 'Ehrenamt', 'Voluntariado'), ('wine', 'Wein', 'Vino'), ('writing', 'Schreiben', 'Escritura'),
  ('yoga', 'Yoga', 'Yoga')
) as translated (slug, de, es)
where interest.slug = translated.slug and interest.names = '{}';

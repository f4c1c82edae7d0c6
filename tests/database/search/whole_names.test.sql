begin;
select plan(55);

select tests.create_user('searcher');
create temporary table person (username text, first_name text, last_name text, searches text[]);
insert into person values
  ('conan', 'Conan', 'O''Brien', '{conan o''brien,O''Brien Conan,Conan O’Brien,conan obrien,conan o brien,brien,conan o''br}'),
  ('sinead', 'Sinéad', 'O’Connor', '{sinead o''connor,Sinéad O’Connor,oconnor sinead,SINEAD OʼCONNOR}'),
  ('marie', 'Anne-Marie', 'D''Angelo-Ruiz', '{Anne-Marie D''Angelo-Ruiz,anne marie dangelo ruiz,D''Angelo-Ruiz Anne-Marie,angelo ruiz}'),
  ('mjfox', 'Michael J.', 'Fox', '{michael j fox,Michael J. Fox,michael fox,fox michael j,micheal j fox}'),
  ('ngu', 'Ng', 'U', '{u ng,ng u,U Ng}'),
  ('lindy', 'Zq8x', 'Lindström', '{Zq8x Lindström,zq8x lindstrom,lindstrom zq8x}'),
  ('wang', '小明', '王', '{王小明,小明王,王 小明,小明,王小,王}'),
  ('kim', '민준', '김', '{김민준,김 민준,민준 김,민준}'),
  ('tanaka', 'たかし', '田中', '{田中たかし,田中 たかし,田中・たかし}'),
  ('priya', 'प्रिया', 'शर्मा', '{प्रिया शर्मा,शर्मा प्रिया}'),
  ('kyaw', 'ကျော်', 'ထွန်း', '{ကျော် ထွန်း,ထွန်း ကျော်}'),
  ('omar', 'محمد', 'الأحمد', '{محمد الأحمد,الأحمد محمد}'),
  ('okina', 'Kaʻiulani', 'Cleghorn', '{kaiulani cleghorn,Kaʻiulani Cleghorn,cleghorn ka''iulani}'),
  ('anna1992', 'Anna', 'Nowak', '{anna1992,nowak anna}');
select tests.create_user(username) from person;
update public.profiles profile set first_name = person.first_name, last_name = person.last_name from person where person.username = profile.username;
update private.rate_limits set capacity = 1000;
grant select on person to authenticated;

select tests.authenticate_as(tests.user_id('searcher'));
select is((select array_agg(item ->> 'username') from jsonb_array_elements(public.search_people(written) -> 'items') item), array[person.username],
  format('%s %s is found by: %s', first_name, last_name, written))
from person, unnest(searches) written;
select is(public.typeahead_people(prefix) #>> '{items,0,username}', username, 'also while it is being typed: ' || prefix)
from (values ('o''br', 'conan'), ('O’Con', 'sinead'), ('dangelo-r', 'marie'), ('kai', 'okina')) typed (prefix, username);
select is(public.search_people('x') -> 'items', '[]', 'a letter that no name begins with finds nobody');
select * from finish();
rollback;

-- What people are found by: everything in one narrow row a person, so that a search reads one table whatever it
-- combines. Triggers keep it; it holds nothing that is not elsewhere, and private.index_people can write it anew.
create table private.people_search (
  profile_id uuid primary key references public.profiles (id) on delete cascade,
  username text not null,
  name text not null,
  last_name text not null,
  terms text[] not null,
  traits text[] not null,
  birth_date date not null,
  cell int,
  tile int generated always as (private.tile_of(cell)) stored,
  x double precision,
  y double precision,
  z double precision,
  shows_age boolean not null,
  shows_online boolean not null,
  is_discoverable boolean not null,
  hidden_until timestamptz not null,
  popularity real not null default 0
) with (fillfactor = 90);
alter table private.people_search enable row level security;
-- The walk from the most popular person down.
create index people_search_popularity on private.people_search (popularity desc, profile_id);
-- Everything that one either has or has not. One GIN index intersects such conditions inside, rarest first.
create index people_search_terms on private.people_search using gin (terms) with (fastupdate = off);
-- Beginnings of the handle, of the whole name (the first name) and of the last name.
create index people_search_username on private.people_search (username text_pattern_ops);
create index people_search_name on private.people_search (name text_pattern_ops);
create index people_search_last_name on private.people_search (last_name text_pattern_ops);
create index people_search_birth_date on private.people_search (birth_date);
-- The cells of a band are neighbours, so a radius is a few ranges of this. An age, which nearly every such search has,
-- is compared in the index: most people of a city need not be looked at.
create index people_search_cell on private.people_search (cell, birth_date);
create index people_search_tile on private.people_search (tile, birth_date);
comment on table private.people_search is 'One row a person: what search looks at.';
comment on column private.people_search.name is 'First and last name, folded, without apostrophes; so is last_name.';
comment on column private.people_search.terms is 'interest:<slug>, verified, and word:<word> for each of the name_words.';
comment on column private.people_search.traits is '
for:<looking_for> and gender:<gender>. In no index: so many have each of them that reading them from one costs more than
looking at the few people whom something else has found.';
comment on column private.people_search.cell is 'Null for who shares no location or shows no distance: a search by distance must not tell it.';
comment on column private.people_search.tile is 'The tile of about 40 km by 40 km that the middle of the cell is in: for wide circles.';
comment on column private.people_search.x is '
With y and z the middle of the cell as a point of the unit sphere: the inner product of two points is the cosine of the
angle between them, which makes a test of distance three multiplications.';
comment on column private.people_search.hidden_until is 'Deactivated (infinity) or banned until then.';
comment on column private.people_search.popularity is 'What refresh_popularity makes of followers and activity, 0 to about 8.';

-- The most popular people once more. What many have in common is found among these, whose number does not grow, and
-- theirs are the best matches; that they lie together in few pages makes a walk through them quick.
create table private.people_top (
  like private.people_search including defaults including indexes,
  constraint top_person_is_a_profile foreign key (profile_id) references public.profiles (id) on delete cascade
) with (fillfactor = 90);
alter table private.people_top enable row level security;
comment on table private.people_top is '
Copies of the rows of people_search with the greatest popularity, 50,000 of them. Triggers keep the copies; who belongs here is decided
by refresh_people_top.';

-- And who is online. Among everybody these are rare and change all the time, so that no index over everybody finds them.
create unlogged table private.people_online (
  like private.people_search including defaults including indexes,
  constraint online_person_is_a_profile foreign key (profile_id) references public.profiles (id) on delete cascade
) with (fillfactor = 90);
alter table private.people_online enable row level security;
comment on table private.people_online is '
Copies of the rows of people_search of those who have a row in presence and show it. Triggers keep them. Unlogged, as
presence is.';

create function private.slips(word text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array(
    select word
    union
    select overlay(word placing '' from place for 1) from generate_series(1, least(length(word), 100)) place);
end
$$;
comment on function private.slips is '
A word, and what remains of it without each of its letters, of the first hundred. Two words that share one of these are at most a letter too many,
one too few, another one, or two swapped apart: Mor and Fraenkel 1982, "A hash code method for detecting and correcting
spelling errors".';

-- Near misses are looked for among the words that names are made of. There are fewer of these than people.
create table private.people_words (
  word text primary key,
  constraint word_is_bounded check (length(word) between 2 and 100)
);
alter table private.people_words enable row level security;
-- What is one slip away; a look-up by key for each letter.
create index people_words_slips on private.people_words using gin (private.slips(word)) with (fastupdate = off);
-- What is further away.
create index people_words_trigrams on private.people_words using gin (word extensions.gin_trgm_ops);
comment on table private.people_words is 'Every word of two letters or more of anybody''s name or username, folded.';

-- Ranks change between two pages. The list is therefore made once and kept, so that no page repeats anybody or leaves
-- anybody out. Unlogged: after a crash a client searches again.
create unlogged table private.people_results (
  id uuid primary key,
  searcher_id uuid not null references public.profiles (id) on delete cascade,
  filters_hash text not null,
  profile_ids uuid[] not null,
  created_at timestamptz not null default now()
);
alter table private.people_results enable row level security;
create index people_results_searcher_id on private.people_results (searcher_id);
comment on table private.people_results is 'What a search has found, in order, for its further pages. Kept for 15 minutes.';
comment on column private.people_results.id is 'Random, its last two bytes zero: a cursor carries the place in the list there.';
comment on column private.people_results.filters_hash is 'Which search it was: a cursor belongs to one.';

-- What is found by looking for it rather than by being shown it: places, words, topics.
create table private.post_index (
  post_id uuid primary key references public.posts (id) on delete cascade,
  position uuid not null,
  cell int,
  tile int,
  language text,
  words tsvector not null
);
alter table private.post_index enable row level security;
-- The newest of a tile: nearby_feed.
create index post_index_tile on private.post_index (tile, position desc) where tile is not null;
-- search_posts. The second index is what a range of time is cut out by.
create index post_index_words on private.post_index using gin (words);
create index post_index_position on private.post_index (position desc);
comment on table private.post_index is 'Posts that have appeared, as discovery looks for them; kept by a trigger of posts.';
comment on column private.post_index.language is 'Which language the caption seems to be in, as private.language_of says; null where it says nothing.';

-- Distinct people rather than deeds: one person who posts a hundred times makes no trend.
create table private.topic_people (
  topic text not null,
  day date not null,
  person_id uuid not null,
  primary key (topic, day, person_id)
);
alter table private.topic_people enable row level security;
-- The purge.
create index topic_people_day on private.topic_people (day);
comment on table private.topic_people is 'Who had to do with a topic on a day (UTC), so that each counts once: for today and yesterday.';

create table private.topic_hours (
  topic text not null,
  hour timestamptz not null,
  language text not null,
  tile int not null,
  people double precision not null default 0,
  primary key (topic, hour, language, tile)
) with (fillfactor = 80);
alter table private.topic_hours enable row level security;
-- What trends around a place, and the purge.
create index topic_hours_tile on private.topic_hours (tile, hour);
create index topic_hours_hour on private.topic_hours (hour);
comment on table private.topic_hours is '
How many people had to do with a topic for the first time on that day, by hour, each by their trust; kept for nine days.';
comment on column private.topic_hours.language is 'Of the post that it was about; the empty text where it is not known.';
comment on column private.topic_hours.tile is 'Where that post was made (private.tile_of); -1 where it does not say.';

create table private.topic_reviews (
  topic text primary key,
  approved boolean not null,
  reviewed_by uuid references public.profiles (id) on delete set null,
  note text,
  reviewed_at timestamptz not null default now(),
  constraint topic_is_bounded check (length(topic) between 1 and 100),
  constraint note_is_bounded check (length(note) <= 2000)
);
alter table private.topic_reviews enable row level security;
-- The deletion of a moderator's account.
create index topic_reviews_reviewed_by on private.topic_reviews (reviewed_by);
comment on table private.topic_reviews is '
What moderators said of topics. A refused topic never trends; with setting trends_are_reviewed only an approved one does.';

-- What the feed knows. Everything here can be made anew from posts and from the engagement log; nothing here is shown as it is.

-- How a sum that decays is stored so that nobody has to touch it while it decays: as the logarithm of what it would have been
-- on 1 January 2026, had it grown on the way back. It changes only when something is added, so it can be indexed and ordered by.
-- Source: Cormode, Shkapenyuk, Srivastava and Xu 2009, "Forward Decay"; Reddit's "hot" is the same with a half-life of 12.5 hours times log2(10).
create function private.heat_of(weight double precision, at timestamptz, half_life interval) returns double precision
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return ln(weight) / ln(2::double precision)
    + extract(epoch from at - '2026-01-01 00:00:00+00'::timestamptz)::double precision / extract(epoch from half_life)::double precision;
end
$$;
comment on function private.heat_of is '
A weight (above 0) at a moment as heat: the binary logarithm of what it weighs on 1 January 2026 if it doubles each `half_life` on
the way there. The later something happens, the hotter.';

create function private.heat_at(heat double precision, at timestamptz, half_life interval) returns double precision
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  -- greatest and least pass over null.
  return case when heat is null then 0 else power(2::double precision, greatest(-500, least(500,
    heat - extract(epoch from at - '2026-01-01 00:00:00+00'::timestamptz)::double precision / extract(epoch from half_life)::double precision))) end;
end
$$;
comment on function private.heat_at is 'What a heat weighs at a moment; 0 for null.';

create function private.reheated(heat double precision, more double precision, at timestamptz, half_life interval) returns double precision
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  -- What is taken back has decayed since it was given: nobody gains by giving and taking.
  return private.heat_of(greatest(private.heat_at(heat, at, half_life) + more, 1e-6), at, half_life);
end
$$;
comment on function private.reheated is 'A heat (null is none) after a weight was added to it, or taken from it, at a moment.';

create table private.post_signals (
  post_id uuid primary key references public.posts (id) on delete cascade,
  author_id uuid not null,
  kind text not null,
  topics text[] not null,
  cell int,
  heat double precision not null,
  position uuid not null,
  engagers int not null default 0,
  recent_engager_ids uuid[] not null default '{}',
  recent_commenter_ids uuid[] not null default '{}',
  warmth int not null generated always as (floor(2 * heat)) stored,
  constraint recent_engagers_are_bounded check (cardinality(recent_engager_ids) <= 40 and cardinality(recent_commenter_ids) <= 40)
) with (fillfactor = 80);
alter table private.post_signals enable row level security;
-- Where every ranked source begins: the hottest of all.
create index post_signals_warmth on private.post_signals (warmth desc);
-- The newest of all: for who has nobody to follow yet, and for voices that nobody knows yet.
create index post_signals_position on private.post_signals (position desc);
-- The reels of an author, and the newest of all.
create index post_signals_reels_by_author on private.post_signals (author_id, position desc) where kind = 'reel';
create index post_signals_reels on private.post_signals (position desc) where kind = 'reel';
comment on table private.post_signals is 'What ranking knows of each post that has appeared; kept by private.learn_from_engagement().';
comment on column private.post_signals.topics is 'Hashtags in the form of private.as_topic.';
comment on column private.post_signals.heat is 'What people did with it, decaying with private.post_half_life(). A new post begins with the weight of half a reaction.';
comment on column private.post_signals.warmth is 'Its heat in steps of half a doubling: most of what happens to a post changes no index.';
comment on column private.post_signals.engagers is 'How many people have liked, commented on, shared or saved it. Who comes back after forty others counts again.';
comment on column private.post_signals.recent_engager_ids is 'Who last, the latest first, each once: where neighbours of taste come from.';
comment on column private.post_signals.recent_commenter_ids is 'Who has commented last, each once: further comments of theirs warm nothing up.';
comment on column private.post_signals.position is 'posts.position: version 7, so it holds when the post appeared.';

create table private.post_topics (
  topic text not null,
  position uuid not null,
  post_id uuid not null references public.posts (id) on delete cascade,
  primary key (topic, position) include (post_id),
  constraint topic_is_bounded check (length(topic) between 1 and 100)
);
alter table private.post_topics enable row level security;
-- Topics that begin like something.
create index post_topics_beginning on private.post_topics (topic collate "C");
-- The cascade.
create index post_topics_post_id on private.post_topics (post_id);
comment on table private.post_topics is 'The posts of each topic, by when they appeared.';

-- Arrays, because they are read and written whole: one row a person, one write a batch.
create table private.tastes (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  neighbour_ids uuid[] not null default '{}',
  weights real[] not null default '{}',
  liked_ids uuid[] not null default '{}',
  liked_at timestamptz[] not null default '{}',
  constraint neighbours_are_bounded check (cardinality(neighbour_ids) <= 60 and cardinality(neighbour_ids) = cardinality(weights)),
  constraint likes_are_bounded check (cardinality(liked_ids) <= 30 and cardinality(liked_ids) = cardinality(liked_at))
-- Wider than Postgres keeps in a row by itself: a page reads sixty of them.
) with (fillfactor = 70, toast_tuple_target = 4080);
alter table private.tastes enable row level security;
comment on table private.tastes is '
What a person liked last (reacted to, commented on, shared, saved), and who liked what they liked: up to 60, the nearest first. A post
that few like says more than one that all like: each shared one counts with its number of likes to the power of -0.5.';

create table private.author_affinity (
  person_id uuid not null references public.profiles (id) on delete cascade,
  author_id uuid not null references public.profiles (id) on delete cascade,
  heat double precision,
  skips double precision,
  primary key (person_id, author_id)
) with (fillfactor = 80);
alter table private.author_affinity enable row level security;
-- The cascade.
create index author_affinity_author_id on private.author_affinity (author_id);
comment on table private.author_affinity is 'How much somebody has done with the posts of an author, decaying with private.taste_half_life().';
comment on column private.author_affinity.skips is 'How often their posts were passed by within a second, decaying alike.';

create table private.topic_affinity (
  person_id uuid not null references public.profiles (id) on delete cascade,
  topic text not null,
  heat double precision,
  skips double precision,
  primary key (person_id, topic)
) with (fillfactor = 80);
alter table private.topic_affinity enable row level security;
comment on table private.topic_affinity is 'How much somebody has done with posts of a topic, decaying with private.taste_half_life().';

-- Taste over axes that stay, learnt at night: a new post inherits it from its author and its topics.
create table private.author_neighbours (
  author_id uuid not null references public.profiles (id) on delete cascade,
  neighbour_id uuid not null references public.profiles (id) on delete cascade,
  weight real not null,
  primary key (author_id, neighbour_id) include (weight)
);
alter table private.author_neighbours enable row level security;
create index author_neighbours_neighbour_id on private.author_neighbours (neighbour_id);
comment on table private.author_neighbours is '
Whom people like who like an author: the strongest weights of EASE over authors (Steck 2019, "Embarrassingly Shallow Autoencoders
for Sparse Data"). Written by the worker once a night.';

create table private.topic_neighbours (
  topic text not null,
  neighbour text not null,
  weight real not null,
  primary key (topic, neighbour) include (weight)
);
alter table private.topic_neighbours enable row level security;
comment on table private.topic_neighbours is 'The same over topics.';

create table private.feed_weights (
  feed text not null,
  factor text not null,
  weight real not null,
  primary key (feed, factor),
  constraint feed_is_known check (feed in ('home', 'reels'))
);
alter table private.feed_weights enable row level security;
comment on table private.feed_weights is 'What each factor of a score counts for, by feed. docs/feed.md gives the reasons. Rows come from migrations.';

create domain private.feed_preference as double precision constraint preference_is_bounded check (value between 0 and 2);

create table private.feed_settings (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  following private.feed_preference not null default 1,
  interests private.feed_preference not null default 1,
  trending private.feed_preference not null default 1,
  nearby private.feed_preference not null default 1,
  fresh private.feed_preference not null default 1,
  kinds text[] not null default '{text,image,video,carousel,reel}',
  muted_words text[] not null default '{}',
  muted_topics text[] not null default '{}',
  sensitive text not null default 'warn',
  feed_order text not null default 'ranked',
  constraint kinds_are_known check (kinds <@ array['text', 'image', 'video', 'carousel', 'reel'] and cardinality(kinds) between 1 and 5),
  constraint muted_words_are_bounded check (cardinality(muted_words) <= 200),
  constraint muted_topics_are_bounded check (cardinality(muted_topics) <= 200),
  constraint sensitive_is_known check (sensitive in ('show', 'warn', 'hide')),
  constraint feed_order_is_known check (feed_order in ('ranked', 'latest'))
);
alter table private.feed_settings enable row level security;
comment on table private.feed_settings is 'What people have set about their feed. Who has no row has set nothing.';

create table private.not_interested (
  person_id uuid not null references public.profiles (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  reason text not null,
  author_id uuid,
  topics text[] not null default '{}',
  created_at timestamptz not null default now(),
  id uuid primary key default private.uuid_v7(),
  constraint one_refusal_a_post unique (person_id, post_id),
  constraint reason_is_known check (reason in ('post', 'author', 'topic'))
);
alter table private.not_interested enable row level security;
-- A page of list_not_interested; what ranking asks for.
create index not_interested_person_id on private.not_interested (person_id, id);
create index not_interested_post_id on private.not_interested (post_id);
comment on table private.not_interested is 'What people want less of. It works fully at first and fades within 30 days.';
comment on column private.not_interested.author_id is 'Of whom they want to see less: with reason author.';
comment on column private.not_interested.topics is 'Of what they want to see less: with reason topic.';

-- A ranked list, kept for a minute so that its next pages cost one read and agree with the first. Unlogged: after a crash
-- the next page is ranked anew.
create unlogged table private.feed_pages (
  id uuid primary key,
  person_id uuid not null,
  feed text not null,
  made_at timestamptz not null,
  post_ids uuid[] not null,
  reasons text[] not null
);
alter table private.feed_pages enable row level security;
create index feed_pages_made_at on private.feed_pages (made_at);
comment on table private.feed_pages is 'Ranked lists that somebody is paging through.';

create table private.feed_served (
  person_id uuid not null references public.profiles (id) on delete cascade,
  served_at timestamptz not null,
  feed text not null,
  post_ids uuid[] not null,
  -- The pages of a person are made one after the other.
  primary key (person_id, served_at),
  constraint page_is_bounded check (cardinality(post_ids) between 1 and 100)
);
alter table private.feed_served enable row level security;
create index feed_served_at on private.feed_served using brin (served_at);
comment on table private.feed_served is '
Which posts were given to whom, a row a page: what was served does not come again, on whichever device. Not the same as
private.post_views, which says what somebody has looked at.';

-- The counterfactual log: what could have been shown, how likely each was, and what became of it.
create table private.feed_log (
  id uuid primary key,
  person_id uuid not null references public.profiles (id) on delete cascade,
  feed text not null,
  served_at timestamptz not null default now(),
  post_ids uuid[] not null,
  factors real[] not null,
  propensities real[] not null,
  served int not null,
  dropped jsonb not null default '{}',
  weights real[] not null default '{}'
);
alter table private.feed_log enable row level security;
create index feed_log_served_at on private.feed_log (served_at);
create index feed_log_person_id on private.feed_log (person_id);
comment on table private.feed_log is 'A sample of ranked lists, for 7 days: the share of setting feed_log_share.';
comment on column private.feed_log.post_ids is 'The best candidates in the order in which they were ranked; the first `served` were on the first page.';
comment on column private.feed_log.factors is 'A row a candidate, a column a factor, in the order of private.feed_factor_names().';
comment on column private.feed_log.propensities is 'How likely each was to stand where it stood, given those before it (Plackett 1975, Luce 1959).';
comment on column private.feed_log.weights is 'What each factor counted for this person, in the order of private.feed_factor_names().';
comment on column private.feed_log.dropped is 'Candidates that a filter took out, by filter: {seen: [post_id], …}.';

create table private.viral_posts (
  post_id uuid primary key references public.posts (id) on delete cascade,
  since timestamptz not null,
  share real not null,
  constraint share_is_one check (share > 0 and share <= 1)
);
alter table private.viral_posts enable row level security;
-- What a page reads: the latest fifty.
create index viral_posts_since on private.viral_posts (since desc);
comment on table private.viral_posts is 'The posts that are offered to everybody, whatever they follow or like; written by 55_virality.';
comment on column private.viral_posts.share is 'To which share of people: it grows while those whom it reaches do more with it than one would expect.';

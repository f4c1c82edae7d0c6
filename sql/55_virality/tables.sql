-- What is known of how posts spread. Everything here is kept by the reader `virality` of the engagement log, or made from it.
create table private.post_minutes (
  post_id uuid not null,
  minute timestamptz not null,
  people real not null default 0,
  views real not null default 0,
  primary key (post_id, minute)
) with (fillfactor = 80);
alter table private.post_minutes enable row level security;
-- The purge.
create index post_minutes_minute on private.post_minutes (minute);
comment on table private.post_minutes is '
Minute buckets of the last seven hours, which velocity is read from: 15 minutes, 1 and 6 hours. Without a foreign key: rows are
short-lived, and writing them must not lock the post that everybody is at.';
comment on column private.post_minutes.people is 'Who did something with it for the first time (reaction, comment, share, save), each by their trust (private.trust).';
comment on column private.post_minutes.views is 'Views, each by the trust of who looked.';

create table private.post_engagers (
  post_id uuid not null references public.posts (id) on delete cascade,
  person_id uuid not null,
  has_commented boolean not null default false,
  has_shared boolean not null default false,
  primary key (post_id, person_id)
);
alter table private.post_engagers enable row level security;
comment on table private.post_engagers is 'Who counts already, so that each counts once however much they do: for posts of the last seven days.';

create table private.post_virality (
  post_id uuid primary key references public.posts (id) on delete cascade,
  author_id uuid not null,
  published_at timestamptz not null,
  people real not null default 0,
  commenters real not null default 0,
  sharers real not null default 0,
  audience real not null default 0,
  views real not null default 0,
  state text not null default 'none',
  since timestamptz not null default now(),
  peak real not null default 0,
  surprise real,
  velocity real,
  odds real,
  predicted real,
  low real,
  high real,
  step smallint not null default 0,
  stepped_at timestamptz,
  judged_at timestamptz,
  constraint state_is_known check (state in ('none', 'rising', 'viral', 'cooled')),
  constraint step_is_known check (step between 0 and 4),
  constraint only_viral_posts_have_steps check ((step > 0) = (state = 'viral'))
) with (fillfactor = 70);
alter table private.post_virality enable row level security;
-- What must be judged although nothing happens to it any more, and what everybody is offered.
create index post_virality_warm on private.post_virality (judged_at) where state in ('rising', 'viral');
-- The purge.
create index post_virality_published_at on private.post_virality (published_at);
comment on table private.post_virality is 'How each post spreads that somebody has done something with within its first seven days.';
comment on column private.post_virality.people is 'Different people who reacted, commented, shared or saved, each by their trust; so are commenters, sharers and views.';
comment on column private.post_virality.audience is 'The followers of its sharers, each by the trust of the sharer.';
comment on column private.post_virality.since is 'Since when it is in its state.';
comment on column private.post_virality.peak is 'Its best hour: people by trust.';
comment on column private.post_virality.velocity is 'People by trust, in the last hour.';
comment on column private.post_virality.surprise is 'By how many standard deviations the last hour is above what age, audience and author let expect (Poisson).';
comment on column private.post_virality.odds is 'By how many standard errors the predicted reach is above that of a viral post.';
comment on column private.post_virality.predicted is 'How many people will do something with it, by trust; low and high: between which it will be with 80 %.';
comment on column private.post_virality.step is 'While it is viral: to which share of people it is offered, 5, 20, 50, 100 %.';

create table private.virality_weights (
  feature text primary key,
  weight double precision not null,
  description text not null
);
alter table private.virality_weights enable row level security;
comment on table private.virality_weights is '
What each feature of private.virality_features counts for in the predicted reach; private.fit_virality() learns them anew from graded
predictions. Rows come from migrations, docs/virality.md gives their reasons.';

create table private.virality_parameters (
  name text primary key,
  value double precision not null,
  description text not null
);
alter table private.virality_parameters enable row level security;
comment on table private.virality_parameters is 'The thresholds of the states. Rows come from migrations; an installation changes its own in place.';

create table private.reach_predictions (
  post_id uuid not null references public.posts (id) on delete cascade,
  age_step smallint not null,
  made_at timestamptz not null,
  features double precision[] not null,
  predicted real not null,
  low real not null,
  high real not null,
  actual real,
  graded_at timestamptz,
  primary key (post_id, age_step)
);
alter table private.reach_predictions enable row level security;
-- What waits for its grade: never more than two days of it.
create index reach_predictions_ungraded on private.reach_predictions (post_id) where graded_at is null;
-- The purge.
create index reach_predictions_made_at on private.reach_predictions (made_at);
comment on table private.reach_predictions is '
What was predicted when a post passed an age of 15, 30, 60, 120, 240, 480 and 1440 minutes (age_step 1 to 7), and what it came to two
days after it appeared. Kept for 60 days; private.reach_calibration() sums it up.';

create table private.reach_errors (
  age_step smallint primary key,
  deviation real not null,
  constraint deviation_is_positive check (deviation > 0)
);
alter table private.reach_errors enable row level security;
comment on table private.reach_errors is 'The standard error of ln(reach) of a prediction, by age_step; learnt with the weights.';

create table private.author_reach (
  author_id uuid primary key references public.profiles (id) on delete cascade,
  posts int not null,
  log_reach double precision not null
);
alter table private.author_reach enable row level security;
comment on table private.author_reach is 'What the posts of an author came to: how many were graded, and the sum of ln(reach + 1).';

create table private.viral_vetoes (
  post_id uuid primary key references public.posts (id) on delete cascade,
  moderator_id uuid references public.profiles (id) on delete set null,
  note text not null,
  created_at timestamptz not null default now(),
  constraint note_is_valid check (length(note) between 1 and 2000)
);
alter table private.viral_vetoes enable row level security;
-- The deletion of a moderator's account.
create index viral_vetoes_moderator_id on private.viral_vetoes (moderator_id);
comment on table private.viral_vetoes is 'Posts that moderators keep from being offered to everybody, whatever their velocity.';

-- Insights: what authors are shown is summed up as it happens, by hour, so that nobody ever scans views.
create table private.post_hours (
  post_id uuid not null references public.posts (id) on delete cascade,
  hour timestamptz not null,
  views int not null default 0,
  viewers int not null default 0,
  reactions int not null default 0,
  comments int not null default 0,
  shares int not null default 0,
  saves int not null default 0,
  watched_ms bigint not null default 0,
  completions int not null default 0,
  primary key (post_id, hour)
) with (fillfactor = 80);
alter table private.post_hours enable row level security;
comment on table private.post_hours is 'What happened to each post, by hour of UTC; kept as long as the post.';
comment on column private.post_hours.viewers is 'Who saw it for the first time: over all hours, how many different people.';
comment on column private.post_hours.completions is 'Views that lasted nine tenths of the video or longer.';

create table private.author_hours (
  author_id uuid not null references public.profiles (id) on delete cascade,
  hour timestamptz not null,
  views int not null default 0,
  viewers int not null default 0,
  reactions int not null default 0,
  comments int not null default 0,
  shares int not null default 0,
  saves int not null default 0,
  watched_ms bigint not null default 0,
  completions int not null default 0,
  primary key (author_id, hour)
) with (fillfactor = 80);
alter table private.author_hours enable row level security;
-- The purge.
create index author_hours_hour on private.author_hours using brin (hour);
comment on table private.author_hours is 'The same for all posts of an author together; kept for 100 days.';

create table private.post_facets (
  post_id uuid not null references public.posts (id) on delete cascade,
  facet text not null,
  name text not null,
  count bigint not null,
  primary key (post_id, facet, name),
  constraint facet_is_known check (facet in ('source', 'age', 'follows', 'feed', 'filter'))
) with (fillfactor = 80);
alter table private.post_facets enable row level security;
comment on table private.post_facets is '
What views of a post divide into. source: views, by where they were. age, follows: different people, by age band and by whether they follow the author. feed,
filter: how often ranked lists of the sample (private.feed_log) had it on their first page or behind it, and which filter took it out.';

create table private.author_facets (
  author_id uuid not null references public.profiles (id) on delete cascade,
  day date not null,
  facet text not null,
  name text not null,
  count bigint not null,
  primary key (author_id, day, facet, name),
  constraint facet_is_known check (facet in ('source', 'age', 'follows'))
) with (fillfactor = 80);
alter table private.author_facets enable row level security;
-- The purge.
create index author_facets_day on private.author_facets using brin (day);
comment on table private.author_facets is 'The same for all posts of an author together, by day of UTC; kept for 100 days.';

create table private.exposures_counted (
  only_row boolean primary key default true,
  until timestamptz not null,
  constraint one_row check (only_row)
);
alter table private.exposures_counted enable row level security;
comment on table private.exposures_counted is 'Up to when private.feed_log has been counted into private.post_facets.';

create type private.weighed_deed as (
  kind text,
  post_id uuid,
  author_id uuid,
  published_at timestamptz,
  person_id uuid,
  trust real,
  followers real,
  happened_at timestamptz,
  details jsonb
);
comment on type private.weighed_deed is 'A line of the log about a post of somebody else, with what its actor counts.';

create table public.posts (
  id uuid primary key default private.uuid_v7(),
  author_id uuid not null references public.profiles (id) on delete cascade,
  client_id uuid not null,
  kind text not null,
  caption text not null,
  state text not null default 'processing',
  visibility text not null default 'public',
  audience text not null default 'author',
  comments_from text not null default 'everyone',
  content_warning text,
  place text,
  cell int,
  hashtags text[] not null default '{}',
  mentions uuid[] not null default '{}',
  publish_at timestamptz,
  position uuid,
  published_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  held text,
  untold boolean not null default false,
  -- A retry finds the post that the first try made. It also serves the cascade.
  constraint one_post_a_client_id unique (author_id, client_id),
  constraint kind_is_known check (kind in ('text', 'image', 'video', 'carousel', 'reel')),
  constraint caption_is_valid check (length(caption) <= 5000 and (kind <> 'text' or state = 'draft' or caption <> '')),
  constraint state_is_known check (state in ('draft', 'scheduled', 'processing', 'failed', 'published', 'archived')),
  constraint visibility_is_known check (visibility in ('public', 'followers', 'connections')),
  constraint audience_is_known check (audience in ('public', 'followers', 'connections', 'author')),
  constraint comments_from_is_known check (comments_from in ('everyone', 'followers', 'connections', 'nobody')),
  constraint content_warning_is_valid check (length(content_warning) between 1 and 200),
  constraint place_is_valid check (length(place) between 1 and 100),
  constraint hashtags_are_bounded check (cardinality(hashtags) <= 30),
  constraint mentions_are_bounded check (cardinality(mentions) <= 20),
  constraint hold_is_known check (held in ('hidden', 'removed')),
  constraint published_has_a_position check ((position is null) = (published_at is null)
    and (state not in ('published', 'archived') or position is not null))
);
alter table public.posts enable row level security;
-- The newest of what can be seen, and of one author: pages of the feeds and of list_posts.
create index posts_visible on public.posts (position desc) where state = 'published' and deleted_at is null;
create index posts_visible_by_author on public.posts (author_id, position desc) include (id) where state = 'published' and deleted_at is null;
-- What an author has that others do not see: drafts, the archive, what waits.
create index posts_unpublished on public.posts (author_id, state, id) where state <> 'published' or deleted_at is not null;
-- What the worker publishes, and purges.
create index posts_scheduled on public.posts (publish_at) where state = 'scheduled' and deleted_at is null;
create index posts_deleted on public.posts (deleted_at) where deleted_at is not null;
comment on table public.posts is 'What people publish, from the draft on.';
comment on column public.posts.client_id is 'Made by the client, so that a repeated create_post has one effect.';
comment on column public.posts.state is '
draft: not given out yet. scheduled: appears at `publish_at`. processing: appears when its media are ready. failed: a medium
could not be processed. published. archived: its author has taken it back.';
comment on column public.posts.visibility is 'Whom the author wants to see it.';
comment on column public.posts.audience is '
Who does see it while it is published: `visibility`, narrowed to followers while the account is private and to the author
while it is deactivated. Kept by triggers, so that a query needs to look at nothing but the post.';
comment on column public.posts.held is '
A decision of moderators, or the wait for one. hidden: `audience` is its author alone. removed: it is deleted, and the author cannot restore it. Null: none.';
comment on column public.posts.untold is 'It was held back when it was to appear, and nobody has been told of it yet: that waits for private.hold_post.';
comment on column public.posts.cell is 'The cell of about 5 km by 5 km where it was made (private.location_cell). The precise place is never stored.';
comment on column public.posts.mentions is 'The people whom the caption named when it was written, and who could be mentioned.';
comment on column public.posts.position is 'UUID version 7 of the moment it appeared: its place in every list. Null until then.';
comment on column public.posts.deleted_at is 'Its author may restore it for 30 days; then the worker purges it.';

create table public.post_media (
  post_id uuid not null references public.posts (id) on delete cascade,
  place smallint not null,
  media_id uuid not null references private.media (id) on delete cascade,
  primary key (post_id, place),
  constraint medium_is_in_use unique (media_id)
);
alter table public.post_media enable row level security;
comment on table public.post_media is 'Which media a post shows, in which order.';

create table public.post_edits (
  id uuid primary key default private.uuid_v7(),
  post_id uuid not null references public.posts (id) on delete cascade,
  caption text not null,
  content_warning text,
  created_at timestamptz not null default now()
);
alter table public.post_edits enable row level security;
-- A page of list_post_edits.
create index post_edits_post_id on public.post_edits (post_id, id);
comment on table public.post_edits is 'What the text of a published post was before each edit.';
comment on column public.post_edits.created_at is 'When it was replaced.';

-- The counters of posts, written by private.roll_up_engagement() and nothing else. A post without a row has none.
create table public.post_stats (
  post_id uuid primary key references public.posts (id) on delete cascade,
  reactions int not null default 0,
  comments int not null default 0,
  shares int not null default 0,
  saves int not null default 0,
  views bigint not null default 0,
  watched_ms bigint not null default 0,
  emojis jsonb not null default '{}',
  updated_at timestamptz not null default now()
) with (fillfactor = 70);
alter table public.post_stats enable row level security;
-- No index on a counter: adding to it stays a heap-only update.
comment on table public.post_stats is 'How often each post was reacted to, commented on, shared, saved, viewed; about a second behind.';
comment on column public.post_stats.emojis is 'Reactions by emoji: {"❤️": 12}.';

-- A reaction has no foreign key to its post: each would lock the one row of the hottest post. A post is purged long
-- after it could last be seen, and takes its reactions along by name (private.purge_posts).
create table public.post_reactions (
  post_id uuid not null,
  user_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (post_id, user_id),
  constraint emoji_is_bounded check (length(emoji) between 1 and 16)
);
alter table public.post_reactions enable row level security;
-- A page of list_reactions, and of liked_reels (also the cascade).
create index post_reactions_post_id on public.post_reactions (post_id, id);
create index post_reactions_user_id on public.post_reactions (user_id, id);
comment on table public.post_reactions is 'One reaction a person and post. The like of old is ❤️.';

-- Two levels: an answer to an answer joins its thread and says in reply_to_id whom it answers. A telephone has room for
-- one indentation, a page of a thread stays one index range, and nobody has to walk a tree.
create table public.comments (
  id uuid primary key default private.uuid_v7(),
  post_id uuid not null references public.posts (id) on delete cascade,
  parent_id uuid references public.comments (id) on delete cascade,
  reply_to_id uuid references public.comments (id) on delete set null,
  author_id uuid references public.profiles (id) on delete set null,
  client_id uuid not null,
  body text not null,
  mentions uuid[] not null default '{}',
  hidden_at timestamptz,
  pinned_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz,
  reactions int not null default 0,
  replies int not null default 0,
  score int not null generated always as (reactions + 2 * replies) stored,
  created_at timestamptz not null default now(),
  emojis jsonb not null default '{}',
  held text,
  untold boolean not null default false,
  constraint one_comment_a_client_id unique (author_id, client_id),
  constraint body_is_bounded check (length(body) <= 2000),
  constraint mentions_are_bounded check (cardinality(mentions) <= 20),
  constraint who_is_gone_has_said_nothing check (author_id is not null or deleted_at is not null),
  constraint deleted_is_empty check (deleted_at is null or body = '' and mentions = '{}'),
  constraint only_a_thread_is_pinned check (pinned_at is null or parent_id is null and deleted_at is null),
  constraint hold_is_known check (held in ('hidden', 'removed'))
);
alter table public.comments enable row level security;
-- A page of list_comments, newest first and best first: what stands under one comment, or directly under one post.
create index comments_newest on public.comments (coalesce(parent_id, post_id), id);
create index comments_best on public.comments (coalesce(parent_id, post_id), score, id);
-- The cascades. The second also tells whether a tombstone still holds something.
create index comments_post_id on public.comments (post_id);
create index comments_parent_id on public.comments (parent_id);
create index comments_reply_to_id on public.comments (reply_to_id);
-- One comment at most stands above the others.
create unique index one_pinned_comment on public.comments (post_id) where pinned_at is not null;
-- What the worker purges.
create index comments_deleted on public.comments (deleted_at) where deleted_at is not null;
comment on table public.comments is 'What people write below posts. A deleted one stays as a tombstone, which keeps its answers together.';
comment on column public.comments.held is '
A decision of moderators, or the wait for one. hidden: its author alone reads it. removed: nobody does. Null: whoever sees the post.';
comment on column public.comments.untold is 'It was held back when it was written, and nobody has been told of it yet: that waits for private.hold_comment.';
comment on column public.comments.parent_id is 'The first comment of the thread; null for that one itself.';
comment on column public.comments.reply_to_id is 'Which comment of the thread it answers, if not the first.';
comment on column public.comments.hidden_at is 'The author of the post has put it aside.';
comment on column public.comments.reactions is 'Written by private.roll_up_engagement() and nothing else, as are `replies` and `emojis`.';
comment on column public.comments.emojis is 'The reactions by emoji: {emoji: count}.';
comment on column public.comments.score is 'What the sort `top` goes by.';

create table public.comment_media (
  comment_id uuid not null references public.comments (id) on delete cascade,
  place smallint not null,
  media_id uuid not null references private.media (id) on delete cascade,
  primary key (comment_id, place),
  constraint attachment_is_in_use unique (media_id)
);
alter table public.comment_media enable row level security;
comment on table public.comment_media is 'Pictures that go with a comment.';

create table public.comment_reactions (
  comment_id uuid not null references public.comments (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (comment_id, user_id),
  constraint emoji_is_bounded check (length(emoji) between 1 and 16)
);
alter table public.comment_reactions enable row level security;
-- A page of list_reactions; the cascade.
create index comment_reactions_comment_id on public.comment_reactions (comment_id, id);
create index comment_reactions_user_id on public.comment_reactions (user_id, id);
comment on table public.comment_reactions is 'One reaction a person and comment.';

-- One row a person, post and way: sharing a second time the same way changes nothing, so nobody inflates a number.
create table public.post_shares (
  post_id uuid not null references public.posts (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  via text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (post_id, user_id, via),
  constraint via_is_known check (via in ('repost', 'message', 'link', 'external'))
);
alter table public.post_shares enable row level security;
-- What somebody has shared; the cascade.
create index post_shares_user_id on public.post_shares (user_id, id);
-- The newest reposts of each whom somebody follows.
create index post_shares_reposts on public.post_shares (user_id, id) include (post_id) where via = 'repost';
comment on table public.post_shares is 'Who has passed a post on, and how.';
comment on column public.post_shares.via is 'repost: to the own followers. message: in a chat here. link: copied. external: to another app.';

create table public.collections (
  id uuid primary key default private.uuid_v7(),
  owner_id uuid not null references public.profiles (id) on delete cascade,
  name text not null,
  is_private boolean not null default true,
  created_at timestamptz not null default now(),
  constraint collection_name_is_taken unique (owner_id, name),
  constraint name_is_valid check (length(name) between 1 and 60),
  -- For the foreign key of saved_posts: people save into their own collections only.
  constraint collection_of_owner unique (owner_id, id)
);
alter table public.collections enable row level security;
comment on table public.collections is 'Named folders of saved posts.';

create table public.saved_posts (
  user_id uuid not null references public.profiles (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  collection_id uuid,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (user_id, post_id),
  constraint saved_into_own_collection foreign key (user_id, collection_id)
    references public.collections (owner_id, id) on delete set null (collection_id)
);
alter table public.saved_posts enable row level security;
-- A page of list_saved, of all and of a collection (also its deletion).
create index saved_posts_user_id on public.saved_posts (user_id, id);
create index saved_posts_collection_id on public.saved_posts (user_id, collection_id, id);
-- The cascade of a purged post.
create index saved_posts_post_id on public.saved_posts (post_id);
comment on table public.saved_posts is 'Bookmarks: a person saves a post once, in one collection or in none.';

create table private.post_views (
  viewer_id uuid not null references public.profiles (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  counted_at timestamptz not null,
  views int not null default 1,
  watched_ms bigint not null default 0,
  primary key (viewer_id, post_id)
) with (fillfactor = 80);
alter table private.post_views enable row level security;
create index post_views_post_id on private.post_views (post_id);
comment on table private.post_views is 'Who has seen what: the memory that keeps a view from being counted twice.';
comment on column private.post_views.counted_at is 'When a view of this person last counted. The next one counts half an hour later.';

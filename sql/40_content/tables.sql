create table public.posts (
  id uuid primary key default private.uuid_v7(),
  author_id uuid not null references public.profiles (id) on delete cascade,
  client_id uuid not null,
  kind text not null,
  caption text not null,
  created_at timestamptz not null default now(),
  -- A retry finds the post that the first try made. It also serves list_posts and the cascade.
  constraint one_post_a_client_id unique (author_id, client_id),
  constraint kind_is_known check (kind in ('text')),
  constraint caption_is_valid check (length(caption) between 1 and 5000)
);
alter table public.posts enable row level security;
comment on table public.posts is 'What people publish.';
comment on column public.posts.id is 'UUID version 7: its order is the order of publication.';
comment on column public.posts.client_id is 'Made by the client, so that a repeated create_post has one effect.';

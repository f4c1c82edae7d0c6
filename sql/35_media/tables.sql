-- Pictures, videos and sound, from the permission to upload to what people see. Later domains refer to a medium by id.
-- Objects live in one bucket (docs/media.md). What is uploaded lies in uploads/<folder>/; what is made of it in
-- public/<folder>/, which everybody may read, in signed/<folder>/, for addresses that expire, or in private/<folder>/, which
-- nobody reads without a signature of S3.
create table private.media (
  id uuid primary key default private.uuid_v7(),
  owner_id uuid not null references public.profiles (id) on delete cascade,
  purpose text not null,
  kind text not null,
  content_type text not null,
  byte_size bigint not null,
  name text,
  alt_text text,
  status text not null default 'pending',
  folder text not null default replace(gen_random_uuid()::text, '-', ''),
  upload_id text,
  expires_at timestamptz not null,
  completed_at timestamptz,
  etag text,
  attempt int not null default 0,
  shown_attempt int,
  progress smallint not null default 0,
  width int,
  height int,
  duration_ms int,
  blurhash text,
  variants jsonb not null default '[]',
  hls_url text,
  poster_url text,
  storyboard jsonb,
  waveform jsonb,
  error text,
  created_at timestamptz not null default now(),
  constraint purpose_is_known check (purpose in ('avatar', 'post', 'comment', 'message', 'verification')),
  constraint kind_is_known check (kind in ('image', 'video', 'audio', 'file')),
  constraint files_have_a_name check ((kind = 'file') = (name is not null)),
  constraint name_is_valid check (length(name) between 1 and 200 and name !~ '[[:cntrl:]/\\]'),
  constraint status_is_known check (status in ('pending', 'processing', 'ready', 'failed')),
  constraint byte_size_is_positive check (byte_size > 0),
  constraint alt_text_is_bounded check (length(alt_text) <= 1500),
  constraint progress_is_percent check (progress between 0 and 100),
  constraint folder_is_taken unique (folder),
  constraint completed_with_its_etag check ((status = 'pending') = (completed_at is null) and (completed_at is null) = (etag is null)),
  constraint failed_with_a_reason check ((status = 'failed') = (error is not null)),
  constraint name_turns_nothing_around check (name !~ '[\u2028\u2029\u202a-\u202e\u2066-\u2069]'),
  constraint content_type_is_bare check (content_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$')
);
alter table private.media enable row level security;
-- What somebody has, and the cascade when they go.
create index media_owner_id on private.media (owner_id, purpose, status);
-- Abandoned uploads.
create index media_expires_at on private.media (expires_at) where status = 'pending';
comment on table private.media is 'One row a picture, video or sound, or a file that is handed on as it is.';
comment on column private.media.name is 'What a file is called; other media have no name.';
comment on column private.media.content_type is 'What the owner declared; the first bytes were compared with it.';
comment on column private.media.status is 'pending: not uploaded yet. processing: the worker has it or will. ready: can be seen, whole or in part (`progress`). failed: `error` says why.';
comment on column private.media.folder is 'The unguessable part of its objects'' names.';
comment on column private.media.upload_id is 'The multipart upload at S3, for large files.';
comment on column private.media.etag is 'Of the object that was checked on completion: the worker takes no other.';
comment on column private.media.attempt is 'How often the worker has begun. Only the latest attempt may report.';
comment on column private.media.shown_attempt is '
The attempt that made the medium ready before all of it was there. Its folder is what people see: later attempts go on there.';
comment on column private.media.progress is 'In percent. A medium that is ready below 100 can be seen already, and the rest follows unless its attempts fail.';
comment on column private.media.variants is '
Array, smallest first: {url, type, width, height, byte_size}, or with `key` instead of `url` where each reader needs a
signature of S3. A url that begins with signed/ gets its address when it is shown (private.media_view). Audio and files have
{url, type, byte_size}.';
comment on column private.media.storyboard is 'Previews of a video: {url, columns, rows, count, width, height, interval_ms}.';
comment on column private.media.waveform is 'Loudness of audio for drawing: up to 100 numbers, 0 to 100.';
comment on column private.media.error is 'In words, for the owner.';

create table private.media_limits (
  purpose text not null,
  kind text not null,
  max_bytes bigint not null,
  daily_count int not null,
  daily_bytes bigint not null,
  primary key (purpose, kind),
  constraint limits_are_positive check (max_bytes > 0 and daily_count > 0 and daily_bytes >= max_bytes)
);
comment on table private.media_limits is '
What one person may upload, by purpose and kind; what has no row is not allowed. Rows come from migrations and may be tuned in place.';
comment on column private.media_limits.daily_count is 'Uploads a day, which ends at midnight UTC.';

create table private.media_usage (
  owner_id uuid not null references public.profiles (id) on delete cascade,
  day date not null,
  purpose text not null,
  kind text not null,
  uploads int not null,
  bytes bigint not null,
  primary key (owner_id, day, purpose, kind)
);
alter table private.media_usage enable row level security;
-- For the sweep.
create index media_usage_day on private.media_usage (day);
comment on table private.media_usage is 'What was uploaded on which day (UTC). Deleting a medium gives nothing back, or the limits would be no limits.';

create table private.object_deletions (
  id bigint generated always as identity primary key,
  prefix text not null,
  upload_key text,
  upload_id text,
  created_at timestamptz not null default now(),
  constraint prefix_is_one_folder check (prefix ~ '^(uploads|public|signed|private)/[0-9a-f]{32}/')
);
alter table private.object_deletions enable row level security;
comment on table private.object_deletions is 'Objects that must go, because the row that knew them has gone. The worker removes a row when they have.';
comment on column private.object_deletions.prefix is 'Every object whose key begins with it.';
comment on column private.object_deletions.upload_id is 'A multipart upload to abort as well, of the object `upload_key`.';

create table private.media_addresses (
  is_only boolean primary key default true,
  base_url text not null,
  secret text not null,
  constraint there_is_one check (is_only),
  constraint secret_is_long check (length(secret) >= 32)
);
alter table private.media_addresses enable row level security;
comment on table private.media_addresses is 'One row, which the worker writes at its start: where media are read, and what signs the addresses that expire.';

create table private.media_conversion (
  is_only boolean primary key default true,
  is_possible boolean not null,
  told_at timestamptz not null default now(),
  constraint there_is_one check (is_only)
);
alter table private.media_conversion enable row level security;
comment on table private.media_conversion is 'One row, which every worker writes: whether video and sound can be converted, because one of them has ffmpeg.';

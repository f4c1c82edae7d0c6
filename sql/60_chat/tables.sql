-- Domains rather than rules of the tables: each insert and update of a row reads all rules of its table anew, those of a
-- domain only for what it changes. A message touches three of these tables.
create domain private.conversation_kind as text constraint kind_is_known check (value in ('direct', 'group', 'anonymous'));
create domain private.conversation_title as text constraint title_is_valid check (length(value) between 1 and 100);
create domain private.conversation_size as int constraint members_are_bounded check (value between 0 and 1000);
create domain private.message_lifetime as interval
  constraint disappearing_is_bounded check (value between interval '1 minute' and interval '366 days');
create domain private.member_role as text constraint role_is_known check (value in ('owner', 'admin', 'member'));
create domain private.member_state as text constraint state_is_known check (value in ('active', 'requested', 'declined', 'gone'));
create domain private.member_alias as text constraint alias_is_valid check (length(value) between 1 and 60);
create domain private.message_kind as text
  constraint kind_is_known check (value in ('text', 'image', 'video', 'audio', 'file', 'location', 'call', 'system'));
create domain private.message_body as text constraint body_is_bounded check (length(value) <= 4000);
create domain private.message_mentions as uuid[] constraint mentions_are_bounded check (cardinality(value) <= 50);

create type private.sync_range as (since pg_snapshot, until pg_snapshot, conversation_id uuid, seq bigint);
comment on type private.sync_range is '
What a page of sync is about: what `until` sees and `since` did not, from behind this message on.';

-- Who talks where, and what is said. All of it is in `private`: what a message may be read by depends on who joined when,
-- who deleted it for themselves, who blocked whom and who is anonymous, so clients reach it through functions only.

-- No foreign keys from here to people. Postgres checks one again whenever a row is changed for a second time in a transaction:
-- it would then wait for a person under the lock of the conversation, and a deletion takes the two the other way round.
-- Who goes is taken out by a trigger (private.leave_conversations); who is put in is kept before (private.keep_people).
create table private.conversations (
  id uuid primary key default private.uuid_v7(),
  kind private.conversation_kind not null,
  -- The two people of a direct conversation, the lower identifier first.
  low_id uuid,
  high_id uuid,
  title private.conversation_title,
  picture_id uuid references private.media (id) on delete set null,
  creator_id uuid,
  client_id uuid,
  member_count private.conversation_size not null default 0,
  members_may_add boolean not null default false,
  only_admins_send boolean not null default false,
  history_for_new boolean not null default false,
  disappear_after private.message_lifetime,
  last_seq bigint not null default 0,
  last_number bigint not null default 0,
  position uuid,
  ended_at timestamptz,
  changed_in xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  epoch uuid not null default gen_random_uuid(),
  constraint one_conversation_a_pair unique (low_id, high_id),
  constraint one_conversation_a_client_id unique (creator_id, client_id),
  constraint kind_has_what_it_shows check (case kind
    when 'direct' then low_id < high_id is not false and title is null
    when 'group' then low_id is null and high_id is null
    else low_id is null and high_id is null and title is null end)
) with (fillfactor = 70);
alter table private.conversations enable row level security;
-- For the deletion of an account and of a picture.
create index conversations_high_id on private.conversations (high_id);
create index conversations_picture_id on private.conversations (picture_id);
-- What the worker removes a day after its end.
create index conversations_ended_at on private.conversations (ended_at) where ended_at is not null;
-- No index on what a message changes: sending stays a heap-only update of this row.
comment on table private.conversations is 'Conversations of two people, of a group, and of two strangers who do not know each other''s names.';
comment on column private.conversations.last_seq is '
The place of the last message. A message takes its place under the lock of this row, so places are in the order of commits.';
comment on column private.conversations.last_number is 'How many messages that count as unread there were ever: all but the system''s.';
comment on column private.conversations.position is 'The identifier (UUID version 7) of the last message: the place of a group in lists.';
comment on column private.conversations.ended_at is '
When an anonymous conversation was left by one of the two, or the last member of any other went: nobody writes in it any more,
and it is removed a day later (private.purge_conversations).';
comment on column private.conversations.epoch is '
Part of the names of its Realtime topics. It changes whenever somebody''s access begins or ends (private.change_topics), so that
what was said on a topic was said to exactly those who may join it.';
comment on column private.conversations.changed_in is 'The last transaction that changed what clients see of it: for sync.';

create table private.conversation_members (
  conversation_id uuid not null references private.conversations (id) on delete cascade,
  user_id uuid not null,
  id uuid not null default private.uuid_v7(),
  role private.member_role not null default 'member',
  state private.member_state not null default 'active',
  alias private.member_alias,
  reveal_asked_at timestamptz,
  revealed_at timestamptz,
  added_by uuid,
  first_seq bigint not null default 1,
  last_delivered_seq bigint not null default 0,
  last_read_seq bigint not null default 0,
  read_number bigint not null default 0,
  delivered_at timestamptz,
  read_at timestamptz,
  awaits_notice boolean not null default true,
  position uuid,
  muted_until timestamptz,
  archived_at timestamptz,
  pinned_at timestamptz,
  changed_in xid8 not null default pg_current_xact_id(),
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (conversation_id, user_id),
  constraint delivered_before_read check (last_delivered_seq >= last_read_seq)
) with (fillfactor = 70);
alter table private.conversation_members enable row level security;
-- Somebody's conversations: those of two in the order of their last messages, and groups, whose order is on the conversation, so
-- that a message does not touch a thousand rows. Also the cascade.
create index conversation_members_position on private.conversation_members (user_id, position);
-- What stands above the list of somebody.
create index conversation_members_pinned on private.conversation_members (user_id) where pinned_at is not null;
create unique index one_owner_a_group on private.conversation_members (conversation_id) where role = 'owner';
-- Whom a message in a group gives a sign.
create index conversation_members_awaiting on private.conversation_members (conversation_id) where awaits_notice;
-- No more than these: a message changes the rows of both sides of a conversation.
comment on table private.conversation_members is 'Who is, was, or is asked to be in which conversation.';
comment on column private.conversation_members.id is 'What a member is called by where they are anonymous: it leads to nobody.';
comment on column private.conversation_members.state is '
active. requested: a first message or an invitation waits for the person''s answer; who is invited to a group reads nothing of it
yet. declined: it was refused. gone: has left or was removed; nothing can be read any more.';
comment on column private.conversation_members.alias is 'The name in an anonymous conversation.';
comment on column private.conversation_members.reveal_asked_at is 'Since when somebody anonymous is ready to show who they are.';
comment on column private.conversation_members.revealed_at is 'Since when the other one sees who it is: for both at the moment when both are ready.';
comment on column private.conversation_members.added_by is '
In a group: the `id` of the member who added or invited the person last. It leads to nobody once that member is gone.';
comment on column private.conversation_members.left_at is '
When somebody left a group, or refused to join, by their own will; null for who was removed. It says how they may be added again.';
comment on column private.conversation_members.first_seq is 'The first message that the person may read: later ones for who joined later, or has cleared the conversation.';
comment on column private.conversation_members.read_number is 'The `number` of the message that was read last. With it the unread ones are a subtraction.';
comment on column private.conversation_members.awaits_notice is '
In a group: whether the next message gives the person a `conversation` event. It is sent once, and again after they have
shown that they are there: a busy group does not write a row a member for every message.';
comment on column private.conversation_members.position is 'The identifier of the last message of a conversation of two. Null without one, and in groups.';
comment on column private.conversation_members.changed_in is 'The last transaction that changed it: for sync.';

-- No foreign key to the sender: each message would lock the row of a profile. When an account goes a trigger empties it.
-- And none to the conversation, whose row store_message has just locked itself: messages go with it by a trigger, and never
-- before it, so an answer finds what it answers.
create table private.messages (
  id uuid primary key default private.uuid_v7(),
  conversation_id uuid not null,
  seq bigint not null,
  number bigint not null,
  sender_id uuid,
  member_id uuid,
  client_id uuid,
  kind private.message_kind not null,
  body private.message_body not null default '',
  details jsonb,
  reply_to_id uuid,
  mentions private.message_mentions not null default '{}',
  edited_at timestamptz,
  deleted_at timestamptz,
  expires_at timestamptz,
  created_in xid8 not null default pg_current_xact_id(),
  changed_in xid8,
  created_at timestamptz not null default clock_timestamp(),
  held text,
  untold boolean not null default false,
  constraint one_message_a_place unique (conversation_id, seq),
  -- A retry finds what the first try sent. It also serves the deletion of an account.
  constraint one_message_a_client_id unique (sender_id, client_id),
  constraint deleted_is_empty check (deleted_at is null or body = '' and details is null and mentions = '{}'),
  constraint hold_is_known check (held in ('shadow', 'hidden', 'removed'))
);
alter table private.messages enable row level security;
-- What was changed after it was sent: for sync.
create index messages_changed_in on private.messages (conversation_id, changed_in) where changed_in is not null;
-- Unread messages that count no more.
create index messages_gone on private.messages (conversation_id, seq) where deleted_at is not null or expires_at is not null;
create index messages_held on private.messages (conversation_id, seq) where held is not null;
-- What the end of a shadow ban lets go.
create index messages_shadowed on private.messages (sender_id) where held = 'shadow';
-- What the worker lets disappear.
create index messages_expiring on private.messages (expires_at) where expires_at is not null and deleted_at is null;
comment on table private.messages is 'What was said. A deleted message stays as an empty place.';
comment on column private.messages.seq is 'Its place in the conversation: the order in which messages were committed.';
comment on column private.messages.number is 'How many messages that count as unread there were up to this one.';
comment on column private.messages.sender_id is 'Null once the account is gone. No foreign key: each message would lock the row of its sender''s profile.';
comment on column private.messages.member_id is 'As what member it was said; null for the system''s.';
comment on column private.messages.details is '
What kinds other than text have to say. location: {latitude, longitude}. system: {event, …}. call: {call_id, media, outcome,
duration_ms}. Of a text: {preview: {url, title, description, site_name, image}}, once the worker has looked at its first link.';
comment on column private.messages.held is '
Who else reads it. shadow: nobody but its sender, who is shadow banned. hidden: the same, by a decision of moderators. removed: nobody. Null: all who read along.';
comment on column private.messages.untold is 'It was held back when it was sent, and nobody but its sender has been told of it yet: that waits for private.hold_message.';
comment on column private.messages.created_in is '
The transaction that sent it, for sync. Places are in the order of commits, so what is new to somebody is all behind one place.';
comment on column private.messages.changed_in is 'The last transaction that changed it after it was sent, if any: for sync.';

-- What search_messages looks through. Apart from the messages, because an index of words costs as much as all else that a
-- message does: the worker keeps it, a second behind.
create table private.message_search (
  message_id uuid primary key references private.messages (id) on delete cascade,
  words tsvector not null
);
alter table private.message_search enable row level security;
-- Without fastupdate, whose list of what is pending each look-up would read from end to end.
create index message_search_words on private.message_search using gin (words) with (fastupdate = off);
comment on table private.message_search is 'The words of each message that is there, as private.message_words gives them.';

create table private.message_media (
  message_id uuid not null references private.messages (id) on delete cascade,
  place smallint not null,
  media_id uuid not null references private.media (id) on delete cascade,
  primary key (message_id, place),
  constraint message_medium_is_in_use unique (media_id)
);
alter table private.message_media enable row level security;
comment on table private.message_media is 'Which media a message carries, in which order.';

create table private.message_edits (
  id uuid primary key default private.uuid_v7(),
  message_id uuid not null references private.messages (id) on delete cascade,
  body text not null,
  created_at timestamptz not null default now()
);
alter table private.message_edits enable row level security;
create index message_edits_message_id on private.message_edits (message_id, id);
comment on table private.message_edits is 'What a message said before each edit.';
comment on column private.message_edits.created_at is 'When it was replaced.';

create table private.message_hides (
  user_id uuid not null references public.profiles (id) on delete cascade,
  conversation_id uuid not null,
  seq bigint not null,
  changed_in xid8 not null default pg_current_xact_id(),
  primary key (user_id, conversation_id, seq),
  constraint hidden_message foreign key (conversation_id, seq) references private.messages (conversation_id, seq) on delete cascade
);
alter table private.message_hides enable row level security;
-- The cascade.
create index message_hides_message on private.message_hides (conversation_id, seq);
comment on table private.message_hides is 'Which messages somebody has deleted for themselves.';

create table private.message_reactions (
  message_id uuid not null references private.messages (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  id uuid not null default private.uuid_v7(),
  created_at timestamptz not null default now(),
  primary key (message_id, user_id),
  constraint emoji_is_bounded check (length(emoji) between 1 and 16)
);
alter table private.message_reactions enable row level security;
-- A page of list_reactions; the cascade.
create index message_reactions_message_id on private.message_reactions (message_id, id);
create index message_reactions_user_id on private.message_reactions (user_id);
comment on table private.message_reactions is 'One reaction a person and message.';

-- What the worker has found behind links: everybody who sends the same one within the hour shares it.
create table private.link_previews (
  url_hash bytea primary key,
  preview jsonb,
  fetched_at timestamptz not null default now()
);
alter table private.link_previews enable row level security;
-- For the sweep.
create index link_previews_fetched_at on private.link_previews (fetched_at);
comment on table private.link_previews is 'Previews of pages, for an hour.';
comment on column private.link_previews.url_hash is 'SHA-256 of the address.';
comment on column private.link_previews.preview is '{url, title, description, site_name, image}; null when the page gives none.';

create table private.preview_images (
  folder text primary key,
  made_at timestamptz not null default now(),
  constraint folder_is_random check (folder ~ '^[0-9a-f]{32}$')
);
alter table private.preview_images enable row level security;
-- For the purge.
create index preview_images_made_at on private.preview_images (made_at);
comment on table private.preview_images is 'Copies of the pictures of pages, in public/<folder>/: messages show these and never a stranger''s address.';

-- Here and not in types.sql, because it is made of rows of these tables.
create type private.membership as (
  conversation private.conversations,
  member private.conversation_members,
  partner private.conversation_members
);
comment on type private.membership is 'Where somebody stands in a conversation; partner: the other''s row, unless it is a group.';

create function private.ringing_time() returns interval
language sql immutable
set search_path = ''
as $$ select interval '45 seconds' $$;
comment on function private.ringing_time is 'How long a call rings.';

-- Calls: who rings, who has answered, how it ended. Sound and pictures go from person to person; what passes through here is
-- the state, and the signals by which their devices find each other. Whatever changes a call holds the row of its
-- conversation first (private.lock_call), so an answer and a hang-up at the same moment happen one after the other.

create table private.calls (
  id uuid primary key default private.uuid_v7(),
  conversation_id uuid not null references private.conversations (id) on delete cascade,
  caller_id uuid references public.profiles (id) on delete set null,
  media text not null,
  state text not null default 'ringing',
  outcome text,
  rings_until timestamptz not null default now() + private.ringing_time(),
  answered_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  epoch uuid not null default gen_random_uuid(),
  constraint media_is_known check (media in ('audio', 'video')),
  constraint state_is_known check (state in ('ringing', 'active', 'ended')),
  constraint outcome_is_known check (outcome in ('answered', 'missed', 'declined', 'busy', 'cancelled', 'failed')),
  constraint only_what_has_ended_has_an_outcome check (
    (state = 'ended') = (outcome is not null) and (state = 'ended') = (ended_at is not null)),
  constraint active_was_answered check (state <> 'active' or answered_at is not null),
  constraint ended_after_its_answer check (ended_at >= answered_at)
);
alter table private.calls enable row level security;
-- Who starts a second one joins the first. Also what the sweep looks through.
create unique index one_call_a_conversation on private.calls (conversation_id) where state <> 'ended';
-- The cascades.
create index calls_conversation_id on private.calls (conversation_id);
create index calls_caller_id on private.calls (caller_id);
comment on table private.calls is 'Calls, also those that have ended: the call log of everybody who was rung.';
comment on column private.calls.caller_id is 'Who started it; null once the account is gone.';
comment on column private.calls.epoch is 'Part of the names of its Realtime topics: another one when somebody has left (private.settle_call).';
comment on column private.calls.rings_until is 'Who has not answered by then has missed it, also when the worker comes to say so later.';
comment on column private.calls.outcome is '
answered; missed: nobody answered in time; declined; busy: everybody was in another call; cancelled: the caller gave up, which
is a missed call to the others; failed: it broke off.';

create table private.call_participants (
  call_id uuid not null references private.calls (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  state text not null,
  session_id uuid,
  joined_at timestamptz,
  left_at timestamptz,
  primary key (call_id, user_id),
  constraint state_is_known check (state in ('ringing', 'joined', 'left', 'declined', 'missed', 'busy')),
  constraint joined_with_a_device check (state <> 'joined' or (session_id is not null and joined_at is not null))
);
alter table private.call_participants enable row level security;
-- Nobody is in two calls; Postgres sees to it, whichever two are joined at once.
create unique index one_call_a_person on private.call_participants (user_id) where state = 'joined';
-- A page of list_calls; the cascade.
create index call_participants_user_id on private.call_participants (user_id, call_id);
comment on table private.call_participants is 'Who was rung or took part, and what they did.';
comment on column private.call_participants.session_id is 'The device that is in the call: the session of its token.';

-- One row, written by the worker from its environment. Clients may read none of it.
create table private.ice_settings (
  is_only boolean primary key default true,
  stun_urls text[] not null,
  turn_urls text[] not null,
  turn_secret text,
  constraint there_is_one check (is_only),
  constraint turn_needs_a_secret check (cardinality(turn_urls) = 0 or length(turn_secret) >= 16)
);
alter table private.ice_settings enable row level security;
comment on table private.ice_settings is 'The STUN and TURN servers, and the secret that is shared with the TURN servers.';

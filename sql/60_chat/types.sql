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

create type private.sync_range as (since pg_snapshot, until pg_snapshot, conversation_id uuid, seq bigint);
comment on type private.sync_range is '
What a page of sync is about: what `until` sees and `since` did not, from behind this message on.';

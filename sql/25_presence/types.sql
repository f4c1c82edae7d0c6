create type private.presence_change as (person_id uuid, status text, seen_at timestamptz);
comment on type private.presence_change is 'Who is now online, away or offline, and when their last heartbeat was.';

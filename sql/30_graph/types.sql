create type private.count_change as (profile_id uuid, followers int, following int, connections int);
comment on type private.count_change is 'What to add to the counters of one person.';

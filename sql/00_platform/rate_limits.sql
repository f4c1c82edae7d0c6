-- Rate limits are token buckets: a bucket holds up to `capacity` tokens and regains `refill_per_second`.
-- Source: the token bucket of RFC 2697 and RFC 6585 (429 with Retry-After).
create table private.rate_limits (
  name text primary key,
  capacity double precision not null,
  refill_per_second double precision not null,
  description text not null,
  constraint capacity_holds_at_least_one_token check (capacity >= 1),
  constraint refill_is_positive check (refill_per_second > 0)
);
comment on table private.rate_limits is 'The limits in force, one row an action. Rows come from migrations and may be tuned in place.';
comment on column private.rate_limits.capacity is 'Tokens of a full bucket: the largest burst.';
comment on column private.rate_limits.refill_per_second is 'Tokens regained a second: the lasting rate.';

-- Unlogged: losing the buckets in a crash gives everybody a full one, and no write waits for the disk.
-- No foreign key to the limit: each new bucket would lock that one row.
create unlogged table private.rate_buckets (
  limit_name text not null,
  subject text not null,
  tokens double precision not null,
  updated_at timestamptz not null,
  refill_per_second double precision not null default 0,
  capacity double precision not null default 0,
  primary key (limit_name, subject)
) with (fillfactor = 70);
comment on table private.rate_buckets is 'What is left in each bucket. The worker removes buckets that are full again.';
comment on column private.rate_buckets.subject is 'Whose bucket: an account id, a network address, or a hash of an identifier.';
comment on column private.rate_buckets.refill_per_second is '
That of the limit, as `capacity`, so that a token is taken by looking at this row alone; a trigger keeps them.';
comment on column private.rate_buckets.capacity is 'That of the limit; 0 in a bucket that does not know it yet.';
-- No index on updated_at: taking a token must stay a heap-only update, and the sweep may read the table.

create function private.retune_buckets() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    delete from private.rate_buckets bucket where bucket.limit_name = old.name;
  else
    update private.rate_buckets bucket set refill_per_second = new.refill_per_second, capacity = new.capacity
    where bucket.limit_name = new.name;
  end if;
  return null;
end
$$;
comment on function private.retune_buckets is 'Trigger: a limit that is tuned counts for every bucket from now on.';
create trigger retune_buckets after update or delete on private.rate_limits
  for each row execute function private.retune_buckets();

create function private.take_token(limit_name text, subject text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  -- The wall clock: a transaction that has waited must not put time back.
  right_now timestamptz := clock_timestamp();
  wait_seconds int;
begin
  -- Every write comes through here: a heap-only update by key, and date_part rather than extract, whose numeric is slow.
  update private.rate_buckets bucket
  set tokens = least(bucket.capacity, bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * bucket.refill_per_second) - 1,
    updated_at = right_now
  where bucket.limit_name = take_token.limit_name and bucket.subject = take_token.subject and bucket.capacity > 0
    and bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * bucket.refill_per_second >= 1;
  if not found then
    -- The first time, or one too many.
    insert into private.rate_buckets as bucket (limit_name, subject, tokens, updated_at, refill_per_second, capacity)
    select bucket_limit.name, take_token.subject, bucket_limit.capacity - 1, right_now, bucket_limit.refill_per_second, bucket_limit.capacity
    from private.rate_limits bucket_limit
    where bucket_limit.name = take_token.limit_name
    on conflict on constraint rate_buckets_pkey do update
      set tokens = least(excluded.capacity,
            bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second) - 1,
          updated_at = right_now,
          refill_per_second = excluded.refill_per_second,
          capacity = excluded.capacity
      where bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second >= 1;
  end if;
  if found then
    -- For private.refuse: a refusal undoes this, and takes it again. A line each, since no name of a limit has a blank.
    perform set_config('plaza.tokens',
      concat(nullif(current_setting('plaza.tokens', true), '') || e'\n', limit_name, ' ', subject), true);
    return;
  end if;

  select greatest(1, ceil((1 - coalesce(bucket.tokens, 0)) / bucket_limit.refill_per_second
    - coalesce(date_part('epoch', right_now - bucket.updated_at), 0))) into strict wait_seconds
  from private.rate_limits bucket_limit
  left join private.rate_buckets bucket on bucket.limit_name = bucket_limit.name and bucket.subject = take_token.subject
  where bucket_limit.name = take_token.limit_name;
  -- Asked only now, since nobody who has a token left needs to know.
  if not private.setting('rate_limits')::boolean then
    return;
  end if;
  perform private.raise(
    'RATE_LIMITED', 'Too many requests. Try again later.', 429,
    details => format('limit %s', take_token.limit_name),
    hint => format('Retry in %s seconds.', wait_seconds),
    headers => jsonb_build_object('Retry-After', wait_seconds::text));
end
$$;

comment on function private.take_token is '
Takes one token from the bucket of `subject` under the limit `limit_name`. The token is gone even if the call is refused
afterwards: see private.refuse.
Errors: RATE_LIMITED (429, with Retry-After in seconds). An unknown limit is a programming error and raises no_data_found.
Where the setting rate_limits is false (PLAZA_LIMITS=off, for development) nobody is refused.';
grant execute on function private.take_token to service_role;

create function private.take_token_by_ip(limit_name text, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.take_token(take_token_by_ip.limit_name, coalesce(private.network_of(take_token_by_ip.ip), 'unknown'));
end
$$;
comment on function private.take_token_by_ip is 'Takes one token from the bucket of a client''s network. Errors: RATE_LIMITED.';

create function private.network_of(ip inet) returns text
language plpgsql immutable strict
set search_path = ''
as $$
begin
  return case family(ip) when 4 then host(ip) else network(set_masklen(ip, 64))::text end;
end
$$;
comment on function private.network_of is '
Who counts as one client among network addresses: an IPv4 address, or the /64 of an IPv6 address, which one person
holds whole (RFC 6177).';

create function private.sweep_rate_buckets() returns bigint
language sql volatile
set search_path = ''
as $$
  with swept as (
    delete from private.rate_buckets bucket
    where bucket.updated_at < now() - coalesce((
      select make_interval(secs => greatest(60, bucket_limit.capacity / bucket_limit.refill_per_second))
      from private.rate_limits bucket_limit where bucket_limit.name = bucket.limit_name), '0')
    returning 1
  )
  select count(*) from swept
$$;

comment on function private.sweep_rate_buckets is 'Removes buckets that are full again or whose limit is gone, and returns how many. The worker calls it by schedule.';

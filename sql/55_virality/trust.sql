-- How much the deeds of a person say. A new account says little, so that a crowd of them moves nothing; it counts in full with
-- time, and sooner with the badge. Nobody sees this number.
create function private.trust(created_at timestamptz, email_verified_at timestamptz, verified_at timestamptz, at timestamptz, half_days double precision) returns real
language sql immutable parallel safe
set search_path = ''
as $$
  select case
    when verified_at is not null then 1
    else power(days / (days + half_days), 2) * case when email_verified_at is null then 0.7 else 1 end
  end::real
  from (select greatest(extract(epoch from at - created_at)::double precision, 0) / 86400 as days) age
$$;
comment on function private.trust is '
0 to 1. By age: (days / (days + half_days)) squared, so with 20 days an account counts .002 after a day, .07 after a week, .36 after a month, .9
after a year. Three tenths less without a confirmed address; 1 with the badge.';

create function private.trust_of(people uuid[], at timestamptz) returns table (person_id uuid, trust real, followers real)
language plpgsql stable rows 1000
set search_path = ''
as $$
declare
  half_days double precision := (select value from private.virality_parameters where name = 'trust_days');
begin
  return query
  select account.id,
    (private.trust(account.created_at, account.email_verified_at, profile.verified_at, trust_of.at, half_days)
      * case when account.strikes = '{}' then 1 else power(0.5::double precision, private.strikes(account)) end)::real,
    coalesce(counts.followers, 0)::real
  from private.accounts account
  join public.profiles profile on profile.id = account.id
  left join lateral (select sum(stats.followers) as followers from private.graph_stats stats where stats.profile_id = account.id) counts on true
  where account.id = any (people) and profile.hidden_until <= trust_of.at;
end
$$;
comment on function private.trust_of is 'Trust and followers of people, each warning that still counts halving it; who is banned or deactivated is left out, and counts nothing.';

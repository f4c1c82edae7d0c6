-- Who could be proposed to somebody at this moment, with what each accepts by now. Wishes are narrow at first and widen with every
-- ten seconds of waiting, each side by its own waiting, never past what the person set as hard.
create view private.match_seekers with (security_invoker = true) as
  select ticket.person_id, ticket.pool, ticket.gender, ticket.age, ticket.genders, ticket.languages, ticket.interests,
    ticket.interest_bits, ticket.cell, ticket.x, ticket.y, ticket.z, ticket.place_key, ticket.max_distance_km, ticket.gives, ticket.gets,
    ticket.newness, ticket.exposures, ticket.since, ticket.eta_s, ticket.mode,
    -- The square of the chord on a sphere of radius 1, 4 being the other side of the globe: 25 km, doubled with each step.
    case when ticket.mode = 'random' then 4 else least(
      4 * power(sin(least(coalesce(ticket.max_distance_km, 20100), 20000) / 12742.0), 2), power(25 / 6371.0, 2) * power(4, widened.steps)) end as reach,
    -- Five years to either side of the own age, or of the nearest that is wanted, and five more with each step.
    case when ticket.mode = 'random' then 0
      else greatest(coalesce(ticket.age_min, 0), widened.wanted_age - 5 - 5 * widened.steps) end as age_from,
    case when ticket.mode = 'random' then 200
      else least(coalesce(ticket.age_max, 200), widened.wanted_age + 5 + 5 * widened.steps) end as age_to,
    widened.waited_s
  from private.match_tickets ticket
  join private.presence present on present.profile_id = ticket.person_id and present.seen_at > now() - private.presence_lifetime()
  cross join lateral (
    select date_part('epoch', now() - ticket.since) as waited_s,
      least(60, floor(date_part('epoch', now() - ticket.since) / 10)) as steps,
      least(greatest(ticket.age, coalesce(ticket.age_min, 0)), coalesce(ticket.age_max, 200)) as wanted_age
  ) widened
  where ticket.proposal_id is null and ticket.expires_at > now();
comment on view private.match_seekers is '
Who is looking, free to be asked and there by heartbeat, with what they accept after this much waiting: `reach` (square of a chord on
a sphere of radius 1), age_from, age_to (years).';

-- The hard rules, both ways, and what a pair is worth: the one place for both. Joining, sweeping and claiming all read it.
create view private.match_pairs with (security_invoker = true) as
  select one.person_id as one_id, other.person_id as other_id, one.pool,
    valued.one_yes * valued.other_yes as score,
    -- Waiting counts more and more, so that nobody is passed over for ever; whoever was proposed often of late counts less.
    valued.one_yes * valued.other_yes * (1 + (one.waited_s + other.waited_s) / 60)
      / ((1 + one.exposures) * (1 + other.exposures)) as weight
  from private.match_seekers one
  join private.match_seekers other on other.pool = one.pool and other.person_id <> one.person_id
  cross join lateral (
    select power(one.x - other.x, 2) + power(one.y - other.y, 2) + power(one.z - other.z, 2) as chord,
      case when bit_length(one.interest_bits) = bit_length(other.interest_bits)
        then bit_count(one.interest_bits & other.interest_bits) / greatest(1, bit_count(one.interest_bits | other.interest_bits))::float8
        else 0 end as likeness
  ) compared
  cross join lateral (
    select (one.newness + other.newness) / 2
      * (1.0 * (compared.likeness - 0.2) - 0.03 * abs(one.age - other.age) + 0.3 * coalesce(exp(-6371 * sqrt(compared.chord) / 50), 0)) as prior
  ) weighed
  cross join lateral (
    select 1 / (1 + exp(0.32 - one.gives - other.gets - weighed.prior)) as one_yes,
      1 / (1 + exp(0.32 - other.gives - one.gets - weighed.prior)) as other_yes
  ) valued
  where (one.genders is null or other.gender = any (one.genders)) and (other.genders is null or one.gender = any (other.genders))
    and other.age between one.age_from and one.age_to and one.age between other.age_from and other.age_to
    and case when compared.chord is null then one.max_distance_km is null and other.max_distance_km is null
      else compared.chord <= least(one.reach, other.reach) end
    and (one.languages is null or other.languages is null or one.languages && other.languages)
    and not exists (select from public.blocks block where block.blocker_id = one.person_id and block.blocked_id = other.person_id)
    and not exists (select from public.blocks block where block.blocker_id = other.person_id and block.blocked_id = one.person_id)
    and not exists (select from public.connections tie where tie.person_id = one.person_id and tie.other_id = other.person_id)
    and not exists (
      select from private.match_exclusions exclusion
      where exclusion.low_id = least(one.person_id, other.person_id) and exclusion.high_id = greatest(one.person_id, other.person_id)
        and exclusion.until > now());
comment on view private.match_pairs is '
Which two may be proposed to each other at this moment, each pair in both orders, with `score`, the chance that both say yes, and
`weight`, the score with the bonus for waiting and the damping of who was proposed often. docs/matchmaking.md gives the reason of
every number.';

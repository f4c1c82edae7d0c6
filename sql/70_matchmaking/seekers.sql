-- Who could be proposed to somebody at this moment, with what each accepts by now. Wishes are narrow at first and widen with every
-- ten seconds of waiting, each side by its own waiting, never past what the person set as hard.
create view private.match_seekers with (security_invoker = true) as
  select ticket.person_id, ticket.pool, ticket.gender, ticket.age, ticket.genders, ticket.languages, ticket.interests,
    ticket.interest_bits, ticket.rarest_interest, ticket.cell, ticket.x, ticket.y, ticket.z, ticket.place_key, ticket.max_distance_km, ticket.gives, ticket.gets,
    ticket.newness, ticket.exposures, ticket.since, ticket.eta_s, ticket.mode,
    -- The square of the chord on a sphere of radius 1, 4 being the other side of the globe: 25 km, doubled with each step.
    case when ticket.mode = 'random' then 4 else least(
      4 * power(sin(least(coalesce(ticket.max_distance_km, 20100), 20000)::double precision / 12742), 2), power(25 / 6371.0, 2) * power(4, widened.steps)) end as reach,
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

-- The hard rules, both ways, and what a pair is worth: the one place for both. Joining, sweeping and claiming all ask it. A function of
-- given pairs rather than a view of all, which the planner would begin with.
create function private.weigh_pairs(people uuid[], ones int[], others int[])
returns table (one int, other int, score double precision, weight double precision)
language plpgsql stable
set search_path = ''
-- Everybody in one hash table, which is looked into for each pair: to sort millions of pairs takes three times as long.
set enable_mergejoin = off
set work_mem = '64MB'
as $$
begin
  return query
    with seekers as materialized (
      select person.place::int as place, seeker.person_id, seeker.pool, seeker.gender, seeker.age, seeker.genders, seeker.languages,
        seeker.interest_bits, bit_count(seeker.interest_bits)::double precision as telling, seeker.x, seeker.y, seeker.z, seeker.max_distance_km,
        exp(0.16 - seeker.gives) as refuses, exp(0.16 - seeker.gets) as refused, seeker.newness / 2 as newness, seeker.reach, seeker.age_from,
        seeker.age_to, seeker.waited_s, power(1 + seeker.exposures, -2) as damping
      from unnest(people) with ordinality person (id, place)
      join private.match_seekers seeker on seeker.person_id = person.id
    ),
    -- Who has blocked, is connected with, or was kept apart from whom, among these: few pairs, found by the people.
    apart as materialized (
      select least(one_side.place, other_side.place) as low, greatest(one_side.place, other_side.place) as high
      from (
        select block.blocker_id as one_id, block.blocked_id as other_id
        from public.blocks block where block.blocker_id = any (people)
        union all
        select tie.person_id, tie.other_id from public.connections tie where tie.person_id = any (people)
        union all
        select exclusion.low_id, exclusion.high_id from private.match_exclusions exclusion
        where exclusion.low_id = any (people) and exclusion.until > now()
      ) ties
      join seekers one_side on one_side.person_id = ties.one_id
      join seekers other_side on other_side.person_id = ties.other_id
    )
    select judged.one, judged.other, judged.score, judged.score * judged.bonus
    from (
      -- P(yes) is 1 / (1 + odds of a no), and these are a product of what both histories and the prior say.
      select liked.one, liked.other, liked.bonus, 1 / ((1 + liked.one_no * liked.prior_no) * (1 + liked.other_no * liked.prior_no)) as score
      from (
        select fitting.one, fitting.other, fitting.bonus, fitting.one_no, fitting.other_no,
          exp(fitting.newness * (0.2 + 0.03 * fitting.years - coalesce(fitting.shared / nullif(fitting.telling - fitting.shared, 0), 0)
            - coalesce(0.3 * exp(-6371 / 50.0 * sqrt(fitting.chord)), 0))) as prior_no
        from (
          select a.place as one, b.place as other, abs(a.age - b.age)::double precision as years, a.telling + b.telling as telling,
            case when length(a.interest_bits) = length(b.interest_bits) then bit_count(a.interest_bits & b.interest_bits)::double precision end as shared,
            (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z) as chord,
            a.newness + b.newness as newness, a.refuses * b.refused as one_no, b.refuses * a.refused as other_no,
            -- Waiting counts more and more, so that nobody is passed over for ever; whoever was proposed often of late counts less.
            (1 + (a.waited_s + b.waited_s) / 60) * a.damping * b.damping as bonus
          from (
            select seeker.*, wanted.other
            from unnest(ones, others) wanted (one, other) join seekers seeker on seeker.place = wanted.one
            -- A fence: the planner would join everybody with everybody of the pool first.
            offset 0
          ) a
          join seekers b on b.place = a.other
          where a.pool = b.pool and a.place <> b.place
            and b.age >= a.age_from and b.age <= a.age_to and a.age >= b.age_from and a.age <= b.age_to
            and (a.genders is null or b.gender = any (a.genders)) and (b.genders is null or a.gender = any (b.genders))
            and coalesce((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z) <= least(a.reach, b.reach),
              a.max_distance_km is null and b.max_distance_km is null)
            and (a.languages is null or b.languages is null or a.languages && b.languages)
          -- Fences: what a step computes once the planner would write into each place where the next one uses it.
          offset 0
        ) fitting
        offset 0
      ) liked
      -- A fence: whoever is apart is looked for among the few pairs that fit.
      offset 0
    ) judged
    where not exists (
        select from apart where apart.low = least(judged.one, judged.other) and apart.high = greatest(judged.one, judged.other));
end
$$;
comment on function private.weigh_pairs is '
Which of the wanted pairs may be proposed to each other at this moment. `ones` and `others` are places in `people`, from 1. For each pair
that may, `score`: the chance that both say yes, and `weight`: the score with the bonus for waiting and the damping of who was proposed often.
docs/matchmaking.md gives the reason of every number.';

create function private.join_matching(
  mode text,
  intent text default null,
  interests text[] default null,
  genders text[] default null,
  age_min int default null,
  age_max int default null,
  max_distance_km int default null,
  languages text[] default null
) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  ticket private.match_tickets;
  odds private.match_odds;
  unknown text;
  begins boolean;
begin
  perform private.take_token('match_join', caller::text);
  select profile.id, join_matching.mode, case join_matching.mode when 'compatible' then coalesce(join_matching.intent, profile.looking_for[1]) end,
    not private.is_adult(profile.id), profile.gender, private.age(account.birth_date), place.cell
  into ticket.person_id, ticket.mode, ticket.intent, ticket.is_minor, ticket.gender, ticket.age, ticket.cell
  from public.profiles profile
  join private.accounts account on account.id = profile.id
  left join private.locations place on place.profile_id = profile.id
  where profile.id = caller;
  perform private.check_match_wishes(ticket, intent, genders, age_min, age_max, max_distance_km, languages);
  if mode = 'compatible' then
    ticket.genders := nullif(genders, '{}');
    ticket.age_min := age_min;
    ticket.age_max := age_max;
    ticket.max_distance_km := max_distance_km;
  end if;
  ticket.languages := array(select lower(split_part(spoken, '-', 1)) from unnest(languages) spoken);
  ticket.languages := nullif(ticket.languages, '{}');
  ticket.interests := coalesce(interests, array(
    select chosen.interest from public.profile_interests chosen where chosen.profile_id = caller order by chosen.interest));
  select string_agg(wanted, ', ' order by wanted) into unknown from unnest(ticket.interests) wanted
  where not exists (select from public.interests interest where interest.slug = wanted);
  if unknown is not null or cardinality(ticket.interests) > 50 then
    perform private.raise('UNKNOWN_INTEREST', 'An interest is not in the catalogue.', 422, details => unknown);
  end if;
  ticket.rarest_interest := (
    select weight.interest from private.interest_weights weight where weight.interest = any (ticket.interests) order by weight.idf desc limit 1);
  odds := private.match_odds(caller, ticket.intent);
  select cosd(centre.latitude) * cosd(centre.longitude), cosd(centre.latitude) * sind(centre.longitude), sind(centre.latitude)
  into ticket.x, ticket.y, ticket.z
  from private.cell_centre(ticket.cell) centre where ticket.cell is not null;

  insert into private.match_tickets as standing (person_id, mode, intent, is_minor, gender, age, genders, age_min, age_max, max_distance_km,
    languages, interests, interest_bits, rarest_interest, cell, x, y, z, place_key, gives, gets, newness, exposures)
  values (ticket.person_id, ticket.mode, ticket.intent, ticket.is_minor, ticket.gender, ticket.age, ticket.genders, ticket.age_min, ticket.age_max,
    ticket.max_distance_km, ticket.languages, ticket.interests, private.interest_bits(ticket.interests), ticket.rarest_interest, ticket.cell, ticket.x, ticket.y, ticket.z,
    private.place_key(ticket.x, ticket.y, ticket.z), odds.gives, odds.gets, odds.newness, odds.exposures)
  -- Who is looking already, on another device or before a reconnect, looks for what was said last, and has been looking since.
  on conflict (person_id) do update set
    mode = excluded.mode, intent = excluded.intent, is_minor = excluded.is_minor, gender = excluded.gender, age = excluded.age,
    genders = excluded.genders, age_min = excluded.age_min, age_max = excluded.age_max, max_distance_km = excluded.max_distance_km,
    languages = excluded.languages, interests = excluded.interests, interest_bits = excluded.interest_bits, rarest_interest = excluded.rarest_interest, cell = excluded.cell,
    x = excluded.x, y = excluded.y, z = excluded.z, place_key = excluded.place_key, gives = excluded.gives, gets = excluded.gets,
    newness = excluded.newness, expires_at = excluded.expires_at,
    since = case when standing.pool = excluded.pool then standing.since else excluded.since end,
    eta_s = case when standing.pool = excluded.pool then standing.eta_s end
    where standing.proposal_id is null
  returning xmax = 0 into begins;
  if begins then
    perform private.emit('match_search', caller, details => jsonb_build_object('pool', coalesce(ticket.intent, ticket.mode)));
  end if;
  -- An earlier search of theirs was perhaps being paired: asked behind that.
  perform private.active_caller_id();
  -- Whoever asks is there, whether or not a first heartbeat has come.
  insert into private.presence as present (profile_id, device, active_at, seen_at) values (caller, 'web', now(), now())
  on conflict (profile_id) do update set active_at = excluded.active_at, seen_at = excluded.seen_at;
end
$$;
comment on function private.join_matching is '
The caller begins to look for somebody. compatible: for `intent` (default: what the profile looks for first), with the wishes given,
which are never widened; both are asked before they meet. random: for any stranger, with whom an anonymous conversation begins at once.
`interests`: default those of the profile. Whoever is looking already changes the wishes, unless a proposal is open.
Emits match_search (details: {pool}) unless the caller was looking already.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_MATCH, TOO_YOUNG, UNKNOWN_INTEREST, LOCATION_REQUIRED, RATE_LIMITED.';

create function private.check_match_wishes(
  ticket private.match_tickets, intent text, genders text[], age_min int, age_max int, max_distance_km int, languages text[]
) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  problem text := case
    when ticket.mode not in ('compatible', 'random') or ticket.mode is null then 'mode must be compatible or random.'
    when ticket.mode = 'random' and num_nonnulls(intent, genders, age_min, age_max, max_distance_km) > 0
      then 'Strangers are not chosen: only interests and languages may be given.'
    when ticket.mode = 'compatible' and ticket.intent is null then 'intent must be given: the profile looks for nothing.'
    when ticket.intent not in ('dating', 'friendship') then 'intent must be dating or friendship.'
    when not genders <@ array['female', 'male', 'nonbinary', 'other'] then 'genders must be of female, male, nonbinary, other.'
    when age_min not between 13 and 120 or age_max not between 13 and 120 or age_min > age_max then 'age_min and age_max must be a range within 13 to 120.'
    when max_distance_km not between 1 and 20000 then 'max_distance_km must be 1 to 20000.'
    when cardinality(languages) > 10 or exists (select from unnest(languages) spoken where spoken !~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' or spoken is null)
      then 'languages must be up to ten language tags.'
    end;
begin
  if problem is not null then
    perform private.raise('INVALID_MATCH', problem, 422);
  end if;
  if ticket.is_minor and ticket.intent = 'dating' then
    perform private.raise('TOO_YOUNG', 'Dating is for people of 18 and older.', 422);
  end if;
  if max_distance_km is not null and ticket.cell is null then
    perform private.raise('LOCATION_REQUIRED', 'Set a location first: there is none to measure from.', 409);
  end if;
end
$$;
comment on function private.check_match_wishes is 'Refuses a search that makes no sense. Errors: INVALID_MATCH, TOO_YOUNG, LOCATION_REQUIRED.';

create function private.leave_matching() returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  proposal private.match_proposals;
  ticket private.match_tickets;
begin
  perform private.keep_people(array[caller]);
  loop
    proposal := private.lock_own_proposal(caller);
    select * into ticket from private.lock_tickets(array[caller]);
    -- Not if somebody was proposed between the two.
    exit when ticket.proposal_id is not distinct from proposal.id;
  end loop;
  perform private.active_caller_id();
  if proposal.id is not null then
    perform private.end_proposal(proposal, 'declined', array[caller]);
  elsif ticket.person_id is not null then
    perform private.close_ticket(ticket);
  end if;
end
$$;
comment on function private.leave_matching is '
The caller looks no longer. Of an open proposal that is a no, which counts in no history. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

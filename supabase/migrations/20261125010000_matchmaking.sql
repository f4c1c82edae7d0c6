SET local check_function_bodies = off;

CREATE TABLE "private"."match_exclusions" (
  "low_id"  uuid                     NOT NULL,
  "high_id" uuid                     NOT NULL,
  "until"   timestamp with time zone NOT NULL,
  "reason"  text                     NOT NULL,
  CONSTRAINT "match_exclusions_pkey" PRIMARY KEY (low_id, high_id),
  CONSTRAINT "reason_is_known" CHECK ((reason = ANY (ARRAY['declined'::text, 'unanswered'::text, 'met'::text, 'reported'::text]))),
  CONSTRAINT "the_lower_is_first" CHECK ((low_id < high_id))
);

ALTER TABLE "private"."match_exclusions"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."match_histories" (
  "person_id"  uuid                     NOT NULL,
  "intent"     text                     NOT NULL,
  "accepted"   double precision         NOT NULL DEFAULT 0,
  "answered"   double precision         NOT NULL DEFAULT 0,
  "liked"      double precision         NOT NULL DEFAULT 0,
  "shown"      double precision         NOT NULL DEFAULT 0,
  "answers_at" timestamp with time zone NOT NULL DEFAULT now(),
  "exposures"  double precision         NOT NULL DEFAULT 0,
  "exposed_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "counts_are_counts" CHECK (((accepted >= (0)::double precision) AND (accepted <= answered) AND (liked >= (0)::double precision) AND (liked <= shown))),
  CONSTRAINT "match_histories_pkey" PRIMARY KEY (person_id, intent)
);

ALTER TABLE "private"."match_histories"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."match_proposals" (
  "low_id"          uuid                     NOT NULL,
  "high_id"         uuid                     NOT NULL,
  "pool"            text                     NOT NULL,
  "weight"          real                     NOT NULL,
  "low_gender"      text                     NOT NULL,
  "high_gender"     text                     NOT NULL,
  "low_waited_s"    real                     NOT NULL,
  "high_waited_s"   real                     NOT NULL,
  "low_eta_s"       real,
  "high_eta_s"      real,
  "low_accepts"     boolean,
  "high_accepts"    boolean,
  "state"           text                     NOT NULL DEFAULT 'open'::text,
  "why"             jsonb,
  "conversation_id" uuid,
  "made_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "deadline"        timestamp with time zone NOT NULL,
  "ended_at"        timestamp with time zone,
  CONSTRAINT "nobody_is_proposed_to_themselves" CHECK ((low_id < high_id)),
  CONSTRAINT "only_what_has_ended_has_an_end" CHECK (((state = 'open'::text) = (ended_at IS NULL))),
  CONSTRAINT "state_is_known" CHECK ((state = ANY (ARRAY['open'::text, 'matched'::text, 'declined'::text, 'expired'::text, 'cancelled'::text]))),
  "id"              uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "match_proposals_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."match_proposals"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."match_proposals"
  SET (fillfactor=80);

CREATE TABLE "private"."match_sweeps" (
  "tickets"        integer                  NOT NULL,
  "edges"          integer                  NOT NULL,
  "pairs"          integer                  NOT NULL,
  "proposed"       integer                  NOT NULL,
  "weight"         double precision         NOT NULL,
  "sample_weight"  double precision         NOT NULL,
  "sample_optimum" double precision         NOT NULL,
  "graph_ms"       real                     NOT NULL,
  "matching_ms"    real                     NOT NULL,
  "claim_ms"       real                     NOT NULL,
  "swept_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "id"             uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "match_sweeps_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."match_sweeps"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."match_tickets" (
  "person_id"       uuid                     NOT NULL,
  "mode"            text                     NOT NULL,
  "intent"          text,
  "is_minor"        boolean                  NOT NULL,
  "pool"            text                     GENERATED ALWAYS AS ((COALESCE(intent, mode) ||
CASE
    WHEN is_minor THEN '-minor'::text
    ELSE ''::text
END)) STORED NOT NULL,
  "gender"          text                     NOT NULL,
  "age"             smallint                 NOT NULL,
  "genders"         text[],
  "age_min"         smallint,
  "age_max"         smallint,
  "max_distance_km" integer,
  "languages"       text[],
  "interests"       text[]                   NOT NULL DEFAULT '{}'::text[],
  "interest_bits"   bit varying              NOT NULL DEFAULT ''::bit varying,
  "rarest_interest" text,
  "cell"            integer,
  "x"               double precision,
  "y"               double precision,
  "z"               double precision,
  "place_key"       bigint                   NOT NULL,
  "gives"           double precision         NOT NULL DEFAULT 0,
  "gets"            double precision         NOT NULL DEFAULT 0,
  "newness"         double precision         NOT NULL DEFAULT 1,
  "exposures"       double precision         NOT NULL DEFAULT 0,
  "since"           timestamp with time zone NOT NULL DEFAULT now(),
  "expires_at"      timestamp with time zone NOT NULL DEFAULT (now() + '00:30:00'::interval),
  "eta_s"           real,
  "proposal_id"     uuid,
  "accepts"         boolean,
  CONSTRAINT "an_answer_is_to_a_proposal" CHECK (((accepts IS NULL) OR (proposal_id IS NOT NULL))),
  CONSTRAINT "intent_is_known" CHECK ((intent = ANY (ARRAY['dating'::text, 'friendship'::text]))),
  CONSTRAINT "match_tickets_pkey" PRIMARY KEY (person_id),
  CONSTRAINT "minors_do_not_date" CHECK ((NOT (is_minor AND (intent = 'dating'::text)))),
  CONSTRAINT "mode_is_known" CHECK ((mode = ANY (ARRAY['compatible'::text, 'random'::text]))),
  CONSTRAINT "only_strangers_have_no_intent" CHECK (((mode = 'random'::text) = (intent IS NULL))),
  "id"              uuid                     NOT NULL DEFAULT private.uuid_v7()
);

ALTER TABLE "private"."match_tickets"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."match_tickets"
  SET (fillfactor=70);

CREATE TABLE "private"."stranger_reports" (
  "reporter_id"     uuid,
  "reported_id"     uuid,
  "conversation_id" uuid                     NOT NULL,
  "reason"          text                     NOT NULL,
  "note"            text,
  "evidence"        jsonb                    NOT NULL,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "note_is_bounded" CHECK ((length(note) <= 1000)),
  CONSTRAINT "one_report_a_chat" UNIQUE (conversation_id, reporter_id),
  CONSTRAINT "reason_is_known"
    CHECK ((reason = ANY (ARRAY['spam'::text, 'harassment'::text, 'hate'::text, 'sexual'::text, 'minor'::text, 'violence'::text, 'self_harm'::text, 'other'::text]))),
  "id"              uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "stranger_reports_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."stranger_reports"
  ENABLE ROW LEVEL SECURITY;

CREATE TYPE "private"."match_odds" AS (
  "gives"     double precision,
  "gets"      double precision,
  "newness"   double precision,
  "exposures" double precision
);

CREATE OR REPLACE FUNCTION private.begin_matched_conversation (
  one   uuid,
  other uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  begun uuid;
begin
  insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
  values ('direct', least(one, other), greatest(one, other), one, 2)
  on conflict (low_id, high_id) do update set changed_in = pg_current_xact_id()
  returning id into begun;
  insert into private.conversation_members as member (conversation_id, user_id, state, awaits_notice)
  select begun, person, 'active', false from unnest(array[one, other]) person order by person
  on conflict (conversation_id, user_id) do update set state = 'active', left_at = null, changed_in = pg_current_xact_id();
  perform private.tell_people(begun, array[one, other], 'added');
  return begun;
end
$function$;

CREATE OR REPLACE FUNCTION private.broadcast_each (
  topics   text[],
  event    text,
  payloads jsonb[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if to_regclass('realtime.messages_' || to_char(localtimestamp, 'YYYY_MM_DD')) is null then
    perform realtime.send(told.payload, broadcast_each.event, told.topic, true) from unnest(topics, payloads) told (topic, payload);
    return;
  end if;
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select id, jsonb_build_object('id', id) || payload, broadcast_each.event, topic, true, 'broadcast'
  from (select gen_random_uuid() as id, told.topic, told.payload from unnest(topics, payloads) told (topic, payload)) message;
end
$function$;

CREATE OR REPLACE FUNCTION private.cancel_match_of_pair()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  ticket private.match_tickets;
  proposal private.match_proposals;
begin
  for ticket in select * from private.lock_tickets(array[new.blocker_id, new.blocked_id]) loop
    select * into proposal from private.match_proposals open
    where open.id = ticket.proposal_id and open.state = 'open'
      and open.low_id = least(new.blocker_id, new.blocked_id) and open.high_id = greatest(new.blocker_id, new.blocked_id);
  end loop;
  if proposal.id is not null then
    perform private.end_proposal(proposal, 'cancelled', '{}');
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_match_wishes (
  ticket          private.match_tickets,
  intent          text,
  genders         text[],
  age_min         integer,
  age_max         integer,
  max_distance_km integer,
  languages       text[]
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.close_ticket (
  ticket private.match_tickets
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if ticket.intent is not null and ticket.exposures > 0 then
    insert into private.match_histories as history (person_id, intent, exposures)
    values (ticket.person_id, ticket.intent, ticket.exposures)
    on conflict (person_id, intent) do update set exposures = excluded.exposures, exposed_at = now();
  end if;
  delete from private.match_tickets where person_id = ticket.person_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.end_proposal (
  proposal private.match_proposals,
  outcome  text,
  leavers  uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  ticket private.match_tickets;
begin
  update private.match_proposals ended set state = outcome, ended_at = now() where ended.id = proposal.id;
  if outcome <> 'cancelled' then
    perform private.keep_apart(proposal.low_id, proposal.high_id,
      now() + case outcome when 'declined' then interval '30 days' else interval '1 hour' end,
      case outcome when 'declined' then 'declined' else 'unanswered' end);
  end if;
  for ticket in
    select * from private.match_tickets where person_id in (proposal.low_id, proposal.high_id) and proposal_id = proposal.id order by person_id
  loop
    if ticket.person_id = any (leavers) then
      perform private.close_ticket(ticket);
    else
      perform private.reopen_ticket(ticket);
    end if;
    perform private.broadcast('user:' || ticket.person_id, case outcome when 'declined' then 'match.declined' else 'match.expired' end,
      jsonb_build_object('proposal_id', proposal.id, 'status', case when ticket.person_id = any (leavers) then 'idle' else 'searching' end));
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.expire_matches()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  held uuid[];
  proposal private.match_proposals;
  ticket private.match_tickets;
  ended int := 0;
begin
  -- Those that nobody is just answering; whoever answers too late ends the proposal by that.
  held := private.try_tickets(array(
    select side.person_id
    from (
      select due.low_id, due.high_id from private.match_proposals due
      where due.state = 'open' and due.deadline <= now() order by due.deadline limit 500
    ) due
    cross join lateral (values (due.low_id), (due.high_id)) side (person_id)));
  for proposal in
    select * from private.match_proposals due
    where due.state = 'open' and due.deadline <= now() and due.low_id = any (held) and due.high_id = any (held)
  loop
    perform private.expire_proposal(proposal);
    ended := ended + 1;
  end loop;
  held := private.try_tickets(array(
    select tickets.person_id from private.match_tickets tickets
    where tickets.expires_at <= now() and tickets.proposal_id is null limit 500));
  for ticket in
    select * from private.match_tickets tickets
    where tickets.person_id = any (held) and tickets.expires_at <= now() and tickets.proposal_id is null
  loop
    perform private.close_ticket(ticket);
    perform private.broadcast('user:' || ticket.person_id, 'match.expired', jsonb_build_object('proposal_id', null, 'status', 'idle'));
    ended := ended + 1;
  end loop;
  return ended;
end
$function$;

CREATE OR REPLACE FUNCTION private.expire_proposal (
  proposal private.match_proposals
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.end_proposal(proposal, 'expired', array_remove(array[
    case when proposal.low_accepts is null then proposal.low_id end, case when proposal.high_accepts is null then proposal.high_id end], null));
end
$function$;

CREATE OR REPLACE FUNCTION private.export_match_search (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.ticket_view(ticket) from private.match_tickets ticket where ticket.person_id = export_match_search.account_id
$function$;

CREATE OR REPLACE FUNCTION private.export_matches (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'proposal_id', proposal.id, 'intent', private.intent_of(proposal.pool), 'made_at', proposal.made_at, 'state', proposal.state,
    'my_answer', case account_id when proposal.low_id then proposal.low_accepts else proposal.high_accepts end,
    'conversation_id', proposal.conversation_id)
  from private.match_proposals proposal
  where export_matches.account_id in (proposal.low_id, proposal.high_id)
  order by proposal.id
$function$;

CREATE OR REPLACE FUNCTION private.export_stranger_reports (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('reason', report.reason, 'note', report.note, 'created_at', report.created_at)
  from private.stranger_reports report
  where report.reporter_id = export_stranger_reports.account_id
  order by report.id
$function$;

CREATE OR REPLACE FUNCTION private.get_match()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  status jsonb := private.match_status(caller);
begin
  return status || case status ->> 'status' when 'searching' then jsonb_build_object('outlook', private.match_outlook(caller)) else '{}' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.intent_of (
  pool text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select nullif(split_part(pool, '-', 1), 'random') $function$;

CREATE OR REPLACE FUNCTION private.interest_bits (
  interests text[]
)
  RETURNS bit varying
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select coalesce(string_agg(
      rpad(case when interest.slug = any (interests)
        then repeat('1', least(16, greatest(1, round(2 * coalesce(weight.idf, 1))::int))) else '' end, 16, '0'), '' order by interest.slug), '')
    from public.interests interest
    left join private.interest_weights weight on weight.interest = interest.slug)::bit varying;
end
$function$;

CREATE OR REPLACE FUNCTION private.introduce_strangers (
  ones   uuid[],
  others uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  people uuid[] := ones || others;
  held uuid[] := private.try_tickets(people);
  chosen record;
  ticket private.match_tickets;
  begun uuid;
  pairs int := 0;
begin
  for chosen in
    select people[pair.one] as one_id, people[pair.other] as other_id, pair.weight, low.pool, low.gender as low_gender, high.gender as high_gender,
      low.waited_s as low_waited_s, high.waited_s as high_waited_s, low.eta_s as low_eta_s, high.eta_s as high_eta_s
    from private.weigh_pairs(people, array(select generate_series(1, cardinality(ones))),
      array(select generate_series(cardinality(ones) + 1, cardinality(people)))) pair
    join private.match_seekers low on low.person_id = least(people[pair.one], people[pair.other])
    join private.match_seekers high on high.person_id = greatest(people[pair.one], people[pair.other])
    join private.matchable_people low_person on low_person.id = low.person_id
    join private.matchable_people high_person on high_person.id = high.person_id
    where people[pair.one] = any (held) and people[pair.other] = any (held)
  loop
    begun := private.start_anonymous_conversation(chosen.one_id, chosen.other_id);
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, low_eta_s,
      high_eta_s, state, conversation_id, deadline, ended_at)
    values (least(chosen.one_id, chosen.other_id), greatest(chosen.one_id, chosen.other_id), chosen.pool, chosen.weight, chosen.low_gender, chosen.high_gender,
      chosen.low_waited_s, chosen.high_waited_s, chosen.low_eta_s, chosen.high_eta_s, 'matched', begun, now(), now());
    perform private.keep_apart(chosen.one_id, chosen.other_id, now() + interval '24 hours', 'met');
    for ticket in select * from private.match_tickets where person_id in (chosen.one_id, chosen.other_id) loop
      perform private.close_ticket(ticket);
    end loop;
    perform private.broadcast_to_many(
      array['user:' || chosen.one_id, 'user:' || chosen.other_id], 'match.matched', jsonb_build_object('conversation_id', begun));
    pairs := pairs + 1;
  end loop;
  return pairs;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_admin()
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select (select auth.jwt()) ->> 'app_role' = 'admin' and exists (
    select from private.accounts account where account.id = (select auth.uid()) and account.app_role = 'admin')
$function$;

CREATE OR REPLACE FUNCTION private.join_matching (
  mode            text,
  intent          text    DEFAULT NULL::text,
  interests       text[]  DEFAULT NULL::text[],
  genders         text[]  DEFAULT NULL::text[],
  age_min         integer DEFAULT NULL::integer,
  age_max         integer DEFAULT NULL::integer,
  max_distance_km integer DEFAULT NULL::integer,
  languages       text[]  DEFAULT NULL::text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  ticket private.match_tickets;
  odds private.match_odds;
  unknown text;
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
    languages, interests, interest_bits, rarest_interest, cell, x, y, z, place_key, gives, gets, newness, exposures, eta_s)
  values (ticket.person_id, ticket.mode, ticket.intent, ticket.is_minor, ticket.gender, ticket.age, ticket.genders, ticket.age_min, ticket.age_max,
    ticket.max_distance_km, ticket.languages, ticket.interests, private.interest_bits(ticket.interests), ticket.rarest_interest, ticket.cell, ticket.x, ticket.y, ticket.z,
    private.place_key(ticket.x, ticket.y, ticket.z), odds.gives, odds.gets, odds.newness, odds.exposures,
    private.match_eta(coalesce(ticket.intent, ticket.mode) || case when ticket.is_minor then '-minor' else '' end, ticket.gender, now()))
  -- Who is looking already, on another device or before a reconnect, looks for what was said last, and has been looking since.
  on conflict (person_id) do update set
    mode = excluded.mode, intent = excluded.intent, is_minor = excluded.is_minor, gender = excluded.gender, age = excluded.age,
    genders = excluded.genders, age_min = excluded.age_min, age_max = excluded.age_max, max_distance_km = excluded.max_distance_km,
    languages = excluded.languages, interests = excluded.interests, interest_bits = excluded.interest_bits, rarest_interest = excluded.rarest_interest, cell = excluded.cell,
    x = excluded.x, y = excluded.y, z = excluded.z, place_key = excluded.place_key, gives = excluded.gives, gets = excluded.gets,
    newness = excluded.newness, expires_at = excluded.expires_at,
    since = case when standing.pool = excluded.pool then standing.since else excluded.since end,
    eta_s = case when standing.pool = excluded.pool then standing.eta_s else excluded.eta_s end
    where standing.proposal_id is null;
  -- Whoever asks is there, whether or not a first heartbeat has come.
  insert into private.presence as present (profile_id, device, active_at, seen_at) values (caller, 'web', now(), now())
  on conflict (profile_id) do update set active_at = excluded.active_at, seen_at = excluded.seen_at;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_apart (
  one    uuid,
  other  uuid,
  until  timestamp with time zone,
  reason text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into private.match_exclusions as exclusion (low_id, high_id, until, reason)
  values (least(one, other), greatest(one, other), keep_apart.until, keep_apart.reason)
  on conflict (low_id, high_id) do update set until = excluded.until, reason = excluded.reason
    where exclusion.until < excluded.until
$function$;

CREATE OR REPLACE FUNCTION private.last_match (
  viewer uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  last private.match_proposals := private.last_proposal(viewer);
begin
  return case when last.state in ('declined', 'expired', 'cancelled') and last.ended_at > now() - interval '10 minutes' then
    jsonb_build_object('proposal_id', last.id, 'outcome', last.state, 'ended_at', last.ended_at) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.last_proposal (
  viewer uuid
)
  RETURNS private.match_proposals
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  last private.match_proposals;
begin
  select proposal.* into last
  from (
    (select * from private.match_proposals where low_id = viewer order by made_at desc limit 1)
    union all
    (select * from private.match_proposals where high_id = viewer order by made_at desc limit 1)
  ) proposal
  order by proposal.made_at desc
  limit 1;
  return last;
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_matches()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  proposal private.match_proposals;
begin
  select open.* into proposal from private.match_tickets ticket
  join private.match_proposals open on open.id = ticket.proposal_id
  where ticket.person_id = old.id;
  perform private.lock_tickets(array[old.id, proposal.low_id, proposal.high_id]);
  select * into proposal from private.match_proposals open
  where open.state = 'open' and open.id = (select ticket.proposal_id from private.match_tickets ticket where ticket.person_id = old.id);
  if found then
    perform private.end_proposal(proposal, 'cancelled', array[old.id]);
  end if;
  delete from private.match_tickets where person_id = old.id;
  delete from private.match_proposals where old.id in (low_id, high_id);
  return old;
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_matching()
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
  if proposal.id is not null then
    perform private.end_proposal(proposal, 'declined', array[caller]);
  elsif ticket.person_id is not null then
    perform private.close_ticket(ticket);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_stranger (
  conversation_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  stands private.membership;
begin
  if not exists (
    select from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id and conversation.kind = 'anonymous'
    where own.conversation_id = leave_stranger.conversation_id and own.user_id = caller) then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  stands := private.find_membership(conversation_id);
  if (stands.member).id is not null then
    perform private.leave_conversation(conversation_id);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_own_proposal (
  caller uuid
)
  RETURNS private.match_proposals
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  proposal_id uuid := (select ticket.proposal_id from private.match_tickets ticket where ticket.person_id = caller);
begin
  return case when proposal_id is not null then private.lock_proposal(proposal_id, caller) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_proposal (
  proposal_id uuid,
  caller      uuid
)
  RETURNS private.match_proposals
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  proposal private.match_proposals;
begin
  select * into proposal from private.match_proposals proposals
  where proposals.id = proposal_id and caller in (proposals.low_id, proposals.high_id) and proposals.pool !~ '^random';
  if not found then
    perform private.raise('MATCH_NOT_FOUND', 'There is no such proposal.', 404);
  end if;
  -- First the people, as a deletion takes them, then their tickets, by which everybody who ends a proposal goes.
  perform private.keep_people(array[proposal.low_id, proposal.high_id]);
  perform private.lock_tickets(array[proposal.low_id, proposal.high_id]);
  select * into proposal from private.match_proposals proposals where proposals.id = proposal_id;
  return proposal;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_tickets (
  people uuid[]
)
  RETURNS SETOF private.match_tickets
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return query select * from private.match_tickets where person_id = any (people) order by person_id for no key update;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_answer (
  proposal_id uuid,
  viewer      uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  proposal private.match_proposals;
  ticket private.match_tickets;
begin
  select * into proposal from private.match_proposals proposals where proposals.id = proposal_id;
  select * into ticket from private.match_tickets tickets where tickets.person_id = viewer;
  return case
    when proposal.state = 'open' then jsonb_build_object('status', 'waiting')
    when proposal.state = 'matched' then jsonb_build_object('status', 'matched', 'conversation_id', proposal.conversation_id)
    when ticket.person_id is not null then jsonb_build_object('status', 'searching')
    else jsonb_build_object('status', 'idle')
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_at_once (
  person_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.match_now(person_id);
  return private.match_status(person_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.match_deadline()
  RETURNS interval
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select interval '30 seconds' $function$;

CREATE OR REPLACE FUNCTION private.match_eta (
  pool   text,
  gender text,
  since  timestamp with time zone
)
  RETURNS real
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  waited double precision := date_part('epoch', now() - since);
  typical double precision;
  total bigint;
begin
  -- Of the last two hundred of the same kind those that had waited as long: half of them got somebody by then.
  select percentile_cont(0.5) within group (order by recent.waited_s) filter (where recent.waited_s >= waited), count(*)
  into typical, total
  from (
    select side.waited_s
    from private.match_proposals proposal
    cross join lateral (values (proposal.low_gender, proposal.low_waited_s), (proposal.high_gender, proposal.high_waited_s)) side (gender, waited_s)
    where proposal.pool = match_eta.pool and proposal.made_at > now() - interval '30 minutes' and side.gender = match_eta.gender
    order by proposal.made_at desc
    limit 200
  ) recent;
  return case when total >= 5 then ceil(greatest(1, typical - waited)) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_fade (
  since     timestamp with time zone,
  half_life interval
)
  RETURNS double precision
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return power(0.5, greatest(0, date_part('epoch', now() - since)) / date_part('epoch', half_life));
end
$function$;

CREATE OR REPLACE FUNCTION private.match_graph (
  mode         text,
  pairs_to_try integer       DEFAULT 400000,
  OUT          people uuid[],
  OUT          edges bytea
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  SET work_mem TO '64MB'
  AS $function$
declare
  seekers bigint := (select count(*) from private.match_seekers seeker where seeker.mode = match_graph.mode);
  -- How many come next, in the first order and in each of the others.
  near int := case when seekers * seekers <= 2 * pairs_to_try then seekers else greatest(3, pairs_to_try / (4 * seekers)) end;
  far int := case when near >= seekers then 0 else near end;
  ones int[];
  others int[];
begin
  with seekers as materialized (
    select seeker.person_id, (row_number() over ())::int as n, seeker.pool, seeker.place_key, seeker.age, seeker.rarest_interest
    from private.match_seekers seeker where seeker.mode = match_graph.mode
  ), compared as materialized (
    select person_id, n,
      array_agg(n) over (partition by pool order by place_key rows between 1 following and near following)
      || array_agg(n) over (partition by pool order by age, random() rows between 1 following and far following)
      || array_agg(n) over (partition by pool order by rarest_interest, random() rows between 1 following and far following)
      || array_agg(n) over (partition by pool order by random() rows between 1 following and far following) as next
    from seekers
  )
  select (select array_agg(person_id order by n) from seekers), array_agg(compared.n), array_agg(neighbour)
  into people, ones, others
  from compared cross join lateral unnest(compared.next) neighbour;
  select string_agg(int4send(pair.one - 1) || int4send(pair.other - 1) || int4send(greatest(1, least(2e9, pair.weight * 1e6))::int), '')
  into edges from private.weigh_pairs(people, ones, others) pair;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_now (
  person_id uuid
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  own private.match_tickets;
  near uuid[];
  candidate record;
begin
  select * into own from private.match_tickets ticket where ticket.person_id = match_now.person_id and ticket.proposal_id is null;
  if not found then
    return 0;
  end if;
  -- The nearest on either side of the curve, so many that it costs the same whether thousands wait or hundreds of thousands: of a thousand
  -- each the first hundred whom no wish that is seen at a glance rules out.
  near := array(
    select side.person_id
    from (
      (select ticket.* from private.match_tickets ticket
      where ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit 1000)
    ) side
    where side.proposal_id is null and (side.languages && own.languages or side.languages is null or own.languages is null)
      and (side.genders is null or own.gender = any (side.genders)) and (own.genders is null or side.gender = any (own.genders))
    limit 100)
  || array(
    select side.person_id
    from (
      (select ticket.* from private.match_tickets ticket
      where ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit 1000)
    ) side
    where side.proposal_id is null and (side.languages && own.languages or side.languages is null or own.languages is null)
      and (side.genders is null or own.gender = any (side.genders)) and (own.genders is null or side.gender = any (own.genders))
    limit 100);
  near := array[own.person_id] || array_remove(near, own.person_id);
  for candidate in
    select near[pair.other] as other_id
    from private.weigh_pairs(near, array_fill(1, array[cardinality(near) - 1]), array(select generate_series(2, cardinality(near)))) pair
    order by pair.weight desc
    limit 5
  loop
    if private.pair_up(own.mode, array[own.person_id], array[candidate.other_id]) = 1 then
      return 1;
    end if;
  end loop;
  return 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_odds (
  person_id uuid,
  intent    text
)
  RETURNS private.match_odds
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  history private.match_histories;
  fade double precision;
  -- Of the answers in Columbia's speed dating 42 % were yes; worth as much as three answers of one's own.
  usual constant double precision := 0.42;
  trust constant double precision := 3;
begin
  select * into history from private.match_histories histories
  where histories.person_id = match_odds.person_id and histories.intent = match_odds.intent;
  if not found then
    return row(0, 0, 1, 0)::private.match_odds;
  end if;
  fade := private.match_fade(history.answers_at, interval '60 days');
  return row(
    ln((fade * history.accepted + trust * usual) / (fade * (history.answered - history.accepted) + trust * (1 - usual))) - ln(usual / (1 - usual)),
    ln((fade * history.liked + trust * usual) / (fade * (history.shown - history.liked) + trust * (1 - usual))) - ln(usual / (1 - usual)),
    trust / (trust + fade * history.shown),
    history.exposures * private.match_fade(history.exposed_at, interval '1 hour'))::private.match_odds;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_outlook (
  person_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  own private.match_tickets;
  near uuid[];
  outlook jsonb;
begin
  select * into own from private.match_tickets ticket where ticket.person_id = match_outlook.person_id;
  near := array(
    (select ticket.person_id from private.match_tickets ticket
    where ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit 1000)
    union all
    (select ticket.person_id from private.match_tickets ticket
    where ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit 1000));
  with candidates as materialized (
    select other.gender, other.age,
      private.shown_distance_km(own.cell, other.cell) as distance_km,
      (own.genders is null or other.gender = any (own.genders)) as fits_gender,
      other.age between coalesce(own.age_min, 0) and coalesce(own.age_max, 200) as fits_age,
      (own.max_distance_km is null or power(own.x - other.x, 2) + power(own.y - other.y, 2) + power(own.z - other.z, 2)
        <= 4 * power(sin(least(own.max_distance_km, 20000) / 12742.0), 2)) is true as fits_distance,
      (own.languages is null or other.languages is null or own.languages && other.languages) as fits_language
    from private.match_seekers other
    join unnest(near) neighbour on neighbour = other.person_id
    where other.person_id <> own.person_id
      -- What the other one set as hard nothing of one's own would change.
      and (other.genders is null or own.gender = any (other.genders))
      and own.age between other.age_from and other.age_to
      and (other.max_distance_km is null or power(own.x - other.x, 2) + power(own.y - other.y, 2) + power(own.z - other.z, 2) <= other.reach) is true
      and not exists (select from public.blocks block where block.blocker_id = own.person_id and block.blocked_id = other.person_id)
      and not exists (select from public.blocks block where block.blocker_id = other.person_id and block.blocked_id = own.person_id)
      and not exists (select from public.connections tie where tie.person_id = own.person_id and tie.other_id = other.person_id)
      and not exists (
        select from private.match_exclusions exclusion
        where exclusion.low_id = least(own.person_id, other.person_id) and exclusion.high_id = greatest(own.person_id, other.person_id)
          and exclusion.until > now())
  ), loosened as (
    select 'max_distance_km' as wish, to_jsonb(step.km) as value, count(*) as more
    from (values (5), (10), (20), (30), (50), (100), (200), (500), (1000), (20000)) step (km)
    join candidates on candidates.distance_km <= step.km
    where step.km > own.max_distance_km and not fits_distance and fits_gender and fits_age and fits_language
    group by step.km
    union all
    select 'age_min', to_jsonb(min(age)), count(*) from candidates
    where age < own.age_min and age >= own.age_min - 5 and fits_gender and fits_distance and fits_language
    union all
    select 'age_max', to_jsonb(max(age)), count(*) from candidates
    where age > own.age_max and age <= own.age_max + 5 and fits_gender and fits_distance and fits_language
    union all
    select 'genders', to_jsonb(array_agg(distinct gender)), count(*) from candidates
    where not fits_gender and fits_age and fits_distance and fits_language
    union all
    select 'languages', 'null', count(*) from candidates
    where not fits_language and fits_gender and fits_age and fits_distance
  ), smallest as (
    select distinct on (wish) wish, value, more from loosened where more > 0 order by wish, more > 0 desc, value
  )
  select jsonb_build_object(
    'waiting', (select count(*) from candidates),
    'fitting', (select count(*) from candidates where fits_gender and fits_age and fits_distance and fits_language),
    'binding', (select wish from smallest order by more desc, wish limit 1),
    'loosening', (select coalesce(jsonb_agg(jsonb_build_object('wish', wish, 'to', value, 'more', more) order by more desc, wish), '[]') from smallest),
    'eta_s', private.match_eta(own.pool, own.gender, own.since))
  into outlook;
  return outlook;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_reasons (
  one   uuid,
  other uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select jsonb_build_object(
      'interests', array(
        select shared.interest
        from unnest(mine.interests) shared (interest)
        left join private.interest_weights weight on weight.interest = shared.interest
        where shared.interest = any (theirs.interests)
        order by weight.idf desc nulls last, shared.interest
        limit 5),
      'distance_km', case when mine_shows.show_distance and theirs_shows.show_distance
        then private.shown_distance_km(mine.cell, theirs.cell) end)
    from private.match_tickets mine
    join private.match_tickets theirs on theirs.person_id = other
    join private.profile_settings mine_shows on mine_shows.profile_id = one
    join private.profile_settings theirs_shows on theirs_shows.profile_id = other
    where mine.person_id = one);
end
$function$;

CREATE OR REPLACE FUNCTION private.match_status (
  viewer uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  ticket private.match_tickets;
  proposal private.match_proposals;
begin
  select * into ticket from private.match_tickets tickets where tickets.person_id = viewer;
  if found and ticket.proposal_id is null then
    return jsonb_build_object('status', 'searching', 'ticket', private.ticket_view(ticket), 'last', private.last_match(viewer));
  elsif found then
    select * into proposal from private.match_proposals proposals where proposals.id = ticket.proposal_id;
    return jsonb_build_object('status', 'proposed', 'proposal', private.proposal_view(proposal, ticket));
  end if;
  select * into proposal from private.last_proposal(viewer) last
  where last.state = 'matched' and last.ended_at > now() - interval '10 minutes';
  if found then
    return jsonb_build_object('status', 'matched', 'conversation_id', proposal.conversation_id, 'why', proposal.why);
  end if;
  return jsonb_build_object('status', 'idle', 'last', private.last_match(viewer));
end
$function$;

CREATE OR REPLACE FUNCTION private.matchmaking_etas()
  RETURNS TABLE (
    day           date,
    pool          text,
    searches      bigint,
    within_half   double precision,
    typical_error double precision
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select (proposal.made_at at time zone 'utc')::date, proposal.pool, count(*),
    avg((side.waited_s between side.eta_s / 2 and side.eta_s * 1.5)::int),
    percentile_cont(0.5) within group (order by abs(side.waited_s - side.eta_s))
  from private.match_proposals proposal
  cross join lateral (values (proposal.low_waited_s, proposal.low_eta_s), (proposal.high_waited_s, proposal.high_eta_s)) side (waited_s, eta_s)
  where (select private.is_admin()) and side.eta_s is not null and proposal.made_at > now() - interval '90 days'
  group by 1, 2
  order by 1, 2
$function$;

CREATE OR REPLACE FUNCTION private.matchmaking_regret()
  RETURNS TABLE (
    hour             timestamp with time zone,
    sweeps           bigint,
    tickets          bigint,
    pairs            bigint,
    proposed         bigint,
    share_of_optimum double precision,
    worst_share      double precision,
    graph_ms         real,
    matching_ms      real,
    claim_ms         real
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select date_trunc('hour', sweep.swept_at), count(*), max(sweep.tickets)::bigint, sum(sweep.pairs), sum(sweep.proposed),
    sum(sweep.sample_weight) / nullif(sum(sweep.sample_optimum), 0), min(sweep.sample_weight / nullif(sweep.sample_optimum, 0)),
    max(sweep.graph_ms), max(sweep.matching_ms), max(sweep.claim_ms)
  from private.match_sweeps sweep
  where (select private.is_admin()) and sweep.swept_at > now() - interval '90 days'
  group by 1
  order by 1
$function$;

CREATE OR REPLACE FUNCTION private.note_match_answer (
  giver_id uuid,
  other_id uuid,
  intent   text,
  accepts  boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  yes double precision := case when accepts then 1 else 0 end;
begin
  insert into private.match_histories as history (person_id, intent, accepted, answered, liked, shown)
  select side.person_id, note_match_answer.intent, side.accepted, side.answered, side.liked, side.shown
  from (values (giver_id, yes, 1, 0, 0), (other_id, 0, 0, yes, 1)) side (person_id, accepted, answered, liked, shown)
  order by side.person_id
  on conflict on constraint match_histories_pkey do update set
    accepted = history.accepted * private.match_fade(history.answers_at, interval '60 days') + excluded.accepted,
    answered = history.answered * private.match_fade(history.answers_at, interval '60 days') + excluded.answered,
    liked = history.liked * private.match_fade(history.answers_at, interval '60 days') + excluded.liked,
    shown = history.shown * private.match_fade(history.answers_at, interval '60 days') + excluded.shown,
    answers_at = now();
end
$function$;

CREATE OR REPLACE FUNCTION private.note_sweep (
  tickets        integer,
  edges          integer,
  pairs          integer,
  proposed       integer,
  weight         double precision,
  sample_weight  double precision,
  sample_optimum double precision,
  graph_ms       real,
  matching_ms    real,
  claim_ms       real
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into private.match_sweeps (tickets, edges, pairs, proposed, weight, sample_weight, sample_optimum, graph_ms, matching_ms, claim_ms)
  values (tickets, edges, pairs, proposed, weight, sample_weight, sample_optimum, graph_ms, matching_ms, claim_ms)
$function$;

CREATE OR REPLACE FUNCTION private.pair_up (
  mode   text,
  ones   uuid[],
  others uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return case mode when 'random' then private.introduce_strangers(ones, others) else private.propose(ones, others) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.place_key (
  x double precision,
  y double precision,
  z double precision
)
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  band int := floor((asin(greatest(-1, least(1, z))) / pi() + 0.5) * 65535);
  place int := floor((atan2(y, x) / (2 * pi()) + 0.5) * 65535);
  key bigint := 0;
begin
  if x is null then
    return floor(random() * 4294967296);
  end if;
  for bit in 0..15 loop
    key := key | ((place >> bit & 1)::bigint << 2 * bit) | ((band >> bit & 1)::bigint << 2 * bit + 1);
  end loop;
  return key;
end
$function$;

CREATE OR REPLACE FUNCTION private.proposal_view (
  proposal private.match_proposals,
  own      private.match_tickets
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  other uuid := case own.person_id when proposal.low_id then proposal.high_id else proposal.low_id end;
begin
  return jsonb_build_object(
    'id', proposal.id, 'intent', private.intent_of(proposal.pool), 'deadline', proposal.deadline, 'my_answer', own.accepts,
    'why', private.match_reasons(own.person_id, other),
    'other', (
      select private.profile_card(profile) || jsonb_build_object(
        'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'verified_at', profile.verified_at,
        'age', case when settings.show_age then private.age(account.birth_date) end)
      from public.profiles profile
      join private.accounts account on account.id = profile.id
      join private.profile_settings settings on settings.profile_id = profile.id
      where profile.id = other));
end
$function$;

CREATE OR REPLACE FUNCTION private.propose (
  ones   uuid[],
  others uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  people uuid[] := ones || others;
  held uuid[];
  made private.match_proposals[];
begin
  if (select count(*) <> count(distinct person) from unnest(people) person) then
    raise exception 'Somebody is in two pairs.';
  end if;
  -- Whoever is held by another sweeper, by an answer or by a block at this moment is passed over: nobody waits here.
  held := array(
    select ticket.person_id from private.match_tickets ticket
    join unnest(people) person on person = ticket.person_id
    order by ticket.person_id
    for no key update of ticket skip locked);
  -- A statement of its own, so that it sees what was committed before the locks: everything is asked once more.
  with claimed as materialized (
    select people[pair.one] as one_id, people[pair.other] as other_id, pair.weight
    from private.weigh_pairs(people, array(select generate_series(1, cardinality(ones))),
      array(select generate_series(cardinality(ones) + 1, cardinality(people)))) pair
    join (select person from unnest(held) person) one_held on one_held.person = people[pair.one]
    join (select person from unnest(held) person) other_held on other_held.person = people[pair.other]
    -- Which there cannot be more of; the planner, who does not know it, would read whole tables for them.
    limit cardinality(ones)
  ), proposals as (
    insert into private.match_proposals (low_id, high_id, pool, weight, low_gender, high_gender, low_waited_s, high_waited_s, low_eta_s,
      high_eta_s, deadline)
    select low.person_id, high.person_id, low.pool, claimed.weight, low.gender, high.gender, low.waited_s, high.waited_s, low.eta_s,
      high.eta_s, now() + private.match_deadline()
    from claimed
    join private.match_seekers low on low.person_id = least(claimed.one_id, claimed.other_id)
    join private.match_seekers high on high.person_id = greatest(claimed.one_id, claimed.other_id)
    join private.matchable_people low_person on low_person.id = low.person_id
    join private.matchable_people high_person on high_person.id = high.person_id
    returning match_proposals
  )
  select array_agg(match_proposals) into made from proposals;
  update private.match_tickets ticket set proposal_id = side.proposal_id, accepts = null, exposures = ticket.exposures + 1
  from (
    select low_id as person_id, id as proposal_id from unnest(made)
    union all
    select high_id, id from unnest(made)
  ) side
  where ticket.person_id = side.person_id;
  perform private.broadcast_each(
    array_agg('user:' || person order by person), 'match.proposed',
    array_agg(jsonb_build_object('proposal_id', proposal.id, 'deadline', proposal.deadline) order by person))
  from unnest(made) proposal
  cross join lateral (values (proposal.low_id), (proposal.high_id)) side (person)
  having count(*) > 0;
  return coalesce(cardinality(made), 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.purge_matches()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with exclusions as (
    delete from private.match_exclusions where until < now() returning 1
  ), proposals as (
    delete from private.match_proposals where made_at < now() - interval '90 days' and state <> 'open' returning 1
  ), sweeps as (
    delete from private.match_sweeps where swept_at < now() - interval '90 days' returning 1
  )
  select (select count(*) from exclusions) + (select count(*) from proposals) + (select count(*) from sweeps)
$function$;

CREATE OR REPLACE FUNCTION private.reopen_ticket (
  ticket private.match_tickets
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  odds private.match_odds := private.match_odds(ticket.person_id, ticket.intent);
begin
  update private.match_tickets reopened
  set proposal_id = null, accepts = null, gives = odds.gives, gets = odds.gets, newness = odds.newness,
    expires_at = greatest(reopened.expires_at, now() + interval '2 minutes')
  where reopened.person_id = ticket.person_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.report_stranger (
  conversation_id uuid,
  reason          text,
  note            text DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.membership(conversation_id);
  evidence jsonb;
begin
  if (at.conversation).kind <> 'anonymous' then
    perform private.raise('CONVERSATION_NOT_FOUND', 'There is no such conversation.', 404);
  end if;
  if (reason in ('spam', 'harassment', 'hate', 'sexual', 'minor', 'violence', 'self_harm', 'other') and coalesce(length(note), 0) <= 1000) is not true then
    perform private.raise('INVALID_MATCH', 'reason must be a known one, and note have up to 1000 characters.', 422);
  end if;
  perform private.take_token('report_stranger', caller::text);
  select coalesce(jsonb_agg(said.line order by said.seq), '[]') into evidence
  from (
    select message.seq, jsonb_build_object(
      'sender', case message.sender_id when caller then 'reporter' else 'reported' end, 'kind', message.kind, 'body', message.body,
      'media_ids', array(select medium.media_id from private.message_media medium where medium.message_id = message.id order by medium.place),
      'created_at', message.created_at) as line
    from private.messages message
    where message.conversation_id = report_stranger.conversation_id and message.kind <> 'system' and message.deleted_at is null
      and message.seq >= (at.member).first_seq and (message.expires_at > now() or message.expires_at is null)
    order by message.seq desc
    limit 50
  ) said;
  insert into private.stranger_reports (reporter_id, reported_id, conversation_id, reason, note, evidence)
  values (caller, (at.partner).user_id, report_stranger.conversation_id, report_stranger.reason, report_stranger.note, evidence)
  on conflict on constraint one_report_a_chat do nothing;
  perform private.keep_apart(caller, (at.partner).user_id, 'infinity', 'reported');
  perform private.leave_stranger(conversation_id);
  perform private.emit('stranger_report', caller, (at.partner).user_id, report_stranger.conversation_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.respond_to_match (
  proposal_id uuid,
  accept      boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  proposal private.match_proposals;
  is_low boolean;
  answered boolean;
begin
  if accept is null then
    perform private.raise('INVALID_MATCH', 'accept must be true or false.', 422);
  end if;
  proposal := private.lock_proposal(proposal_id, caller);
  is_low := proposal.low_id = caller;
  answered := case when is_low then proposal.low_accepts else proposal.high_accepts end;
  if answered is distinct from accept and answered is not null then
    perform private.raise('MATCH_ANSWERED_ELSEWHERE', 'Another device of yours has answered otherwise.', 409);
  end if;
  if proposal.state = 'open' and proposal.deadline <= now() then
    perform private.expire_proposal(proposal);
  elsif proposal.state = 'open' and answered is null then
    perform private.take_token('match_respond', caller::text);
    perform private.note_match_answer(
      caller, case when is_low then proposal.high_id else proposal.low_id end, private.intent_of(proposal.pool), accept);
    update private.match_proposals answering
    set low_accepts = case when is_low then accept else answering.low_accepts end,
      high_accepts = case when is_low then answering.high_accepts else accept end
    where answering.id = proposal.id
    returning * into proposal;
    update private.match_tickets ticket set accepts = accept where ticket.person_id = caller;
    if not accept then
      perform private.end_proposal(proposal, 'declined', array[caller]);
    elsif proposal.low_accepts and proposal.high_accepts then
      perform private.settle_match(proposal);
    end if;
  end if;
  return private.match_answer(proposal.id, caller);
end
$function$;

CREATE OR REPLACE FUNCTION private.settle_match (
  proposal private.match_proposals
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  ticket private.match_tickets;
  begun uuid;
begin
  if not exists (
    select from private.matchable_people one, private.matchable_people other
    where one.id = proposal.low_id and other.id = proposal.high_id and proposal.high_id <> all (private.hidden_from(proposal.low_id))) then
    perform private.end_proposal(proposal, 'cancelled', '{}');
    return;
  end if;
  begun := private.begin_matched_conversation(proposal.low_id, proposal.high_id);
  update private.match_proposals settled
  set state = 'matched', ended_at = now(), conversation_id = begun, why = private.match_reasons(proposal.low_id, proposal.high_id)
  where settled.id = proposal.id;
  for ticket in select * from private.match_tickets where person_id in (proposal.low_id, proposal.high_id) order by person_id loop
    perform private.close_ticket(ticket);
  end loop;
  perform private.emit('match', proposal.low_id, proposal.high_id, begun);
  perform private.broadcast_to_many(
    array['user:' || proposal.low_id, 'user:' || proposal.high_id], 'match.matched',
    jsonb_build_object('proposal_id', proposal.id, 'conversation_id', begun));
end
$function$;

CREATE OR REPLACE FUNCTION private.skip_stranger (
  conversation_id uuid,
  interests       text[] DEFAULT NULL::text[],
  languages       text[] DEFAULT NULL::text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.leave_stranger(conversation_id);
  perform private.join_matching('random', interests => interests, languages => languages);
end
$function$;

CREATE OR REPLACE FUNCTION private.sync (
  since text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  span private.sync_range := private.decode_sync_range(since);
  is_first boolean := span.conversation_id is null;
  size int := 200;
  ids uuid[];
  following private.sync_range := row(span.until, null, null, null);
begin
  if since is not null then
    ids := private.sync_message_ids(caller, span, size + 1);
  end if;
  if cardinality(ids) > size then
    following := span;
    select message.conversation_id, message.seq into following.conversation_id, following.seq
    from private.messages message where message.id = ids[size];
  end if;
  return jsonb_build_object(
    'conversations', case when is_first then private.sync_conversations(caller, span) else '[]' end,
    'messages', coalesce(to_jsonb(private.message_items(ids[1:size], caller)), '[]'),
    'receipts', case when is_first then private.sync_receipts(caller, span) else '[]' end,
    'notifications', '[]'::jsonb,
    'removed', case when is_first then private.sync_removed(caller, span) else '{"conversations": [], "messages": []}' end,
    'next_since', private.encode_sync_range(following),
    'more', following.conversation_id is not null)
    || case when is_first then private.sync_parts(caller) else '{}' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_part_match (
  caller uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.match_status(caller);
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_parts (
  caller uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  part text;
  answer jsonb;
  parts jsonb := '{}';
begin
  for part in
    select substring(routine.proname from '^sync_part_(.+)$') from pg_catalog.pg_proc routine
    where routine.proname >= 'sync_part_' and routine.proname < 'sync_part`' and routine.pronamespace = 'private'::regnamespace
  loop
    execute format('select private.%I($1)', 'sync_part_' || part) into answer using caller;
    parts := parts || jsonb_build_object(part, answer);
  end loop;
  return parts;
end
$function$;

CREATE OR REPLACE FUNCTION private.ticket_view (
  ticket private.match_tickets
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'id', ticket.id, 'mode', ticket.mode, 'intent', ticket.intent, 'interests', ticket.interests, 'genders', ticket.genders,
    'age_min', ticket.age_min, 'age_max', ticket.age_max, 'max_distance_km', ticket.max_distance_km, 'languages', ticket.languages,
    'since', ticket.since, 'expires_at', ticket.expires_at));
end
$function$;

CREATE OR REPLACE FUNCTION private.try_tickets (
  people uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  kept uuid[] := array(select profile.id from public.profiles profile where profile.id = any (people) order by profile.id for key share skip locked);
begin
  return array(
    select ticket.person_id from private.match_tickets ticket
    where ticket.person_id = any (kept) order by ticket.person_id for no key update skip locked);
end
$function$;

CREATE OR REPLACE FUNCTION private.weigh_pairs (
  people uuid[],
  ones   integer[],
  others integer[]
)
  RETURNS TABLE (
    one    integer,
    other  integer,
    score  double precision,
    weight double precision
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_mergejoin TO 'off'
  SET work_mem TO '64MB'
  AS $function$
begin
  return query
    with seekers as materialized (
      select person.place::int as place, seeker.person_id, seeker.pool, seeker.gender, seeker.age, seeker.genders, seeker.languages,
        seeker.interest_bits, bit_count(seeker.interest_bits) as telling, seeker.x, seeker.y, seeker.z, seeker.max_distance_km, seeker.gives, seeker.gets, seeker.newness,
        seeker.reach, seeker.age_from, seeker.age_to, seeker.waited_s, 1 / (1 + seeker.exposures) as damping
      from unnest(people) with ordinality person (id, place)
      join private.match_seekers seeker on seeker.person_id = person.id
    ),
    -- Who has blocked, is connected with, or was kept apart from whom, among these: few pairs, found by the people.
    apart as materialized (
      select least(one_side.place, other_side.place) as low, greatest(one_side.place, other_side.place) as high
      from (
        select block.blocker_id as one_id, block.blocked_id as other_id
        from public.blocks block where block.blocker_id in (select person_id from seekers)
        union all
        select tie.person_id, tie.other_id from public.connections tie where tie.person_id in (select person_id from seekers)
        union all
        select exclusion.low_id, exclusion.high_id from private.match_exclusions exclusion
        where exclusion.low_id in (select person_id from seekers) and exclusion.until > now()
      ) ties
      join seekers one_side on one_side.person_id = ties.one_id
      join seekers other_side on other_side.person_id = ties.other_id
    )
    select judged.one, judged.other, judged.score, judged.score * judged.bonus
    from (
      select wanted.one, wanted.other, valued.one_yes * valued.other_yes as score,
        -- Waiting counts more and more, so that nobody is passed over for ever; whoever was proposed often of late counts less.
        (1 + (a.waited_s + b.waited_s) / 60) * a.damping * b.damping as bonus,
        a.pool = b.pool and a.place <> b.place
          and b.age >= a.age_from and b.age <= a.age_to and a.age >= b.age_from and a.age <= b.age_to
          and (a.genders is null or b.gender = any (a.genders)) and (b.genders is null or a.gender = any (b.genders))
          and case when compared.chord is null then a.max_distance_km is null and b.max_distance_km is null
            else compared.chord <= least(a.reach, b.reach) end
          and (a.languages is null or b.languages is null or a.languages && b.languages) as fits
      from unnest(ones, others) wanted (one, other)
      join seekers a on a.place = wanted.one
      join seekers b on b.place = wanted.other
      cross join lateral (
        select (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z) as chord,
          case when length(a.interest_bits) = length(b.interest_bits) then bit_count(a.interest_bits & b.interest_bits)::double precision end as shared
      ) compared
      cross join lateral (
        select (a.newness + b.newness) / 2 * (
          coalesce(compared.shared / nullif(a.telling + b.telling - compared.shared, 0), 0) - 0.2
          - 0.03 * abs(a.age - b.age) + 0.3 * coalesce(exp(-6371 * sqrt(compared.chord) / 50), 0)) as prior
      ) weighed
      cross join lateral (
        select 1 / (1 + exp(0.32 - a.gives - b.gets - weighed.prior)) as one_yes, 1 / (1 + exp(0.32 - b.gives - a.gets - weighed.prior)) as other_yes
      ) valued
      -- A fence: the planner, which cannot know how many fit, would try everybody with everybody first.
      offset 0
    ) judged
    where judged.fits
      and not exists (
        select from apart where apart.low = least(judged.one, judged.other) and apart.high = greatest(judged.one, judged.other));
end
$function$;

ALTER TABLE "private"."match_exclusions"
  ADD CONSTRAINT "match_exclusions_high_id_fkey" FOREIGN KEY (high_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."match_exclusions"
  ADD CONSTRAINT "match_exclusions_low_id_fkey" FOREIGN KEY (low_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."match_histories"
  ADD CONSTRAINT "match_histories_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."match_tickets"
  ADD CONSTRAINT "match_tickets_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."stranger_reports"
  ADD CONSTRAINT "stranger_reports_reported_id_fkey" FOREIGN KEY (reported_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."stranger_reports"
  ADD CONSTRAINT "stranger_reports_reporter_id_fkey" FOREIGN KEY (reporter_id) REFERENCES public.profiles(id) ON DELETE SET NULL;

CREATE VIEW "analytics"."matchmaking_etas" WITH (security_invoker=true) AS  SELECT day,
    pool,
    searches,
    within_half,
    typical_error
   FROM private.matchmaking_etas() matchmaking_etas(day, pool, searches, within_half, typical_error);

CREATE VIEW "analytics"."matchmaking_regret" WITH (security_invoker=true) AS  SELECT hour,
    sweeps,
    tickets,
    pairs,
    proposed,
    share_of_optimum,
    worst_share,
    graph_ms,
    matching_ms,
    claim_ms
   FROM private.matchmaking_regret() matchmaking_regret(hour, sweeps, tickets, pairs, proposed, share_of_optimum, worst_share, graph_ms, matching_ms, claim_ms);

CREATE VIEW "private"."match_seekers" WITH (security_invoker=true) AS  SELECT ticket.person_id,
    ticket.pool,
    ticket.gender,
    ticket.age,
    ticket.genders,
    ticket.languages,
    ticket.interests,
    ticket.interest_bits,
    ticket.rarest_interest,
    ticket.cell,
    ticket.x,
    ticket.y,
    ticket.z,
    ticket.place_key,
    ticket.max_distance_km,
    ticket.gives,
    ticket.gets,
    ticket.newness,
    ticket.exposures,
    ticket.since,
    ticket.eta_s,
    ticket.mode,
        CASE
            WHEN (ticket.mode = 'random'::text) THEN (4)::double precision
            ELSE LEAST(((4)::double precision * power(sin((((LEAST(COALESCE(ticket.max_distance_km, 20100), 20000))::numeric / 12742.0))::double precision), (2)::double precision)), ((power(((25)::numeric / 6371.0), (2)::numeric))::double precision * power((4)::double precision, widened.steps)))
        END AS reach,
        CASE
            WHEN (ticket.mode = 'random'::text) THEN (0)::double precision
            ELSE GREATEST((COALESCE((ticket.age_min)::integer, 0))::double precision, (((widened.wanted_age - 5))::double precision - ((5)::double precision * widened.steps)))
        END AS age_from,
        CASE
            WHEN (ticket.mode = 'random'::text) THEN (200)::double precision
            ELSE LEAST((COALESCE((ticket.age_max)::integer, 200))::double precision, (((widened.wanted_age + 5))::double precision + ((5)::double precision * widened.steps)))
        END AS age_to,
    widened.waited_s
   FROM ((private.match_tickets ticket
     JOIN private.presence present ON (((present.profile_id = ticket.person_id) AND (present.seen_at > (now() - private.presence_lifetime())))))
     CROSS JOIN LATERAL ( SELECT date_part('epoch'::text, (now() - ticket.since)) AS waited_s,
            LEAST((60)::double precision, floor((date_part('epoch'::text, (now() - ticket.since)) / (10)::double precision))) AS steps,
            LEAST(GREATEST((ticket.age)::integer, COALESCE((ticket.age_min)::integer, 0)), COALESCE((ticket.age_max)::integer, 200)) AS wanted_age) widened)
  WHERE ((ticket.proposal_id IS NULL) AND (ticket.expires_at > now()));

CREATE VIEW "private"."matchable_people" WITH (security_invoker=true) AS  SELECT id
   FROM public.profiles profile
  WHERE (hidden_until <= now());

CREATE INDEX match_exclusions_high_id ON private.match_exclusions USING btree (high_id);

CREATE INDEX match_exclusions_until ON private.match_exclusions USING btree (until);

CREATE INDEX match_proposals_deadline ON private.match_proposals USING btree (deadline)
  WHERE (state = 'open'::text);

CREATE INDEX match_proposals_high_id ON private.match_proposals USING btree (high_id, made_at);

CREATE INDEX match_proposals_low_id ON private.match_proposals USING btree (low_id, made_at);

CREATE INDEX match_proposals_pool ON private.match_proposals USING btree (pool, made_at);

CREATE INDEX match_sweeps_swept_at ON private.match_sweeps USING btree (swept_at);

CREATE INDEX match_tickets_expires_at ON private.match_tickets USING btree (expires_at);

CREATE INDEX match_tickets_place ON private.match_tickets USING btree (pool, place_key);

CREATE INDEX stranger_reports_reported_id ON private.stranger_reports USING btree (reported_id);

CREATE INDEX stranger_reports_reporter_id ON private.stranger_reports USING btree (reporter_id);

CREATE TRIGGER cancel_match_of_pair
  AFTER INSERT ON public.blocks
  FOR EACH ROW
  EXECUTE FUNCTION private.cancel_match_of_pair();

CREATE TRIGGER leave_matches
  BEFORE DELETE ON public.profiles
  FOR EACH ROW
  EXECUTE FUNCTION private.leave_matches();

COMMENT ON COLUMN "private"."match_histories"."answers_at" IS 'Up to when the four counts have decayed.';

COMMENT ON COLUMN "private"."match_histories"."exposures" IS 'Proposals of the last hour or so, as of exposed_at.';

COMMENT ON COLUMN "private"."match_proposals"."low_waited_s" IS 'How long this side had been looking, in seconds; low_eta_s is what it had been told.';

COMMENT ON COLUMN "private"."match_proposals"."state" IS 'open; matched: both accepted; declined: one said no; expired: one did not answer; cancelled: a block, or an account that went.';

COMMENT ON COLUMN "private"."match_proposals"."weight" IS 'What the pairing gained by it: the score with its bonus and damping.';

COMMENT ON COLUMN "private"."match_proposals"."why" IS 'Once matched: {interests, distance_km}, what the two are told they have in common.';

COMMENT ON COLUMN "private"."match_sweeps"."sample_weight" IS '
The weight of the sweep''s own pairing among some tickets, and of the best possible pairing of the same tickets: their quotient is what
was given away.';

COMMENT ON COLUMN "private"."match_tickets"."accepts" IS 'What the person has answered to it so far.';

COMMENT ON COLUMN "private"."match_tickets"."cell" IS 'The cell of 5 km (00_platform/places.sql): nothing is measured from where somebody is. Null without a location.';

COMMENT ON COLUMN "private"."match_tickets"."eta_s" IS 'How long the search would take, in seconds, as it was told at its beginning: to be graded by.';

COMMENT ON COLUMN "private"."match_tickets"."exposures" IS 'Proposals of the last hour or so, each halved with every hour.';

COMMENT ON COLUMN "private"."match_tickets"."genders" IS 'Whom the person wants to meet; null for anybody. As age_min, age_max (years), max_distance_km and languages it is never widened.';

COMMENT ON COLUMN "private"."match_tickets"."gives" IS 'How much more readily than others the person says yes, in log odds. gets: how much more readily they are told yes.';

COMMENT ON COLUMN "private"."match_tickets"."interest_bits" IS 'The interests with their weights, as private.interest_bits writes them.';

COMMENT ON COLUMN "private"."match_tickets"."languages" IS 'ISO 639 codes, one of which both must speak; null for any.';

COMMENT ON COLUMN "private"."match_tickets"."newness" IS '1 for whoever has no history, towards 0 with answers: how much interests, distance and age count.';

COMMENT ON COLUMN "private"."match_tickets"."place_key" IS 'The place along a Z-order curve, so that neighbours in the index are near; drawn at random without a location.';

COMMENT ON COLUMN "private"."match_tickets"."pool" IS 'Only people of one pool meet: of one intent, or strangers; minors and adults apart.';

COMMENT ON COLUMN "private"."match_tickets"."proposal_id" IS 'The proposal that waits for the answers of the person and of one other, if any.';

COMMENT ON COLUMN "private"."match_tickets"."rarest_interest" IS 'The one that the fewest people have.';

COMMENT ON COLUMN "private"."match_tickets"."since" IS 'When the search began; it survives a proposal that came to nothing.';

COMMENT ON COLUMN "private"."match_tickets"."x" IS 'With y and z the middle of the cell on a sphere of radius 1: the square of a chord is three multiplications.';

COMMENT ON COLUMN "private"."stranger_reports"."evidence" IS 'The last 50 messages that the reporter could read: [{sender: reporter|reported, kind, body, media_ids, created_at}], oldest first.';

COMMENT ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) IS '
The conversation of two who have both said yes, open to both at once: a new one, or what they had, a request that waited included.';

COMMENT ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) IS 'As private.broadcast_to_many, with a payload of its own for each topic.';

COMMENT ON FUNCTION "private"."cancel_match_of_pair"() IS 'Trigger: after a block an open proposal between the two is over, and both go on looking.';

COMMENT ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) IS 'Refuses a search that makes no sense. Errors: INVALID_MATCH, TOO_YOUNG, LOCATION_REQUIRED.';

COMMENT ON FUNCTION "private"."close_ticket"(private.match_tickets) IS 'Somebody looks no longer; the row is locked. How often they were proposed of late stays.';

COMMENT ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) IS '
A proposal has come to nothing; its tickets are locked. `leavers`, who declined or did not answer, leave the queue; the others go back with
the age of their search. Both are told: `match.declined` or `match.expired`, {proposal_id, status: searching|idle}.';

COMMENT ON FUNCTION "private"."expire_matches"() IS '
Ends proposals whose deadline has passed, and searches whose time is up, and returns how many: up to a thousand. Any number of workers may
call it. Event `match.expired` to each: {proposal_id: uuid|null, status: searching|idle}.';

COMMENT ON FUNCTION "private"."expire_proposal"(private.match_proposals) IS 'The deadline has passed: whoever has not answered leaves the queue.';

COMMENT ON FUNCTION "private"."export_match_search"(uuid) IS 'Part of the export: what the person is looking for now.';

COMMENT ON FUNCTION "private"."export_matches"(uuid) IS '
Part of the export: what the person was asked, and answered. Not about whom, nor what others answered: that is theirs.';

COMMENT ON FUNCTION "private"."export_stranger_reports"(uuid) IS 'Part of the export: what the person has reported of strangers.';

COMMENT ON FUNCTION "private"."get_match"() IS '
GET matchmaking/status: as match_status, and while searching with `outlook`, as match_outlook gives it. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."intent_of"(text) IS 'What the people of a pool look for; null where strangers meet.';

COMMENT ON FUNCTION "private"."interest_bits"(text[]) IS '
Sixteen bits for each interest of the catalogue, by slug: for a chosen one as many ones as twice its idf, rounded, 1 to 16. Written
when a search begins; after a change of the catalogue the bits of older searches have another length and are not compared.';

COMMENT ON FUNCTION "private"."introduce_strangers"(uuid[], uuid[]) IS '
Puts pairs of strangers into anonymous conversations, as propose asks pairs about each other; returns how many. The same two do not meet
again for a day. Event `match.matched` on user:<id> of both: {conversation_id}.';

COMMENT ON FUNCTION "private"."is_admin"() IS 'Whether the caller is an admin, by token and by account. Used as is_moderator.';

COMMENT ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) IS '
The caller begins to look for somebody. compatible: for `intent` (default: what the profile looks for first), with the wishes given,
which are never widened; both are asked before they meet. random: for any stranger, with whom an anonymous conversation begins at once.
`interests`: default those of the profile. Whoever is looking already changes the wishes, unless a proposal is open.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_MATCH, TOO_YOUNG, UNKNOWN_INTEREST, LOCATION_REQUIRED, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp with time zone, text) IS 'These two are not matched before `until`, or before a later time that was set already.';

COMMENT ON FUNCTION "private"."last_match"(uuid) IS 'How somebody''s last proposal came to nothing: `last` of match_status.';

COMMENT ON FUNCTION "private"."last_proposal"(uuid) IS 'The newest proposal to somebody, strangers included; null without one.';

COMMENT ON FUNCTION "private"."leave_matches"() IS 'Trigger: an account goes, and the other one of an open proposal goes on looking.';

COMMENT ON FUNCTION "private"."leave_matching"() IS '
The caller looks no longer. Of an open proposal that is a no, which counts in no history. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

COMMENT ON FUNCTION "private"."leave_stranger"(uuid) IS '
Ends an anonymous conversation of the caller; nothing if it has ended. Errors: CONVERSATION_NOT_FOUND.';

COMMENT ON FUNCTION "private"."lock_own_proposal"(uuid) IS 'As lock_proposal, the one that somebody has; null without one.';

COMMENT ON FUNCTION "private"."lock_proposal"(uuid, uuid) IS 'A proposal to the caller, with nothing else happening to it until the transaction ends. Errors: MATCH_NOT_FOUND.';

COMMENT ON FUNCTION "private"."lock_tickets"(uuid[]) IS 'The searches of these people, on which nobody else acts until the transaction ends.';

COMMENT ON FUNCTION "private"."match_answer"(uuid, uuid) IS 'What has become of a proposal for one of the two: the result of respond_to_match.';

COMMENT ON FUNCTION "private"."match_at_once"(uuid) IS 'As match_now, and tells where the person''s search stands by then, as match_status.';

COMMENT ON FUNCTION "private"."match_deadline"() IS 'How long two people have to answer: to look at a profile, not to wait for somebody who has gone.';

COMMENT ON FUNCTION "private"."match_eta"(text, text, timestamp with time zone) IS '
How many seconds a search that began at `since` will still take until somebody is proposed: the median of what the last ones in the pool took
who had waited as long, who are of the same gender, since that is what makes queues unequal; null when fewer than five are known.';

COMMENT ON FUNCTION "private"."match_fade"(timestamp with time zone, interval) IS 'What is left of something that halves with every half-life.';

COMMENT ON FUNCTION "private"."match_graph"(text, integer) IS '
The graph of a sweep: everybody who looks in this mode and could be paired at this moment, and the pairs that may be, as triples of four-byte
numbers: the place of either in `people`, from 0, and the weight in millionths; a pair may be there more than once. Each person is compared
with about 2 × pairs_to_try / people others, at least 24, or with everybody.';

COMMENT ON FUNCTION "private"."match_now"(uuid) IS '
Pairs somebody who is looking with the best of the two hundred nearest (of two thousand looked at) who may be proposed, at once; returns 1, or 0 when there is nobody
or they are all being claimed: then the next sweep has them. Called after the transaction in which the search began, so that whoever joins
at the same moment, or blocks, sees it.';

COMMENT ON FUNCTION "private"."match_odds"(uuid, text) IS '
What the answers by and about somebody say, in log odds above what is usual: of Beta-smoothed shares, (yes + 3 × 0.42) / (all + 3).';

COMMENT ON FUNCTION "private"."match_outlook"(uuid) IS '
What somebody''s search looks like: {waiting: people who are looking and would accept the person, fitting: those of them within the person''s own
wishes, binding: the wish that keeps most of the others out, loosening: [{wish, to, more}], what each wish would have to be for `more` people
to fit, the nearest step of each, eta_s: seconds to go, null where nobody was matched of late}. Of the two thousand nearest at most.
Distances are the rounded ones.';

COMMENT ON FUNCTION "private"."match_reasons"(uuid, uuid) IS '
Why two who look are proposed to each other, in what they may know: {interests: shared ones, the rarest first, up to five, distance_km:
rounded as everywhere, null where one does not show it}. Never how readily anybody says yes.';

COMMENT ON FUNCTION "private"."match_status"(uuid) IS '
Where somebody''s search stands. {status: idle, last}, {status: searching, ticket, last}, {status: proposed, proposal} or, for ten minutes
after it, {status: matched, conversation_id, why}. `last`: {proposal_id, outcome: declined|expired|cancelled, ended_at}, how the last
proposal ended, if that was in the last ten minutes.';

COMMENT ON FUNCTION "private"."matchmaking_etas"() IS 'The rows of analytics.matchmaking_etas, for admins.';

COMMENT ON FUNCTION "private"."matchmaking_regret"() IS 'The rows of analytics.matchmaking_regret, for admins.';

COMMENT ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) IS 'Somebody has said yes or no to somebody else: it counts for both.';

COMMENT ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) IS 'Writes down what a sweep did: the columns of private.match_sweeps.';

COMMENT ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) IS 'Pairs people who look in this mode, as propose and introduce_strangers do. Returns how many pairs there are now.';

COMMENT ON FUNCTION "private"."place_key"(double precision, double precision, double precision) IS '
A place on a sphere of radius 1 as its number along a Z-order curve (Morton 1966): what is near on the curve is near on the globe. Drawn
at random where there is none, so that people without a location are found among all others.';

COMMENT ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) IS '
A proposal as one of the two sees it: {id, intent, deadline, my_answer: boolean|null, why, other: the card with gender, pronouns, bio,
verified_at and age}. What the other has answered is not in it: it would be an answer under pressure.';

COMMENT ON FUNCTION "private"."propose"(uuid[], uuid[]) IS '
Asks pairs of people about each other, the first of `ones` about the first of `others` and so on, each person at most once: those pairs
that may be proposed at this very moment, both free, both there by heartbeat, no rule between them. Returns how many these were. Any
number of callers may claim at once. Event `match.proposed` on user:<id> of both: {proposal_id, deadline}; get_match says the rest.';

COMMENT ON FUNCTION "private"."purge_matches"() IS '
Removes exclusions that are over, and proposals and sweeps of more than 90 days ago, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."reopen_ticket"(private.match_tickets) IS 'Somebody goes back to the queue, with the age that the search has; the row is locked.';

COMMENT ON FUNCTION "private"."report_stranger"(uuid, text, text) IS '
Reports the stranger of an anonymous conversation, ends it, and keeps the two apart for good. The report carries what was said.
`reason`: spam, harassment, hate, sexual, minor, violence, self_harm, other. Repeating it changes nothing. Emits stranger_report
(target: the conversation).
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_MATCH, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."respond_to_match"(uuid, boolean) IS '
The caller''s answer to a proposal. Returns {status}: waiting for the other; matched, with conversation_id; searching, when the other
has declined or not answered, and the caller''s search goes on with its age; idle, when it has ended: the caller has declined, or came too
late. The same answer again changes nothing; of two devices the first one counts.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_MATCH, MATCH_NOT_FOUND, MATCH_ANSWERED_ELSEWHERE, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."settle_match"(private.match_proposals) IS '
Both have accepted: their conversation begins and both searches end. Event `match.matched` to both: {proposal_id, conversation_id}.
Emits match (target: the conversation).';

COMMENT ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) IS '
Ends the anonymous conversation for both and looks for another stranger. Errors: those of leave_conversation and of join_matching;
INVALID_ARGUMENT (not anonymous).';

COMMENT ON FUNCTION "private"."sync_part_match"(uuid) IS 'The part `match` of sync, as match_status.';

COMMENT ON FUNCTION "private"."sync_parts"(uuid) IS 'What later domains add to the first page of sync: `x` where there is a function private.sync_part_x(caller uuid).';

COMMENT ON FUNCTION "private"."ticket_view"(private.match_tickets) IS 'A search as whose it is sees it: what was asked for, since when, until when.';

COMMENT ON FUNCTION "private"."try_tickets"(uuid[]) IS '
As lock_tickets, of those on whom nobody acts at this moment, without waiting; returns whose these are. They stay, too: a deletion takes
the person before the ticket, as this does.';

COMMENT ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) IS '
Which of the wanted pairs may be proposed to each other at this moment. `ones` and `others` are places in `people`, from 1. For each pair
that may, `score`: the chance that both say yes, and `weight`: the score with the bonus for waiting and the damping of who was proposed often.
docs/matchmaking.md gives the reason of every number.';

COMMENT ON FUNCTION "public"."sync"(text) IS '
Everything that has changed for the caller after a point, for clients that were away: {conversations, messages, receipts,
notifications, removed: {conversations: [id], messages: [{conversation_id, seq}]}, next_since, more}. Without `since` nothing but
the point of now, to begin from: take it before the first lists are read. `messages`: new and changed ones as list_messages gives
them, conversation by conversation and there in their order, up to 200 a page; while `more` is true, call again with next_since.
`conversations`: as list_conversations gives them, each as it is now. `receipts`: {conversation_id, member_id, user_id,
last_delivered_seq, last_read_seq}. `match`: where the caller''s search for somebody stands, as GET matchmaking/status says it. All but
the messages come with the first page. Nothing is left out and nothing comes twice, whoever
writes at the same moment. docs/sync.md shows a client.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR.';

COMMENT ON TABLE "private"."match_exclusions" IS 'Which two are not matched before `until`, whichever of them was asked: one row a pair.';

COMMENT ON TABLE "private"."match_histories" IS '
How often somebody says yes (accepted of answered), and is told yes (liked of shown), by intent; each answer counts half after
60 days. Nobody is ever shown a figure of these.';

COMMENT ON TABLE "private"."match_proposals" IS 'Which two were asked about each other, and what came of it; strangers, who are not asked, are here as matched.';

COMMENT ON TABLE "private"."match_sweeps" IS 'What each sweep that found pairs did, and what its pairing was worth beside the best possible one on a sample.';

COMMENT ON TABLE "private"."match_tickets" IS 'Who is looking for somebody: one row a person, gone with the end of the search.';

COMMENT ON TABLE "private"."stranger_reports" IS 'What people reported about strangers whom they were matched with, for moderators.';

COMMENT ON TYPE "private"."match_odds" IS 'What a ticket carries of a history: see its columns.';

COMMENT ON VIEW "analytics"."matchmaking_etas" IS '
For admins: how good the expected times were that people were told when their searches began, by day (UTC) and pool. `within_half`: the
share that took between half and one and a half of it; `typical_error`: the median error in seconds. Nothing for others.';

COMMENT ON VIEW "analytics"."matchmaking_regret" IS '
For admins: what the sweeps of each hour of the last 90 days did, and how much of the weight of the best possible pairing they found, measured
on a sample of each sweep: on the whole, and at worst. Times are the slowest, in milliseconds. Nothing for others.';

COMMENT ON VIEW "private"."match_seekers" IS '
Who is looking, free to be asked and there by heartbeat, with what they accept after this much waiting: `reach` (square of a chord on
a sphere of radius 1), age_from, age_to (years).';

COMMENT ON VIEW "private"."matchable_people" IS 'Everybody but those who are hidden from everybody else: these look for ever, and find nobody.';

REVOKE ALL ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."cancel_match_of_pair"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."cancel_match_of_pair"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."cancel_match_of_pair"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."close_ticket"(private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."close_ticket"(private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."close_ticket"(private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."expire_matches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."expire_matches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."expire_matches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."expire_proposal"(private.match_proposals) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."expire_proposal"(private.match_proposals) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."expire_proposal"(private.match_proposals) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_match_search"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_match_search"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_match_search"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_matches"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_matches"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_matches"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_stranger_reports"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_stranger_reports"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_stranger_reports"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_match"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."get_match"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_match"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."intent_of"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."intent_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."intent_of"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."interest_bits"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."interest_bits"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."interest_bits"(text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."introduce_strangers"(uuid[], uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."introduce_strangers"(uuid[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."introduce_strangers"(uuid[], uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_admin"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."is_admin"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."is_admin"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_admin"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp WITH time zone, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp WITH time zone, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."last_match"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."last_match"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."last_match"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."last_proposal"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."last_proposal"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."last_proposal"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_matches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_matches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_matches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_matching"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_matching"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_matching"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_stranger"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_stranger"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_stranger"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_own_proposal"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_own_proposal"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_own_proposal"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_proposal"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_proposal"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_proposal"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_tickets"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_tickets"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_tickets"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_answer"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_answer"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_answer"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_at_once"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_at_once"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_at_once"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_deadline"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_deadline"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_deadline"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_eta"(text, text, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_eta"(text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_eta"(text, text, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_fade"(timestamp WITH time zone, interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_fade"(timestamp WITH time zone, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_fade"(timestamp WITH time zone, interval) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_graph"(text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_graph"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_graph"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_now"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_now"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_now"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_odds"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_odds"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_odds"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_outlook"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_outlook"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_outlook"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_reasons"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_reasons"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_reasons"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_status"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_status"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_status"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."matchmaking_etas"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."matchmaking_etas"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."matchmaking_etas"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."matchmaking_etas"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."matchmaking_regret"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."matchmaking_regret"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."matchmaking_regret"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."matchmaking_regret"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) TO "postgres";

REVOKE ALL ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."place_key"(double precision, double precision, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_key"(double precision, double precision, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_key"(double precision, double precision, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."propose"(uuid[], uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."propose"(uuid[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."propose"(uuid[], uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_matches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_matches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_matches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."reopen_ticket"(private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reopen_ticket"(private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reopen_ticket"(private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."report_stranger"(uuid, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."report_stranger"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."report_stranger"(uuid, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."respond_to_match"(uuid, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."respond_to_match"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."respond_to_match"(uuid, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."settle_match"(private.match_proposals) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."settle_match"(private.match_proposals) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_match"(private.match_proposals) TO "postgres";

REVOKE ALL ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sync_part_match"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sync_part_match"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sync_part_match"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sync_parts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sync_parts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sync_parts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."ticket_view"(private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ticket_view"(private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ticket_view"(private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."try_tickets"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."try_tickets"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."try_tickets"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) TO "postgres";

GRANT SELECT ON TABLE "analytics"."matchmaking_etas" TO "authenticated";

GRANT SELECT ON TABLE "analytics"."matchmaking_regret" TO "authenticated";

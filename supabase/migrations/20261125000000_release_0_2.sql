SET local check_function_bodies = off;

REVOKE ALL ON TABLE "public"."collections" FROM "authenticated";

REVOKE ALL ON TABLE "public"."comment_media" FROM "authenticated";

REVOKE ALL ON TABLE "public"."comments" FROM "authenticated";

REVOKE ALL ON TABLE "public"."post_edits" FROM "authenticated";

REVOKE ALL ON TABLE "public"."post_media" FROM "authenticated";

REVOKE ALL ON TABLE "public"."post_stats" FROM "authenticated";

REVOKE ALL ON TABLE "public"."posts" FROM "authenticated";

REVOKE ALL ON TABLE "public"."profile_interests" FROM "authenticated";

REVOKE ALL ON TABLE "public"."profiles" FROM "authenticated";

DROP POLICY "select_own_or_public" ON "public"."collections";

DROP POLICY "select_with_post" ON "public"."comments";

DROP POLICY "select_not_blocked" ON "public"."profile_interests";

DROP POLICY "select_not_blocked" ON "public"."profiles";

DROP POLICY "receive_as_declared" ON "realtime"."messages";

DROP POLICY "send_as_declared" ON "realtime"."messages";

DROP TRIGGER "copy_deactivation" ON "private"."accounts";

DROP TRIGGER "index_person" ON "private"."accounts";

DROP TRIGGER "narrow_audiences" ON "private"."accounts";

DROP TRIGGER "index_person" ON "public"."profiles";

DROP TRIGGER "narrow_audiences" ON "public"."profiles";

DROP VIEW "private"."visible_people";

ALTER TABLE "private"."accounts"
  DROP CONSTRAINT "phone_is_taken";

ALTER TABLE "private"."object_deletions"
  DROP CONSTRAINT "prefix_is_one_folder";

DROP FUNCTION "private"."announce_reaction"(private.membership, private.messages, text);

DROP FUNCTION "private"."begin_login"(text, inet);

DROP FUNCTION "private"."broadcast"(text, text, jsonb);

DROP FUNCTION "private"."broadcast_to_many"(text[], text, jsonb);

DROP FUNCTION "private"."comment_items"(uuid[]);

DROP FUNCTION "private"."copy_deactivation"();

DROP FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid);

DROP FUNCTION "private"."end_access"(uuid);

DROP FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet);

DROP FUNCTION "private"."graph_page"(jsonb[], uuid[], integer);

DROP FUNCTION "private"."hashtags_in"(text);

DROP FUNCTION "private"."is_emoji"(text);

DROP FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[], bigint[]);

DROP FUNCTION "private"."media_view"(private.media);

DROP FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb);

DROP FUNCTION "private"."name_words"(text);

DROP FUNCTION "private"."post_items"(uuid[]);

DROP FUNCTION "private"."post_page"(uuid[], uuid[], integer);

DROP FUNCTION "private"."reaction_seam"(text, text, text);

DROP FUNCTION "private"."realtime_rechecks"();

DROP FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, text, inet);

DROP FUNCTION "private"."shield_conversation"(uuid);

DROP FUNCTION "private"."tell_call"(uuid);

DROP FUNCTION "private"."with_reposters"(jsonb, uuid[]);

DROP FUNCTION "public"."answer_connection"(uuid, boolean);

DROP FUNCTION "public"."answer_follow"(uuid, boolean);

DROP FUNCTION "public"."archive_post"(uuid, boolean);

DROP FUNCTION "public"."block"(uuid);

DROP FUNCTION "public"."clear_location"();

DROP FUNCTION "public"."create_collection"(text, boolean);

DROP FUNCTION "public"."create_post"(uuid, text, text, uuid[], text, text, double precision, double precision, text, text, boolean, timestamp WITH time zone);

DROP FUNCTION "public"."delete_collection"(uuid);

DROP FUNCTION "public"."delete_comment"(uuid);

DROP FUNCTION "public"."delete_post"(uuid);

DROP FUNCTION "public"."dismiss_suggestion"(uuid);

DROP FUNCTION "public"."edit_comment"(uuid, text);

DROP FUNCTION "public"."edit_post"(uuid, jsonb);

DROP FUNCTION "public"."follow"(uuid);

DROP FUNCTION "public"."follow_suggestions"(integer);

DROP FUNCTION "public"."followers_you_know"(uuid, text, integer);

DROP FUNCTION "public"."get_settings"();

DROP FUNCTION "public"."heartbeat"(text, text);

DROP FUNCTION "public"."hide_comment"(uuid, boolean);

DROP FUNCTION "public"."list_blocked"(text, integer);

DROP FUNCTION "public"."list_collections"(uuid, text, integer);

DROP FUNCTION "public"."list_connection_requests"(text, text, integer);

DROP FUNCTION "public"."list_connections"(text, integer);

DROP FUNCTION "public"."list_follow_requests"(text, integer);

DROP FUNCTION "public"."list_followers"(uuid, text, integer);

DROP FUNCTION "public"."list_following"(uuid, text, integer);

DROP FUNCTION "public"."list_interests"(text);

DROP FUNCTION "public"."list_muted"(text, integer);

DROP FUNCTION "public"."list_post_edits"(uuid, text, integer);

DROP FUNCTION "public"."list_reactions"(text, uuid, text, text, integer);

DROP FUNCTION "public"."mute"(uuid, timestamp WITH time zone);

DROP FUNCTION "public"."pin_comment"(uuid, boolean);

DROP FUNCTION "public"."presence_of"(uuid[]);

DROP FUNCTION "public"."publish_post"(uuid, timestamp WITH time zone);

DROP FUNCTION "public"."remove_connection"(uuid);

DROP FUNCTION "public"."remove_follower"(uuid);

DROP FUNCTION "public"."rename_collection"(uuid, text, boolean);

DROP FUNCTION "public"."request_connection"(uuid, text);

DROP FUNCTION "public"."request_verification"(text, uuid[]);

DROP FUNCTION "public"."restore_post"(uuid);

DROP FUNCTION "public"."review_verification"(uuid, boolean, text);

DROP FUNCTION "public"."save_post"(uuid, uuid);

DROP FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer);

DROP FUNCTION "public"."set_interests"(text[]);

DROP FUNCTION "public"."set_location"(double precision, double precision);

DROP FUNCTION "public"."set_settings"(jsonb);

DROP FUNCTION "public"."share_post"(uuid, text);

DROP FUNCTION "public"."typeahead_people"(text, integer);

DROP FUNCTION "public"."unblock"(uuid);

DROP FUNCTION "public"."unfollow"(uuid);

DROP FUNCTION "public"."unmute"(uuid);

DROP FUNCTION "public"."unsave_post"(uuid);

DROP FUNCTION "public"."unshare_post"(uuid, text);

DROP FUNCTION "public"."update_profile"(jsonb);

DROP FUNCTION "public"."withdraw_connection"(uuid);

ALTER TABLE "private"."conversations"
  DROP COLUMN "shielded_until";

ALTER TABLE "public"."profiles"
  DROP COLUMN "is_active";

CREATE TABLE "private"."activity_links" (
  "quarter"      integer NOT NULL,
  "next_quarter" integer NOT NULL,
  "people"       integer NOT NULL,
  CONSTRAINT "activity_links_pkey" PRIMARY KEY (quarter, next_quarter),
  CONSTRAINT "next_is_later" CHECK ((quarter < next_quarter))
);

ALTER TABLE "private"."activity_links"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."activity" (
  "person_id" uuid    NOT NULL,
  "quarter"   integer NOT NULL,
  CONSTRAINT "activity_pkey" PRIMARY KEY (person_id, quarter),
  CONSTRAINT "quarter_is_positive" CHECK ((quarter > 0))
);

ALTER TABLE "private"."activity"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."author_affinity" (
  "person_id" uuid             NOT NULL,
  "author_id" uuid             NOT NULL,
  "heat"      double precision,
  "skips"     double precision,
  CONSTRAINT "author_affinity_pkey" PRIMARY KEY (person_id, author_id)
);

ALTER TABLE "private"."author_affinity"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."author_affinity"
  SET (fillfactor=80);

CREATE TABLE "private"."author_facets" (
  "author_id" uuid   NOT NULL,
  "day"       date   NOT NULL,
  "facet"     text   NOT NULL,
  "name"      text   NOT NULL,
  "count"     bigint NOT NULL,
  CONSTRAINT "author_facets_pkey" PRIMARY KEY (author_id, day, facet, name),
  CONSTRAINT "facet_is_known" CHECK ((facet = ANY (ARRAY['source'::text, 'age'::text, 'follows'::text])))
);

ALTER TABLE "private"."author_facets"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."author_facets"
  SET (fillfactor=80);

CREATE TABLE "private"."author_hours" (
  "author_id"   uuid                     NOT NULL,
  "hour"        timestamp with time zone NOT NULL,
  "views"       integer                  NOT NULL DEFAULT 0,
  "viewers"     integer                  NOT NULL DEFAULT 0,
  "reactions"   integer                  NOT NULL DEFAULT 0,
  "comments"    integer                  NOT NULL DEFAULT 0,
  "shares"      integer                  NOT NULL DEFAULT 0,
  "saves"       integer                  NOT NULL DEFAULT 0,
  "watched_ms"  bigint                   NOT NULL DEFAULT 0,
  "completions" integer                  NOT NULL DEFAULT 0,
  CONSTRAINT "author_hours_pkey" PRIMARY KEY (author_id, hour)
);

ALTER TABLE "private"."author_hours"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."author_hours"
  SET (fillfactor=80);

CREATE TABLE "private"."author_neighbours" (
  "author_id"    uuid NOT NULL,
  "neighbour_id" uuid NOT NULL,
  "weight"       real NOT NULL,
  CONSTRAINT "author_neighbours_pkey" PRIMARY KEY (author_id, neighbour_id)
);

ALTER TABLE "private"."author_neighbours"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."author_reach" (
  "author_id" uuid             NOT NULL,
  "posts"     integer          NOT NULL,
  "log_reach" double precision NOT NULL,
  CONSTRAINT "author_reach_pkey" PRIMARY KEY (author_id)
);

ALTER TABLE "private"."author_reach"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."cases" (
  "target"        text                     NOT NULL,
  "target_id"     uuid                     NOT NULL,
  "person_id"     uuid                     NOT NULL,
  "status"        text                     NOT NULL DEFAULT 'open'::text,
  "severity"      smallint                 NOT NULL,
  "weight"        double precision         NOT NULL,
  "report_count"  integer                  NOT NULL DEFAULT 1,
  "fingerprint"   text,
  "priority"      integer                  NOT NULL,
  "claimed_by"    uuid,
  "claimed_until" timestamp with time zone,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "severity_is_bounded" CHECK (((severity >= 1) AND (severity <= 5))),
  CONSTRAINT "status_is_known" CHECK ((status = ANY (ARRAY['open'::text, 'dismissed'::text, 'upheld'::text]))),
  CONSTRAINT "target_is_known" CHECK ((target = ANY (ARRAY['user'::text, 'post'::text, 'comment'::text, 'message'::text]))),
  "id"            uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "cases_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."cases"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."decisions" (
  "case_id"       uuid                     NOT NULL,
  "person_id"     uuid                     NOT NULL,
  "action"        text                     NOT NULL,
  "until"         timestamp with time zone,
  "note"          text,
  "banned_before" timestamp with time zone,
  "decided_by"    uuid,
  "undone_at"     timestamp with time zone,
  "told_at"       timestamp with time zone,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "action_is_known" CHECK ((action = ANY (ARRAY['dismiss'::text, 'warn'::text, 'suspend'::text, 'ban'::text]))),
  CONSTRAINT "note_is_bounded" CHECK ((length(note) <= 2000)),
  "id"            uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "decisions_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."decisions"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."exposures_counted" (
  "only_row" boolean                  NOT NULL DEFAULT true,
  "until"    timestamp with time zone NOT NULL,
  CONSTRAINT "exposures_counted_pkey" PRIMARY KEY (only_row),
  CONSTRAINT "one_row" CHECK (only_row)
);

ALTER TABLE "private"."exposures_counted"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."feed_log" (
  "id"           uuid                     NOT NULL,
  "person_id"    uuid                     NOT NULL,
  "feed"         text                     NOT NULL,
  "served_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "post_ids"     uuid[]                   NOT NULL,
  "factors"      real[]                   NOT NULL,
  "propensities" real[]                   NOT NULL,
  "served"       integer                  NOT NULL,
  "dropped"      jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "weights"      real[]                   NOT NULL DEFAULT '{}'::real[],
  CONSTRAINT "feed_log_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."feed_log"
  ENABLE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE "private"."feed_pages" (
  "id"        uuid                     NOT NULL,
  "person_id" uuid                     NOT NULL,
  "feed"      text                     NOT NULL,
  "made_at"   timestamp with time zone NOT NULL,
  "post_ids"  uuid[]                   NOT NULL,
  "reasons"   text[]                   NOT NULL,
  CONSTRAINT "feed_pages_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."feed_pages"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."feed_served" (
  "person_id" uuid                     NOT NULL,
  "served_at" timestamp with time zone NOT NULL,
  "feed"      text                     NOT NULL,
  "post_ids"  uuid[]                   NOT NULL,
  CONSTRAINT "feed_served_pkey" PRIMARY KEY (person_id, served_at),
  CONSTRAINT "page_is_bounded" CHECK (((cardinality(post_ids) >= 1) AND (cardinality(post_ids) <= 100)))
);

ALTER TABLE "private"."feed_served"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."feed_settings" (
  "person_id" uuid NOT NULL,
  CONSTRAINT "feed_settings_pkey" PRIMARY KEY (person_id)
);

ALTER TABLE "private"."feed_settings"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."feed_weights" (
  "feed"   text NOT NULL,
  "factor" text NOT NULL,
  "weight" real NOT NULL,
  CONSTRAINT "feed_is_known" CHECK ((feed = ANY (ARRAY['home'::text, 'reels'::text]))),
  CONSTRAINT "feed_weights_pkey" PRIMARY KEY (feed, factor)
);

ALTER TABLE "private"."feed_weights"
  ENABLE ROW LEVEL SECURITY;

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

CREATE TABLE "private"."media_addresses" (
  "is_only"  boolean NOT NULL DEFAULT true,
  "base_url" text    NOT NULL,
  "secret"   text    NOT NULL,
  CONSTRAINT "media_addresses_pkey" PRIMARY KEY (is_only),
  CONSTRAINT "secret_is_long" CHECK ((length(secret) >= 32)),
  CONSTRAINT "there_is_one" CHECK (is_only)
);

ALTER TABLE "private"."media_addresses"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."media_conversion" (
  "is_only"     boolean                  NOT NULL DEFAULT true,
  "is_possible" boolean                  NOT NULL,
  "told_at"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "media_conversion_pkey" PRIMARY KEY (is_only),
  CONSTRAINT "there_is_one" CHECK (is_only)
);

ALTER TABLE "private"."media_conversion"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."not_interested" (
  "person_id"  uuid                     NOT NULL,
  "post_id"    uuid                     NOT NULL,
  "reason"     text                     NOT NULL,
  "author_id"  uuid,
  "topics"     text[]                   NOT NULL DEFAULT '{}'::text[],
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "one_refusal_a_post" UNIQUE (person_id, post_id),
  CONSTRAINT "reason_is_known" CHECK ((reason = ANY (ARRAY['post'::text, 'author'::text, 'topic'::text]))),
  "id"         uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "not_interested_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."not_interested"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."notification_muted_people" (
  "person_id" uuid NOT NULL,
  "muted_id"  uuid NOT NULL,
  CONSTRAINT "notification_muted_people_pkey" PRIMARY KEY (person_id, muted_id)
);

ALTER TABLE "private"."notification_muted_people"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."notification_muted_posts" (
  "person_id" uuid NOT NULL,
  "post_id"   uuid NOT NULL,
  CONSTRAINT "notification_muted_posts_pkey" PRIMARY KEY (person_id, post_id)
);

ALTER TABLE "private"."notification_muted_posts"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."notification_parts" (
  "notification_id" uuid                     NOT NULL,
  "person_id"       uuid                     NOT NULL,
  "family"          text                     NOT NULL,
  "cause_id"        uuid                     NOT NULL,
  "actor_id"        uuid,
  "post_id"         uuid,
  "event"           text                     NOT NULL,
  "hidden_until"    timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp WITH time zone,
  "happened_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "id"              bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  CONSTRAINT "notification_parts_pkey" PRIMARY KEY (id),
  CONSTRAINT "one_part_a_cause" UNIQUE NULLS NOT DISTINCT (person_id, family, cause_id, actor_id)
);

ALTER TABLE "private"."notification_parts"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."notification_refusals" (
  "person_id" uuid NOT NULL
);

ALTER TABLE "private"."notification_refusals"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."notification_settings" (
  "person_id" uuid   NOT NULL,
  "off_kinds" text[] NOT NULL DEFAULT '{}'::text[],
  "strangers" text   NOT NULL DEFAULT 'list'::text,
  "time_zone" text   NOT NULL DEFAULT 'UTC'::text,
  CONSTRAINT "notification_settings_pkey" PRIMARY KEY (person_id),
  CONSTRAINT "strangers_is_known" CHECK ((strangers = ANY (ARRAY['list'::text, 'box'::text, 'none'::text])))
);

ALTER TABLE "private"."notification_settings"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."notifications" (
  "person_id" uuid NOT NULL
);

ALTER TABLE "private"."notifications"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."notifications"
  SET (fillfactor=80);

CREATE TABLE "private"."post_engagers" (
  "post_id"       uuid    NOT NULL,
  "person_id"     uuid    NOT NULL,
  "has_commented" boolean NOT NULL DEFAULT false,
  "has_shared"    boolean NOT NULL DEFAULT false,
  CONSTRAINT "post_engagers_pkey" PRIMARY KEY (post_id, person_id)
);

ALTER TABLE "private"."post_engagers"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."post_facets" (
  "post_id" uuid   NOT NULL,
  "facet"   text   NOT NULL,
  "name"    text   NOT NULL,
  "count"   bigint NOT NULL,
  CONSTRAINT "facet_is_known" CHECK ((facet = ANY (ARRAY['source'::text, 'age'::text, 'follows'::text, 'feed'::text, 'filter'::text]))),
  CONSTRAINT "post_facets_pkey" PRIMARY KEY (post_id, facet, name)
);

ALTER TABLE "private"."post_facets"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."post_facets"
  SET (fillfactor=80);

CREATE TABLE "private"."post_hours" (
  "post_id"     uuid                     NOT NULL,
  "hour"        timestamp with time zone NOT NULL,
  "views"       integer                  NOT NULL DEFAULT 0,
  "viewers"     integer                  NOT NULL DEFAULT 0,
  "reactions"   integer                  NOT NULL DEFAULT 0,
  "comments"    integer                  NOT NULL DEFAULT 0,
  "shares"      integer                  NOT NULL DEFAULT 0,
  "saves"       integer                  NOT NULL DEFAULT 0,
  "watched_ms"  bigint                   NOT NULL DEFAULT 0,
  "completions" integer                  NOT NULL DEFAULT 0,
  CONSTRAINT "post_hours_pkey" PRIMARY KEY (post_id, hour)
);

ALTER TABLE "private"."post_hours"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."post_hours"
  SET (fillfactor=80);

CREATE TABLE "private"."post_index" (
  "post_id"  uuid     NOT NULL,
  "position" uuid     NOT NULL,
  "cell"     integer,
  "tile"     integer,
  "language" text,
  "words"    tsvector NOT NULL,
  CONSTRAINT "post_index_pkey" PRIMARY KEY (post_id)
);

ALTER TABLE "private"."post_index"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."post_minutes" (
  "post_id" uuid                     NOT NULL,
  "minute"  timestamp with time zone NOT NULL,
  "people"  real                     NOT NULL DEFAULT 0,
  "views"   real                     NOT NULL DEFAULT 0,
  CONSTRAINT "post_minutes_pkey" PRIMARY KEY (post_id, minute)
);

ALTER TABLE "private"."post_minutes"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."post_minutes"
  SET (fillfactor=80);

CREATE TABLE "private"."post_signals" (
  "post_id"              uuid             NOT NULL,
  "author_id"            uuid             NOT NULL,
  "kind"                 text             NOT NULL,
  "topics"               text[]           NOT NULL,
  "cell"                 integer,
  "heat"                 double precision NOT NULL,
  "position"             uuid             NOT NULL,
  "engagers"             integer          NOT NULL DEFAULT 0,
  "recent_engager_ids"   uuid[]           NOT NULL DEFAULT '{}'::uuid[],
  "recent_commenter_ids" uuid[]           NOT NULL DEFAULT '{}'::uuid[],
  CONSTRAINT "post_signals_pkey" PRIMARY KEY (post_id),
  CONSTRAINT "recent_engagers_are_bounded" CHECK (((cardinality(recent_engager_ids) <= 40) AND (cardinality(recent_commenter_ids) <= 40)))
);

ALTER TABLE "private"."post_signals"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."post_signals"
  SET (fillfactor=80);

CREATE TABLE "private"."post_topics" (
  "topic"    text NOT NULL,
  "position" uuid NOT NULL,
  "post_id"  uuid NOT NULL,
  CONSTRAINT "post_topics_pkey" PRIMARY KEY (topic, "position"),
  CONSTRAINT "topic_is_bounded" CHECK (((length(topic) >= 1) AND (length(topic) <= 100)))
);

ALTER TABLE "private"."post_topics"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."post_virality" (
  "post_id"      uuid                     NOT NULL,
  "author_id"    uuid                     NOT NULL,
  "published_at" timestamp with time zone NOT NULL,
  "people"       real                     NOT NULL DEFAULT 0,
  "commenters"   real                     NOT NULL DEFAULT 0,
  "sharers"      real                     NOT NULL DEFAULT 0,
  "audience"     real                     NOT NULL DEFAULT 0,
  "views"        real                     NOT NULL DEFAULT 0,
  "state"        text                     NOT NULL DEFAULT 'none'::text,
  "since"        timestamp with time zone NOT NULL DEFAULT now(),
  "peak"         real                     NOT NULL DEFAULT 0,
  "surprise"     real,
  "velocity"     real,
  "odds"         real,
  "predicted"    real,
  "low"          real,
  "high"         real,
  "step"         smallint                 NOT NULL DEFAULT 0,
  "stepped_at"   timestamp with time zone,
  "judged_at"    timestamp with time zone,
  CONSTRAINT "only_viral_posts_have_steps" CHECK (((step > 0) = (state = 'viral'::text))),
  CONSTRAINT "post_virality_pkey" PRIMARY KEY (post_id),
  CONSTRAINT "state_is_known" CHECK ((state = ANY (ARRAY['none'::text, 'rising'::text, 'viral'::text, 'cooled'::text]))),
  CONSTRAINT "step_is_known" CHECK (((step >= 0) AND (step <= 4)))
);

ALTER TABLE "private"."post_virality"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."post_virality"
  SET (fillfactor=70);

CREATE TABLE "private"."preview_images" (
  "folder"  text                     NOT NULL,
  "made_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "folder_is_random" CHECK ((folder ~ '^[0-9a-f]{32}$'::text)),
  CONSTRAINT "preview_images_pkey" PRIMARY KEY (folder)
);

ALTER TABLE "private"."preview_images"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."reach_errors" (
  "age_step"  smallint NOT NULL,
  "deviation" real     NOT NULL,
  CONSTRAINT "deviation_is_positive" CHECK ((deviation > (0)::double precision)),
  CONSTRAINT "reach_errors_pkey" PRIMARY KEY (age_step)
);

ALTER TABLE "private"."reach_errors"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."reach_predictions" (
  "post_id"   uuid                     NOT NULL,
  "age_step"  smallint                 NOT NULL,
  "made_at"   timestamp with time zone NOT NULL,
  "features"  double precision[]       NOT NULL,
  "predicted" real                     NOT NULL,
  "low"       real                     NOT NULL,
  "high"      real                     NOT NULL,
  "actual"    real,
  "graded_at" timestamp with time zone,
  CONSTRAINT "reach_predictions_pkey" PRIMARY KEY (post_id, age_step)
);

ALTER TABLE "private"."reach_predictions"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."reports" (
  "case_id"     uuid                     NOT NULL,
  "reporter_id" uuid                     NOT NULL,
  "reason"      text                     NOT NULL,
  "note"        text,
  "evidence"    jsonb                    NOT NULL,
  "outcome"     text,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "note_is_bounded" CHECK ((length(note) <= 1000)),
  CONSTRAINT "one_report_a_case" UNIQUE (case_id, reporter_id),
  CONSTRAINT "outcome_is_known" CHECK ((outcome = ANY (ARRAY['upheld'::text, 'dismissed'::text]))),
  "id"          uuid                     NOT NULL DEFAULT private.uuid_v7(),
  CONSTRAINT "reports_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."reports"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."settings" (
  "name"        text  NOT NULL,
  "value"       jsonb NOT NULL,
  "description" text  NOT NULL,
  CONSTRAINT "name_is_snake_case" CHECK ((name ~ '^[a-z][a-z_]{1,60}$'::text)),
  CONSTRAINT "settings_pkey" PRIMARY KEY (name)
);

ALTER TABLE "private"."settings"
  ENABLE ROW LEVEL SECURITY;

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

CREATE TABLE "private"."tastes" (
  "person_id"     uuid                       NOT NULL,
  "neighbour_ids" uuid[]                     NOT NULL DEFAULT '{}'::uuid[],
  "weights"       real[]                     NOT NULL DEFAULT '{}'::real[],
  "liked_ids"     uuid[]                     NOT NULL DEFAULT '{}'::uuid[],
  "liked_at"      timestamp with time zone[] NOT NULL DEFAULT '{}'::timestamp WITH time zone[],
  CONSTRAINT "likes_are_bounded" CHECK (((cardinality(liked_ids) <= 30) AND (cardinality(liked_ids) = cardinality(liked_at)))),
  CONSTRAINT "neighbours_are_bounded" CHECK (((cardinality(neighbour_ids) <= 60) AND (cardinality(neighbour_ids) = cardinality(weights)))),
  CONSTRAINT "tastes_pkey" PRIMARY KEY (person_id)
);

ALTER TABLE "private"."tastes"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."tastes"
  SET (fillfactor=70);

CREATE TABLE "private"."topic_affinity" (
  "person_id" uuid             NOT NULL,
  "topic"     text             NOT NULL,
  "heat"      double precision,
  "skips"     double precision,
  CONSTRAINT "topic_affinity_pkey" PRIMARY KEY (person_id, topic)
);

ALTER TABLE "private"."topic_affinity"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."topic_affinity"
  SET (fillfactor=80);

CREATE TABLE "private"."topic_hours" (
  "topic"    text                     NOT NULL,
  "hour"     timestamp with time zone NOT NULL,
  "language" text                     NOT NULL,
  "tile"     integer                  NOT NULL,
  "people"   double precision         NOT NULL DEFAULT 0,
  CONSTRAINT "topic_hours_pkey" PRIMARY KEY (topic, hour, LANGUAGE, tile)
);

ALTER TABLE "private"."topic_hours"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."topic_hours"
  SET (fillfactor=80);

CREATE TABLE "private"."topic_neighbours" (
  "topic"     text NOT NULL,
  "neighbour" text NOT NULL,
  "weight"    real NOT NULL,
  CONSTRAINT "topic_neighbours_pkey" PRIMARY KEY (topic, neighbour)
);

ALTER TABLE "private"."topic_neighbours"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."topic_people" (
  "topic"     text NOT NULL,
  "day"       date NOT NULL,
  "person_id" uuid NOT NULL,
  CONSTRAINT "topic_people_pkey" PRIMARY KEY (topic, day, person_id)
);

ALTER TABLE "private"."topic_people"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."topic_reviews" (
  "topic"       text                     NOT NULL,
  "approved"    boolean                  NOT NULL,
  "reviewed_by" uuid,
  "note"        text,
  "reviewed_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "note_is_bounded" CHECK ((length(note) <= 2000)),
  CONSTRAINT "topic_is_bounded" CHECK (((length(topic) >= 1) AND (length(topic) <= 100))),
  CONSTRAINT "topic_reviews_pkey" PRIMARY KEY (topic)
);

ALTER TABLE "private"."topic_reviews"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."viral_posts" (
  "post_id" uuid                     NOT NULL,
  "since"   timestamp with time zone NOT NULL,
  "share"   real                     NOT NULL,
  CONSTRAINT "share_is_one" CHECK (((share > (0)::double precision) AND (share <= (1)::double precision))),
  CONSTRAINT "viral_posts_pkey" PRIMARY KEY (post_id)
);

ALTER TABLE "private"."viral_posts"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."viral_vetoes" (
  "post_id"      uuid                     NOT NULL,
  "moderator_id" uuid,
  "note"         text                     NOT NULL,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "note_is_valid" CHECK (((length(note) >= 1) AND (length(note) <= 2000))),
  CONSTRAINT "viral_vetoes_pkey" PRIMARY KEY (post_id)
);

ALTER TABLE "private"."viral_vetoes"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."virality_parameters" (
  "name"        text             NOT NULL,
  "value"       double precision NOT NULL,
  "description" text             NOT NULL,
  CONSTRAINT "virality_parameters_pkey" PRIMARY KEY (name)
);

ALTER TABLE "private"."virality_parameters"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."virality_weights" (
  "feature"     text             NOT NULL,
  "weight"      double precision NOT NULL,
  "description" text             NOT NULL,
  CONSTRAINT "virality_weights_pkey" PRIMARY KEY (feature)
);

ALTER TABLE "private"."virality_weights"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "private"."calls"
  ADD COLUMN "epoch" uuid NOT NULL DEFAULT gen_random_uuid();

ALTER TABLE "private"."conversations"
  ADD COLUMN "epoch" uuid NOT NULL DEFAULT gen_random_uuid();

ALTER TABLE "private"."sessions"
  ADD COLUMN "refresh_parent" integer;

ALTER TABLE "public"."comments"
  ADD COLUMN "emojis" jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE "public"."profiles"
  ADD COLUMN "hidden_until" timestamp WITH time zone NOT NULL DEFAULT '-infinity'::timestamp WITH time zone;

CREATE DOMAIN "private"."feed_preference" AS double precision CONSTRAINT "preference_is_bounded"
  CHECK (((VALUE >= (0)::double precision) AND (VALUE <= (2)::double precision)));

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "following" private.feed_preference NOT NULL DEFAULT 1;

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "interests" private.feed_preference NOT NULL DEFAULT 1;

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "trending" private.feed_preference NOT NULL DEFAULT 1;

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "nearby" private.feed_preference NOT NULL DEFAULT 1;

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "fresh" private.feed_preference NOT NULL DEFAULT 1;

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "kinds" text[] NOT NULL DEFAULT '{text,image,video,carousel,reel}'::text[];

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "muted_words" text[] NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "muted_topics" text[] NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "sensitive" text NOT NULL DEFAULT 'warn'::text;

ALTER TABLE "private"."feed_settings"
  ADD COLUMN "feed_order" text NOT NULL DEFAULT 'ranked'::text;

CREATE DOMAIN "private"."notification_kind" AS text CONSTRAINT "kind_is_known"
  CHECK
    ((VALUE = ANY (ARRAY['follow'::text, 'follow_request'::text, 'follow_accept'::text, 'connection_request'::text, 'connection_accept'::text, 'like'::text, 'comment'::text,
    'reply'::text,
    'mention'::text,
    'share'::text,
    'message_request'::text,
    'missed_call'::text,
    'match'::text, 'group_add'::text, 'group_invite'::text, 'viral'::text, 'verification_review'::text, 'moderation_notice'::text, 'report_outcome'::text, 'system'::text])));

ALTER TABLE "private"."notification_refusals"
  ADD COLUMN "kind" private.notification_kind NOT NULL;

ALTER TABLE "private"."notification_refusals"
  ADD COLUMN "reason" text NOT NULL;

ALTER TABLE "private"."notification_refusals"
  ADD COLUMN "happened_at" timestamp WITH time zone NOT NULL;

ALTER TABLE "private"."notifications"
  ADD COLUMN "kind" private.notification_kind NOT NULL;

ALTER TABLE "private"."notifications"
  ADD COLUMN "group_key" uuid NOT NULL;

ALTER TABLE "private"."notifications"
  ADD COLUMN "boxed" boolean NOT NULL DEFAULT false;

ALTER TABLE "private"."notifications"
  ADD COLUMN "target_kind" text;

ALTER TABLE "private"."notifications"
  ADD COLUMN "target_id" uuid;

ALTER TABLE "private"."notifications"
  ADD COLUMN "post_id" uuid;

ALTER TABLE "private"."notifications"
  ADD COLUMN "details" jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE "private"."notifications"
  ADD COLUMN "part_count" integer NOT NULL DEFAULT 0;

ALTER TABLE "private"."notifications"
  ADD COLUMN "hidden_count" integer NOT NULL DEFAULT 0;

ALTER TABLE "private"."notifications"
  ADD COLUMN "actor_count" integer NOT NULL DEFAULT 0;

ALTER TABLE "private"."notifications"
  ADD COLUMN "step" smallint NOT NULL DEFAULT 0;

ALTER TABLE "private"."notifications"
  ADD COLUMN "told_step" smallint NOT NULL DEFAULT 0;

ALTER TABLE "private"."notifications"
  ADD COLUMN "created_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "private"."notifications"
  ADD COLUMN "changed_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "private"."notifications"
  ADD COLUMN "seen_at" timestamp WITH time zone;

ALTER TABLE "private"."notifications"
  ADD COLUMN "read_at" timestamp WITH time zone;

CREATE TYPE "private"."feed_item" AS (
  "post_id"    uuid,
  "author_id"  uuid,
  "kind"       text,
  "dropped_by" text,
  "factors"    real[]
);

CREATE TYPE "private"."match_odds" AS (
  "gives"     double precision,
  "gets"      double precision,
  "newness"   double precision,
  "exposures" double precision
);

CREATE TYPE "private"."notification_cause" AS (
  "person_id"   uuid,
  "kind"        text,
  "family"      text,
  "cause_id"    uuid,
  "actor_id"    uuid,
  "group_key"   uuid,
  "target_kind" text,
  "target_id"   uuid,
  "post_id"     uuid,
  "event"       text,
  "happened_at" timestamp WITH time zone,
  "details"     jsonb
);

CREATE TYPE "private"."ranked_feed" AS (
  "post_ids"     uuid[],
  "reasons"      text[],
  "factors"      real[],
  "propensities" real[],
  "dropped"      jsonb
);

CREATE TYPE "private"."weighed_deed" AS (
  "kind"         text,
  "post_id"      uuid,
  "author_id"    uuid,
  "published_at" timestamp WITH time zone,
  "person_id"    uuid,
  "trust"        real,
  "followers"    real,
  "happened_at"  timestamp WITH time zone,
  "details"      jsonb
);

CREATE OR REPLACE FUNCTION analytics.daily_users (
  time_zone text DEFAULT 'UTC'::text,
  since     date DEFAULT NULL::date,
  until     date DEFAULT NULL::date
)
  RETURNS TABLE (
    day         date,
    daily       bigint,
    weekly      bigint,
    monthly     bigint,
    stickiness  double precision,
    newcomers   bigint,
    returned    bigint,
    resurrected bigint,
    dormant     bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return query select * from private.shown_daily_users(daily_users.time_zone, daily_users.since, daily_users.until);
end
$function$;

CREATE OR REPLACE FUNCTION analytics.list_figures()
  RETURNS TABLE (
    view_name  text,
    name       text,
    definition text
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return query select * from private.shown_figures();
end
$function$;

CREATE OR REPLACE FUNCTION analytics.overview (
  time_zone text DEFAULT 'UTC'::text
)
  RETURNS TABLE (
    name   text,
    value  double precision,
    before double precision
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return query select * from private.shown_overview(overview.time_zone);
end
$function$;

CREATE OR REPLACE FUNCTION analytics.recount_users (
  day       date,
  time_zone text DEFAULT 'UTC'::text
)
  RETURNS TABLE (
    name      text,
    stored    bigint,
    recounted bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return query select * from private.recounted_users(recount_users.day, recount_users.time_zone);
end
$function$;

CREATE OR REPLACE FUNCTION private.accept_request (
  stands private.membership
)
  RETURNS private.membership
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  people uuid[] := array[(stands.member).user_id, (stands.partner).user_id];
begin
  perform from private.conversations where id = (stands.conversation).id for no key update;
  update private.conversation_members member set state = 'active', changed_in = pg_current_xact_id()
  where member.conversation_id = (stands.conversation).id and member.user_id = (stands.member).user_id
    and member.state in ('requested', 'declined');
  if found then
    perform private.tell_members((stands.conversation).id, people[1:1]);
    perform private.tell_people((stands.conversation).id, people, 'accepted');
    perform private.emit('message_request_accept', people[1], people[2], (stands.conversation).id);
  end if;
  return private.membership((stands.conversation).id);
end
$function$;

CREATE OR REPLACE FUNCTION private.active_admin_id()
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
begin
  if not exists (select from private.accounts account where account.id = caller and account.app_role = 'admin') then
    perform private.raise('NOT_ALLOWED', 'This is for admins.', 403);
  end if;
  return caller;
end
$function$;

CREATE OR REPLACE FUNCTION private.activity_kinds()
  RETURNS text[]
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select array['view', 'post', 'comment', 'post_reaction', 'comment_reaction', 'message_reaction', 'share', 'save', 'follow', 'follow_request',
    'connection_request', 'connection_accept', 'message', 'call']
$function$;

CREATE OR REPLACE FUNCTION private.add_comment (
  client_id uuid,
  post_id   uuid,
  body      text,
  parent_id uuid,
  media_ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  post public.posts;
  answered public.comments;
  added public.comments;
  flags text[];
begin
  select * into added from public.comments comment
  where comment.author_id = caller and comment.client_id = add_comment.client_id;
  if found then
    return (private.comment_items(array[added.id]))[1];
  end if;
  perform private.check_comment(client_id, written, media_ids);
  perform private.take_token('add_comment', caller::text);
  post := private.visible_post(post_id);
  perform private.require_open_comments(post, caller);
  if parent_id is not null then
    answered := private.visible_comment(parent_id);
    if answered.post_id <> post.id then
      perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
    end if;
  end if;
  flags := private.moderate_text(written);

  insert into public.comments as comment (post_id, parent_id, reply_to_id, author_id, client_id, body, mentions)
  values (post.id, coalesce(answered.parent_id, answered.id), case when answered.parent_id is not null then answered.id end,
    caller, add_comment.client_id, written, private.mentioned_people(written))
  on conflict on constraint one_comment_a_client_id do nothing
  returning * into added;
  if not found then
    -- Two tries at once: the earlier one has it.
    select * into added from public.comments comment
    where comment.author_id = caller and comment.client_id = add_comment.client_id;
    return (private.comment_items(array[added.id]))[1];
  end if;
  perform private.attach_pictures(added.id, caller, media_ids);
  perform private.flag_text('comment', added.id, caller, flags);
  perform private.tell_comment(added, post.author_id, answered.author_id);
  return (private.comment_items(array[added.id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.add_comment_counts (
  since xid8,
  until xid8
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with line as materialized (
    select kind, target_id, details
    from private.engagement
    where transaction_id >= add_comment_counts.since and transaction_id < add_comment_counts.until
      and kind in ('comment_reaction', 'comment_unreaction', 'comment', 'comment_removal')
  ),
  change as (
    select comment_id, sum(reactions) as reactions, sum(replies) as replies
    from (
      select target_id as comment_id,
        case when kind = 'comment_unreaction' then -1 when details ? 'previous' then 0 else 1 end as reactions, 0 as replies
      from line where kind in ('comment_reaction', 'comment_unreaction')
      union all
      select (details ->> 'thread_id')::uuid, 0, case kind when 'comment' then 1 else -1 end
      from line where kind in ('comment', 'comment_removal') and details ->> 'thread_id' is not null
    ) counted
    group by comment_id
  ),
  -- By emoji, as for posts.
  emoji_count as (
    select id as comment_id, emoji, count::int
    from public.comments, jsonb_each_text(emojis) there (emoji, count)
    where id in (select target_id from line where kind in ('comment_reaction', 'comment_unreaction'))
    union all
    select target_id, details ->> 'emoji', case kind when 'comment_reaction' then 1 else -1 end
    from line where kind in ('comment_reaction', 'comment_unreaction')
    union all
    select target_id, details ->> 'previous', -1 from line where kind = 'comment_reaction' and details ? 'previous'
  ),
  emoji_total as (
    select comment_id, coalesce(jsonb_object_agg(emoji, total) filter (where total > 0), '{}') as emojis
    from (select comment_id, emoji, sum(count) as total from emoji_count group by comment_id, emoji) summed
    group by comment_id
  )
  update public.comments comment
  set reactions = comment.reactions + change.reactions, replies = comment.replies + change.replies,
    emojis = coalesce(emoji_total.emojis, comment.emojis)
  from change
  left join emoji_total on emoji_total.comment_id = change.comment_id
  where comment.id = change.comment_id
    and (change.reactions <> 0 or change.replies <> 0 or emoji_total.emojis <> comment.emojis)
$function$;

CREATE OR REPLACE FUNCTION private.add_parts (
  causes private.notification_cause[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  fresh jsonb;
  people uuid[];
begin
  -- New causes that stand, with what their person has set.
  select jsonb_agg(judged) into fresh from (
    select cause.*, case
        when settings.off_kinds @> array[cause.kind] then 'setting'
        when muted.post_id is not null and cause.kind <> 'mention' then 'muted_post'
        when settings.strangers = 'none' and stranger.is_one then 'strangers'
      end as refusal,
      coalesce(settings.strangers = 'box' and stranger.is_one, false) as boxed,
      private.notification_hidden_until(cause.person_id, cause.actor_id, cause.post_id) as hidden_until
    from unnest(causes) cause
    join public.profiles person on person.id = cause.person_id
    left join public.profiles actor on actor.id = cause.actor_id
    left join public.posts post on post.id = cause.post_id
    left join private.notification_settings settings on settings.person_id = cause.person_id
    left join private.notification_muted_posts muted on muted.person_id = cause.person_id and muted.post_id = cause.post_id
    cross join lateral (
      select cause.actor_id is not null
        and not exists (select from public.follows where follower_id = cause.person_id and followee_id = cause.actor_id)
        and not exists (
          select from public.connections connection
          where connection.person_id = cause.person_id and connection.other_id = cause.actor_id) as is_one
    ) stranger
    where (cause.actor_id is null or actor.id is not null) and (cause.post_id is null or post.id is not null)
      and not exists (
        select from private.notification_parts part
        where part.person_id = cause.person_id and part.family = cause.family and part.cause_id = cause.cause_id
          and part.actor_id is not distinct from cause.actor_id)
      and private.notification_stands(cause.family, cause.person_id, cause.cause_id, cause.actor_id)
  ) judged;
  if fresh is null then
    return '{}';
  end if;

  insert into private.notification_refusals (person_id, kind, reason, happened_at)
  select cause.person_id, cause.kind, cause.refusal, cause.happened_at
  from jsonb_to_recordset(fresh) cause (person_id uuid, kind text, refusal text, happened_at timestamptz)
  where cause.refusal is not null;

  -- The update changes nothing, and holds the row: whoever reads the group meanwhile reads it with the new part, or not at all.
  insert into private.notifications as held (person_id, kind, group_key, boxed, target_kind, target_id, post_id, details)
  select distinct on (cause.person_id, cause.kind, cause.group_key, cause.boxed)
    cause.person_id, cause.kind, cause.group_key, cause.boxed, cause.target_kind, cause.target_id, cause.post_id, cause.details
  from jsonb_to_recordset(fresh) cause (person_id uuid, kind text, group_key uuid, boxed boolean, target_kind text, target_id uuid,
    post_id uuid, details jsonb, refusal text, happened_at timestamptz)
  where cause.refusal is null
  order by cause.person_id, cause.kind, cause.group_key, cause.boxed, cause.happened_at desc
  on conflict (person_id, kind, group_key, boxed) where read_at is null do update set kind = held.kind;

  with added as (
    insert into private.notification_parts
      (notification_id, person_id, family, cause_id, actor_id, post_id, event, hidden_until, happened_at)
    select told.id, cause.person_id, cause.family, cause.cause_id, cause.actor_id, cause.post_id, cause.event, cause.hidden_until,
      cause.happened_at
    from jsonb_to_recordset(fresh) cause (person_id uuid, kind text, group_key uuid, boxed boolean, family text, cause_id uuid,
      actor_id uuid, post_id uuid, event text, hidden_until timestamptz, happened_at timestamptz, refusal text)
    join private.notifications told on told.person_id = cause.person_id and told.kind = cause.kind
      and told.group_key = cause.group_key and told.boxed = cause.boxed and told.read_at is null
    where cause.refusal is null
    returning person_id
  )
  select coalesce(array_agg(distinct person_id), '{}') into people from added;
  return people;
end
$function$;

CREATE OR REPLACE FUNCTION private.add_people (
  adder  private.conversation_members,
  wanted uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
  joining uuid[];
  asked uuid[];
begin
  select * into conversation from private.conversations where id = adder.conversation_id;
  select array_agg(id) filter (where way = 'active'), array_agg(id) filter (where way = 'requested') into joining, asked
  from (
    select visible.id, case
      when earlier.state in ('active', 'requested') or settings.who_may_add_to_groups = 'nobody'
        -- A refusal holds for a while, and whoever walks out is left alone by who had added them.
        or earlier.state = 'declined' and earlier.left_at > now() - interval '30 days'
        or earlier.added_by = adder.id and earlier.left_at > now() - interval '1 day'
        or private.has_refused(visible.id, adder.user_id) then null
      when earlier.left_at is null and (settings.who_may_add_to_groups = 'everyone' or exists (
        select from public.connections where person_id = adder.user_id and other_id = visible.id)) then 'active'
      else 'requested' end as way
    from private.visible_people visible
    join private.profile_settings settings on settings.profile_id = visible.id
    left join private.conversation_members earlier
      on earlier.conversation_id = adder.conversation_id and earlier.user_id = visible.id
    where visible.id = any (wanted) and visible.id <> adder.user_id and private.may_meet(adder.user_id, visible.id)
  ) person;
  -- Who is invited has a place already, so that an acceptance never fails.
  if coalesce(cardinality(joining), 0) + coalesce(cardinality(asked), 0) + (
    select count(*) from private.conversation_members member
    where member.conversation_id = conversation.id and member.state in ('active', 'requested')) > private.group_limit() then
    perform private.raise('GROUP_FULL', 'So many people do not fit into this group.', 409,
      details => format('limit %s', private.group_limit()));
  end if;

  -- A stranger in a group is a stranger who is written to: it is people that count.
  perform private.take_new_conversation(adder.user_id)
  from unnest(joining || asked) person where not private.is_known_to(adder.user_id, person);
  insert into private.conversation_members as member (
    conversation_id, user_id, state, added_by, first_seq, last_delivered_seq, last_read_seq, read_number)
  select conversation.id, person.id, person.state, adder.id, (begun).*
  from (
    select unnest(joining) as id, 'active' as state
    union all
    select unnest(asked), 'requested'
  ) person
  cross join lateral private.beginning(conversation) begun
  order by person.id
  on conflict on constraint conversation_members_pkey do update
  set state = excluded.state, added_by = excluded.added_by, first_seq = excluded.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, excluded.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, excluded.last_read_seq), read_number = excluded.read_number,
    awaits_notice = true, muted_until = null, archived_at = null, joined_at = now(), changed_in = pg_current_xact_id(),
    left_at = case when excluded.state = 'requested' then member.left_at end;
  update private.conversations set member_count = member_count + cardinality(joining), changed_in = pg_current_xact_id()
  where id = conversation.id and cardinality(joining) > 0;
  if cardinality(joining) > 0 and not conversation.history_for_new and conversation.last_seq > 0 then
    perform private.change_topics(conversation.id);
  end if;

  perform private.tell_people(conversation.id, joining, 'added');
  perform private.tell_people(conversation.id, asked, 'invited');
  insert into private.engagement (kind, actor_id, subject_id, target_id)
  select case when person = any (joining) then 'group_add' else 'group_invite' end, adder.user_id, person, conversation.id
  from unnest(joining || asked) person;
  return coalesce(joining, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.add_post_counts (
  since xid8,
  until xid8
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with line as materialized (
    select kind, target_id as post_id, details
    from private.engagement
    where transaction_id >= add_post_counts.since and transaction_id < add_post_counts.until
      and kind in ('post_reaction', 'post_unreaction', 'comment', 'comment_removal', 'share', 'unshare', 'save', 'unsave', 'view')
  ),
  change as (
    select post_id,
      coalesce(sum(case kind when 'post_reaction' then case when details ? 'previous' then 0 else 1 end when 'post_unreaction' then -1 end), 0) as reactions,
      coalesce(sum(case kind when 'comment' then 1 when 'comment_removal' then -1 end), 0) as comments,
      coalesce(sum(case kind when 'share' then 1 when 'unshare' then -1 end), 0) as shares,
      coalesce(sum(case kind when 'save' then 1 when 'unsave' then -1 end), 0) as saves,
      coalesce(sum((details ->> 'counts')::int) filter (where kind = 'view'), 0) as views,
      coalesce(sum((details ->> 'watched_ms')::bigint) filter (where kind = 'view'), 0) as watched_ms
    from line
    group by post_id
  ),
  -- By emoji: what there was, and what has come and gone.
  emoji_count as (
    select post_id, emoji, count
    from public.post_stats, jsonb_each_text(emojis) there (emoji, count)
    where post_id in (select post_id from line where kind in ('post_reaction', 'post_unreaction'))
    union all
    select post_id, details ->> 'emoji', case kind when 'post_reaction' then '1' else '-1' end
    from line where kind in ('post_reaction', 'post_unreaction')
    union all
    select post_id, details ->> 'previous', '-1' from line where kind = 'post_reaction' and details ? 'previous'
  ),
  emoji_total as (
    select post_id, jsonb_object_agg(emoji, total) filter (where total > 0) as emojis
    from (select post_id, emoji, sum(count::int) as total from emoji_count group by post_id, emoji) summed
    group by post_id
  ),
  counted as (
    insert into public.post_stats as stats (post_id, reactions, comments, shares, saves, views, watched_ms, emojis)
    select change.post_id, change.reactions, change.comments, change.shares, change.saves, change.views, change.watched_ms,
      coalesce(emoji_total.emojis, '{}')
    from change
    -- A post that has been purged meanwhile needs no counters.
    join public.posts post on post.id = change.post_id
    left join emoji_total on emoji_total.post_id = change.post_id
    on conflict (post_id) do update set
      reactions = stats.reactions + excluded.reactions, comments = stats.comments + excluded.comments,
      shares = stats.shares + excluded.shares, saves = stats.saves + excluded.saves,
      views = stats.views + excluded.views, watched_ms = stats.watched_ms + excluded.watched_ms,
      emojis = case when exists (select from emoji_total where emoji_total.post_id = excluded.post_id)
        then excluded.emojis else stats.emojis end,
      updated_at = now()
    returning stats.*
  ),
  told as materialized (
    select private.broadcast('post:' || post_id, 'stats', jsonb_build_object(
      'post_id', post_id, 'reactions', jsonb_build_object('count', reactions, 'emojis', emojis), 'comments', comments, 'shares', shares, 'saves', saves,
      'views', views))
    from counted
  )
  select count(*)::int from told
$function$;

CREATE OR REPLACE FUNCTION private.add_to_notifications (
  changes jsonb,
  grows   boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  with change as materialized (
    select notification_id, actor_id, coalesce(shown, 0) as shown, coalesce(hidden, 0) as hidden
    from jsonb_to_recordset(changes) change (notification_id uuid, actor_id uuid, shown int, hidden int)
  ), judged as (
    -- Somebody counts once, however many comments they wrote.
    select change.notification_id, change.shown, change.hidden,
      case when change.actor_id is null then 0 else (present.parts > 0)::int - (present.parts - change.shown > 0)::int end as actors
    from change
    cross join lateral (
      select count(*) as parts from private.notification_parts part
      where part.notification_id = change.notification_id and part.actor_id = change.actor_id and part.hidden_until = '-infinity'
    ) present
  ), total as (
    select notification_id, sum(shown)::int as shown, sum(hidden)::int as hidden, sum(actors)::int as actors
    from judged group by notification_id
  )
  update private.notifications counted
  set part_count = counted.part_count + total.shown, hidden_count = counted.hidden_count + total.hidden,
    actor_count = counted.actor_count + total.actors,
    step = case when grows then greatest(counted.step, private.notification_step(counted.part_count + total.shown)) else counted.step end,
    seen_at = case when not grows or private.notification_step(counted.part_count + total.shown) <= counted.step then counted.seen_at end,
    changed_at = case when grows and total.shown > 0 then now() else counted.changed_at end,
    position = case when grows and total.shown > 0 then private.uuid_v7() else counted.position end
  from total where counted.id = total.notification_id;
  if not grows then
    delete from private.notifications emptied
    where emptied.part_count = 0 and emptied.hidden_count = 0
      and emptied.id in (select notification_id from jsonb_to_recordset(changes) change (notification_id uuid));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.adults_since()
  RETURNS date
  LANGUAGE plpgsql
  STABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  return (now() at time zone 'utc')::date - interval '18 years';
end
$function$;

CREATE OR REPLACE FUNCTION private.advance_post (
  post_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  post public.posts;
  next_state text;
begin
  -- Two media that become ready at once wait here for each other, and the second sees both.
  select * into post from public.posts where id = advance_post.post_id for no key update;
  if post.state not in ('scheduled', 'processing', 'failed') or post.deleted_at is not null then
    return;
  end if;
  select case
    when post.publish_at > now() then 'scheduled'
    when bool_or(medium.status = 'failed') then 'failed'
    when bool_or(medium.status <> 'ready') then 'processing'
    else 'published'
  end into next_state
  from public.post_media attached
  join private.media medium on medium.id = attached.media_id
  where attached.post_id = post.id;

  if next_state = 'published' then
    perform private.publish_now(post);
  else
    update public.posts set state = next_state where id = post.id and state <> next_state;
    if found and next_state = 'failed' then
      perform private.broadcast('user:' || post.author_id, 'post', jsonb_build_object('post_id', post.id, 'state', next_state));
    end if;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.affinity_limit()
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$ select 500 $function$;

CREATE OR REPLACE FUNCTION private.age_band (
  birth_date date,
  on_day     date
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select (array['13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'])[1 + width_bucket(
    extract(year from age(on_day, birth_date)), array[18, 25, 35, 45, 55, 65]::numeric[])]
$function$;

CREATE OR REPLACE FUNCTION private.age_step (
  minutes double precision
)
  RETURNS smallint
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$ select width_bucket(minutes, array[15, 30, 60, 120, 240, 480, 1440]::double precision[])::smallint $function$;

CREATE OR REPLACE FUNCTION private.announce_change (
  message_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  message private.messages;
begin
  select * into message from private.messages where messages.id = message_id and messages.deleted_at is null;
  if found then
    perform private.deliver_about(message, 'message.updated', (private.message_items(array[message_id]))[1]);
    perform private.tell_preview(message);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_message (
  stands  private.membership,
  message private.messages
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  view jsonb;
begin
  if message.reply_to_id is null and message.kind in ('text', 'location') then
    -- The usual case, for which the general one asks too many tables.
    view := private.message_view(message, (
      select private.member_card(stands.conversation, stands.member, profile)
      from public.profiles profile where profile.id = message.sender_id));
  else
    view := (private.message_items(array[message.id]))[1];
  end if;
  perform private.deliver(stands.conversation, message.sender_id, 'message.created', view, about => message.id);
  perform private.give_notice(stands, message, view);
  perform private.emit('message', message.sender_id, (stands.partner).user_id, message.conversation_id,
    jsonb_build_object('message_id', message.id));
  if message.reply_to_id is not null then
    return (private.message_items(array[message.id], message.sender_id))[1];
  end if;
  return view || '{"reactions": {"count": 0, "emojis": {}, "mine": null}}';
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_reaction (
  stands   private.membership,
  message  private.messages,
  emoji    text,
  previous text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.deliver(stands.conversation, (stands.member).user_id, 'reaction', jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message.id, 'member_id', (stands.member).id, 'emoji', emoji,
    'previous', previous), other_id => message.sender_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.answer_connection (
  request_id uuid,
  accept     boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  answer text := case when accept then 'accepted' else 'declined' end;
  request public.connection_requests;
begin
  perform private.require_answer(accept);
  request := private.begin_with_request(request_id);
  if request.addressee_id is distinct from private.caller_id()
    or not exists (select from private.visible_people visible where visible.id = request.requester_id) then
    perform private.raise_no_request();
  end if;
  if request.state = 'pending' and accept and not private.may_meet(request.requester_id, request.addressee_id) then
    perform private.raise_no_contact();
  elsif request.state = 'pending' and accept then
    perform private.connect(request);
  elsif request.state = 'pending' then
    update public.connection_requests set state = answer, ended_at = now() where id = request.id;
  elsif request.state <> answer then
    perform private.raise_no_request();
  end if;
  return private.relationship(request.requester_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.answer_follow (
  user_id uuid,
  accept  boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
begin
  perform private.require_answer(accept);
  perform private.require_person(user_id);
  if accept and not private.may_approach(user_id, caller) then
    perform private.raise_no_contact();
  end if;
  delete from public.follow_requests where follower_id = answer_follow.user_id and followee_id = caller;
  if found and accept then
    insert into public.follows (follower_id, followee_id) values (user_id, caller);
    perform private.emit('follow_accept', caller, user_id);
  elsif accept and not exists (
    select from public.follows where follower_id = answer_follow.user_id and followee_id = caller) then
    perform private.raise('FOLLOW_REQUEST_NOT_FOUND', 'This person does not ask to follow you.', 404);
  end if;
  return private.relationship(user_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.any_word_of (
  words text[]
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  STRICT
  SET search_path TO ''
  AS $function$
  -- One expression for all words, of letters and digits alone: nothing in it can be slow.
  select '(^|[^[:alnum:]])(' || string_agg(regexp_replace(private.folded(word), '[^[:alnum:]]+' collate "pg_c_utf8", '[^[:alnum:]]+', 'g'), '|')
    || ')([^[:alnum:]]|$)'
  from unnest(words) word
$function$;

CREATE OR REPLACE FUNCTION private.archive_post (
  post_id  uuid,
  archived boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.position is null or archived is null then
    perform private.raise('INVALID_POST', 'Only what has been published can be archived.', 422);
  end if;
  if (post.state = 'archived') <> archived then
    update public.posts set state = case when archived then 'archived' else 'published' end where id = post.id;
    perform private.emit(case when archived then 'post_removal' else 'post_return' end, post.author_id, target_id => post.id);
  end if;
  return (private.post_items(array[post.id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.are_words (
  list    jsonb,
  most    integer,
  longest integer
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when jsonb_typeof(list) <> 'array' or jsonb_array_length(list) > most then false else not exists (
    select from jsonb_array_elements(list) word
    where jsonb_typeof(word) <> 'string' or length(word #>> '{}') not between 1 and longest
      or word #>> '{}' !~ '[[:alnum:]]' collate "pg_c_utf8") end
$function$;

CREATE OR REPLACE FUNCTION private.as_rows (
  ids     uuid[],
  numbers real[]
)
  RETURNS TABLE (
    id        uuid,
    closeness real
  )
  LANGUAGE plpgsql
  IMMUTABLE
  ROWS 600
  SET search_path TO ''
  AS $function$
begin
  return query select each.id, each.number from unnest(ids, numbers) each (id, number);
end
$function$;

CREATE OR REPLACE FUNCTION private.as_topic (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return translate(private.folded(written), '-_ ', '');
end
$function$;

CREATE OR REPLACE FUNCTION private.bare_name (
  folded text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  select translate(bare_name.folded, '''`´‘’ʻʼ', '')
$function$;

CREATE OR REPLACE FUNCTION private.begin_completion (
  media_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  uploaded private.media := private.own_media(media_id);
begin
  if uploaded.status = 'pending' then
    perform private.take_token('complete_upload', uploaded.owner_id::text);
  end if;
  return jsonb_build_object('media', to_jsonb(uploaded), 'view', private.media_view(uploaded));
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_login (
  identifier text,
  ip         inet,
  device     uuid DEFAULT NULL::uuid
)
  RETURNS TABLE (
    account_id    uuid,
    password_hash text
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  found_id uuid := (
    select account.id from private.accounts account
    where case when position('@' in identifier) > 0
      then account.email = lower(private.trimmed(identifier))
      else account.username = lower(private.trimmed(identifier)) end);
begin
  if private.is_device_of(found_id, device) then
    perform private.take_token('login_by_account', 'device ' || device);
    perform private.admit_attempt('device', device::text);
  else
    perform private.take_token_by_ip('login_by_ip', begin_login.ip);
    perform private.take_token('login_by_account', private.identifier_hash(identifier));
    if begin_login.ip is not null then
      perform private.admit_attempt(private.network_rule(begin_login.ip), private.network_of(begin_login.ip));
    end if;
    perform private.admit_attempt('identifier', private.identifier_hash(identifier));
  end if;
  return query
    select credential.account_id, credential.password_hash
    from private.credentials credential where credential.account_id = found_id;
end
$function$;

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

CREATE OR REPLACE FUNCTION private.begin_reading (
  reader text,
  lines  integer    DEFAULT 100000,
  OUT    since xid8,
  OUT    until xid8
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  beyond xid8;
begin
  -- It waits for nobody for long: whoever deletes an account locks much at once, and may be waiting for this.
  perform set_config('lock_timeout', '500ms', true);
  select place into since from private.engagement_readers where name = reader for update skip locked;
  if not found then
    insert into private.engagement_readers (name, place) values (reader, '0') on conflict do nothing returning place into since;
  end if;
  if since is null then
    -- Another worker is at it: nothing lies between nulls.
    return;
  end if;
  until := pg_snapshot_xmin(pg_current_snapshot());
  select line.transaction_id into beyond from private.engagement line
  where line.transaction_id >= since and line.transaction_id < until
  order by line.transaction_id, line.id
  offset lines
  limit 1;
  -- Whole transactions only: one that is longer is read at once.
  if beyond > since then
    until := beyond;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_with_request (
  request_id uuid
)
  RETURNS public.connection_requests
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  request public.connection_requests;
begin
  select * into request from public.connection_requests
  where id = begin_with_request.request_id and caller in (requester_id, addressee_id);
  perform private.lock_pair(request.requester_id, request.addressee_id);
  perform private.keep_people(array[request.requester_id, request.addressee_id]);
  -- Behind the lock: while this waited for the pair the caller may have been banned, and the request answered.
  perform private.active_caller_id();
  select * into request from public.connection_requests where id = request.id;
  return request;
end
$function$;

CREATE OR REPLACE FUNCTION private.broadcast (
  topic   text,
  event   text,
  payload jsonb,
  about   uuid  DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.broadcast_to_many(array[broadcast.topic], broadcast.event, broadcast.payload, broadcast.about);
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

CREATE OR REPLACE FUNCTION private.broadcast_to_many (
  topics  text[],
  event   text,
  payload jsonb,
  about   uuid   DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  -- The last 12 digits tell the events about one thing apart.
  kin text := left(about::text, 24);
  first_of_kin bigint := (random() * 2 ^ 47)::bigint;
begin
  if to_regclass('realtime.messages_' || to_char(localtimestamp, 'YYYY_MM_DD')) is null then
    perform realtime.send(broadcast_to_many.payload, broadcast_to_many.event, topic, true)
    from unnest(broadcast_to_many.topics) topic;
    return;
  end if;
  insert into realtime.messages (id, payload, event, topic, private, extension)
  select
    id,
    case
      when broadcast_to_many.payload ? 'id' then broadcast_to_many.payload
      else jsonb_set(broadcast_to_many.payload, '{id}', to_jsonb(id))
    end,
    broadcast_to_many.event, topic, true, 'broadcast'
  from (
    select topic, case when kin is null then gen_random_uuid()
      else (kin || lpad(to_hex(first_of_kin + place), 12, '0'))::uuid end as id
    from unnest(broadcast_to_many.topics) with ordinality given (topic, place)
  ) message;
end
$function$;

CREATE OR REPLACE FUNCTION private.call_items (
  ids    uuid[],
  viewer uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', so.state,
        'outcome', private.outcome_for(so.outcome, call.caller_id = viewer),
        'created_at', call.created_at, 'rings_until', call.rings_until, 'answered_at', call.answered_at,
        'ended_at', so.ended_at, 'duration_ms', private.call_duration(call), 'caller', took.caller, 'participants', took.part,
        'topic', case when so.state <> 'ended' and took.own_state in ('joined', 'ringing') then private.call_topic(call) end,
        'live_topic', case when so.state <> 'ended' and took.own_state = 'joined' then private.call_live_topic(call) end,
        'me', jsonb_build_object('state', took.own_state, 'is_caller', call.caller_id is not distinct from viewer))
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join private.calls call on call.id = wanted.id
    join private.conversations conversation on conversation.id = call.conversation_id
    -- Over is over, whether the worker has come by or not.
    cross join lateral (select
      case when private.is_overdue(call) then 'ended' else call.state end as state,
      case when private.is_overdue(call) then 'missed' else call.outcome end as outcome,
      case when private.is_overdue(call) then call.rings_until else call.ended_at end as ended_at
    ) so
    cross join lateral (
      select
        jsonb_agg(person.card || jsonb_build_object('state', person.state) order by person.member_id) as part,
        jsonb_agg(person.card) filter (where person.user_id = call.caller_id) -> 0 as caller,
        min(person.state) filter (where person.user_id = viewer) as own_state
      from (
        select member.id as member_id, member.user_id, private.member_card(conversation, member, shown.profile) as card,
          case when taken.state = 'ringing' and so.state = 'ended' then 'missed'
            when taken.state = 'joined' and so.state = 'ended' then 'left' else taken.state end as state
        from private.call_participants taken
        join private.conversation_members member
          on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
        join private.shown_people shown on shown.id = taken.user_id
        where taken.call_id = call.id and (taken.user_id <> all (unseen) or private.is_masked(member))
      ) person
    ) took);
end
$function$;

CREATE OR REPLACE FUNCTION private.call_live_topic (
  call private.calls
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'call_live:' || call.id || ':' || call.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.call_topic (
  call private.calls
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'call:' || call.id || ':' || call.epoch;
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

CREATE OR REPLACE FUNCTION private.candidates_of (
  feed   text,
  viewer uuid,
  at     timestamp with time zone
)
  RETURNS TABLE (
    post_id   uuid,
    reason    text,
    closeness real
  )
  LANGUAGE plpgsql
  STABLE
  ROWS 500
  SET search_path TO ''
  AS $function$
begin
  if feed = 'reels' then
    return query select * from private.reel_candidates(viewer, at);
  else
    return query select * from private.feed_candidates(viewer, at);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.case_priority (
  severity smallint,
  weight   double precision,
  since    timestamp with time zone
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select (86400 * ln(severity * weight) - (extract(epoch from since)::double precision - 1767225600))::int
$function$;

CREATE OR REPLACE FUNCTION private.case_view (
  opened private.cases
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('id', opened.id, 'target', opened.target, 'target_id', opened.target_id, 'status', opened.status,
    'severity', opened.severity, 'reports', opened.report_count, 'claimed', coalesce(opened.claimed_until > now(), false),
    'claimed_until', opened.claimed_until, 'created_at', opened.created_at)
$function$;

CREATE OR REPLACE FUNCTION private.change_topics (
  conversation_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  earlier private.conversations;
  conversation private.conversations;
begin
  select * into earlier from private.conversations where id = change_topics.conversation_id;
  update private.conversations changed set epoch = gen_random_uuid(), changed_in = pg_current_xact_id()
  where changed.id = change_topics.conversation_id
  returning * into conversation;
  -- Who is still on the old ones is shown out; hosted Supabase only tells them.
  perform private.recheck_topic(private.conversation_topic(earlier)), private.recheck_topic(private.live_topic(earlier));
  perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'conversation', jsonb_build_object(
    'conversation_id', conversation.id, 'topic', names.topic, 'live_topic', names.live_topic))
  from private.conversation_members member
  cross join lateral private.topics_of_member(conversation, member) names
  where member.conversation_id = conversation.id and names.topic is not null
    and (conversation.kind = 'group' or not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id = any (private.hidden_in(member))))
  group by names.topic, names.live_topic;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_days (
  since date,
  until date
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if (until - since between 0 and 399 and since >= '2000-01-01' and until <= '2100-01-01') is not true then
    perform private.raise('INVALID_ARGUMENT', 'since and until must be 1 to 400 days of this century.', 422);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_feed_changes (
  changes jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  wrong text;
begin
  perform private.check_keys(changes, 'INVALID_FEED_SETTINGS', array['weights', 'kinds', 'muted_words', 'muted_topics', 'sensitive', 'order']);
  if changes ? 'weights' then
    perform private.check_keys(changes -> 'weights', 'INVALID_FEED_SETTINGS', array['following', 'interests', 'trending', 'nearby', 'fresh']);
  end if;
  select string_agg(problem, ' ') into wrong from (values
    (case when exists (
      select from jsonb_each(case when jsonb_typeof(changes -> 'weights') = 'object' then changes -> 'weights' else '{}' end) given (name, value)
      where (jsonb_typeof(value) = 'number' and (value #>> '{}')::numeric between 0 and 2) is not true)
      then 'A weight is a number from 0 to 2.' end),
    (case when changes ? 'kinds' and not private.are_words(changes -> 'kinds', 5, 10) or changes -> 'kinds' = '[]'
      or exists (
        select from jsonb_array_elements_text(case when jsonb_typeof(changes -> 'kinds') = 'array' then changes -> 'kinds' else '[]' end) kind
        where kind not in ('text', 'image', 'video', 'carousel', 'reel'))
      then 'kinds must be some of text, image, video, carousel, reel.' end),
    (case when changes ? 'muted_words' and not private.are_words(changes -> 'muted_words', 200, 60)
      then 'muted_words must be a list of at most 200, each of 1 to 60 characters with a letter or digit.' end),
    (case when changes ? 'muted_topics' and not private.are_words(changes -> 'muted_topics', 200, 60)
      then 'muted_topics must be a list of at most 200, each of 1 to 60 characters with a letter or digit.' end),
    (case when changes ? 'sensitive' and (changes ->> 'sensitive' in ('show', 'warn', 'hide')) is not true then 'sensitive must be show, warn or hide.' end),
    (case when changes ? 'order' and (changes ->> 'order' in ('ranked', 'latest')) is not true then 'order must be ranked or latest.' end)
  ) checked (problem);
  if wrong is not null then
    perform private.raise('INVALID_FEED_SETTINGS', wrong, 422);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_feed_weights (
  weights jsonb,
  feed    text
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  if (feed in ('home', 'reels')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'feed must be home or reels.', 422);
  end if;
  perform private.check_keys(weights, 'INVALID_FEED_SETTINGS', private.feed_factor_names());
  if weights = '{}' or exists (
    select from jsonb_each(weights) given (name, value)
    where (jsonb_typeof(value) = 'number' and (value #>> '{}')::numeric between -10 and 10) is not true) then
    perform private.raise('INVALID_FEED_SETTINGS', 'weights must have at least one factor, each with a number from -10 to 10.', 422);
  end if;
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

CREATE OR REPLACE FUNCTION private.check_profile_changes (
  changes jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  problems text;
begin
  perform private.check_keys(changes, 'INVALID_PROFILE', array[
    'first_name', 'last_name', 'username', 'gender', 'pronouns', 'bio', 'links', 'looking_for']);
  select string_agg(format('%s: %s', change.key, problem), '; ' order by change.key) into problems
  from jsonb_each(changes) change
  cross join lateral (select jsonb_typeof(change.value), private.trimmed(change.value #>> '{}')) as given (type, written)
  cross join lateral (select case
    when change.key in ('first_name', 'last_name') and (type <> 'string' or not private.is_person_name(written))
      then 'must have 1 to 50 characters, something to see among them, on one line'
    when change.key = 'username' and (type <> 'string' or lower(written) !~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$')
      then 'must be 3 to 30 of a-z, 0-9, . and _, and not begin with . or _ or end with .'
    when change.key = 'gender' and (type <> 'string' or written not in ('female', 'male', 'nonbinary', 'other'))
      then 'must be female, male, nonbinary or other'
    when change.key = 'pronouns' and type <> 'null' and (type <> 'string' or length(written) > 40)
      then 'must have at most 40 characters'
    when change.key = 'bio' and type <> 'null' and (type <> 'string' or length(written) > 500)
      then 'must have at most 500 characters'
    when change.key = 'links' and not private.are_links(change.value)
      then 'must be at most five https addresses of up to 200 characters'
    when change.key = 'looking_for' and (type <> 'array' or not change.value <@ '["dating", "friendship"]')
      then 'must be a list of dating, friendship'
  end) as found (problem)
  where problem is not null;
  if problems is not null then
    perform private.raise('INVALID_PROFILE', 'The profile cannot be changed like this.', 422, details => problems);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_request()
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- The keys of the project are nobody's session.
  if auth.role() in ('anon', 'service_role') then
    return;
  end if;
  perform private.active_caller_id();
exception when invalid_text_representation then
  perform private.raise('NOT_AUTHENTICATED', 'This token belongs to no session. Sign in.', 401);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_time_zone (
  time_zone text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if time_zone is not null and length(time_zone) between 1 and 60 and time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]*$' then
    perform now() at time zone time_zone;
    return time_zone;
  end if;
  perform private.raise('INVALID_ARGUMENT', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
exception when invalid_parameter_value then
  perform private.raise('INVALID_ARGUMENT', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
end
$function$;

CREATE OR REPLACE FUNCTION private.checked_topic (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  topic text := case when length(written) <= 101 then private.as_topic(ltrim(private.trimmed(written), '#')) end;
begin
  if coalesce(topic, '') = '' then
    perform private.raise('INVALID_ARGUMENT', 'topic must have 1 to 100 characters.', 422);
  end if;
  return topic;
end
$function$;

CREATE OR REPLACE FUNCTION private.chosen_emoji (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  chosen text := private.qualified_emoji(written);
begin
  if chosen is null then
    perform private.raise('INVALID_REACTION', 'emoji must be one emoji.', 422);
  end if;
  return chosen;
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_attachments (
  owner_id  uuid,
  purpose   text,
  kinds     text[],
  media_ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  unfit text[];
begin
  -- The lock holds back a change of status until the attachment can be seen: whoever changes it then finds the post.
  select array_agg(format('%s: %s', coalesce(given.id::text, 'null'), misfit.why) order by given.place) filter (where misfit.why is not null) into unfit
  from unnest(media_ids) with ordinality given (id, place)
  left join lateral (
    select * from private.media medium where medium.id = given.id and medium.owner_id = claim_attachments.owner_id for share
  ) medium on true
  cross join lateral (
    select case
      when medium.id is null then 'you have no such medium'
      when medium.purpose <> claim_attachments.purpose
        then format('it was uploaded with the purpose %s, and this takes %s', medium.purpose, claim_attachments.purpose)
      when medium.kind <> all (kinds) then format('it is of the kind %s, and this takes %s', medium.kind, array_to_string(kinds, ' or '))
      when medium.status = 'pending' then format('its upload is not complete: call media/uploads/%s/complete', medium.id)
      when medium.status = 'failed' then format('it could not be processed: %s', medium.error)
    end as why
  ) misfit;
  if unfit is not null then
    perform private.raise('INVALID_MEDIA', 'A medium cannot be used here; the details say which and why.', 422,
      details => array_to_string(unfit, E'\n'));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_case (
  case_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(claim_case.case_id, moderator);
begin
  if opened.status <> 'open' then
    perform private.raise('CASE_DECIDED', 'This case was decided.', 409);
  end if;
  if opened.claimed_until > now() and opened.claimed_by <> moderator then
    perform private.raise('CASE_CLAIMED', 'Another moderator is at this case.', 409, details => format('until %s', opened.claimed_until));
  end if;
  update private.cases claimed set claimed_by = moderator, claimed_until = now() + interval '15 minutes' where claimed.id = opened.id;
  perform private.audit('case_claimed', moderator, details => jsonb_build_object('case_id', opened.id));
  return private.get_case(opened.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_ranking_slot()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  slots int := (private.setting('feed_rankings_at_once') #>> '{}')::int;
  first int := floor(random() * slots)::int;
begin
  for nth in 0 .. slots - 1 loop
    -- Held until the transaction ends, which is when the page is there.
    if pg_try_advisory_xact_lock(50, (first + nth) % slots) then
      return;
    end if;
  end loop;
  raise exception using errcode = 'insufficient_resources', message = 'As many feeds are being ranked as setting feed_rankings_at_once lets.';
end
$function$;

CREATE OR REPLACE FUNCTION private.clear_conversation (
  conversation_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  own private.conversation_members := private.begin_own_change(conversation_id);
  conversation private.conversations;
  view jsonb;
begin
  perform private.take_token('clear_conversation', own.user_id::text);
  select * into conversation from private.conversations where conversations.id = clear_conversation.conversation_id;
  own.first_seq := conversation.last_seq + 1;
  -- The marks stay: to clear something is not to have read it.
  own.read_number := conversation.last_number;
  own.position := null;
  own.pinned_at := null;
  delete from private.message_hides hide
  where hide.user_id = own.user_id and hide.conversation_id = own.conversation_id and hide.seq < own.first_seq;
  view := private.save_own_change(own);
  perform private.change_topics(conversation_id);
  return view;
end
$function$;

CREATE OR REPLACE FUNCTION private.client_ip()
  RETURNS inet
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- Supabase's edge overwrites cf-connecting-ip, and so does the embedded gateway: a client cannot forge it.
  -- Behind another proxy, the setting names the header that this one overwrites.
  header text := private.setting('client_ip_header') #>> '{}';
begin
  return nullif(nullif(current_setting('request.headers', true), '')::jsonb ->> header, '')::inet;
exception when invalid_text_representation then
  return null;
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

CREATE OR REPLACE FUNCTION private.columns_of_authors()
  RETURNS TABLE (
    id uuid
  )
  LANGUAGE sql
  STABLE
  ROWS 1500
  SET search_path TO ''
  AS $function$
  select affinity.author_id
  from private.author_affinity affinity
  join public.profiles author on author.id = affinity.author_id and author.hidden_until <= now()
  where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  group by affinity.author_id
  having count(*) >= 5
  order by count(*) desc, affinity.author_id
  limit 1500
$function$;

CREATE OR REPLACE FUNCTION private.columns_of_topics()
  RETURNS TABLE (
    id text
  )
  LANGUAGE sql
  STABLE
  ROWS 1500
  SET search_path TO ''
  AS $function$
  select affinity.topic
  from private.topic_affinity affinity
  where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  group by affinity.topic
  having count(*) >= 5
  order by count(*) desc, affinity.topic
  limit 1500
$function$;

CREATE OR REPLACE FUNCTION private.comment_items (
  ids uuid[]
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  viewer uuid := private.caller_id();
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', comment.id, 'post_id', comment.post_id, 'parent_id', comment.parent_id, 'reply_to_id', comment.reply_to_id,
        'state', case when comment.deleted_at is not null then 'deleted' when author.id is null then 'unavailable'
          when comment.hidden_at is not null then 'hidden' else 'visible' end,
        'body', case when author.id is null then '' else comment.body end,
        'mentions', case when author.id is null then '[]' else private.mentions_of(comment.mentions) end,
        'created_at', comment.created_at, 'edited_at', comment.edited_at, 'pinned', comment.pinned_at is not null,
        'author', case when author.id is not null then private.profile_card(author.profile) end,
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object('replies', comment.replies),
        'reactions', private.reactions_view(comment.reactions, comment.emojis, reaction.emoji, hidden.emojis),
        'reacted_by_author', by_author.user_id is not null)
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join public.comments comment on comment.id = wanted.id
    join public.posts post on post.id = comment.post_id
    left join private.shown_people author on author.id = comment.author_id and comment.deleted_at is null
      and author.id <> all (unseen)
    left join public.comment_reactions reaction on reaction.comment_id = comment.id and reaction.user_id = viewer
    left join private.hidden_comment_reactions(ids) hidden on hidden.comment_id = comment.id
    left join public.comment_reactions by_author
      on by_author.comment_id = comment.id and by_author.user_id = post.author_id
    left join lateral (
      select jsonb_agg(private.media_view(medium) order by attached.place) as media
      from public.comment_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.comment_id = comment.id and author.id is not null
    ) shown on true
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.completed_people (
  prefix    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  beginning text := ltrim(private.bare_name(private.folded(private.trimmed(prefix))), '@');
  picked uuid[];
  items jsonb;
begin
  perform private.page_size(page_size);
  if (length(beginning) between 1 and 50) is not true then
    perform private.raise('INVALID_SEARCH', 'prefix must have 1 to 50 characters.', 422);
  end if;
  perform private.take_token('typeahead_people', caller::text);
  picked := private.people_beginning_with(beginning, private.findable_people(caller), page_size);
  select coalesce(jsonb_agg(private.profile_card(profile) order by chosen.place), '[]') into items
  from unnest(picked) with ordinality as chosen (id, place)
  join public.profiles profile on profile.id = chosen.id;
  return jsonb_build_object('items', items);
end
$function$;

CREATE OR REPLACE FUNCTION private.conversation_items (
  ids    uuid[],
  viewer uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
  exchanges boolean := private.exchanges_reads(viewer);
begin
  return (
    with wanted as materialized (
      select given.place, conversation, own, newest.id as newest_id
      from unnest(ids) with ordinality given (id, place)
      join private.conversations conversation on conversation.id = given.id
      join private.conversation_members own on own.conversation_id = conversation.id and own.user_id = viewer
      left join lateral (
        select message.id from private.messages message
        where message.conversation_id = conversation.id
          and (own.state = 'active' or conversation.kind <> 'group')
          and private.may_read(own, message, private.hidden_in(own, unseen))
        order by message.seq desc
        limit 1
      ) newest on true
    ),
    -- All at once: looking at each by itself would cost more than the rest.
    newest_items as materialized (
      select (item ->> 'conversation_id')::uuid as conversation_id, item
      from unnest(private.message_items(array(select newest_id from wanted where newest_id is not null), viewer)) item
    )
    select array_agg(
      jsonb_build_object(
        'id', (conversation).id, 'kind', (conversation).kind, 'title', (conversation).title, 'picture', picture.view,
        'created_at', (conversation).created_at, 'ended_at', (conversation).ended_at, 'member_count', (conversation).member_count,
        'disappear_after_s', extract(epoch from (conversation).disappear_after)::bigint,
        'members_may_add', (conversation).members_may_add, 'only_admins_send', (conversation).only_admins_send,
        'history_for_new', (conversation).history_for_new,
        'topic', names.topic, 'live_topic', names.live_topic,
        'other', other.view,
        'me', private.own_view(own) || case when (own).state = 'requested' and (conversation).kind = 'group'
          then jsonb_build_object('inviter', private.inviter_card(conversation, own, private.hidden_in(own, unseen))) else '{}' end,
        'unread', case when (own).state = 'active' or (conversation).kind <> 'group'
          then private.unread(conversation, own, private.hidden_in(own, unseen)) else 0 end,
        'last_message', newest_items.item)
      order by wanted.place)
    from wanted
    cross join lateral private.topics_of_member(conversation, own) names
    left join newest_items on newest_items.conversation_id = (conversation).id
    left join lateral (
      select private.media_view(medium) as view from private.media medium where medium.id = (conversation).picture_id
    ) picture on true
    left join lateral (
      select private.member_card(conversation, member, shown.profile) || jsonb_build_object(
          'last_read_seq', case when member.state = 'active' and exchanges and private.exchanges_reads(member.user_id)
            then member.last_read_seq else 0 end,
          'last_delivered_seq', case when member.state = 'active' then member.last_delivered_seq else 0 end,
          'reveal_asked', member.reveal_asked_at is not null) as view
      from private.conversation_members member
      join private.shown_people shown on shown.id = member.user_id
      where (conversation).kind <> 'group' and member.conversation_id = (conversation).id and member.user_id <> viewer
        and member.user_id <> all (private.hidden_in(own, unseen))
      limit 1
    ) other on true);
end
$function$;

CREATE OR REPLACE FUNCTION private.conversation_topic (
  conversation private.conversations
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'conversation:' || conversation.id || ':' || conversation.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.count_active (
  since      integer,
  until      integer,
  gone_until integer
)
  RETURNS bigint
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(sum(link.people), 0)::bigint from private.activity_links link
  where link.quarter >= count_active.since and link.quarter < count_active.until and link.quarter > 0
    and link.next_quarter >= count_active.gone_until
$function$;

CREATE OR REPLACE FUNCTION private.count_activity (
  since xid8,
  until xid8
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with fresh as (
    insert into private.activity (person_id, quarter)
    select distinct line.actor_id, private.quarter_of(line.happened_at)
    from private.engagement line
    -- Whoever has been deleted meanwhile is counted nowhere.
    join public.profiles person on person.id = line.actor_id
    where line.transaction_id >= count_activity.since and line.transaction_id < count_activity.until
      and line.kind = any (private.activity_kinds())
    order by 1, 2
    on conflict do nothing
    returning person_id, quarter
  ), placed as (
    -- The table as it was before: what a statement inserts it does not see. A late event so finds its place between two others.
    select fresh.person_id, fresh.quarter,
      coalesce((select max(known.quarter) from private.activity known
        where known.person_id = fresh.person_id and known.quarter < fresh.quarter), 0) as before,
      coalesce((select min(known.quarter) from private.activity known
        where known.person_id = fresh.person_id and known.quarter > fresh.quarter), 2147483647) as after
    from fresh
  ), chained as (
    select person_id, before, after, quarter,
      lag(quarter, 1, before) over chain as previous, lead(quarter) over chain is null as is_last
    from placed
    window chain as (partition by person_id, before, after order by quarter)
  ), change as (
    select previous as quarter, quarter as next_quarter, 1 as people from chained
    union all
    select quarter, after, 1 from chained where is_last
    union all
    -- The link that is broken up, unless the person is new.
    select before, after, -1 from chained where is_last and (before, after) <> (0, 2147483647)
  ), linked as (
    insert into private.activity_links as link (quarter, next_quarter, people)
    select quarter, next_quarter, sum(people) from change
    group by quarter, next_quarter
    having sum(people) <> 0
    order by quarter, next_quarter
    on conflict (quarter, next_quarter) do update set people = link.people + excluded.people
  )
  select count(*)::int from fresh
$function$;

CREATE OR REPLACE FUNCTION private.count_deeds (
  since xid8,
  until xid8
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  deeds private.weighed_deed[] := array(select deed from private.weighed_deeds(since, until) deed);
begin
  perform private.count_insights(deeds);
  perform private.count_spread(deeds);
  return array(select distinct post_id from unnest(deeds));
end
$function$;

CREATE OR REPLACE FUNCTION private.count_exposures()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  -- A minute late, so that every list is in that was made before.
  with place as (
    insert into private.exposures_counted as known (until) values (now() - interval '1 minute')
    on conflict (only_row) do update set until = greatest(known.until, excluded.until)
    returning until
  ), list as materialized (
    select log.post_ids, log.served, log.dropped
    from place, private.feed_log log
    where log.served_at >= coalesce((select until from private.exposures_counted), now() - interval '7 days') and log.served_at < place.until
  ), found as (
    select item.post_id, 'feed' as facet, case when item.place <= list.served then 'served' else 'outranked' end as name
    from list, unnest(list.post_ids) with ordinality item (post_id, place)
    union all
    -- Whatever concerns the author as a person is one thing: nobody learns that somebody blocks or mutes them.
    select item.post_id::uuid, 'filter', case when taken.name in ('hidden', 'muted', 'refused') then 'not_for_them' when taken.name = 'served' then 'seen' else taken.name end
    from list, jsonb_each(list.dropped) taken (name, ids), jsonb_array_elements_text(taken.ids) item (post_id)
    where taken.name <> 'own'
  ), counted as (
    insert into private.post_facets as known (post_id, facet, name, count)
    select found.post_id, found.facet, found.name, count(*)
    from found join public.posts post on post.id = found.post_id
    group by found.post_id, found.facet, found.name
    on conflict (post_id, facet, name) do update set count = known.count + excluded.count
    returning 1
  )
  select count(*) from counted
$function$;

CREATE OR REPLACE FUNCTION private.count_insights (
  deeds private.weighed_deed[]
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with deed as materialized (
    select kind, post_id, author_id, person_id, date_trunc('hour', happened_at, 'UTC') as hour,
      (details ->> 'counts')::int as counts, coalesce((details ->> 'first')::int, 0) as first, (details ->> 'watched_ms')::int as watched_ms,
      details ->> 'source' as source, details ? 'previous' as replaces
    from unnest(deeds)
  ), length as materialized (
    select shown.post_id, max(medium.duration_ms) as ms
    from public.post_media shown join private.media medium on medium.id = shown.media_id
    where shown.post_id in (select post_id from deed where kind = 'view') and medium.kind = 'video' and medium.duration_ms > 0
    group by shown.post_id
  ), change as materialized (
    select deed.post_id, deed.author_id, deed.hour,
      coalesce(sum(counts), 0)::int as views, coalesce(sum(first), 0)::int as viewers,
      coalesce(sum(case kind when 'post_reaction' then case when replaces then 0 else 1 end when 'post_unreaction' then -1 end), 0)::int as reactions,
      coalesce(sum(case kind when 'comment' then 1 when 'comment_removal' then -1 end), 0)::int as comments,
      coalesce(sum(case kind when 'share' then 1 when 'unshare' then -1 end), 0)::int as shares,
      coalesce(sum(case kind when 'save' then 1 when 'unsave' then -1 end), 0)::int as saves,
      coalesce(sum(watched_ms), 0)::bigint as watched_ms,
      count(*) filter (where counts = 1 and watched_ms >= 0.9 * length.ms)::int as completions
    from deed left join length on length.post_id = deed.post_id
    group by deed.post_id, deed.author_id, deed.hour
  ), by_post as (
    insert into private.post_hours as known (post_id, hour, views, viewers, reactions, comments, shares, saves, watched_ms, completions)
    select post_id, hour, views, viewers, reactions, comments, shares, saves, watched_ms, completions from change
    on conflict (post_id, hour) do update set views = known.views + excluded.views, viewers = known.viewers + excluded.viewers,
      reactions = known.reactions + excluded.reactions, comments = known.comments + excluded.comments, shares = known.shares + excluded.shares,
      saves = known.saves + excluded.saves, watched_ms = known.watched_ms + excluded.watched_ms, completions = known.completions + excluded.completions
  ), by_author as (
    insert into private.author_hours as known (author_id, hour, views, viewers, reactions, comments, shares, saves, watched_ms, completions)
    select author_id, hour, sum(views), sum(viewers), sum(reactions), sum(comments), sum(shares), sum(saves), sum(watched_ms), sum(completions)
    from change group by author_id, hour
    on conflict (author_id, hour) do update set views = known.views + excluded.views, viewers = known.viewers + excluded.viewers,
      reactions = known.reactions + excluded.reactions, comments = known.comments + excluded.comments, shares = known.shares + excluded.shares,
      saves = known.saves + excluded.saves, watched_ms = known.watched_ms + excluded.watched_ms, completions = known.completions + excluded.completions
  ), divided as materialized (
    select post_id, author_id, (hour at time zone 'UTC')::date as day, 'source' as facet, source as name from deed where counts = 1
    union all
    select deed.post_id, deed.author_id, (deed.hour at time zone 'UTC')::date, found.facet, found.name
    from deed
    join private.accounts viewer on viewer.id = deed.person_id
    cross join lateral (values
      ('age', private.age_band(viewer.birth_date, (deed.hour at time zone 'UTC')::date)),
      ('follows', (exists (select from public.follows where follower_id = deed.person_id and followee_id = deed.author_id))::text)) found (facet, name)
    where deed.first = 1
  ), facets_of_posts as (
    insert into private.post_facets as known (post_id, facet, name, count)
    select post_id, facet, name, count(*) from divided group by post_id, facet, name
    on conflict (post_id, facet, name) do update set count = known.count + excluded.count
  )
  insert into private.author_facets as known (author_id, day, facet, name, count)
  select author_id, day, facet, name, count(*) from divided group by author_id, day, facet, name
  on conflict (author_id, day, facet, name) do update set count = known.count + excluded.count
$function$;

CREATE OR REPLACE FUNCTION private.count_new (
  since integer,
  until integer
)
  RETURNS bigint
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(sum(link.people), 0)::bigint from private.activity_links link
  where link.quarter = 0 and link.next_quarter >= count_new.since and link.next_quarter < count_new.until
$function$;

CREATE OR REPLACE FUNCTION private.count_notification_parts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  counted jsonb;
begin
  if tg_op = 'INSERT' then
    select jsonb_agg(change) into counted from (
      select notification_id, actor_id, count(*) filter (where hidden_until = '-infinity') as shown,
        count(*) filter (where hidden_until > '-infinity') as hidden
      from added group by notification_id, actor_id) change;
  elsif tg_op = 'DELETE' then
    select jsonb_agg(change) into counted from (
      select notification_id, actor_id, -count(*) filter (where hidden_until = '-infinity') as shown,
        -count(*) filter (where hidden_until > '-infinity') as hidden
      from removed group by notification_id, actor_id) change;
  else
    select jsonb_agg(change) into counted from (
      select notification_id, actor_id, sum(sign) filter (where hidden_until = '-infinity') as shown,
        sum(sign) filter (where hidden_until > '-infinity') as hidden
      from (
        select 1 as sign, notification_id, actor_id, hidden_until from added
        union all
        select -1, notification_id, actor_id, hidden_until from removed) both_sides
      group by notification_id, actor_id) change;
  end if;
  perform private.add_to_notifications(counted, tg_op = 'INSERT');
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.count_posts (
  author_id uuid
)
  RETURNS integer
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (select count(*) from private.addressed_posts post where post.author_id = count_posts.author_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.count_spread (
  deeds private.weighed_deed[]
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with deed as materialized (
    select * from unnest(deeds)
    -- Who is banned counts nothing; what is older than a week does not go viral.
    where trust > 0 and happened_at < published_at + interval '7 days'
      and (kind = 'view' and (details ->> 'counts')::int = 1
        or kind in ('post_reaction', 'comment', 'share', 'save') and not details ? 'previous')
  ), did as (
    select post_id, person_id, bool_or(kind = 'comment') as commented, bool_or(kind = 'share') as shared, min(happened_at) as at,
      max(trust) as trust, max(followers) as followers
    from deed where kind <> 'view'
    group by post_id, person_id
  ), known as materialized (
    select did.*, earlier.person_id is null as is_new, did.commented and not coalesce(earlier.has_commented, false) as comments_first,
      did.shared and not coalesce(earlier.has_shared, false) as shares_first
    from did left join private.post_engagers earlier on earlier.post_id = did.post_id and earlier.person_id = did.person_id
  ), remembered as (
    insert into private.post_engagers as earlier (post_id, person_id, has_commented, has_shared)
    select post_id, person_id, commented, shared from known where is_new or comments_first or shares_first
    on conflict (post_id, person_id) do update
      set has_commented = earlier.has_commented or excluded.has_commented, has_shared = earlier.has_shared or excluded.has_shared
  ), counted as materialized (
    select post_id, date_trunc('minute', at) as minute, trust as people, 0::real as views,
      trust * comments_first::int as commenters, trust * shares_first::int as sharers, trust * followers * shares_first::int as audience, is_new
    from known where is_new or comments_first or shares_first
    union all
    select post_id, date_trunc('minute', happened_at), 0, trust, 0, 0, 0, true from deed where kind = 'view'
  ), bucketed as (
    insert into private.post_minutes as bucket (post_id, minute, people, views)
    select post_id, minute, sum(case when is_new then people else 0 end), sum(views)
    from counted group by post_id, minute
    on conflict (post_id, minute) do update set people = bucket.people + excluded.people, views = bucket.views + excluded.views
  ), summed as (
    select counted.post_id, sum(case when is_new then people else 0 end) as people, sum(commenters) as commenters, sum(sharers) as sharers,
      sum(audience) as audience, sum(views) as views
    from counted group by counted.post_id
  )
  insert into private.post_virality as known (post_id, author_id, published_at, people, commenters, sharers, audience, views)
  select summed.post_id, post.author_id, post.published_at, summed.people, summed.commenters, summed.sharers, summed.audience, summed.views
  from summed join public.posts post on post.id = summed.post_id
  on conflict (post_id) do update set people = known.people + excluded.people, commenters = known.commenters + excluded.commenters,
    sharers = known.sharers + excluded.sharers, audience = known.audience + excluded.audience, views = known.views + excluded.views
$function$;

CREATE OR REPLACE FUNCTION private.count_topic_people (
  since xid8,
  until xid8
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with deed as materialized (
    select line.actor_id as person_id, signals.topics[1:5] as topics, min(line.happened_at) as at,
      coalesce(indexed.language, '') as language, coalesce(indexed.tile, -1) as tile
    from private.engagement line
    join private.post_signals signals on signals.post_id = line.target_id
    join private.post_index indexed on indexed.post_id = line.target_id
    join public.posts post on post.id = line.target_id
    where line.transaction_id >= count_topic_people.since and line.transaction_id < count_topic_people.until
      and line.kind in ('post', 'post_reaction', 'comment', 'share', 'save') and not line.details ? 'previous'
      -- What trends is for everybody to see, and so are only public posts counted.
      and signals.topics <> '{}' and post.audience = 'public' and post.content_warning is null
    group by line.actor_id, signals.post_id, signals.topics, indexed.language, indexed.tile
  ), first as (
    select distinct on (topic, (deed.at at time zone 'UTC')::date, person_id)
      topic, (deed.at at time zone 'UTC')::date as day, person_id, date_trunc('hour', deed.at, 'UTC') as hour, language, tile
    from deed, unnest(deed.topics) topic
    order by topic, (deed.at at time zone 'UTC')::date, person_id, deed.at
  ), new as (
    insert into private.topic_people (topic, day, person_id)
    select topic, day, person_id from first
    on conflict do nothing
    returning topic, day, person_id
  ), counted as (
    insert into private.topic_hours as counter (topic, hour, language, tile, people)
    select first.topic, first.hour, first.language, first.tile, sum(who.trust)
    from new
    join first using (topic, day, person_id)
    -- A crowd of new accounts makes no trend, and who is banned counts nothing.
    join private.trust_of((select array_agg(distinct person_id) from new), now()) who on who.person_id = new.person_id
    group by first.topic, first.hour, first.language, first.tile
    order by 1, 2, 3, 4
    on conflict (topic, hour, language, tile) do update set people = counter.people + excluded.people
    returning 1
  )
  select count(*)::int from counted
$function$;

CREATE OR REPLACE FUNCTION private.create_group (
  client_id  uuid,
  title      text,
  member_ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(title);
  conversation private.conversations;
  own private.conversation_members;
  joined uuid[];
begin
  perform private.check_member_ids(member_ids, 0, private.group_limit() - 1);
  if client_id is null then
    perform private.raise('INVALID_ARGUMENT', 'client_id is required.', 422);
  end if;
  select * into conversation from private.conversations
  where creator_id = caller and conversations.client_id = create_group.client_id;
  if not found then
    perform private.check_group(jsonb_build_object('title', title));
    perform private.take_token('create_group', caller::text);
    perform private.keep_people(member_ids || caller);
    insert into private.conversations (kind, title, creator_id, client_id, member_count)
    values ('group', written, caller, create_group.client_id, 1)
    on conflict on constraint one_conversation_a_client_id do nothing
    returning * into conversation;
    if found then
      perform private.flag_text('conversation', conversation.id, caller, private.moderate_text(written));
      insert into private.conversation_members (conversation_id, user_id, role) values (conversation.id, caller, 'owner')
      returning * into own;
      joined := private.add_people(own, member_ids);
      perform private.note_change(conversation, jsonb_build_object(
        'event', 'created', 'actor_member_id', own.id, 'title', written,
        'member_ids', private.member_ids_of(conversation.id, joined)));
      perform private.tell_people(conversation.id, array[caller], 'added');
    else
      -- Two tries at once: the other one has made it.
      select * into conversation from private.conversations
      where creator_id = caller and conversations.client_id = create_group.client_id;
    end if;
  end if;
  return jsonb_build_object('conversation', (private.conversation_items(array[conversation.id], caller))[1])
    || private.standing_of(conversation.id, member_ids, caller);
end
$function$;

CREATE OR REPLACE FUNCTION private.create_post (
  client_id uuid,
  content   jsonb,
  media_ids uuid[],
  draft     boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  author uuid := private.active_caller_id();
  created uuid;
  flags text[];
begin
  -- First of all: what was right once stays so, although its time may have come.
  select post.id into created from public.posts post
  where post.author_id = author and post.client_id = create_post.client_id;
  if not found then
    perform private.check_post(client_id, content, draft);
    perform private.take_token('create_post', author::text);
    flags := private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place'));
    created := private.insert_post(author, client_id, content, draft);
    if created is null then
      -- Two tries at once: the earlier one has it.
      select post.id into created from public.posts post
      where post.author_id = author and post.client_id = create_post.client_id;
    else
      perform private.attach_media(created, author, content ->> 'kind', media_ids);
      perform private.flag_text('post', created, author, flags);
      perform private.advance_post(created);
    end if;
  end if;
  return (private.post_items(array[created]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.creator_insights (
  days      integer,
  time_zone text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  zone text := private.check_time_zone(time_zone);
  today date;
  first_day date;
begin
  if (days between 1 and 90) is not true then
    perform private.raise('INVALID_ARGUMENT', 'days must be from 1 to 90.', 422);
  end if;
  today := (now() at time zone zone)::date;
  first_day := today - days + 1;
  return jsonb_build_object('days', days, 'time_zone', zone)
    || private.creator_times(caller, first_day, today, zone)
    || jsonb_build_object('before', case when days <= 45 then private.creator_sums(caller, first_day - days, first_day - 1, zone) - 'completions' - 'rates' end)
    || private.creator_sums(caller, first_day, today, zone)
    || private.creator_parts(caller, first_day, today)
    || jsonb_build_object('posts', private.creator_posts(caller, first_day::timestamp at time zone zone));
end
$function$;

CREATE OR REPLACE FUNCTION private.creator_parts (
  creator   uuid,
  first_day date,
  last_day  date
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  with part as materialized (
    select known.facet, known.name, sum(known.count)::bigint as count from private.author_facets known
    where known.author_id = creator and known.day between first_day and last_day + 1
    group by known.facet, known.name
  )
  select jsonb_build_object(
    'sources', (select coalesce(jsonb_object_agg(name, count), '{}') from part where facet = 'source'),
    'audience', (select jsonb_build_object(
      'ages', private.shares_of(array_agg(name) filter (where facet = 'age'), array_agg(count) filter (where facet = 'age'), 10),
      'followers', private.shares_of(array_agg(name) filter (where facet = 'follows'), array_agg(count) filter (where facet = 'follows'), 10) -> 'true') from part))
$function$;

CREATE OR REPLACE FUNCTION private.creator_posts (
  creator uuid,
  since   timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(to_jsonb(best) order by best.views desc, best.post_id), '[]')
  from (
    select post.id as post_id, coalesce(stats.views, 0) as views, coalesce(stats.reactions, 0) as reactions, coalesce(stats.comments, 0) as comments,
      coalesce(stats.shares, 0) as shares, coalesce(stats.saves, 0) as saves, coalesce(known.state, 'none') as state
    from (
      select recent.id from public.posts recent
      where recent.author_id = creator and recent.state = 'published' and recent.deleted_at is null and recent.published_at >= creator_posts.since
      order by recent.position desc limit 1000
    ) post
    left join public.post_stats stats on stats.post_id = post.id
    left join private.post_virality known on known.post_id = post.id
    order by coalesce(stats.views, 0) desc, post.id
    limit 10
  ) best
$function$;

CREATE OR REPLACE FUNCTION private.creator_sums (
  creator   uuid,
  first_day date,
  last_day  date,
  time_zone text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('views', sums.views, 'reach', sums.viewers, 'reactions', sums.reactions, 'comments', sums.comments, 'shares', sums.shares,
    'saves', sums.saves, 'watched_ms', sums.watched_ms, 'completions', sums.completions,
    'rates', private.rates_of(sums.views, sums.reactions, sums.comments, sums.shares, sums.saves))
  from (
    select coalesce(sum(views), 0)::bigint as views, coalesce(sum(viewers), 0) as viewers, coalesce(sum(reactions), 0)::bigint as reactions,
      coalesce(sum(comments), 0)::bigint as comments, coalesce(sum(shares), 0)::bigint as shares, coalesce(sum(saves), 0)::bigint as saves,
      coalesce(sum(watched_ms), 0) as watched_ms, coalesce(sum(completions), 0) as completions
    from private.author_hours known
    where known.author_id = creator
      and known.hour >= first_day::timestamp at time zone time_zone and known.hour < (last_day + 1)::timestamp at time zone time_zone
  ) sums
$function$;

CREATE OR REPLACE FUNCTION private.creator_times (
  creator   uuid,
  first_day date,
  last_day  date,
  time_zone text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  with kept as materialized (
    select known.*, known.hour at time zone time_zone as local from private.author_hours known
    where known.author_id = creator
      and known.hour >= first_day::timestamp at time zone time_zone and known.hour < (last_day + 1)::timestamp at time zone time_zone
  ), by_day as (
    select calendar.day::date as day, coalesce(sum(views), 0) as views, coalesce(sum(viewers), 0) as viewers, coalesce(sum(reactions), 0) as reactions,
      coalesce(sum(comments), 0) as comments, coalesce(sum(shares), 0) as shares, coalesce(sum(saves), 0) as saves, coalesce(sum(watched_ms), 0) as watched_ms
    from generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') calendar (day)
    left join kept on kept.local::date = calendar.day::date
    group by 1
  ), by_hour as (
    select clock.hour, coalesce(sum(kept.views), 0) as views, coalesce(sum(kept.reactions), 0) as reactions
    from generate_series(0, 23) clock (hour) left join kept on extract(hour from kept.local) = clock.hour
    group by clock.hour
  ), best as (
    select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour,
      round(sum(views) * 7.0 / (last_day - first_day + 1), 1) as views
    from kept where views > 0 group by 1, 2 order by 3 desc, 1, 2 limit 3
  )
  select jsonb_build_object(
    'by_day', (select jsonb_agg(to_jsonb(by_day) order by day) from by_day),
    'by_hour', (select jsonb_agg(jsonb_build_object('views', views, 'reactions', reactions) order by hour) from by_hour),
    'best_times', (select coalesce(jsonb_agg(to_jsonb(best) order by views desc, weekday, hour), '[]') from best))
$function$;

CREATE OR REPLACE FUNCTION private.day_begins (
  day       date,
  time_zone text
)
  RETURNS integer
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$ select private.quarter_of(day::timestamp at time zone day_begins.time_zone) $function$;

CREATE OR REPLACE FUNCTION private.decide (
  case_id uuid,
  action  text,
  until   timestamp with time zone,
  note    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(decide.case_id, moderator);
  ends timestamptz := case action when 'ban' then 'infinity' when 'warn' then coalesce(decide.until, now() + interval '90 days')
    when 'suspend' then decide.until end;
  verdict text := case when action = 'dismiss' then 'dismissed' else 'upheld' end;
  decision private.decisions;
begin
  if (action in ('dismiss', 'warn', 'suspend', 'ban') and coalesce(length(note), 0) <= 2000
    and (action in ('dismiss', 'ban') and decide.until is null or action in ('warn', 'suspend') and ends > now() and ends <= now() + interval '1 year')) is not true then
    perform private.raise('INVALID_DECISION',
      'action must be a known one, until lie within a year for warn and suspend, and note have up to 2000 characters.', 422);
  end if;
  if opened.status <> 'open' then
    perform private.raise('CASE_DECIDED', 'This case was decided.', 409);
  end if;
  if (opened.claimed_by = moderator and opened.claimed_until > now()) is not true then
    perform private.raise('CASE_NOT_CLAIMED', 'Claim the case first.', 409);
  end if;
  insert into private.decisions (case_id, person_id, action, until, note, banned_before, decided_by)
  select opened.id, opened.person_id, decide.action, ends, private.trimmed(decide.note), account.banned_until, moderator
  from private.accounts account where account.id = opened.person_id
  returning * into decision;
  update private.cases decided set status = verdict, claimed_until = null where decided.id = opened.id;
  update private.reports report set outcome = verdict where report.case_id = opened.id;
  -- A longer ban stays.
  update private.accounts account set banned_until = ends
  where account.id = opened.person_id and decide.action in ('suspend', 'ban') and (account.banned_until >= ends) is not true;
  perform private.audit('case_decided', moderator,
    details => jsonb_build_object('case_id', opened.id, 'decision_id', decision.id, 'action', decide.action));
  return private.decision_view(decision);
end
$function$;

CREATE OR REPLACE FUNCTION private.decide_verification (
  request_id uuid,
  approve    boolean,
  note       text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  decision text := case when approve then 'approved' else 'refused' end;
  request public.verification_requests;
begin
  if approve is null or length(note) > 2000 then
    perform private.raise('INVALID_VERIFICATION', 'approve is required, and note has at most 2000 characters.', 422);
  end if;
  select * into request from public.verification_requests asked where asked.id = request_id for update;
  -- Nobody decides about themselves; such a request is not theirs to find.
  if not found or request.profile_id = moderator then
    perform private.raise('VERIFICATION_NOT_FOUND', 'There is no such request.', 404);
  end if;
  if request.status = 'pending' then
    update public.verification_requests asked
    set status = decision, note = private.trimmed(decide_verification.note), decided_by = moderator, decided_at = now()
    where asked.id = request_id returning * into request;
    update public.profiles profile set verified_at = now() where profile.id = request.profile_id and approve;
    perform private.emit('verification_review', moderator, request.profile_id, request_id, jsonb_build_object('approved', approve));
  elsif request.status <> decision then
    perform private.raise('VERIFICATION_DECIDED', 'This request was decided otherwise.', 409, details => request.status);
  end if;
  return private.verification_view(request);
end
$function$;

CREATE OR REPLACE FUNCTION private.decision_view (
  decision private.decisions
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('id', decision.id, 'case_id', decision.case_id, 'action', decision.action, 'until', nullif(decision.until, 'infinity'),
    'note', decision.note, 'created_at', decision.created_at, 'undone_at', decision.undone_at)
$function$;

CREATE OR REPLACE FUNCTION private.decline_request (
  asked private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update private.conversation_members member set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  where member.conversation_id = asked.conversation_id and member.user_id = asked.user_id;
  perform private.tell_people(asked.conversation_id, array[asked.user_id], 'declined');
end
$function$;

CREATE OR REPLACE FUNCTION private.deeds_between (
  since xid8,
  until xid8
)
  RETURNS TABLE (
    person_id uuid,
    author_id uuid,
    post_id   uuid,
    topics    text[],
    kind      text,
    weight    double precision,
    is_skip   boolean,
    is_like   boolean,
    is_undone boolean,
    at        timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select line.actor_id, signals.author_id, signals.post_id, signals.topics, line.kind, deed.weight, deed.is_skip, deed.is_like, deed.is_undone,
    line.happened_at
  from private.engagement line
  join private.post_signals signals on signals.post_id = line.target_id
  cross join lateral (
    select (line.details ->> 'watched_ms')::int as watched, coalesce(line.details -> 'total_ms', line.details -> 'watched_ms')::int as total
  ) looked
  cross join lateral (
    select
      case line.kind
        when 'post_reaction' then case when line.details ? 'previous' then 0 else 1 end
        when 'post_unreaction' then -1
        when 'comment' then 2
        when 'save' then 2
        when 'unsave' then -2
        when 'share' then 3
        when 'unshare' then -3
        -- Half a minute of looking is worth half a reaction, and more is not more: it counts as far as it is new.
        when 'view' then 0.02 * (line.details ->> 'counts')::int + 0.48 * (least(looked.total, 30000) - least(looked.total - looked.watched, 30000)) / 30000
      end::double precision,
      line.kind = 'view' and looked.total < 1000,
      line.kind in ('post_reaction', 'comment', 'save', 'share') and not line.details ? 'previous',
      line.kind in ('post_unreaction', 'unsave', 'unshare')
  ) deed (weight, is_skip, is_like, is_undone)
  where line.transaction_id >= deeds_between.since and line.transaction_id < deeds_between.until
    and line.kind in ('post_reaction', 'post_unreaction', 'comment', 'save', 'unsave', 'share', 'unshare', 'view')
    and line.actor_id <> signals.author_id
$function$;

CREATE OR REPLACE FUNCTION private.delete_avatar()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  owner uuid := private.active_caller_id();
begin
  perform private.lock_avatar(owner);
  -- Also one that is still in the works: it must not turn up afterwards.
  delete from private.media medium where medium.owner_id = owner and medium.purpose = 'avatar';
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_media (
  media_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  doomed private.media := private.own_media(media_id);
begin
  if doomed.purpose = 'avatar' then
    perform private.lock_avatar(doomed.owner_id);
  end if;
  delete from private.media where id = doomed.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_message (
  message_id   uuid,
  for_everyone boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  at record;
  stands private.membership;
  message private.messages;
begin
  if for_everyone is null then
    perform private.raise('INVALID_ARGUMENT', 'for_everyone must be true or false.', 422);
  end if;
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id, also_gone => true);
  stands := at.stands;
  message := at.message;
  if not for_everyone then
    perform private.hide_message(message, caller);
  else
    if message.kind = 'system'
      or message.sender_id is distinct from caller
        and not ((stands.conversation).kind = 'group' and (stands.member).role in ('owner', 'admin')) then
      perform private.raise('NOT_YOUR_MESSAGE', 'Only who wrote it deletes a message for everyone; in a group its owner and admins may too.', 403);
    end if;
    if private.empty_messages(array[message_id]) > 0 then
      perform private.emit('message_removal', caller, message.sender_id, message.conversation_id,
        jsonb_build_object('message_id', message_id));
    end if;
  end if;
  return jsonb_build_object(
    'conversation_id', message.conversation_id, 'message_id', message_id, 'seq', message.seq, 'for_everyone', for_everyone,
    'unread', private.unread(stands.conversation, stands.member, private.hidden_in(stands.member)));
end
$function$;

CREATE OR REPLACE FUNCTION private.deliver (
  conversation private.conversations,
  sender_id    uuid,
  event        text,
  payload      jsonb,
  other_id     uuid                  DEFAULT NULL::uuid,
  about        uuid                  DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := '{}';
begin
  if conversation.kind = 'group' and sender_id is not null then
    unseen := private.hidden_from(sender_id) || case when other_id <> sender_id then private.hidden_from(other_id) else '{}' end;
  end if;
  if cardinality(unseen) = 0 then
    -- The row as it is now: somebody may have been removed since the caller of this has read it.
    perform private.broadcast(private.conversation_topic(now_is), deliver.event, deliver.payload, deliver.about)
    from private.conversations now_is where now_is.id = conversation.id;
  else
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id
        from private.conversation_members member
        where member.conversation_id = conversation.id and member.state = 'active' and member.user_id <> all (unseen)),
      event, payload, about);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.deliver_about (
  message private.messages,
  event   text,
  payload jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where conversations.id = message.conversation_id;
  -- The worker does things to messages too, also where there is a block between the two by now.
  if conversation.kind <> 'group' and exists (
    select from private.conversation_members own
    join private.conversation_members other
      on other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own))
    where own.conversation_id = conversation.id and own.user_id = message.sender_id) then
    return;
  end if;
  perform private.deliver(conversation, message.sender_id, event, payload, about => message.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.discard_media_objects()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  areas text[] := array['public', 'signed', 'private'];
begin
  -- What a client sends there later has no row, and is swept (private.wanted_uploads).
  perform private.discard_objects(format('uploads/%s/', old.folder), format('uploads/%s/original', old.folder), old.upload_id);
  perform private.discard_objects(format('%s/%s/', area, old.folder)) from unnest(areas) area;
  -- A worker stores until it hears of the deletion: once more, afterwards.
  if private.is_in_works(old) then
    perform private.discard_objects(format('%s/%s/', area, old.folder), start_after => now() + interval '2 hours')
    from unnest(areas) area;
  end if;
  update public.profiles profile set avatar = null
  where profile.id = old.owner_id and profile.avatar ->> 'media_id' = old.id::text;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.due_posts (
  post_ids uuid[]
)
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  -- What three people at least have done something with; nobody can tell before.
  select coalesce(array_agg(known.post_id), '{}') from private.post_virality known
  where known.post_id = any (due_posts.post_ids) and known.people >= 3
    and (known.judged_at is null or known.judged_at < now() - interval '1 minute')
$function$;

CREATE OR REPLACE FUNCTION private.edit_comment (
  comment_id uuid,
  body       text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  comment public.comments;
  people uuid[];
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  if comment.author_id <> caller then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  perform private.check_comment(comment.client_id, written,
    array(select media_id from public.comment_media attached where attached.comment_id = comment.id));
  perform private.flag_text('comment', comment.id, caller, private.moderate_text(written));
  people := private.mentioned_people(written);
  update public.comments changed set body = written, mentions = people, edited_at = now()
  where changed.id = comment.id and changed.deleted_at is null and changed.body <> written;
  if found then
    perform private.emit('comment_mention', caller, mentioned, comment.post_id,
      jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id))
    from unnest(people) mentioned where mentioned <> all (comment.mentions);
  end if;
  return (private.comment_items(array[comment.id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_message (
  message_id uuid,
  body       text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  written text := private.trimmed(body);
  at record;
  earlier private.messages;
  people uuid[];
begin
  perform private.take_token('edit_message', caller::text);
  perform private.keep_people(array[caller]);
  at := private.message_at(message_id);
  perform private.require_editable(at.stands, at.message, written);
  perform private.flag_text('message', message_id, caller, private.moderate_text(written));
  people := private.mentioned_members(at.stands, written);

  -- Of two edits at once the second replaces what the first has written.
  select * into earlier from private.messages message
  where message.id = message_id and message.deleted_at is null
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  -- Once more: while this waited they may have been removed, or blocked.
  at := private.message_at(message_id);
  if earlier.body <> written then
    insert into private.message_edits (message_id, body) values (edit_message.message_id, earlier.body);
    update private.messages message
    set body = written, mentions = people, edited_at = now(), changed_in = pg_current_xact_id(),
      details = nullif(message.details - 'preview', '{}')
    where message.id = message_id;
    perform private.tell_mentioned(at.stands, message_id, array(
      select member_id from unnest(people) member_id where member_id <> all (earlier.mentions)));
    perform private.index_message(message_id);
    perform private.want_preview(message_id, earlier.kind, written);
    perform private.announce_change(message_id);
  end if;
  return (private.message_items(array[message_id], caller))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_post (
  post_id uuid,
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  post public.posts := private.own_post(post_id);
  content jsonb;
  people uuid[];
begin
  perform private.check_keys(changes, 'INVALID_POST', array['caption', 'visibility', 'place', 'comments_from', 'content_warning']);
  content := jsonb_build_object('kind', post.kind, 'caption', post.caption, 'visibility', post.visibility, 'place', post.place,
    'comments_from', post.comments_from, 'content_warning', post.content_warning) || changes;
  perform private.check_post(post.client_id, content, post.state = 'draft');
  perform private.flag_text('post', post.id, post.author_id,
    private.moderate_text(concat_ws(E'\n', content ->> 'caption', content ->> 'content_warning', content ->> 'place')));
  people := private.mentioned_people(content ->> 'caption');

  if post.position is not null
    and (post.caption, post.content_warning) is distinct from
      (private.trimmed(content ->> 'caption'), nullif(private.trimmed(content ->> 'content_warning'), '')) then
    insert into public.post_edits (post_id, caption, content_warning) values (post.id, post.caption, post.content_warning);
    update public.posts set edited_at = now() where id = post.id;
    perform private.emit('post_mention', post.author_id, mentioned, post.id)
    from unnest(people) mentioned where mentioned <> all (post.mentions);
  end if;
  update public.posts set
    caption = private.trimmed(content ->> 'caption'),
    visibility = content ->> 'visibility',
    comments_from = content ->> 'comments_from',
    place = nullif(private.trimmed(content ->> 'place'), ''),
    content_warning = nullif(private.trimmed(content ->> 'content_warning'), ''),
    hashtags = private.hashtags_in(content ->> 'caption'),
    mentions = people
  where id = post.id;
  return (private.post_items(array[post.id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.empty_messages (
  ids uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  emptied private.messages[];
  message private.messages;
begin
  -- Media before their messages: so does the worker that has made a medium ready (change_messages_of_medium).
  perform from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids))
  order by medium.id
  for update;
  with locked as (
    select id from private.messages where messages.id = any (ids) and messages.deleted_at is null order by id for no key update
  ), changed as (
    update private.messages gone
    set body = '', details = null, mentions = '{}', edited_at = null, deleted_at = now(), changed_in = pg_current_xact_id()
    from locked
    where gone.id = locked.id
    returning gone
  )
  select array_agg(gone) into emptied from changed;
  delete from private.message_search searched where searched.message_id = any (ids);
  delete from private.message_edits edit where edit.message_id = any (ids);
  delete from private.message_reactions reaction where reaction.message_id = any (ids);
  delete from private.media medium
  where medium.id in (select media_id from private.message_media attached where attached.message_id = any (ids));
  perform private.forget_broadcasts(array_agg(gone.id), min(gone.created_at)) from unnest(emptied) gone having count(*) > 0;
  foreach message in array coalesce(emptied, '{}') loop
    perform private.deliver_about(message, 'message.deleted', private.deletion_view(message, true));
    perform private.tell_preview(message);
  end loop;
  return coalesce(cardinality(emptied), 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.end_anonymous (
  leaver private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
begin
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.ended_at is not null then
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  update private.conversations set ended_at = now(), changed_in = pg_current_xact_id() where id = conversation.id;
  perform private.change_topics(conversation.id);
  perform private.tell_people(conversation.id, array(
    select member.user_id from private.conversation_members member where member.conversation_id = conversation.id), 'ended');
end
$function$;

CREATE OR REPLACE FUNCTION private.end_membership (
  ending  private.conversation_members,
  left_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update private.conversation_members member
  set state = 'gone', role = 'member', left_at = end_membership.left_at, pinned_at = null, changed_in = pg_current_xact_id()
  where member.conversation_id = ending.conversation_id and member.user_id = ending.user_id;
  if ending.state = 'active' then
    update private.conversations conversation
    set member_count = member_count - 1, changed_in = pg_current_xact_id(),
      ended_at = case when member_count = 1 then now() end
    where conversation.id = ending.conversation_id;
    perform private.change_topics(ending.conversation_id);
  end if;
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

CREATE OR REPLACE FUNCTION private.end_talk_of_pair()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  shared record;
begin
  for shared in select distinct conversation_id from private.talk_of_pair(new.blocker_id, new.blocked_id) loop
    perform private.change_topics(shared.conversation_id);
  end loop;
  -- In a group the one who blocks neither gives nor gets signs from now on.
  perform private.change_topics(common.id)
  from (
    select conversation.id from private.conversations conversation
    where conversation.kind = 'group' and conversation.id in (
      select mine.conversation_id from private.conversation_members mine
      join private.conversation_members theirs
        on theirs.conversation_id = mine.conversation_id and theirs.user_id = new.blocked_id and theirs.state = 'active'
      where mine.user_id = new.blocker_id and mine.state = 'active')
    order by conversation.id
    for no key update
  ) common;
  -- An invitation into a group is the inviter's as well.
  update private.conversation_members invited set state = 'declined', left_at = now(), changed_in = pg_current_xact_id()
  from private.conversation_members inviter
  where invited.user_id in (new.blocker_id, new.blocked_id) and invited.state = 'requested' and invited.position is null
    and inviter.conversation_id = invited.conversation_id and inviter.id = invited.added_by
    and inviter.user_id in (new.blocker_id, new.blocked_id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.evidence (
  target    text,
  target_id uuid,
  caller    uuid,
  OUT       person_id uuid,
  OUT       evidence jsonb,
  OUT       fingerprint text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  person public.profiles;
  post public.posts;
  comment public.comments;
  at record;
begin
  case evidence.target
    when 'user' then
      person := private.require_person(target_id);
      person_id := person.id;
      evidence := jsonb_build_object('username', person.username, 'first_name', person.first_name, 'last_name', person.last_name,
        'pronouns', person.pronouns, 'bio', person.bio, 'links', person.links, 'avatar', person.avatar);
    when 'post' then
      post := private.visible_post(target_id);
      person_id := post.author_id;
      evidence := jsonb_build_object('kind', post.kind, 'caption', post.caption, 'created_at', post.created_at, 'edited_at', post.edited_at,
        'media_ids', array(select attached.media_id from public.post_media attached where attached.post_id = post.id order by attached.media_id));
      fingerprint := md5((evidence - 'edited_at')::text);
    when 'comment' then
      comment := private.visible_comment(target_id);
      person_id := comment.author_id;
      evidence := jsonb_build_object('post_id', comment.post_id, 'body', comment.body, 'created_at', comment.created_at, 'edited_at', comment.edited_at,
        'media_ids', array(select attached.media_id from public.comment_media attached where attached.comment_id = comment.id order by attached.media_id));
      fingerprint := md5((evidence - 'edited_at')::text);
    when 'message' then
      at := private.message_at(target_id);
      person_id := (at.message).sender_id;
      if person_id is null then
        perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
      end if;
      evidence := jsonb_build_object('conversation_id', (at.message).conversation_id, 'messages', (
        select jsonb_agg(jsonb_build_object(
          'id', said.id, 'sender', case said.sender_id when caller then 'reporter' when person_id then 'reported' else 'other' end,
          'kind', said.kind, 'body', said.body, 'created_at', said.created_at, 'edited_at', said.edited_at,
          'media_ids', array(select attached.media_id from private.message_media attached where attached.message_id = said.id order by attached.place))
          order by said.seq)
        from private.messages said
        where said.conversation_id = (at.message).conversation_id
          and said.seq between (at.message).seq - 10 and (at.message).seq + 10
          and private.may_read((at.stands).member, said, private.hidden_in((at.stands).member))));
      fingerprint := md5((at.message).body || coalesce((at.message).edited_at::text, ''));
  end case;
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

CREATE OR REPLACE FUNCTION private.explain_feed_item (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
  candidate record;
  item private.feed_item;
  factors jsonb;
  score double precision;
begin
  perform private.take_token('explain_feed_item', caller::text);
  post := private.visible_post(post_id);
  if post.author_id = caller then
    perform private.raise('POST_NOT_FOUND', 'Own posts are in no ranked feed.', 404);
  end if;
  select * into candidate from private.feed_candidates(caller, now()) found where found.post_id = post.id;
  select * into item from private.feed_items(caller, array[post.id], array[candidate.closeness], private.served_lately(caller), now());
  select sum(weighed.product), jsonb_agg(jsonb_build_object(
      'factor', weighed.factor, 'value', round(weighed.value::numeric, 3), 'weight', round(weighed.weight::numeric, 3),
      'product', round(weighed.product::numeric, 3), 'words', private.feed_factor_words(weighed.factor))
    order by abs(weighed.product) desc, weighed.factor)
  into score, factors
  from (
    select named.factor, named.value, named.weight, named.value::double precision * named.weight as product
    from unnest(private.feed_factor_names(), item.factors, private.weights_for('home', private.feed_settings_of(caller))) named (factor, value, weight)
  ) weighed;
  return jsonb_build_object('post_id', post.id, 'score', round(score::numeric, 3), 'factors', factors,
    'filter', case when item.dropped_by is not null
      then jsonb_build_object('filter', item.dropped_by, 'words', private.feed_filter_words(item.dropped_by)) end)
    || private.place_in_list(caller, post.id, post.author_id, candidate.reason);
end
$function$;

CREATE OR REPLACE FUNCTION private.export_activity (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('active_at', to_timestamp(activity.quarter * 900::bigint))
  from private.activity
  where activity.person_id = export_activity.account_id
  order by activity.quarter
$function$;

CREATE OR REPLACE FUNCTION private.export_conversations (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'conversation_id', own.conversation_id, 'kind', conversation.kind, 'title', conversation.title, 'role', own.role, 'state', own.state,
    'alias', own.alias, 'joined_at', own.joined_at, 'left_at', own.left_at, 'muted', coalesce(own.muted_until > now(), false), 'muted_until', nullif(own.muted_until, 'infinity'),
    'archived_at', own.archived_at, 'pinned_at', own.pinned_at, 'delivered_at', own.delivered_at, 'read_at', own.read_at)
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = export_conversations.account_id
  order by own.conversation_id
$function$;

CREATE OR REPLACE FUNCTION private.export_decisions (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.decision_view(decision) - 'case_id'
  from private.decisions decision
  where decision.person_id = export_decisions.account_id and decision.told_at is not null and decision.action <> 'dismiss'
  order by decision.id
$function$;

CREATE OR REPLACE FUNCTION private.export_feed_settings (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.shown_feed_settings(settings) from private.feed_settings settings where settings.person_id = export_feed_settings.account_id
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

CREATE OR REPLACE FUNCTION private.export_media (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select (to_jsonb(medium) || private.media_view(medium)) - array['owner_id', 'folder', 'upload_id', 'etag', 'attempt', 'shown_attempt', 'expires_at']
  from private.media medium
  where medium.owner_id = export_media.account_id
  order by medium.id
$function$;

CREATE OR REPLACE FUNCTION private.export_not_interested (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(refused) - 'person_id' from private.not_interested refused where refused.person_id = export_not_interested.account_id order by refused.id
$function$;

CREATE OR REPLACE FUNCTION private.export_notification_refusals (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(refusal) - array['person_id', 'id'] from private.notification_refusals refusal
  where refusal.person_id = export_notification_refusals.account_id
  order by refusal.id
$function$;

CREATE OR REPLACE FUNCTION private.export_notification_settings (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(settings) - 'person_id' || jsonb_build_object(
    'muted_people', array(select mute.muted_id from private.notification_muted_people mute where mute.person_id = person.id order by 1),
    'muted_posts', array(select mute.post_id from private.notification_muted_posts mute where mute.person_id = person.id order by 1))
  from public.profiles person
  left join private.notification_settings settings on settings.person_id = person.id
  where person.id = export_notification_settings.account_id
$function$;

CREATE OR REPLACE FUNCTION private.export_notifications (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(news) - array['person_id', 'group_key', 'told_step', 'hidden_count', 'position']
  from private.notifications news
  where news.person_id = export_notifications.account_id and news.part_count > 0
  order by news.id
$function$;

CREATE OR REPLACE FUNCTION private.export_profile (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(profile) - 'hidden_until' || jsonb_build_object(
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'location', (select to_jsonb(place) - 'profile_id' from private.locations place where place.profile_id = profile.id))
  from public.profiles profile
  where profile.id = export_profile.account_id
$function$;

CREATE OR REPLACE FUNCTION private.export_reports (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.report_view(opened, report)
  from private.reports report
  join private.cases opened on opened.id = report.case_id
  where report.reporter_id = export_reports.account_id
  order by report.id
$function$;

CREATE OR REPLACE FUNCTION private.export_sessions (
  account_id uuid
)
  RETURNS SETOF jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select to_jsonb(session) - array['refresh_hash', 'refresh_counter', 'refresh_parent', 'account_id']
  from private.sessions session
  where session.account_id = export_sessions.account_id
  order by session.id
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

CREATE OR REPLACE FUNCTION private.fail_media (
  media_id uuid,
  attempt  integer,
  reason   text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  given_up private.media;
begin
  select * into given_up from private.media medium
  where medium.id = fail_media.media_id and medium.attempt = coalesce(fail_media.attempt, medium.attempt) and private.is_in_works(medium)
  for update;
  if not found then
    return false;
  end if;
  if given_up.status = 'processing' then
    update private.media medium set status = 'failed', error = reason where medium.id = given_up.id returning * into given_up;
    perform private.discard_objects(format('%s/%s/', area, given_up.folder)) from unnest(array['public', 'signed', 'private']) area;
  end if;
  perform private.discard_objects(format('uploads/%s/', given_up.folder));
  perform private.tell_media_owner(given_up);
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_unconvertible()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  select count(*) filter (where private.fail_media(medium.id, null,
    'Video and sound cannot be processed here at the moment. Upload the file again later.'))
  from private.media medium
  where medium.status = 'processing' and medium.kind in ('video', 'audio') and medium.completed_at < now() - interval '1 minute'
$function$;

CREATE OR REPLACE FUNCTION private.feed_candidates (
  viewer uuid,
  at     timestamp with time zone
)
  RETURNS TABLE (
    post_id   uuid,
    reason    text,
    closeness real
  )
  LANGUAGE plpgsql
  STABLE
  ROWS 600
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_mergejoin TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  -- Nobody who is muted or hidden brings anything, by what they write, repost or like.
  muted uuid[] := private.muted_ids();
  -- Whom the viewer does most with.
  favourites uuid[] := array(
    select affinity.author_id from private.author_affinity affinity
    where affinity.person_id = viewer and affinity.heat is not null
    order by affinity.heat desc
    limit 500);
  -- Those of them whom the viewer follows, and then the latest, however many they are: 200 in all.
  followed uuid[] := array(
    select person.id
    from unnest(favourites) with ordinality person (id, place)
    join public.follows follow on follow.follower_id = viewer and follow.followee_id = person.id
    join public.profiles profile on profile.id = person.id and profile.hidden_until <= now()
    where person.id <> all (muted)
    order by person.place
    limit 200);
begin
  followed := followed || array(
    select follow.followee_id from public.follows follow
    join public.profiles profile on profile.id = follow.followee_id and profile.hidden_until <= now()
    where follow.follower_id = viewer and follow.followee_id <> all (followed) and follow.followee_id <> all (muted)
    order by follow.id desc
    limit 200 - cardinality(followed));
  return query
  with topic as materialized (
    -- What the viewer has chosen, and what the viewer does most with; and by the night's lesson what goes with these.
    select chosen.topic, max(chosen.weight) as weight from (
      select private.as_topic(interest) as topic, 1.0::double precision as weight from public.profile_interests where profile_id = viewer
      union all
      (select affinity.topic, 2.0 from private.topic_affinity affinity where affinity.person_id = viewer order by affinity.heat desc nulls last limit 10)
    ) chosen
    group by chosen.topic
    limit 30
  ), taste as materialized (
    select neighbour.id, neighbour.weight
    from private.tastes own
    cross join lateral unnest(own.neighbour_ids, own.weights) neighbour (id, weight)
    join private.visible_people visible on visible.id = neighbour.id
    where own.person_id = viewer and neighbour.id <> all (muted)
  ), kin as materialized (
    select near.neighbour_id as id, sum(near.weight) as weight
    from unnest(favourites[:20]) own (author_id)
    join private.author_neighbours near on near.author_id = own.author_id
    group by near.neighbour_id
    order by weight desc
    limit 20
  ), source (post_id, reason, closeness, priority) as (
    (select newest.id, 'followed', null::real, 1
     from unnest(followed) person (id)
     cross join lateral (
       select post.id, post.position from public.posts post
       where post.author_id = person.id and post.state = 'published' and post.deleted_at is null
       order by post.position desc limit 3
     ) newest
     order by newest.position desc limit 200)
    union all
    (select repost.post_id, 'reposted', null, 2
     from unnest(followed[:60]) person (id)
     cross join lateral (
       select share.post_id, share.id from public.post_shares share
       where share.user_id = person.id and share.via = 'repost'
       order by share.id desc limit 2
     ) repost
     order by repost.id desc limit 40)
    union all
    (select liked.id, 'liked_by_similar', sum(taste.weight * 0.5::double precision ^ least(date_part('epoch', feed_candidates.at - liked.at) / 604800, 60))::real as weight, 3
     from taste
     join private.tastes other on other.person_id = taste.id
     cross join lateral unnest(other.liked_ids, other.liked_at) liked (id, at)
     group by liked.id
     order by weight desc limit 150)
    union all
    (select newest.id, 'similar_author', kin.weight, 4
     from kin
     cross join lateral (
       select post.id, post.position from public.posts post
       where post.author_id = kin.id and post.state = 'published' and post.deleted_at is null
       order by post.position desc limit 3
     ) newest)
    union all
    (select hot.post_id, 'interest', null, 5
     from topic join private.hot_posts_by_topic hot on hot.topic = topic.topic and hot.place <= 10)
    union all
    (select newest.post_id, 'interest', null, 5
     from topic
     cross join lateral (
       select tagged.post_id from private.post_topics tagged where tagged.topic = topic.topic order by tagged.position desc limit 5
     ) newest)
    union all
    (select hot.post_id, 'nearby', null, 6
     from private.locations own
     cross join lateral private.tiles_around(private.tile_of(own.cell)) near (tile)
     join private.hot_posts_by_tile hot on hot.tile = near.tile and hot.place <= 10
     where own.profile_id = viewer)
    union all
    -- The same of all for somebody each time, or a post would come and go with every page.
    (select shown.post_id, 'viral', null, 7
     from (select viral.post_id, viral.share from private.viral_posts viral order by viral.since desc limit 50) shown
     where (uuid_hash_extended(shown.post_id, uuid_hash(viewer)) & 1048575) < 1048576 * shown.share)
    union all
    (select hot.post_id, 'trending', null, 8 from private.hot_posts hot where hot.place <= 100)
    union all
    -- So that the feed of a small community does not end before everything was shown.
    (select newest.post_id, 'latest', null, 10 from (select signals.post_id from private.post_signals signals order by signals.position desc limit 60) newest)
    union all
    (select voice.post_id, 'new_voice', null, 9
     from private.new_voices voice
     -- Ten of the last thousand, others each time.
     where voice.place = any (array(select 1 + floor(random() * 1000)::int from generate_series(1, 10))))
  )
  select distinct on (source.post_id) source.post_id, source.reason,
    max(source.closeness) over (partition by source.post_id)
  from source
  order by source.post_id, source.priority;
end
$function$;

CREATE OR REPLACE FUNCTION private.feed_factor_names()
  RETURNS text[]
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select array['fresh', 'heat', 'rate', 'taste', 'author', 'topics', 'interests', 'followed', 'nearby', 'viral', 'refusal', 'skips', 'watch']
$function$;

CREATE OR REPLACE FUNCTION private.feed_factor_words (
  factor text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select case factor
    when 'fresh' then 'How new it is.'
    when 'heat' then 'What people did with it lately.'
    when 'rate' then 'How many of those who saw it did something with it.'
    when 'taste' then 'How much people who like what you like did with it, or with its author.'
    when 'author' then 'What you did with posts of this author.'
    when 'topics' then 'What you did with posts of its topics, and of what goes with them.'
    when 'interests' then 'Interests of yours that it is about: the rarer, the more.'
    when 'followed' then 'You follow the author.'
    when 'nearby' then 'How near to you it was made.'
    when 'viral' then 'It is spreading unusually fast.'
    when 'refusal' then 'You wanted to see less of this author or topic.'
    when 'skips' then 'How often you passed such posts by.'
    when 'watch' then 'How long people look at it.'
  end
$function$;

CREATE OR REPLACE FUNCTION private.feed_filter_words (
  filter text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select case filter
    when 'muted' then 'You have muted the author.'
    when 'minor' then 'It is not recommended to people of your age.'
    when 'flagged' then 'It is recommended to followers of the author only, for now.'
    when 'refused' then 'You said that you are not interested.'
    when 'kind' then 'You have chosen other kinds of posts.'
    when 'sensitive' then 'It carries a warning, and you do not see such posts.'
    when 'muted_topic' then 'You have muted a topic of it.'
    when 'muted_word' then 'It has a word that you have muted.'
    when 'seen' then 'You have seen it: it does not come again.'
    when 'served' then 'You were given it lately: it does not come again.'
  end
$function$;

CREATE OR REPLACE FUNCTION private.feed_items (
  viewer    uuid,
  post_ids  uuid[],
  closeness real[],
  served    uuid[],
  at        timestamp with time zone
)
  RETURNS SETOF private.feed_item
  LANGUAGE plpgsql
  STABLE
  ROWS 600
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_mergejoin TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  settings private.feed_settings := private.feed_settings_of(viewer);
  muted uuid[] := private.muted_ids();
  is_adult boolean := private.is_adult(viewer);
  connected uuid[] := private.connected_ids();
  own_cell int := (select place.cell from private.locations place where place.profile_id = viewer);
  unwanted text := case when settings.muted_words <> '{}' then private.any_word_of(settings.muted_words) end;
  -- The heat of a weight of 1 at this moment: what lies above it weighs more. 2^-60 is nothing, and no number is too small for a real.
  post_heat double precision := private.heat_of(1, at, private.post_half_life());
  taste_heat double precision := private.heat_of(1, at, private.taste_half_life());
begin
  return query
  with given as materialized (
    select candidate.id, candidate.closeness from private.as_rows(feed_items.post_ids, feed_items.closeness) candidate
  ), refusal as materialized (
    select refused.author_id, refused_topic as topic, private.refusal_strength(refused.created_at, feed_items.at) as strength
    from private.not_interested refused
    left join lateral unnest(refused.topics) refused_topic on true
    where refused.person_id = viewer and refused.reason <> 'post' and refused.created_at > feed_items.at - interval '30 days'
  ), own_topic as materialized (
    select affinity.topic, affinity.heat, affinity.skips from private.topic_affinity affinity where affinity.person_id = viewer
  ), liking as materialized (
    select known_topic.topic, sum(known_topic.weight) as weight, sum(known_topic.skips) as skips from (
      select own_topic.topic, power(2, greatest(own_topic.heat - taste_heat, -60)) as weight, power(2, greatest(own_topic.skips - taste_heat, -60)) as skips
      from own_topic
      union all
      select near.neighbour, near.weight * power(2, greatest(own.heat - taste_heat, -60)), 0
      from (select * from own_topic order by own_topic.heat desc nulls last limit 20) own
      join private.topic_neighbours near on near.topic = own.topic
    ) known_topic
    group by known_topic.topic
  ), interest as materialized (
    select private.as_topic(chosen.interest) as topic, coalesce(weights.idf, 1) as idf
    from public.profile_interests chosen
    left join private.interest_weights weights on weights.interest = chosen.interest
    where chosen.profile_id = viewer
  ), known as materialized (
    select given.id, given.closeness, signals.author_id, signals.kind, signals.topics, signals.cell, signals.heat, signals.position,
      post.id is not null as is_visible,
      author.birth_date > private.adults_since() as is_by_minor,
      exists (select from private.automod_flags flag where flag.target = 'post' and flag.target_id = given.id) as is_flagged,
      post.content_warning, post.published_at,
      case when unwanted is not null then private.folded(post.caption) ~ unwanted else false end as has_unwanted_words,
      stats.reactions + 2 * stats.comments + 2 * stats.saves + 3 * stats.shares as deeds, stats.views, stats.watched_ms,
      power(2, greatest(affinity.heat - taste_heat, -60)) as author_weight, power(2, greatest(affinity.skips - taste_heat, -60)) as author_skips,
      follow.followee_id is not null as is_followed,
      viral.post_id is not null as is_viral,
      seen.post_id is not null as is_seen, refused.post_id is not null as is_refused
    from given
    join private.post_signals signals on signals.post_id = given.id
    left join lateral (
      -- One after the other: the planner takes the view for so dear that it would rather hash all posts.
      select visible.id, visible.content_warning, visible.published_at, visible.caption from private.visible_posts visible where visible.id = given.id offset 0
    ) post on true
    left join private.accounts author on author.id = signals.author_id
    left join public.post_stats stats on stats.post_id = given.id
    left join private.author_affinity affinity on affinity.person_id = viewer and affinity.author_id = signals.author_id
    left join public.follows follow on follow.follower_id = viewer and follow.followee_id = signals.author_id
    left join private.viral_posts viral on viral.post_id = given.id
    left join private.post_views seen on seen.viewer_id = viewer and seen.post_id = given.id
    left join private.not_interested refused on refused.person_id = viewer and refused.post_id = given.id
  ), about as materialized (
    select own.id, sum(liking.weight) as weight, sum(liking.skips) as skips, sum(interest.idf) as idf
    from (select known.id, unnest(known.topics) as topic from known) own
    left join liking on liking.topic = own.topic
    left join interest on interest.topic = own.topic
    group by own.id
  )
  select known.id, known.author_id, known.kind,
    case
      when known.author_id = viewer then 'own'
      when not known.is_visible then 'hidden'
      when known.author_id = any (muted) then 'muted'
      -- As private.may_approach says: only connections recommend minors to adults.
      when is_adult and known.is_by_minor and known.author_id <> all (connected) then 'minor'
      -- Until a moderator has looked at it, it reaches nobody who did not ask for the author.
      when known.is_flagged and not known.is_followed then 'flagged'
      when known.is_refused then 'refused'
      -- Whatever else there is: of what somebody wants less of, one in twenty is left at first. Which ones is settled by their
      -- identifiers, so that no reload brings the others.
      when 0.95 * less.strength > (uuid_hash_extended(known.id, uuid_hash(viewer)) & 1048575) / 1048576::double precision then 'refused'
      when known.kind <> all (settings.kinds) then 'kind'
      when known.content_warning is not null and (is_adult is not true or settings.sensitive = 'hide') then 'sensitive'
      when known.topics && settings.muted_topics then 'muted_topic'
      when known.has_unwanted_words then 'muted_word'
      when known.is_seen then 'seen'
      -- Postgres hashes this list, where it would go through an array for each post.
      when known.id in (select unnest(feed_items.served)) then 'served'
    end,
    array[
      -ln(least(greatest(date_part('epoch', feed_items.at - known.published_at) / 3600, 0), 24) + 2),
      ln(power(2, greatest(known.heat - post_heat, -60)) + 0.5),
      -- A post that nobody has seen yet is taken for an ordinary one: one deed in twenty views.
      ln((coalesce(known.deeds, 0) + 1) / (greatest(coalesce(known.views, 0), coalesce(known.deeds, 0)) + 20)::double precision) + ln(20::double precision),
      ln((coalesce(known.closeness, 0) + 0.02) / 0.02::double precision),
      ln(1 + known.author_weight),
      ln(1 + coalesce(about.weight, 0)),
      coalesce(about.idf, 0),
      known.is_followed::int,
      -- A hundred bands of 5 km away it is nothing, and need not be reckoned.
      case when abs(known.cell / 8192 - own_cell / 8192) <= 100
        then exp(-least(private.shown_distance_km(own_cell, known.cell), 2000) / 50::double precision) else 0 end,
      known.is_viral::int,
      ln(1 - 0.98 * less.strength),
      -ln(1 + known.author_skips + coalesce(about.skips, 0)),
      -- Five views of five seconds stand for what is not known yet.
      ln(1 + (coalesce(known.watched_ms, 0) / 1000::double precision + 25) / (coalesce(known.views, 0) + 5))
    ]::real[]
  from known
  left join about on about.id = known.id
  cross join lateral (
    select coalesce(max(refusal.strength), 0) as strength from refusal where refusal.author_id = known.author_id or refusal.topic = any (known.topics)
  ) less;
end
$function$;

CREATE OR REPLACE FUNCTION private.feed_ratios (
  factors      real[],
  propensities real[],
  change       real[],
  temperature  double precision,
  depth        integer
)
  RETURNS double precision[]
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  -- The odds of each candidate come back from the chances: of what was left at its place, each took its share.
  with logged as (
    select place, chance::double precision, coalesce(exp(sum(ln(greatest(1 - chance::double precision, 1e-12))) over (
      order by place rows between unbounded preceding and 1 preceding)), 1) as left_over
    from unnest(propensities) with ordinality given (chance, place)
  ), shift as (
    select 1 + (entry.place - 1) / cardinality(change) as place, sum(entry.factor::double precision * change[1 + (entry.place - 1) % cardinality(change)]) / temperature as delta
    from unnest(factors) with ordinality entry (factor, place)
    group by 1
  ), moved as (
    select logged.place, logged.chance,
      -- What lies behind the logged candidates moves as they do on the average.
      logged.chance * logged.left_over * exp(greatest(-50, least(50, shift.delta - avg(shift.delta) over ()))) as odds,
      min(logged.left_over * (1 - logged.chance)) over () as tail
    from logged join shift using (place)
  ), compared as (
    select place, ln(greatest(odds, 1e-300)) - ln(greatest(sum(odds) over (order by place desc) + tail, 1e-300)) - ln(greatest(chance, 1e-12)) as ratio
    from moved
  )
  select array_agg(product order by place)
  from (select place, exp(least(50, sum(ratio) over (order by place))) as product from compared) weighed
  where place <= depth
$function$;

CREATE OR REPLACE FUNCTION private.feed_rewards (
  viewer   uuid,
  post_ids uuid[],
  since    timestamp with time zone
)
  RETURNS double precision[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return array(
    select (exists (select from public.post_reactions deed where deed.post_id = item.id and deed.user_id = viewer and deed.created_at >= since))::int
      + 2 * (exists (select from public.comments deed where deed.post_id = item.id and deed.author_id = viewer and deed.created_at >= since))::int
      + 2 * (exists (select from public.saved_posts deed where deed.user_id = viewer and deed.post_id = item.id and deed.created_at >= since))::int
      + 3 * (exists (select from public.post_shares deed where deed.post_id = item.id and deed.user_id = viewer and deed.created_at >= since))::int
      + 0.5 * coalesce((select least(deed.watched_ms, 30000) / 30000.0 from private.post_views deed where deed.viewer_id = viewer and deed.post_id = item.id), 0)
    from unnest(post_ids) with ordinality item (id, place)
    order by place);
end
$function$;

CREATE OR REPLACE FUNCTION private.feed_settings_of (
  person_id uuid
)
  RETURNS private.feed_settings
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  found_settings private.feed_settings;
begin
  select * into found_settings from private.feed_settings settings where settings.person_id = feed_settings_of.person_id;
  if not found then
    found_settings := row(feed_settings_of.person_id, 1, 1, 1, 1, 1, '{text,image,video,carousel,reel}', '{}', '{}', 'warn', 'ranked')::private.feed_settings;
  end if;
  return found_settings;
end
$function$;

CREATE OR REPLACE FUNCTION private.feed_what_if (
  weights jsonb,
  feed    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_admin_id();
begin
  perform private.check_feed_weights(weights, feed);
  perform private.take_token('feed_what_if', caller::text);
  return private.judge_weights(weights, feed, 5);
end
$function$;

CREATE OR REPLACE FUNCTION private.find_membership (
  conversation_id uuid
)
  RETURNS private.membership
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  stands private.membership;
begin
  select conversation, own, other.partner into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  -- With its limit, because as a plain join this would read the thousand members of a group.
  left join lateral (
    select partner from private.conversation_members partner
    where conversation.kind <> 'group' and partner.conversation_id = own.conversation_id and partner.user_id <> own.user_id
    limit 1
  ) other on true
  where own.conversation_id = find_membership.conversation_id and own.user_id = caller
    and (own.state = 'active' or own.state = 'requested' and conversation.kind <> 'group')
    and (private.is_masked(own)
      or not exists (select from public.blocks where blocker_id = caller and blocked_id = (other.partner).user_id)
      and not exists (select from public.blocks where blocker_id = (other.partner).user_id and blocked_id = caller));
  return stands;
end
$function$;

CREATE OR REPLACE FUNCTION private.findable_people (
  caller uuid,
  dating boolean DEFAULT false
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  own private.people_search;
  is_adult boolean;
  known uuid[] := '{}';
begin
  select * into own from private.people_search person where person.profile_id = caller;
  if not found then
    perform private.raise('NOT_AUTHENTICATED', 'This account is gone.', 401);
  end if;
  is_adult := own.birth_date <= private.adults_since();
  -- Minors and adults find each other only if they are connected, and never where dating comes in, on any of the three sides.
  if not (dating or own.traits @> array['for:dating']) then
    known := array(
      select connection.other_id from public.connections connection
      join private.accounts account on account.id = connection.other_id
      where connection.person_id = caller and (account.birth_date <= private.adults_since()) <> is_adult);
  end if;
  return concat_ws(' and ',
    'person.is_discoverable and person.hidden_until <= now()',
    format('person.profile_id <> all (%L::uuid[])', private.hidden_ids() || caller),
    format('(person.birth_date %s %L::date%s)', case when is_adult then '<=' else '>' end, private.adults_since(),
      case when known <> '{}' then format(' or person.profile_id = any (%L::uuid[]) and not person.traits @> array[''for:dating'']', known) end));
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_call (
  call    private.calls,
  outcome text,
  over_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update private.calls set state = 'ended', outcome = finish_call.outcome, ended_at = greatest(over_at, calls.answered_at)
  where calls.id = call.id
  returning * into call;
  update private.call_participants taken
  set state = case taken.state when 'ringing' then 'missed' else 'left' end, left_at = call.ended_at
  where taken.call_id = call.id and taken.state in ('ringing', 'joined');
  perform private.tell_call(call);
  perform private.recheck_topic(private.call_topic(call)), private.recheck_topic(private.call_live_topic(call));
  perform private.tell_ended(call, taken.user_id, private.outcome_for(call.outcome, taken.user_id = call.caller_id))
  from private.call_participants taken where taken.call_id = call.id;
  perform private.log_call(call);
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_login (
  account_id        uuid,
  verified_hash     text,
  rehashed_password text,
  session_id        uuid,
  refresh_hash      bytea,
  user_agent        text,
  ip                inet,
  device            uuid  DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  account private.accounts;
begin
  perform private.lock_account(finish_login.account_id);
  update private.credentials credential
  set password_hash = coalesce(finish_login.rehashed_password, credential.password_hash)
  where credential.account_id = finish_login.account_id and credential.password_hash = finish_login.verified_hash;
  if not found then
    -- The password was changed while the old one was being hashed.
    perform private.raise('INVALID_CREDENTIALS', 'The identifier and the password do not belong together.', 401);
  end if;
  select * into account from private.accounts where id = finish_login.account_id;
  if account.banned_until > now() then
    perform private.raise('ACCOUNT_BANNED', 'This account is banned.', 403, details => format('until %s', account.banned_until));
  end if;
  if private.is_device_of(account.id, finish_login.device) then
    -- What others have guessed meanwhile stays counted.
    perform private.forget_failures('device', finish_login.device::text);
  else
    -- The network before the identifier, as begin_login does: the other way round two sign-ins could wait for each other.
    if finish_login.ip is not null then
      perform private.forgive_attempt(private.network_rule(finish_login.ip), private.network_of(finish_login.ip));
    end if;
    perform private.forget_failures_at(account.id);
  end if;
  if account.deactivated_at is not null then
    update private.accounts set deactivated_at = null where id = account.id;
    perform private.audit('reactivated', account.id, finish_login.user_agent, finish_login.ip);
  end if;
  if private.is_new_device(account.id, finish_login.user_agent) then
    perform private.queue_notice('new_device', account.id, jsonb_build_object(
      'device', left(finish_login.user_agent, 500), 'ip', host(finish_login.ip), 'time', now()));
  end if;
  perform private.audit('signed_in', account.id, finish_login.user_agent, finish_login.ip, jsonb_build_object('session_id', session_id));
  return private.open_session(finish_login.session_id, account.id, finish_login.refresh_hash, finish_login.user_agent, finish_login.ip);
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_media (
  media_id uuid,
  attempt  integer,
  result   jsonb,
  is_whole boolean DEFAULT true
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  finished private.media;
begin
  perform private.lock_avatar(medium.owner_id)
  from private.media medium where medium.id = finish_media.media_id and medium.purpose = 'avatar';
  update private.media medium set
    status = 'ready',
    progress = case when is_whole then 100 else medium.progress end,
    shown_attempt = case when is_whole then medium.shown_attempt else coalesce(medium.shown_attempt, medium.attempt) end,
    width = (result ->> 'width')::int, height = (result ->> 'height')::int, duration_ms = (result ->> 'duration_ms')::int,
    blurhash = result ->> 'blurhash', variants = result -> 'variants', hls_url = result ->> 'hls_url',
    poster_url = result ->> 'poster_url', storyboard = nullif(result -> 'storyboard', 'null'),
    waveform = nullif(result -> 'waveform', 'null')
  where medium.id = finish_media.media_id and medium.attempt = finish_media.attempt and private.is_in_works(medium)
  returning * into finished;
  if not found then
    return false;
  end if;
  if is_whole then
    -- The original has metadata such as the place, and everything people see is made: it goes.
    perform private.discard_objects(format('uploads/%s/', finished.folder));
  end if;
  if finished.purpose = 'avatar' then
    perform private.show_avatar(finished);
  end if;
  perform private.tell_media_owner(finished);
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_reading (
  reader text,
  until  xid8
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update private.engagement_readers set place = finish_reading.until
  where name = finish_reading.reader and place <> finish_reading.until
$function$;

CREATE OR REPLACE FUNCTION private.fit_virality()
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  names constant text[] := private.virality_feature_names();
  n constant int := cardinality(names);
  old double precision[] := (
    select array_agg(coalesce(stored.weight, 0) order by place)
    from unnest(names) with ordinality feature (name, place) left join private.virality_weights stored on stored.feature = feature.name);
  matrix double precision[];
  vector double precision[];
  step double precision[];
  examples bigint := (select count(*) from private.reach_predictions where graded_at is not null);
begin
  if examples < 300 then
    return 0;
  end if;
  -- Ridge regression towards the weights that hold: what the log says nothing about stays as it is.
  with example as materialized (
    select prediction.features, ln(prediction.actual + 1) - (select sum(feature * weight) from unnest(prediction.features, old) known (feature, weight)) as miss
    from private.reach_predictions prediction where prediction.graded_at is not null
  ), cell as (
    select i, j, sum(example.features[i] * example.features[j]) + (i = j)::int as value
    from example, generate_series(1, n) i, generate_series(1, n) j
    group by i, j
  ), line as (
    select i, array_agg(value order by j) as cells from cell group by i
  )
  select (select array_agg(cells order by i) from line),
    (select array_agg(total order by i) from (select i, sum(example.features[i] * example.miss) as total from example, generate_series(1, n) i group by i) summed)
  into matrix, vector;
  step := private.solve(matrix, vector);
  update private.virality_weights stored set weight = old[place] + step[place]
  from unnest(names) with ordinality feature (name, place) where stored.feature = feature.name;
  -- How far off it is at each age. The youngest of all is as the first that is kept.
  update private.reach_errors error set deviation = greatest(found.deviation, 0.02)
  from (
    select prediction.age_step, sqrt(avg(power(ln(prediction.actual + 1) - greatest((
      select sum(feature * weight) from unnest(prediction.features, (
        select array_agg(stored.weight order by place) from unnest(names) with ordinality feature (name, place)
        join private.virality_weights stored on stored.feature = feature.name)) known (feature, weight)), prediction.features[2]), 2))) as deviation
    from private.reach_predictions prediction where prediction.graded_at is not null
    group by prediction.age_step
    having count(*) >= 30
  ) found
  where error.age_step = found.age_step;
  update private.reach_errors set deviation = (select deviation from private.reach_errors first where first.age_step = 1) where age_step = 0;
  return examples;
end
$function$;

CREATE OR REPLACE FUNCTION private.folded_text (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  folded text := lower(written collate "pg_c_utf8");
  has_signs boolean;
begin
  -- Most texts need few of these steps, and each is a walk over the text.
  if octet_length(written) > length(written) then
    -- Units and blessings that are one character would become up to eighteen, and spell nothing.
    folded := lower(normalize(regexp_replace(written, '[\u3300-\u33ff\ufdf0-\ufdfd]+', ' ', 'g'), nfkd) collate "pg_c_utf8");
    -- What is not seen: soft hyphen, zero-width and direction marks, variation selectors; and the accents, which the
    -- decomposition has set apart from their letters.
    folded := regexp_replace(folded, '[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0]+', '', 'g');
    -- Letters of other alphabets that look Latin.
    folded := translate(folded, 'аеорсухіјѕԁɡһӏвкмнтαεικνορτυχωßøđłıæœ', 'aeopcyxijsdghibkmhtaeikvoptuxwsodliao');
  end if;
  has_signs := folded ~ '[0-9@$!|]';
  if has_signs then
    -- An exclamation mark that ends a word is one.
    folded := regexp_replace(folded, '[@$!|](?![[:alnum:]])' collate "pg_c_utf8", '', 'g');
  end if;
  -- A letter that is drawn out counts once, before "ill" could turn into one letter, and again after "b444d" into letters.
  folded := private.squeezed(folded);
  -- Digits and signs that stand for letters, but only in words: a price or a year stays a number. i, l, 1, ! and | are
  -- one letter in all this.
  if has_signs then
    folded := (
      select string_agg(
        case when word ~ '[[:alpha:]]' then translate(word, '01!|l34@5$789', 'oiiiieaasstbg') else word end, ' ' order by place)
      from regexp_split_to_table(folded, '\s+') with ordinality split (word, place));
  else
    folded := translate(folded, 'l', 'i');
  end if;
  if has_signs or folded like '%iii%' then
    folded := private.squeezed(folded, keep_pairs => true);
  end if;
  return folded;
end
$function$;

CREATE OR REPLACE FUNCTION private.folded_words (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  words text := ' ' || trim(
    regexp_replace(private.folded_text(written), '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g')) || ' ';
begin
  if words ~ ' \S \S ' then
    -- Letters that stand alone are one spaced-out word: "b a d", "b.a.d" and "b-a-d" are "bad".
    -- With a blank of its own on either side each is found, is put between marks, and two marks in a row join.
    words := regexp_replace(replace(words, ' ', '  '), ' ([[:alnum:]]) ' collate "pg_c_utf8", E'\x01\\1\x01', 'g');
    words := regexp_replace(replace(words, E'\x01\x01', ''), '[ \x01]+', ' ', 'g');
  end if;
  if octet_length(words) > length(words) then
    -- Scripts without blanks between words (Thai to Khmer, kana, Han): each letter is one, so a word is found in a sentence.
    words := regexp_replace(
      regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])', ' \1 ', 'g'),
      ' {2,}', ' ', 'g');
  end if;
  return words;
end
$function$;

CREATE OR REPLACE FUNCTION private.follow (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
  followee public.profiles := private.require_person(user_id);
begin
  if exists (select from public.follows where follower_id = caller and followee_id = followee.id)
    or followee.is_private and exists (
      select from public.follow_requests where follower_id = caller and followee_id = followee.id) then
    return private.relationship(followee.id);
  end if;

  perform private.take_token('follow', caller::text);
  if not private.may_approach(caller, followee.id) then
    perform private.raise_no_contact();
  end if;
  if (private.graph_counts(caller) ->> 'following')::int >= private.follow_limit() then
    perform private.raise('FOLLOW_LIMIT_REACHED', 'You follow as many people as one may.', 409,
      details => format('limit %s', private.follow_limit()));
  end if;
  if followee.is_private then
    insert into public.follow_requests (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow_request', caller, followee.id);
  else
    -- What was asked while the account was private.
    delete from public.follow_requests where follower_id = caller and followee_id = followee.id;
    insert into public.follows (follower_id, followee_id) values (caller, followee.id);
    perform private.emit('follow', caller, followee.id);
  end if;
  return private.relationship(followee.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.follow_suggestions (
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  wanted int := private.page_size(page_size);
  is_adult boolean := private.is_adult(caller);
begin
  return (
    -- Whom it makes no sense to suggest.
    with settled (id) as materialized (
      select caller
      union all
      select followee_id from public.follows where follower_id = caller
      union all
      select followee_id from public.follow_requests where follower_id = caller
      union all
      select muted_id from public.mutes where muter_id = caller and until > now()
      union all
      select dismissed_id from private.dismissed_suggestions where person_id = caller
    ),
    friends as materialized (
      select friend.followee_id as id, 1 / ln(2 + greatest(degree.following, 1)) as weight
      from (
        select followee_id from public.follows where follower_id = caller order by id desc limit 100
      ) friend
      cross join lateral (
        select sum(following) as following from private.graph_stats where profile_id = friend.followee_id
      ) degree
    ),
    friends_of_friends as materialized (
      select followed.id, sum(friend.weight) as score, count(*) as known
      from friends friend
      cross join lateral (
        select followee_id as id from public.follows where follower_id = friend.id order by follows.id desc limit 50
      ) followed
      group by followed.id
    ),
    interests as materialized (
      select chosen.interest as slug, 1 / ln(2 + greatest(coalesce(counted.people, 0), 1)) as weight
      from public.profile_interests chosen
      left join private.interest_weights counted on counted.interest = chosen.interest
      where chosen.profile_id = caller
    ),
    candidates as (
      (select id, score, known from friends_of_friends
       where id not in (select id from settled)
       order by score desc limit 200)
      union all
      -- Newcomers with the rarest interests, who have no friends of friends yet.
      (select sharing.profile_id, 0, 0
       from (select slug from interests order by weight desc limit 5) rare
       cross join lateral (
         select newest.profile_id
         from (
           select profile_id from public.profile_interests where interest = rare.slug order by profile_id desc limit 400
         ) newest
         -- Before the limit, or the few minors would be looked for among adults.
         join private.accounts account on account.id = newest.profile_id
           and (account.birth_date <= private.adults_since()) = is_adult
         limit 40
       ) sharing
       where sharing.profile_id not in (select id from settled))
    ),
    scored as (
      select candidate.id, candidate.known, shared.slugs, candidate.score + shared.score as score
      from (select id, max(score) as score, max(known) as known from candidates group by id) candidate
      cross join lateral (
        select coalesce(array_agg(interests.slug order by weight desc, interests.slug), '{}') as slugs,
          coalesce(sum(weight), 0) as score
        from public.profile_interests chosen
        join interests on interests.slug = chosen.interest
        where chosen.profile_id = candidate.id
      ) shared
    ),
    best as (
      select visible.profile, scored.* from scored
      join private.meetable_people visible on visible.id = scored.id
      join private.profile_settings settings on settings.profile_id = scored.id and settings.discoverable
      order by scored.score desc, scored.id
      limit wanted
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'user', private.profile_card(profile), 'relationship', related.relationship, 'followed_by_known', known,
        'shared_interests', slugs) order by score desc, id), '[]'),
      'next_cursor', null)
    from best
    left join private.relationships(array(select id from best)) related on related.person_id = best.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.followers_you_know (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
  -- Who has less to walk over: the caller, who follows about follow_limit() people at most, or that person's followers.
  follows_fewer boolean := (private.graph_counts(caller) ->> 'following')::int
    <= (private.graph_counts(user_id) ->> 'followers')::int;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), followers_you_know.page_size)
    from (
      select known.id, private.follow_item(known.profile, known.followed_at, caller) as item
      -- One branch runs. The limits of one keep the planner from walking the other way.
      from (
        (select mine.id, visible.profile, theirs.created_at as followed_at
        from public.follows mine
        cross join lateral (
          select created_at from public.follows
          where follower_id = mine.followee_id and followee_id = followers_you_know.user_id limit 1
        ) theirs
        join private.meetable_people visible on visible.id = mine.followee_id
        where follows_fewer and mine.follower_id = caller and mine.id < before
        order by mine.id desc limit wanted)
        union all
        (select mine.id, visible.profile, theirs.created_at
        from public.follows theirs
        cross join lateral (
          select id from public.follows where follower_id = caller and followee_id = theirs.follower_id limit 1
        ) mine
        join private.meetable_people visible on visible.id = theirs.follower_id
        where not follows_fewer and theirs.followee_id = followers_you_know.user_id and mine.id < before
        order by mine.id desc limit wanted)
      ) known
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.following_feed (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  muted uuid[] := private.muted_ids();
  people uuid[] := array(
    select visible.id from private.visible_people visible
    where visible.id = any ((select private.followed_ids())::uuid[]) and visible.id <> all (muted));
  horizon uuid;
  positions uuid[];
  ids uuid[];
  reposters uuid[];
  page jsonb;
begin
  -- The newest few of each person, each from the end of one index range, however much they have written and reposted.
  with reposts as materialized (
    select share.* from unnest(people) person (id)
    cross join lateral (
      select newest.id, newest.post_id, newest.user_id, row_number() over (order by newest.id desc) as place
      from public.post_shares newest
      where newest.user_id = person.id and newest.via = 'repost' and newest.id < before
      order by newest.id desc
      limit size + 1
    ) share
  ), known as (
    -- Further back than this somebody has reposts that were not read: a page ends there, and the next one goes on.
    select coalesce((select id from reposts where place > size order by id desc limit 1), '00000000-0000-0000-0000-000000000000') as from_here
  ), found as (
    (select post.position, post.id, null::uuid as reposter_id
     from unnest(people || caller) person (id)
     cross join lateral (
       select newest.position, newest.id from private.visible_posts newest
       where newest.author_id = person.id and newest.position < before
       order by newest.position desc
       limit size + 1
     ) post
     order by post.position desc
     limit size + 1)
    union all
    -- One after the other, and no more than the page needs.
    (select first.id, first.post_id, first.user_id
     from (
       select * from (
         select distinct on (repost.post_id) repost.* from reposts repost
         where repost.id >= (select from_here from known)
         order by repost.post_id, repost.id
       ) each_once
       order by id desc
       offset 0
     ) first
     where private.repost_brings(first.id, first.post_id, first.user_id, people, people || muted || caller)
     limit size + 1)
  ), page as (
    select * from found where position >= (select from_here from known) order by position desc limit size + 1
  )
  select (select from_here from known), array_agg(page.position order by page.position desc),
    array_agg(page.id order by page.position desc), array_agg(page.reposter_id order by page.position desc)
  into horizon, positions, ids, reposters
  from page;

  page := private.page(private.with_reposters(private.post_items(ids[1:size]), reposters), positions, size);
  if page ->> 'next_cursor' is null and horizon > '00000000-0000-0000-0000-000000000000' then
    page := jsonb_set(page, '{next_cursor}', to_jsonb(private.encode_cursor(horizon)));
  end if;
  return page;
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_activity()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into private.activity_links as link (quarter, next_quarter, people)
  select change.quarter, change.next_quarter, -count(*)
  from (
    select quarter, lead(quarter, 1, 2147483647) over (partition by person_id order by quarter) from gone
    union all
    select 0, min(quarter) from gone group by person_id
  ) change (quarter, next_quarter)
  group by change.quarter, change.next_quarter
  order by change.quarter, change.next_quarter
  on conflict (quarter, next_quarter) do update set people = link.people + excluded.people;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_broadcasts (
  things uuid[],
  since  timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if has_table_privilege('realtime.messages', 'delete') then
    delete from realtime.messages sent
    using unnest(things) thing
    where sent.id between (left(thing::text, 24) || '000000000000')::uuid and (left(thing::text, 24) || 'ffffffffffff')::uuid
      and sent.inserted_at >= forget_broadcasts.since at time zone 'utc' - interval '1 minute';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_pages (
  viewer uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  delete from private.feed_pages page where page.person_id = viewer;
end
$function$;

CREATE OR REPLACE FUNCTION private.get_case (
  case_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  opened private.cases := private.lock_case(get_case.case_id, moderator);
begin
  if (opened.claimed_by = moderator and opened.claimed_until > now()) is not true then
    perform private.raise('CASE_NOT_CLAIMED', 'Claim the case first.', 409);
  end if;
  return private.case_view(opened) || (
    select jsonb_build_object('person', jsonb_build_object('id', account.id, 'username', account.username, 'app_role', account.app_role,
      'banned_until', nullif(account.banned_until, 'infinity'), 'banned', coalesce(account.banned_until > now(), false),
      'strikes', (select count(*) from private.decisions strike
        where strike.person_id = account.id and strike.action = 'warn' and strike.undone_at is null and strike.until > now())))
    from private.accounts account where account.id = opened.person_id)
    || jsonb_build_object('reports', (
      select coalesce(jsonb_agg(to_jsonb(report) - array['case_id', 'outcome'] order by report.id), '[]')
      from (select * from private.reports made where made.case_id = opened.id order by made.id desc limit 50) report));
end
$function$;

CREATE OR REPLACE FUNCTION private.get_feed_settings()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return private.shown_feed_settings(private.feed_settings_of(private.caller_id()));
end
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

CREATE OR REPLACE FUNCTION private.get_notification_settings()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  settings private.notification_settings;
begin
  select * into settings from private.notification_settings own where own.person_id = private.caller_id();
  return jsonb_build_object('strangers', coalesce(settings.strangers, 'list'), 'time_zone', coalesce(settings.time_zone, 'UTC'), 'kinds', (
    select jsonb_object_agg(kind, (kind = any (settings.off_kinds)) is not true) from unnest(private.notification_kinds()) kind));
end
$function$;

CREATE OR REPLACE FUNCTION private.get_post (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return (private.post_items(array[(private.readable_post(post_id)).id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.get_profile (
  username text,
  user_id  uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  profile jsonb := private.shown_profile(username, user_id);
  person_id uuid := (profile ->> 'id')::uuid;
  posts int;
begin
  -- By name, because posts are of a later domain.
  execute 'select private.count_posts($1)' into posts using person_id;
  return profile
    || case when person_id = caller or private.may_meet(caller, person_id) then '{}'
      else '{"age": null, "distance_km": null, "interests": [], "looking_for": []}'::jsonb end
    || jsonb_build_object(
      'counts', private.shown_counts(person_id) || jsonb_build_object('posts', posts),
      'relationship', case when person_id <> caller then private.relationship(person_id) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.give_notice (
  stands  private.membership,
  message private.messages,
  view    jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations := stands.conversation;
  people uuid[];
begin
  if conversation.kind = 'group' then
    with told as (
      update private.conversation_members member set awaits_notice = false
      where member.conversation_id = conversation.id and member.awaits_notice and member.user_id <> message.sender_id
        and member.state = 'active' and member.user_id <> all (private.hidden_in(stands.member))
      returning member.user_id
    )
    select array_agg(user_id) into people from told;
  elsif (stands.partner).state in ('active', 'requested') then
    people := array[(stands.partner).user_id];
  end if;
  if private.has_other_devices(message.sender_id) then
    people := people || message.sender_id;
  end if;
  if people is not null then
    perform private.broadcast_to_many(
      array(select 'user:' || person from unnest(people) person), 'conversation',
      jsonb_build_object('conversation_id', conversation.id, 'message', view), message.id);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.grade_predictions (
  at timestamp with time zone DEFAULT now()
)
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with due as materialized (
    select known.post_id, known.author_id, known.people from private.post_virality known
    where known.published_at < grade_predictions.at - interval '48 hours'
      and known.post_id in (select prediction.post_id from private.reach_predictions prediction where prediction.graded_at is null)
    limit 5000
  ), graded as (
    update private.reach_predictions prediction set actual = due.people, graded_at = grade_predictions.at
    from due where prediction.post_id = due.post_id and prediction.graded_at is null
    returning prediction.post_id
  ), learnt as (
    insert into private.author_reach as known (author_id, posts, log_reach)
    select due.author_id, count(*), sum(ln(due.people + 1)) from due
    join public.profiles author on author.id = due.author_id
    group by due.author_id
    on conflict (author_id) do update set posts = known.posts + excluded.posts, log_reach = known.log_reach + excluded.log_reach
  )
  select count(*) from graded
$function$;

CREATE OR REPLACE FUNCTION private.has_refused (
  person_id uuid,
  other_id  uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return exists (
      select from private.conversations direct
      join private.conversation_members own on own.conversation_id = direct.id and own.user_id = person_id and own.state = 'declined'
      where direct.low_id = least(person_id, other_id) and direct.high_id = greatest(person_id, other_id))
    or exists (
      select from private.conversation_members own
      join private.conversation_members adder on adder.conversation_id = own.conversation_id and adder.id = own.added_by
      where own.user_id = person_id and adder.user_id = other_id
        and own.left_at > now() - case own.state when 'declined' then interval '30 days' else interval '1 day' end);
end
$function$;

CREATE OR REPLACE FUNCTION private.hashtags_in (
  written text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  -- General category M, and between marks of one script its letters; joiners; the tsheg, which divides Tibetan syllables.
  -- Source: Unicode 17.0, and the hashtags of twitter-text.
  marks constant text :=
    '\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670'
    '\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0897-\u08e1\u08e3-\u0963'
    '\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d'
    '\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ece\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84'
    '\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d\u180f-\u193b'
    '\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff'
    '\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827'
    '\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5'
    '\uaaf6\uabe3-\uabea\uabec\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000101fd-\U0001037a\U00010a01-\U00010a3f\U00010ae5'
    '\U00010ae6\U00010d24-\U00010d6d\U00010eab\U00010eac\U00010efa-\U00010f50\U00010f82-\U00010f85\U00011000-\U00011046'
    '\U00011070-\U000110ba\U000110c2\U00011100-\U00011134\U00011145-\U00011173\U00011180-\U000111c0\U000111c9-\U000111cc'
    '\U000111ce\U000111cf\U0001122c-\U00011237\U0001123e-\U00011241\U000112df-\U000113d2\U000113e1-\U00011446'
    '\U0001145e-\U000114c3\U000115af-\U000115c0\U000115dc-\U00011640\U000116ab-\U000116b7\U0001171d-\U0001172b'
    '\U0001182c-\U0001183a\U00011930-\U00011943\U000119d1-\U000119e0\U000119e4-\U00011a3e\U00011a47-\U00011a99'
    '\U00011b60-\U00011b67\U00011c2f-\U00011c3f\U00011c92-\U00011ef6\U00011f00-\U00011f42\U00011f5a\U00013440-\U00013455'
    '\U0001611e-\U0001612f\U00016af0-\U00016af4\U00016b30-\U00016b36\U00016f4f-\U00016f92\U00016fe4-\U00016ff1\U0001bc9d'
    '\U0001bc9e\U0001cf00-\U0001cf46\U0001d165-\U0001d169\U0001d16d-\U0001d172\U0001d17b-\U0001d182\U0001d185-\U0001d18b'
    '\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244\U0001da00-\U0001da36\U0001da3b-\U0001da6c\U0001da75\U0001da84'
    '\U0001da9b-\U0001daaf\U0001e000-\U0001e136\U0001e2ae-\U0001e2ef\U0001e4ec-\U0001e5ef\U0001e6e3-\U0001e6f5'
    '\U0001e8d0-\U0001e94a\U000e0100-\U000e01ef'
    '\u200c\u200d\u0f0b';
begin
  if written !~ '[#＃]' then
    return '{}';
  end if;
  -- Letters of any alphabet, their marks, digits and _; at least one letter. A # inside a word begins none.
  return (
    select coalesce(array_agg(tag order by place), '{}')
    from (
      select lower(normalize(caught[1], nfkc) collate "pg_c_utf8") as tag, min(place) as place
      from regexp_matches(private.without_links(written),
        ('(?:^|[^[:alnum:]_&/#＃])[#＃]([[:alnum:]_' || marks || ']{1,100})') collate "pg_c_utf8",
        'g') with ordinality matched (caught, place)
      where caught[1] ~ '[[:alpha:]]' collate "pg_c_utf8"
      group by tag
    ) tags);
end
$function$;

CREATE OR REPLACE FUNCTION private.heat_at (
  heat      double precision,
  at        timestamp with time zone,
  half_life interval
)
  RETURNS double precision
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  -- greatest and least pass over null.
  return case when heat is null then 0 else power(2::double precision, greatest(-500, least(500,
    heat - extract(epoch from at - '2026-01-01 00:00:00+00'::timestamptz)::double precision / extract(epoch from half_life)::double precision))) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.heat_of (
  weight    double precision,
  at        timestamp with time zone,
  half_life interval
)
  RETURNS double precision
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return ln(weight) / ln(2::double precision)
    + extract(epoch from at - '2026-01-01 00:00:00+00'::timestamptz)::double precision / extract(epoch from half_life)::double precision;
end
$function$;

CREATE OR REPLACE FUNCTION private.hidden_comment_reactions (
  ids uuid[]
)
  RETURNS TABLE (
    comment_id uuid,
    emojis     jsonb
  )
  LANGUAGE plpgsql
  STABLE
  ROWS 1
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
begin
  if unseen = '{}' then
    return;
  end if;
  return query
  select counted.comment_id, jsonb_object_agg(counted.emoji, counted.number)
  from (
    select reaction.comment_id, reaction.emoji, count(*) as number
    from public.comment_reactions reaction
    where reaction.comment_id = any (hidden_comment_reactions.ids) and reaction.user_id = any (unseen)
    group by reaction.comment_id, reaction.emoji
  ) counted
  group by counted.comment_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.hidden_in (
  member private.conversation_members,
  hidden uuid[]                       DEFAULT NULL::uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return case when private.is_masked(member) then '{}' else coalesce(hidden, private.hidden_from(member.user_id)) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.hidden_post_reactions (
  ids uuid[]
)
  RETURNS TABLE (
    post_id uuid,
    emojis  jsonb
  )
  LANGUAGE plpgsql
  STABLE
  ROWS 1
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
begin
  if unseen = '{}' then
    return;
  end if;
  return query
  select counted.post_id, jsonb_object_agg(counted.emoji, counted.number)
  from (
    select reaction.post_id, reaction.emoji, count(*) as number
    from public.post_reactions reaction
    where reaction.post_id = any (hidden_post_reactions.ids) and reaction.user_id = any (unseen)
    group by reaction.post_id, reaction.emoji
  ) counted
  group by counted.post_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.hidden_until (
  account private.accounts
)
  RETURNS timestamp WITH time zone
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when account.deactivated_at is not null then 'infinity' else coalesce(account.banned_until, '-infinity') end
$function$;

CREATE OR REPLACE FUNCTION private.hide_profile()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.profiles set hidden_until = private.hidden_until(new) where id = new.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.home_feed (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  is_plain boolean := cursor ~ '^[A-Za-z0-9_-]{22}$';
begin
  begin
    if (private.feed_settings_of(caller)).feed_order = 'latest' then
      return private.latest_feed(case when is_plain then cursor end, size);
    -- A plain cursor is one of following_feed: who has begun to read that reads on in it.
    elsif is_plain then
      return private.unranked_page(caller, cursor, size);
    end if;
    return private.ranked_page(caller, 'home', cursor, size);
  exception
    when sqlstate 'PGRST' then
      raise;
    when insufficient_resources then
      -- As many are being ranked as may be: see private.claim_ranking_slot.
      return private.unranked_page(caller, null, size);
    when query_canceled or others then
      -- Rather the newest than nothing. The log of the server has the reason.
      raise warning 'home_feed could not rank: % %', sqlstate, sqlerrm;
      return private.unranked_page(caller, case when is_plain then cursor end, size);
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.identifier_hash (
  identifier text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select encode(sha256(convert_to(lower(private.trimmed(identifier)), 'UTF8')), 'hex')
$function$;

CREATE OR REPLACE FUNCTION private.index_messages()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('message_search', 5000);
  indexed int;
begin
  with sent as materialized (
    select message.id, private.message_words(message.conversation_id, message.body) as words
    from private.engagement line
    join private.messages message on message.id = (line.details ->> 'message_id')::uuid
    where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'message'
      and message.deleted_at is null and message.body <> ''
    -- Nobody deletes it meanwhile, and leaves its words behind.
    for share of message
  ), added as (
    insert into private.message_search (message_id, words)
    select id, words from sent
    on conflict (message_id) do nothing
    returning 1
  )
  select count(*) into indexed from added;
  perform private.finish_reading('message_search', place.until);
  return indexed;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_people (
  ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- Two changes of one person at once: the later one waits here, and its next statement sees what the earlier did.
  perform from private.people_search person where person.profile_id = any (ids) order by person.profile_id for update;
  with current_people as (
    select profile.id, profile.username,
      private.bare_name(folded.first_name || ' ' || folded.last_name) as name, private.bare_name(folded.last_name) as last_name,
      private.name_words(profile.username, folded.first_name, folded.last_name) as words,
      array(select 'interest:' || chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id)
        || case when profile.verified_at is null then '{}' else array['verified'] end as terms,
      array(select 'for:' || aim from unnest(profile.looking_for) aim) || array['gender:' || profile.gender] as traits,
      account.birth_date, place.cell, cosd(centre.latitude) * cosd(centre.longitude) as x,
      cosd(centre.latitude) * sind(centre.longitude) as y, sind(centre.latitude) as z,
      settings.show_age, settings.show_online, settings.discoverable, profile.hidden_until
    from public.profiles profile
    cross join lateral (
      select private.folded(profile.first_name), private.folded(profile.last_name)) as folded (first_name, last_name)
    join private.accounts account on account.id = profile.id
    join private.profile_settings settings on settings.profile_id = profile.id
    left join private.locations place on place.profile_id = profile.id and settings.show_distance
    left join lateral private.cell_centre(place.cell) centre on true
    where profile.id = any (ids)
  ), new_words as (
    insert into private.people_words (word)
    select distinct word from current_people, unnest(words) word where length(word) >= 2 order by word
    on conflict do nothing
  )
  insert into private.people_search (profile_id, username, name, last_name, terms, traits, birth_date, cell, x, y, z,
    shows_age, shows_online, is_discoverable, hidden_until)
  select id, username, name, last_name, terms || array(select 'word:' || word from unnest(words) word), traits, birth_date, cell, x, y, z,
    show_age, show_online, discoverable, hidden_until
  from current_people
  on conflict (profile_id) do update set
    username = excluded.username, name = excluded.name, last_name = excluded.last_name, terms = excluded.terms,
    traits = excluded.traits, birth_date = excluded.birth_date, cell = excluded.cell, x = excluded.x, y = excluded.y, z = excluded.z,
    shows_age = excluded.shows_age, shows_online = excluded.shows_online, is_discoverable = excluded.is_discoverable,
    hidden_until = excluded.hidden_until;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_post()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into private.post_index as indexed (post_id, position, cell, tile, language, words)
  values (new.id, new.position, new.cell, private.tile_of(new.cell), private.language_of(new.caption), private.post_words(new.caption))
  on conflict (post_id) do update set words = excluded.words, language = excluded.language, cell = excluded.cell, tile = excluded.tile;
  return null;
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

CREATE OR REPLACE FUNCTION private.inviter_card (
  conversation private.conversations,
  invited      private.conversation_members,
  unseen       uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select private.member_card(conversation, inviter, shown.profile)
    from private.conversation_members inviter
    join private.shown_people shown on shown.id = inviter.user_id
    where inviter.conversation_id = conversation.id and inviter.id = invited.added_by and inviter.user_id <> all (unseen));
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

CREATE OR REPLACE FUNCTION private.is_adult (
  person_id uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (select account.birth_date <= private.adults_since() from private.accounts account where account.id = person_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_call_open (
  call_id uuid,
  unseen  uuid[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return not exists (
    select from private.calls call
    join private.conversations conversation on conversation.id = call.conversation_id and conversation.kind <> 'group'
    join private.call_participants other on other.call_id = call.id and other.user_id = any (unseen)
    join private.conversation_members met
      on met.conversation_id = conversation.id and met.user_id = other.user_id and not private.is_masked(met)
    where call.id = is_call_open.call_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_device_of (
  account_id uuid,
  device     uuid
)
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select exists (
    select from private.sessions session
    where session.id = is_device_of.device and session.account_id = is_device_of.account_id)
$function$;

CREATE OR REPLACE FUNCTION private.is_known_to (
  person_id uuid,
  other_id  uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return exists (
      select from public.connections where connections.person_id = is_known_to.person_id and connections.other_id = is_known_to.other_id)
    or exists (select from public.follows where follower_id = is_known_to.other_id and followee_id = is_known_to.person_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_live_session()
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return exists (
    select from private.live_sessions session
    where session.id = (auth.jwt() ->> 'sid')::uuid and session.account_id = auth.uid() and session.banned_until > now() is not true);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_masked (
  member private.conversation_members
)
  RETURNS boolean
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return member.alias is not null and member.revealed_at is null;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_open_to (
  person public.profiles,
  viewer uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return not person.is_private or person.id = viewer
    or exists (select from public.follows where follower_id = viewer and followee_id = person.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_person_name (
  written text
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  -- What turns or breaks the line that it is shown in: controls, line breaks, bidirectional overrides and isolates.
  select length(private.trimmed(written)) between 1 and 50
    and private.trimmed(written) !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]'
$function$;

CREATE OR REPLACE FUNCTION private.is_unspaced (
  written text
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  select written ~ '^[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+$'
$function$;

CREATE OR REPLACE FUNCTION private.join_call (
  call      private.calls,
  person_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  -- Two tabs of one browser share a session, and so are one device.
  device uuid := (auth.jwt() ->> 'sid')::uuid;
  in_it_with uuid;
begin
  select taken.session_id into in_it_with from private.call_participants taken
  where taken.call_id = call.id and taken.user_id = person_id and taken.state = 'joined';
  if found then
    if in_it_with <> device then
      perform private.raise('CALL_ANSWERED_ELSEWHERE', 'You are in this call with another device.', 409);
    end if;
    return;
  end if;
  if exists (
    select from private.call_participants other
    join private.conversation_members own on own.conversation_id = call.conversation_id and own.user_id = person_id
    where other.call_id = call.id and other.state = 'joined' and other.user_id = any (private.hidden_in(own))) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  perform private.be_in_call(call.id, person_id, device);
  update private.calls set state = 'active', answered_at = coalesce(calls.answered_at, clock_timestamp()) where calls.id = call.id;
  -- The own other devices stop ringing.
  perform private.broadcast('user:' || person_id, 'call.answered', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id));
  perform private.tell_call(call);
end
$function$;

CREATE OR REPLACE FUNCTION private.join_group (
  invited private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
begin
  update private.conversations set member_count = member_count + 1, changed_in = pg_current_xact_id()
  where id = invited.conversation_id
  returning * into conversation;
  update private.conversation_members member
  set state = 'active', joined_at = now(), left_at = null, awaits_notice = true, first_seq = begun.first_seq,
    last_delivered_seq = greatest(member.last_delivered_seq, begun.last_delivered_seq),
    last_read_seq = greatest(member.last_read_seq, begun.last_read_seq), read_number = begun.read_number,
    changed_in = pg_current_xact_id()
  from private.beginning(conversation) begun
  where member.conversation_id = conversation.id and member.user_id = invited.user_id;
  if not conversation.history_for_new then
    perform private.change_topics(conversation.id);
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'joined', 'actor_member_id', invited.id));
  perform private.tell_members(conversation.id, array[invited.user_id]);
  perform private.tell_people(conversation.id, array[invited.user_id], 'accepted');
end
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
    where standing.proposal_id is null;
  -- Whoever asks is there, whether or not a first heartbeat has come.
  insert into private.presence as present (profile_id, device, active_at, seen_at) values (caller, 'web', now(), now())
  on conflict (profile_id) do update set active_at = excluded.active_at, seen_at = excluded.seen_at;
end
$function$;

CREATE OR REPLACE FUNCTION private.joinable (
  id  text,
  OUT member_id uuid,
  OUT topic text,
  OUT live_topic text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  stands private.membership := private.find_membership(split_part(id, ':', 1)::uuid);
begin
  if (stands.conversation).epoch = split_part(id, ':', 2)::uuid then
    member_id := (stands.member).id;
    select chosen.topic, chosen.live_topic into topic, live_topic
    from private.topics_of_member(stands.conversation, stands.member) chosen;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.judge_posts (
  post_ids uuid[],
  at       timestamp with time zone
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  parameters jsonb := (select jsonb_object_agg(name, value) from private.virality_parameters);
  changes jsonb;
  judged int;
begin
  with made as materialized (
    select * from private.predict_reach(judge_posts.post_ids, judge_posts.at)
  ), kept as (
    insert into private.reach_predictions (post_id, age_step, made_at, features, predicted, low, high)
    select made.post_id, private.age_step(made.minutes), judge_posts.at, made.features, made.predicted, made.low, made.high
    from made where made.minutes between 15 and 2880
    on conflict (post_id, age_step) do nothing
  ), verdict as (
    select made.*, known.author_id, known.state as was, known.step as was_step, known.stepped_at, greatest(known.peak, made.people_hour) as best,
      case when veto.post_id is null then private.next_virality(known.state, extract(epoch from judge_posts.at - known.since) / 60, made.minutes,
        made.odds, made.surprise, made.people_hour, greatest(known.peak, made.people_hour), known.people, parameters) else 'none' end as becomes
    from made
    join private.post_virality known on known.post_id = made.post_id
    left join private.viral_vetoes veto on veto.post_id = made.post_id
  ), written as (
    update private.post_virality known set
      state = verdict.becomes,
      since = case when verdict.becomes = verdict.was then known.since else judge_posts.at end,
      peak = verdict.best, surprise = verdict.surprise, velocity = verdict.people_hour, odds = verdict.odds,
      predicted = verdict.predicted, low = verdict.low, high = verdict.high, judged_at = judge_posts.at,
      step = climbed.step,
      stepped_at = case when climbed.step = known.step then known.stepped_at else judge_posts.at end
    from verdict
    -- It reaches more people only while those whom it reaches do more with it than one would expect.
    cross join lateral (select (case
      when verdict.becomes <> 'viral' then 0
      when verdict.was_step = 0 then 1
      when verdict.surprise >= 0 and judge_posts.at >= verdict.stepped_at + make_interval(mins => (parameters ->> 'step_minutes')::int)
        then least(verdict.was_step + 1, 4)
      else verdict.was_step end)::smallint as step) climbed
    where known.post_id = verdict.post_id
    returning known.post_id, known.author_id, verdict.was, known.state, known.step, verdict.was_step, known.odds
  )
  select count(*)::int, jsonb_agg(to_jsonb(written)) filter (where written.was <> written.state or written.was_step <> written.step)
  into judged, changes
  from written;
  perform private.tell_virality(changes, at);
  return judged;
end
$function$;

CREATE OR REPLACE FUNCTION private.judge_quiet_posts()
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  waiting uuid[] := array(
    select post_id from private.post_virality
    where state in ('rising', 'viral') and judged_at < now() - interval '3 minutes'
    order by judged_at limit 1000 for update skip locked);
begin
  return private.judge_posts(waiting, now());
end
$function$;

CREATE OR REPLACE FUNCTION private.judge_weights (
  weights jsonb,
  feed    text,
  depth   integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  temperature double precision := (select weight from private.feed_weights stored where stored.feed = judge_weights.feed and stored.factor = 'temperature');
  judged record;
begin
  with list as materialized (
    select log.id, log.person_id, log.factors, log.propensities, log.weights, log.post_ids[1:depth] as post_ids, log.served_at, least(log.served, depth) as shown,
      private.weights_for(judge_weights.feed, private.feed_settings_of(log.person_id), judge_weights.weights) as wanted
    from private.feed_log log
    where log.feed = judge_weights.feed and cardinality(log.weights) = cardinality(private.feed_factor_names())
      -- What somebody does with a page takes a moment.
      and log.served_at < now() - interval '10 minutes'
    order by log.served_at desc
    limit 5000
  ), place as materialized (
    select list.id, list.person_id, result.n as place, result.reward, result.ratio
    from list
    cross join lateral unnest(
      private.feed_rewards(list.person_id, list.post_ids, list.served_at),
      private.feed_ratios(list.factors, list.propensities,
        array(select (new - old)::real from unnest(list.wanted, list.weights) with ordinality pair (new, old, n) order by n), temperature, depth)
    ) with ordinality result (reward, ratio, n)
    where result.n <= list.shown
  ), mean as (
    select place, count(*) as lists, avg(reward) as now, sum(ratio * reward) / sum(ratio) as then, sum(ratio) as total, sum(ratio) ^ 2 / sum(ratio ^ 2) as effective
    from place
    group by place
  ), influence as (
    -- How much each person moves the estimates (the delta method): lists of one person are not independent.
    select place.person_id,
      sum((place.reward - mean.now) / mean.lists) as now,
      sum(place.ratio * (place.reward - mean.then) / mean.total) as then
    from place join mean using (place)
    group by place.person_id
  )
  select (select count(*) from list) as lists, (select count(*) from influence) as people,
    (select min(effective) from mean) as effective, (select count(*) from mean) as places,
    (select avg(mean.now) from mean) as value_now, (select avg(mean.then) from mean) as value_then,
    (select sqrt(sum(influence.now ^ 2)) from influence) as now_error, (select sqrt(sum(influence.then ^ 2)) from influence) as then_error,
    (select sqrt(sum((influence.then - influence.now) ^ 2)) from influence) as difference_error
  into judged;
  if (judged.effective >= 50 and judged.people >= 20) is not true then
    perform private.raise('FEED_LOG_TOO_SMALL', 'The log says too little about these weights.', 409,
      details => format('%s lists of %s people, worth %s', judged.lists, judged.people, coalesce(round(judged.effective::numeric), 0)));
  end if;
  return jsonb_build_object('lists', judged.lists, 'people', judged.people, 'places', judged.places, 'effective', round(judged.effective::numeric),
    'now', private.with_interval(judged.value_now, judged.now_error / judged.places),
    'then', private.with_interval(judged.value_then, judged.then_error / judged.places),
    'difference', private.with_interval(judged.value_then - judged.value_now, judged.difference_error / judged.places));
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

CREATE OR REPLACE FUNCTION private.keep_preview_image (
  folder text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into private.preview_images (folder) values (keep_preview_image.folder)
$function$;

CREATE OR REPLACE FUNCTION private.keep_reported_apart()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.keep_apart(new.reporter_id, opened.person_id, 'infinity', 'reported')
  from private.cases opened
  where opened.id = new.case_id and opened.person_id <> new.reporter_id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.language_of (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  start text := left(written, 500);
  words text[];
  found_language text;
begin
  -- An alphabet that (nearly) one language has says it.
  found_language := case
    when start ~ '[\u3041-\u30ff]' then 'ja'
    when start ~ '[\uac00-\ud7a3]' then 'ko'
    when start ~ '[\u4e00-\u9fff]' then 'zh'
    when start ~ '[\u0e01-\u0e5b]' then 'th'
    when start ~ '[\u0590-\u05ff]' then 'he'
    when start ~ '[\u0370-\u03ff]' then 'el'
    when start ~ '[\u0900-\u097f]' then 'hi'
    when start ~ '[\u0621-\u064a]' then 'ar'
    when start ~ '[іїєґ]' then 'uk'
    when start ~ '[\u0400-\u04ff]' then 'ru'
  end;
  if found_language is not null then
    return found_language;
  end if;
  -- In Latin letters the small words do, of which every sentence has some.
  words := string_to_array(regexp_replace(lower(start), '[^[:alpha:]]+' collate "pg_c_utf8", ' ', 'g'), ' ');
  select language into found_language
  from (values
    ('en', array['the', 'and', 'of', 'to', 'is', 'in', 'it', 'you', 'that', 'for', 'this', 'with', 'my', 'are', 'was', 'not', 'have', 'what', 'at', 'be']),
    ('de', array['der', 'die', 'das', 'und', 'ist', 'nicht', 'ich', 'ein', 'eine', 'mit', 'zu', 'auf', 'für', 'von', 'wir', 'auch', 'im', 'den', 'es', 'war']),
    ('es', array['el', 'la', 'los', 'las', 'y', 'que', 'es', 'en', 'un', 'una', 'por', 'con', 'para', 'no', 'mi', 'del', 'se', 'muy', 'está', 'lo']),
    ('fr', array['le', 'la', 'les', 'et', 'est', 'un', 'une', 'des', 'que', 'je', 'pas', 'pour', 'dans', 'sur', 'avec', 'ce', 'du', 'au', 'nous', 'mais']),
    ('pt', array['o', 'a', 'os', 'as', 'e', 'que', 'não', 'um', 'uma', 'do', 'da', 'em', 'para', 'com', 'por', 'no', 'na', 'eu', 'mais', 'muito']),
    ('it', array['il', 'lo', 'gli', 'e', 'che', 'non', 'un', 'una', 'di', 'per', 'con', 'sono', 'della', 'del', 'mi', 'è', 'ma', 'anche', 'nel', 'più']),
    ('nl', array['de', 'het', 'een', 'en', 'van', 'is', 'niet', 'ik', 'je', 'dat', 'op', 'met', 'voor', 'maar', 'ook', 'zijn', 'wij', 'naar', 'er', 'te']),
    ('pl', array['i', 'w', 'na', 'z', 'nie', 'się', 'to', 'jest', 'do', 'że', 'jak', 'ale', 'po', 'dla', 'tak', 'od', 'są', 'mnie', 'co', 'czy']),
    ('tr', array['ve', 'bir', 'bu', 'için', 'çok', 'da', 'de', 'ne', 'ile', 'ben', 'var', 'ama', 'gibi', 'daha', 'mi', 'sen', 'olan', 'değil', 'kadar', 'her'])
  ) known (language, common)
  cross join lateral (select count(*) from unnest(words) word where word = any (common)) matching (hits)
  where hits >= 2
  order by hits desc, language
  limit 1;
  return found_language;
end
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

CREATE OR REPLACE FUNCTION private.latest_feed (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  page jsonb := private.following_feed(cursor, page_size);
begin
  return jsonb_set(page, '{items}', (
    select coalesce(jsonb_agg(item || '{"reason": "latest"}' order by place), '[]')
    from jsonb_array_elements(page -> 'items') with ordinality listed (item, place)));
end
$function$;

CREATE OR REPLACE FUNCTION private.learn_activity()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('activity', 20000);
  counted int := private.count_activity(place.since, place.until);
begin
  perform private.finish_reading('activity', place.until);
  return counted;
end
$function$;

CREATE OR REPLACE FUNCTION private.learn_author_affinities (
  since xid8,
  until xid8
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with deed as materialized (
    select * from private.deeds_between(learn_author_affinities.since, learn_author_affinities.until)
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select person_id, author_id, sum(weight) as more, count(*) filter (where is_skip) as skips
    from deed
    group by person_id, author_id
  )
  insert into private.author_affinity as affinity (person_id, author_id, heat, skips)
  select change.person_id, change.author_id, private.reheated(known.heat, change.more, latest.at, private.taste_half_life()),
    case when change.skips > 0 then private.reheated(known.skips, change.skips, latest.at, private.taste_half_life()) else known.skips end
  from change
  cross join latest
  -- Who is gone needs no taste.
  join public.profiles person on person.id = change.person_id
  join public.profiles author on author.id = change.author_id
  left join private.author_affinity known on known.person_id = change.person_id and known.author_id = change.author_id
  -- Nobody else writes here: this reader is one at a time.
  on conflict (person_id, author_id) do update set heat = excluded.heat, skips = excluded.skips
$function$;

CREATE OR REPLACE FUNCTION private.learn_from_engagement()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('feed', 20000);
  learnt int;
begin
  perform private.learn_tastes(place.since, place.until);
  perform private.learn_author_affinities(place.since, place.until);
  perform private.learn_topic_affinities(place.since, place.until);
  -- Last, because tastes are learnt from who was there before.
  learnt := private.learn_heat(place.since, place.until);
  perform private.finish_reading('feed', place.until);
  return learnt;
end
$function$;

CREATE OR REPLACE FUNCTION private.learn_heat (
  since xid8,
  until xid8
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with deed as materialized (
    select deed.*,
      -- Whoever comments all the time is one who has commented.
      case when deed.kind = 'comment' and (deed.person_id = any (signals.recent_commenter_ids)
          or row_number() over (partition by deed.post_id, deed.person_id, deed.kind order by deed.at) > 1) then 0
        else deed.weight end as counted
    from private.deeds_between(learn_heat.since, learn_heat.until) deed
    join private.post_signals signals on signals.post_id = deed.post_id
    -- What hidden people do reaches nobody.
    join public.profiles person on person.id = deed.person_id and person.hidden_until <= now()
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select deed.post_id, sum(deed.counted * power(0.5, extract(epoch from latest.at - deed.at) / extract(epoch from private.post_half_life()))) as more,
      array_agg(distinct deed.person_id) filter (where deed.kind = 'comment') as commenter_ids
    from deed, latest
    group by deed.post_id
  ), attitude as (
    -- What each person did last: an engager, or no longer one.
    select distinct on (post_id, person_id) post_id, person_id, is_like, at
    from deed
    where is_like or is_undone
    order by post_id, person_id, at desc, is_like
  ), engager as (
    select post_id, coalesce(array_agg(person_id order by at desc) filter (where is_like), '{}') as come,
      coalesce(array_agg(person_id) filter (where not is_like), '{}') as gone
    from attitude
    group by post_id
  ), changed as (
    update private.post_signals signals
    set heat = private.reheated(signals.heat, change.more, latest.at, private.post_half_life()),
        engagers = greatest(0, signals.engagers + case when engager.post_id is null then 0 else
          cardinality(array(select unnest(engager.come) except select unnest(signals.recent_engager_ids)))
          - cardinality(array(select unnest(engager.gone) intersect select unnest(signals.recent_engager_ids))) end),
        recent_engager_ids = case when engager.post_id is null then signals.recent_engager_ids else (engager.come || array(
          select id from unnest(signals.recent_engager_ids) with ordinality before (id, place)
          where id <> all (engager.come || engager.gone) order by place))[1:40] end,
        recent_commenter_ids = case when change.commenter_ids is null then signals.recent_commenter_ids else (change.commenter_ids || array(
          select id from unnest(signals.recent_commenter_ids) with ordinality before (id, place)
          where id <> all (change.commenter_ids) order by place))[1:40] end
    from latest, change
    left join engager on engager.post_id = change.post_id
    where signals.post_id = change.post_id
    returning 1
  )
  select count(*)::int from changed
$function$;

CREATE OR REPLACE FUNCTION private.learn_tastes (
  since xid8,
  until xid8
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with attitude as materialized (
    select distinct on (person_id, post_id) person_id, post_id, is_like, at
    from private.deeds_between(learn_tastes.since, learn_tastes.until)
    where is_like or is_undone
    order by person_id, post_id, at desc, is_like
  ), met as (
    -- Those who were there before.
    select liked.person_id, other.id as neighbour_id, power(signals.engagers + 1, -0.5) as weight
    from attitude liked
    join private.post_signals signals on signals.post_id = liked.post_id
    cross join lateral unnest(signals.recent_engager_ids) other (id)
    -- Who likes it again has met them already.
    where liked.is_like and liked.person_id <> all (signals.recent_engager_ids)
    union all
    select taste.person_id, known.id, greatest(0.98 * known.weight, 1e-9)
    from private.tastes taste
    cross join lateral unnest(taste.neighbour_ids, taste.weights) known (id, weight)
    where taste.person_id in (select person_id from attitude where is_like)
  ), nearest as (
    select person_id, array_agg(neighbour_id order by weight desc, neighbour_id) as ids, array_agg(weight order by weight desc, neighbour_id) as weights
    from (
      select person_id, neighbour_id, sum(weight)::real as weight,
        row_number() over (partition by person_id order by sum(weight) desc, neighbour_id) as place
      from met
      group by person_id, neighbour_id
    ) ranked
    where place <= 60
    group by person_id
  ), lately as (
    select person_id, array_agg(post_id) as post_ids,
      coalesce(array_agg(post_id order by at desc) filter (where is_like), '{}') as ids, coalesce(array_agg(at order by at desc) filter (where is_like), '{}') as times
    from attitude
    group by person_id
  ), before as (
    -- What was liked before, without what was now liked again or taken back.
    select taste.person_id, array_agg(old.id order by old.place) as ids, array_agg(old.at order by old.place) as times
    from lately
    join private.tastes taste on taste.person_id = lately.person_id
    cross join lateral unnest(taste.liked_ids, taste.liked_at) with ordinality old (id, at, place)
    where old.id <> all (lately.post_ids)
    group by taste.person_id
  )
  insert into private.tastes as taste (person_id, neighbour_ids, weights, liked_ids, liked_at)
  select person.id, coalesce(nearest.ids, '{}'), coalesce(nearest.weights, '{}'), (lately.ids || before.ids)[1:30], (lately.times || before.times)[1:30]
  from lately
  join public.profiles person on person.id = lately.person_id
  left join nearest on nearest.person_id = lately.person_id
  left join before on before.person_id = lately.person_id
  on conflict (person_id) do update set
    -- Who has only taken something back keeps the neighbours.
    neighbour_ids = case when excluded.neighbour_ids = '{}' then taste.neighbour_ids else excluded.neighbour_ids end,
    weights = case when excluded.neighbour_ids = '{}' then taste.weights else excluded.weights end,
    liked_ids = excluded.liked_ids, liked_at = excluded.liked_at
$function$;

CREATE OR REPLACE FUNCTION private.learn_topic_affinities (
  since xid8,
  until xid8
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with deed as materialized (
    select * from private.deeds_between(learn_topic_affinities.since, learn_topic_affinities.until) where topics <> '{}'
  ), latest as (
    select max(at) as at from deed
  ), change as (
    select person_id, topic, sum(weight) as more, count(*) filter (where is_skip) as skips
    from deed, unnest(topics[1:5]) topic
    group by person_id, topic
  )
  insert into private.topic_affinity as affinity (person_id, topic, heat, skips)
  select change.person_id, change.topic, private.reheated(known.heat, change.more, latest.at, private.taste_half_life()),
    case when change.skips > 0 then private.reheated(known.skips, change.skips, latest.at, private.taste_half_life()) else known.skips end
  from change
  cross join latest
  -- Who is gone needs no taste.
  join public.profiles person on person.id = change.person_id
  left join private.topic_affinity known on known.person_id = change.person_id and known.topic = change.topic
  -- Nobody else writes here: this reader is one at a time.
  on conflict (person_id, topic) do update set heat = excluded.heat, skips = excluded.skips
$function$;

CREATE OR REPLACE FUNCTION private.learn_topics()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('topics', 20000);
  learnt int := private.count_topic_people(place.since, place.until);
begin
  perform private.finish_reading('topics', place.until);
  return learnt;
end
$function$;

CREATE OR REPLACE FUNCTION private.learn_virality()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('virality', 20000);
  touched uuid[];
begin
  touched := private.count_deeds(place.since, place.until);
  perform private.judge_posts(private.due_posts(touched), now());
  perform private.finish_reading('virality', place.until);
  return cardinality(touched);
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_calls_with_blocked()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.leave_call(own.call_id, new.blocker_id)
  from private.call_participants own
  join private.call_participants other on other.call_id = own.call_id and other.user_id = new.blocked_id
  join private.calls call on call.id = own.call_id and call.state <> 'ended'
  join private.conversation_members member
    on member.conversation_id = call.conversation_id and member.user_id = own.user_id and not private.is_masked(member)
  where own.user_id = new.blocker_id and own.state in ('joined', 'ringing') and other.state in ('joined', 'ringing');
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_conversation (
  conversation_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  at private.membership;
begin
  perform from private.conversations where id = leave_conversation.conversation_id for no key update;
  -- Behind the lock, so that of two devices which leave at once the second finds that it is done.
  if exists (
    select from private.conversation_members own
    where own.conversation_id = leave_conversation.conversation_id and own.user_id = caller
      and own.state = 'gone' and own.left_at is not null) then
    return;
  end if;
  at := private.lock_conversation(conversation_id);
  case (at.conversation).kind
    when 'group' then perform private.leave_group(at.member);
    when 'anonymous' then perform private.end_anonymous(at.member);
    else perform private.raise('INVALID_ARGUMENT', 'Nobody leaves a conversation of two; clear or archive it, or block the other.', 422);
  end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.leave_group (
  leaver private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  conversation private.conversations;
  heir private.conversation_members;
  uninvited_ids uuid[];
begin
  perform private.end_membership(leaver, now());
  perform private.tell_people(leaver.conversation_id, array[leaver.user_id], 'left');
  select * into conversation from private.conversations where id = leaver.conversation_id;
  if conversation.member_count = 0 then
    -- Nobody is left to be joined.
    with uninvited as (
      update private.conversation_members member set state = 'gone', changed_in = pg_current_xact_id()
      where member.conversation_id = conversation.id and member.state = 'requested'
      returning member.user_id
    )
    select array_agg(user_id) into uninvited_ids from uninvited;
    perform private.tell_people(conversation.id, uninvited_ids, 'removed');
    return;
  end if;
  perform private.note_change(conversation, jsonb_build_object('event', 'left', 'actor_member_id', leaver.id));
  if leaver.role = 'owner' then
    select member.* into heir
    from private.conversation_members member
    join public.profiles profile on profile.id = member.user_id
    where member.conversation_id = conversation.id and member.state = 'active'
    order by profile.hidden_until <= now() desc, member.role = 'admin' desc, member.joined_at, member.id
    limit 1;
    update private.conversation_members member set role = 'owner', changed_in = pg_current_xact_id()
    where member.conversation_id = conversation.id and member.user_id = heir.user_id;
    perform private.note_change(conversation, jsonb_build_object(
      'event', 'role', 'actor_member_id', leaver.id, 'member_ids', jsonb_build_array(heir.id), 'role', 'owner'));
  end if;
  perform private.tell_members(conversation.id, array[leaver.user_id, heir.user_id]);
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

CREATE OR REPLACE FUNCTION private.leave_realtime()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  changed jsonb := to_jsonb(new);
begin
  perform private.recheck_person(coalesce(changed ->> 'account_id', changed ->> 'id')::uuid);
  return null;
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

CREATE OR REPLACE FUNCTION private.liked_reels (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
  from (
    select reaction.id, reaction.post_id
    from public.post_reactions reaction
    join private.visible_posts post on post.id = reaction.post_id
    where reaction.user_id = caller and reaction.id < before and post.kind = 'reel'
    order by reaction.id desc
    limit size + 1
  ) found;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_blocked (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_blocked.page_size)
    from (
      -- The one list of people who are not visible to the caller; without it nobody could end a block.
      select block.id, jsonb_build_object('user', private.profile_card(person), 'blocked_at', block.created_at) as item
      from public.blocks block
      join public.profiles person on person.id = block.blocked_id
      where block.blocker_id = caller and block.id < before
      order by block.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_calls (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  select array_agg(found.call_id order by found.call_id desc) into ids
  from (
    select own.call_id from private.call_participants own
    where own.user_id = caller and own.call_id < before
      and (cardinality(unseen) = 0 or private.is_call_open(own.call_id, unseen))
    order by own.call_id desc
    limit size + 1
  ) found;
  return private.page(private.call_items(ids[1:size], caller), ids, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_collections (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  owner uuid := coalesce(user_id, caller);
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.require_open_lists(owner);
  return (
    select private.page(array_agg(private.collection_item(found.collection) order by found.id desc),
      array_agg(found.id order by found.id desc), size)
    from (
      select collection.id, collection from public.collections collection
      where collection.owner_id = owner and (owner = caller or not collection.is_private) and collection.id < before
      order by collection.id desc
      limit size + 1
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_comments (
  post_id   uuid,
  parent_id uuid,
  sort      text,
  hidden    boolean,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  size int := private.page_size(page_size);
  last record := private.decode_ranked_cursor(cursor);
  post public.posts := private.readable_post(post_id);
  thread uuid := coalesce(parent_id, post.id);
  unseen uuid[] := private.hidden_ids();
  pinned uuid;
  ids uuid[];
  scores int[];
begin
  if (sort in ('top', 'new')) is not true or hidden is null then
    perform private.raise('INVALID_ARGUMENT', 'sort must be top or new, and hidden true or false.', 422);
  end if;
  -- Asked here and not among the conditions below, where it would lead the planner to the index of the whole post.
  if parent_id is not null and not exists (
    select from public.comments parent where parent.id = list_comments.parent_id and parent.post_id = post.id) then
    thread := null;
  end if;
  if parent_id is null and not hidden then
    select comment.id into pinned from public.comments comment
    where comment.post_id = post.id and comment.pinned_at is not null and comment.hidden_at is null
      and comment.author_id <> all (unseen)
      and exists (select from private.shown_people shown where shown.id = comment.author_id);
  end if;
  -- Listed is what is not put aside, or is if that was asked for; an empty place only while it holds an answer.
  if sort = 'top' then
    select array_agg(found.id order by found.score desc, found.id desc), array_agg(found.score order by found.score desc, found.id desc)
    into ids, scores
    from (
      select comment.id, comment.score from public.comments comment
      where coalesce(comment.parent_id, comment.post_id) = thread
        and (comment.score, comment.id) < (last.rank, last.id)
        and (comment.hidden_at is not null) = hidden and comment.id is distinct from pinned
        and (comment.deleted_at is null and comment.author_id <> all (unseen)
            and exists (select from private.shown_people shown where shown.id = comment.author_id)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.score desc, comment.id desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(0 order by found.id) into ids, scores
    from (
      select comment.id from public.comments comment
      where coalesce(comment.parent_id, comment.post_id) = thread
        and comment.id < last.id
        and (comment.hidden_at is not null) = hidden and comment.id is distinct from pinned
        and (comment.deleted_at is null and comment.author_id <> all (unseen)
            and exists (select from private.shown_people shown where shown.id = comment.author_id)
          or exists (select from public.comments answer where answer.parent_id = comment.id and answer.deleted_at is null))
      order by comment.id desc
      limit size + 1
    ) found;
  end if;
  return jsonb_build_object(
    'items', coalesce(to_jsonb(private.comment_items(ids[1:size])), '[]'),
    'next_cursor', case when cardinality(ids) > size then private.encode_ranked_cursor(scores[size], ids[size]) end,
    'pinned', case when cursor is null and pinned is not null then (private.comment_items(array[pinned]))[1] end);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_connection_requests (
  direction text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  if direction is null or direction not in ('incoming', 'outgoing') then
    perform private.raise('INVALID_ARGUMENT', 'direction must be incoming or outgoing.', 422);
  end if;
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_connection_requests.page_size)
    from (
      select request.id, jsonb_build_object(
        'id', request.id, 'user', private.profile_card(visible.profile), 'note', request.note,
        'requested_at', request.created_at) as item
      -- One branch runs: each is a range of its own index.
      from (
        select id, requester_id as other_id, note, created_at from public.connection_requests
        where direction = 'incoming' and addressee_id = caller and state = 'pending'
        union all
        select id, addressee_id, note, created_at from public.connection_requests
        where direction = 'outgoing' and requester_id = caller and state = 'pending'
      ) request
      join private.visible_people visible on visible.id = request.other_id
      where request.id < before
      order by request.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_connections (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_connections.page_size)
    from (
      select connection.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'connected_at', connection.created_at) as item
      from public.connections connection
      join private.visible_people visible on visible.id = connection.other_id
      where connection.person_id = caller and connection.id < before
      order by connection.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_conversations (
  archived  boolean,
  state     text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
  positions uuid[];
  page jsonb;
begin
  if archived is null then
    perform private.raise('INVALID_ARGUMENT', 'archived must be true or false.', 422);
  end if;
  select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
  from (
    -- Conversations of two by an index, groups by looking at each: nobody is in many.
    (select own.conversation_id as id, own.position
    from private.conversation_members own
    where own.user_id = caller and own.position < before and own.state = list_conversations.state
      and (own.archived_at is not null) = archived and own.pinned_at is null
      and (cardinality(unseen) = 0 or not exists (
        select from private.conversation_members other
        where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))
    order by own.position desc
    limit size + 1)
    union all
    (select conversation.id, coalesce(conversation.position, conversation.id)
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = caller and own.position is null and own.state = list_conversations.state
      and conversation.kind = 'group' and coalesce(conversation.position, conversation.id) < before
      and (own.archived_at is not null) = archived and own.pinned_at is null
      -- Not one that was cleared, until somebody speaks again.
      and (conversation.last_seq >= own.first_seq or own.state = 'requested')
    order by 2 desc
    limit size + 1)
    order by 2 desc
    limit size + 1
  ) found;
  page := private.page(private.conversation_items(ids[1:size], caller), positions, size);
  if cursor is null and state = 'active' and not archived then
    ids := array(
      select own.conversation_id from private.conversation_members own
      where own.user_id = caller and own.pinned_at is not null and own.state = 'active'
        and (cardinality(unseen) = 0 or not exists (
          select from private.conversation_members other
          join private.conversations conversation on conversation.id = other.conversation_id and conversation.kind <> 'group'
          where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))
      order by own.pinned_at desc);
    if cardinality(ids) > 0 then
      page := jsonb_set(page, '{items}', to_jsonb(private.conversation_items(ids, caller)) || (page -> 'items'));
    end if;
  end if;
  return page;
end
$function$;

CREATE OR REPLACE FUNCTION private.list_follow_requests (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_follow_requests.page_size)
    from (
      select request.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'requested_at', request.created_at) as item
      from public.follow_requests request
      join private.visible_people visible on visible.id = request.follower_id
      where request.followee_id = caller and request.id < before
      order by request.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_followers (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_followers.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.meetable_people visible on visible.id = follow.follower_id
      where follow.followee_id = list_followers.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_following (
  user_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  perform private.require_open_lists(user_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_following.page_size)
    from (
      select follow.id, private.follow_item(visible.profile, follow.created_at, caller) as item
      from public.follows follow
      join private.meetable_people visible on visible.id = follow.followee_id
      where follow.follower_id = list_following.user_id and follow.id < before
      order by follow.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_members (
  conversation_id uuid,
  member_ids      uuid[],
  cursor          text,
  page_size       integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  after record := private.decode_ranked_cursor(cursor);
  size int := private.page_size(page_size);
  at private.membership := private.membership(conversation_id);
begin
  if (at.conversation).kind <> 'group' then
    perform private.raise('INVALID_ARGUMENT', 'This conversation is not a group.', 422);
  end if;
  if cardinality(member_ids) > 100 then
    perform private.raise('INVALID_ARGUMENT', 'member_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(found.item order by found.rank desc, found.id desc) filter (where found.place <= size), '[]'),
      'next_cursor', max(private.encode_ranked_cursor(found.rank, found.id))
        filter (where found.place = size and found.total > size))
    from (
      select rank, id, row_number() over (order by rank desc, id desc) as place, count(*) over () as total, item
      from (
        select ranked.rank, (ranked.member).id,
          private.member_card(at.conversation, ranked.member, shown.profile) || jsonb_build_object(
            'role', (ranked.member).role, 'joined_at', (ranked.member).joined_at,
            -- That somebody has declined is nobody's business.
            'state', case (ranked.member).state when 'declined' then 'gone' else (ranked.member).state end) as item
        from (
          select member, case member.role when 'owner' then 2 when 'admin' then 1 else 0 end as rank
          from private.conversation_members member
          where member.conversation_id = list_members.conversation_id and member.user_id <> all (private.hidden_in(at.member))
            and (member_ids is null or member.id = any (member_ids))
            and (member.state = 'active'
              or member.state = 'requested' and ((at.member).role <> 'member' or member.added_by = (at.member).id)
              or member.state in ('gone', 'declined') and member_ids is not null)
        ) ranked
        join private.shown_people shown on shown.id = (ranked.member).user_id
        where (ranked.rank, (ranked.member).id) < (after.rank, after.id)
        order by ranked.rank desc, (ranked.member).id desc
        limit size + 1
      ) listed
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_message_edits (
  message_id uuid,
  cursor     text,
  page_size  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.message_at(message_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select edit.id, jsonb_build_object('body', edit.body, 'replaced_at', edit.created_at) as item
      from private.message_edits edit
      where edit.message_id = list_message_edits.message_id and edit.id < before
      order by edit.id desc
      limit size + 1
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_messages (
  conversation_id uuid,
  before          uuid,
  after           uuid,
  cursor          text,
  page_size       integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  size int := private.page_size(page_size);
  at private.membership := private.membership(conversation_id);
  unseen uuid[] := private.hidden_in(at.member);
  lowest bigint := (at.member).first_seq;
  highest bigint := 9223372036854775807;
  ids uuid[];
begin
  if num_nonnulls(before, after) > 1 then
    perform private.raise('INVALID_ARGUMENT', 'Give before or after, not both.', 422);
  end if;
  if cursor is not null and after is not null then
    after := private.decode_cursor(cursor);
  elsif cursor is not null then
    before := private.decode_cursor(cursor);
  end if;
  if before is not null then
    highest := (private.message_place(at.member, before)).seq - 1;
  elsif after is not null then
    lowest := (private.message_place(at.member, after)).seq + 1;
  end if;
  if after is null then
    select array_agg(id order by seq desc) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and private.may_read(at.member, message, unseen)
      order by message.seq desc
      limit size + 1
    ) found;
  else
    select array_agg(id order by seq) into ids
    from (
      select message.id, message.seq from private.messages message
      where message.conversation_id = list_messages.conversation_id and message.seq between lowest and highest
        and private.may_read(at.member, message, unseen)
      order by message.seq
      limit size + 1
    ) found;
  end if;
  return private.page(private.message_items(ids[1:size], (at.member).user_id), ids, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_muted (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  wanted int := private.page_size(page_size) + 1;
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), list_muted.page_size)
    from (
      select mute.id, jsonb_build_object(
        'user', private.profile_card(visible.profile), 'until', nullif(mute.until, 'infinity'), 'muted_at', mute.created_at) as item
      from public.mutes mute
      join private.visible_people visible on visible.id = mute.muted_id
      where mute.muter_id = caller and mute.until > now() and mute.id < before
      order by mute.id desc
      limit wanted
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_not_interested (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  return (
    select private.page(array_agg(private.shown_refusal(listed) order by listed.id desc), array_agg(listed.id order by listed.id desc), size)
    from (
      select * from private.not_interested refused
      where refused.person_id = caller and refused.id < before
      order by refused.id desc
      limit size + 1
    ) listed);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_notifications (
  unread_only boolean,
  box         boolean,
  cursor      text,
  page_size   integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  ids uuid[];
  positions uuid[];
begin
  if unread_only is null or box is null then
    perform private.raise('INVALID_ARGUMENT', 'unread_only and box must be true or false.', 422);
  end if;
  -- Two queries, each a range of its own index: a kept plan would filter.
  if unread_only then
    select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
    from (
      select news.id, news.position from private.notifications news
      where news.person_id = caller and news.boxed = box and news.part_count > 0 and news.read_at is null and news.position < before
      order by news.position desc limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.position desc), array_agg(found.position order by found.position desc) into ids, positions
    from (
      select news.id, news.position from private.notifications news
      where news.person_id = caller and news.boxed = box and news.part_count > 0 and news.position < before
      order by news.position desc limit size + 1
    ) found;
  end if;
  return private.page(private.notification_items(ids[1:size]), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_post_edits (
  post_id   uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  perform private.readable_post(post_id);
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select edit.id, jsonb_build_object('caption', edit.caption, 'content_warning', edit.content_warning,
        'replaced_at', edit.created_at) as item
      from public.post_edits edit
      where edit.post_id = list_post_edits.post_id and edit.id < before
      order by edit.id desc
      limit size + 1
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_posts (
  user_id   uuid,
  kind      text,
  state     text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  if kind not in ('text', 'image', 'video', 'carousel', 'reel') then
    perform private.raise('INVALID_ARGUMENT', 'kind must be text, image, video, carousel or reel.', 422);
  end if;
  if (state in ('published', 'draft', 'scheduled', 'processing', 'failed', 'archived', 'deleted')) is not true
    or state <> 'published' and user_id <> caller then
    perform private.raise('INVALID_ARGUMENT', 'Other people''s posts are listed in state published.', 422);
  end if;
  perform private.require_person(user_id);
  if state = 'published' then
    select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc)
    into positions, ids
    from (
      select post.position, post.id from private.visible_posts post
      where post.author_id = list_posts.user_id and post.position < before
        and (list_posts.kind is null or post.kind = list_posts.kind)
      order by post.position desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(found.id order by found.id desc) into positions, ids
    from (
      select post.id from public.posts post
      where post.author_id = caller and post.id < before
        and (post.state <> 'published' or post.deleted_at is not null)
        and (post.deleted_at is not null) = (list_posts.state = 'deleted')
        and (post.state = list_posts.state or list_posts.state = 'deleted')
        and (list_posts.kind is null or post.kind = list_posts.kind)
      order by post.id desc
      limit size + 1
    ) found;
  end if;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_reactions (
  target    text,
  target_id uuid,
  emoji     text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  chosen text := case when emoji is not null then private.chosen_emoji(emoji) end;
  page jsonb;
begin
  if target in ('post', 'comment') then
    if target = 'post' then
      perform private.readable_post(target_id);
    else
      perform private.visible_comment(target_id);
    end if;
    return (
      select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
      from (
        select reaction.id, private.reaction_item(person.profile, reaction.emoji, reaction.created_at) as item
        from (
          select given.id, given.user_id, given.emoji, given.created_at from public.post_reactions given
          where list_reactions.target = 'post' and given.post_id = list_reactions.target_id
          union all
          select given.id, given.user_id, given.emoji, given.created_at from public.comment_reactions given
          where list_reactions.target = 'comment' and given.comment_id = list_reactions.target_id
        ) reaction
        join private.visible_people person on person.id = reaction.user_id
        where reaction.id < before and (chosen is null or reaction.emoji = chosen)
        order by reaction.id desc
        limit size + 1
      ) found);
  end if;
  execute format('select %s($1, $2, $3, $4)', private.reaction_seam('reactions_to_', target, '(uuid,text,uuid,int)'))
  into page using target_id, chosen, before, size;
  return page;
end
$function$;

CREATE OR REPLACE FUNCTION private.list_saved (
  collection_id uuid,
  kind          text,
  cursor        text,
  page_size     integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  owner uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  positions uuid[];
  ids uuid[];
begin
  if collection_id is not null then
    select collection.owner_id into owner from public.collections collection
    where collection.id = list_saved.collection_id
      and (collection.owner_id = owner
        or not collection.is_private
          and exists (
            select from private.visible_people person
            where person.id = collection.owner_id and private.is_open_to(person.profile, owner)));
    if not found then
      perform private.raise('COLLECTION_NOT_FOUND', 'There is no such collection.', 404);
    end if;
    -- A query of its own, as the one below: each is one range of an index of its own, which an "or" would cost both.
    select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
    from (
      select saved.id, saved.post_id
      from public.saved_posts saved
      join private.visible_posts post on post.id = saved.post_id
      where saved.user_id = owner and saved.collection_id = list_saved.collection_id and saved.id < before
        and (list_saved.kind is null or post.kind = list_saved.kind)
      order by saved.id desc
      limit size + 1
    ) found;
  else
    select array_agg(found.id order by found.id desc), array_agg(found.post_id order by found.id desc) into positions, ids
    from (
      select saved.id, saved.post_id
      from public.saved_posts saved
      join private.visible_posts post on post.id = saved.post_id
      where saved.user_id = owner and saved.id < before
        and (list_saved.kind is null or post.kind = list_saved.kind)
      order by saved.id desc
      limit size + 1
    ) found;
  end if;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_topic_posts (
  topic     text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted text := private.checked_topic(topic);
  positions uuid[];
  ids uuid[];
begin
  perform private.caller_id();
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc) into positions, ids
  from (
    select post.position, post.id
    from private.post_topics tagged
    join private.proposed_posts post on post.id = tagged.post_id
    where tagged.topic = wanted and tagged.position < before
    order by tagged.position desc
    limit size + 1
  ) found;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_trending_posts (
  within    text,
  language  text,
  nearby_km integer,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  -- Sorted by place, which rises: 2147483647 is the beginning of a list that falls.
  start int := case when cursor is null then 0 else (private.decode_ranked_cursor(cursor)).rank end;
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  places int[];
  ids uuid[];
begin
  if (within in ('1h', '24h', '7d') and (nearby_km is null or nearby_km between 5 and 200)) is not true then
    perform private.raise('INVALID_ARGUMENT', 'within must be 1h, 24h or 7d, and nearby_km 5 to 200.', 422);
  end if;
  if nearby_km is not null and own_cell is null then
    perform private.raise('LOCATION_REQUIRED', 'Set a location first: nearby_km is measured from it.', 409);
  end if;
  select array_agg(found.place order by found.place), array_agg(found.post_id order by found.place) into places, ids
  from (
    select trend.place, trend.post_id
    from private.trending_posts trend
    join private.proposed_posts post on post.id = trend.post_id
    join private.post_index indexed on indexed.post_id = trend.post_id
    where trend.within = list_trending_posts.within and trend.place > start and trend.place <= 2000
      and (list_trending_posts.language is null or indexed.language = list_trending_posts.language)
      and (nearby_km is null or private.shown_distance_km(own_cell, indexed.cell) <= nearby_km)
    order by trend.place
    limit size + 1
  ) found;
  return jsonb_build_object(
    'items', private.post_items(ids[1:size]),
    'next_cursor', case when cardinality(ids) > size then private.encode_ranked_cursor(places[size], ids[size]) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.list_trending_topics (
  latitude  double precision,
  longitude double precision,
  within_km integer,
  language  text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  settings private.feed_settings := private.feed_settings_of(caller);
  is_reviewed boolean := private.setting('trends_are_reviewed');
begin
  if num_nulls(latitude, longitude) = 1 or (coalesce(latitude, 0) between -90 and 90 and coalesce(longitude, 0) between -180 and 180) is not true then
    perform private.raise('INVALID_LOCATION', 'latitude must be -90 to 90 and longitude -180 to 180, both or neither.', 422);
  end if;
  if (within_km between 5 and 200) is not true then
    perform private.raise('INVALID_ARGUMENT', 'within_km must be 5 to 200.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
        jsonb_build_object('topic', topic, 'people', round(people), 'usual', round(usual)) order by score desc, topic), '[]'), 'next_cursor', null)
    from (
      select trend.topic, trend.people::numeric, trend.usual::numeric, trend.score
      from (
        select known.topic, known.people, known.usual, known.score from private.trending_topics known
        where latitude is null and known.language = coalesce(list_trending_topics.language, '') and known.place <= 300
        union all
        select here.topic, here.people, here.usual, here.score
        from private.topics_around(private.location_cell(latitude, longitude), within_km, list_trending_topics.language) here
        where latitude is not null
      ) trend
      left join private.topic_reviews review on review.topic = trend.topic
      where coalesce(review.approved, not is_reviewed) and trend.topic <> all (settings.muted_topics)
      order by trend.score desc, trend.topic
      limit size
    ) listed);
end
$function$;

CREATE OR REPLACE FUNCTION private.live_topic (
  conversation private.conversations
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return 'conversation_live:' || conversation.id || ':' || conversation.epoch;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_avatar (
  owner_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform from public.profiles profile where profile.id = lock_avatar.owner_id for no key update;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_case (
  case_id   uuid,
  moderator uuid
)
  RETURNS private.cases
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  opened private.cases;
begin
  -- The account first: its deletion locks it before what hangs on it.
  perform from private.accounts account
  where account.id = (select concerned.person_id from private.cases concerned where concerned.id = lock_case.case_id)
  for no key update;
  select * into opened from private.cases locked where locked.id = lock_case.case_id for update;
  if not found or opened.person_id = moderator then
    perform private.raise('CASE_NOT_FOUND', 'There is no such case.', 404);
  end if;
  if exists (select from private.accounts account where account.id = opened.person_id and account.app_role <> 'user')
    and not private.is_admin() then
    perform private.raise('NOT_ALLOWED', 'Cases about moderators and admins are for admins.', 403);
  end if;
  return opened;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_conversation (
  conversation_id uuid
)
  RETURNS private.membership
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform from private.conversations where id = lock_conversation.conversation_id for no key update;
  -- Asked behind the lock: who has waited for it may have been banned, removed or blocked meanwhile.
  perform private.active_caller_id();
  return private.membership(conversation_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_own_call (
  call_id   uuid,
  person_id uuid
)
  RETURNS private.calls
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  call private.calls;
begin
  if not exists (
    select from private.call_participants taken where taken.call_id = lock_own_call.call_id and taken.user_id = person_id) then
    perform private.raise('CALL_NOT_FOUND', 'There is no such call.', 404);
  end if;
  call := private.lock_call(call_id);
  -- Behind the lock: the caller may have been banned while this waited.
  perform private.active_caller_id();
  return call;
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

CREATE OR REPLACE FUNCTION private.log_call (
  call private.calls
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  claims text := current_setting('request.jwt.claims', true);
  stands private.membership;
  line private.messages;
begin
  select conversation, own, other into stands
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  left join private.conversation_members other
    on conversation.kind <> 'group' and other.conversation_id = own.conversation_id and other.user_id <> own.user_id
  where own.conversation_id = call.conversation_id and own.user_id = call.caller_id;
  if not found then
    return; -- The caller's account is gone.
  end if;
  line.kind := 'call';
  line.client_id := call.id;
  line.details := jsonb_build_object(
    'call_id', call.id, 'media', call.media, 'outcome', call.outcome, 'duration_ms', private.call_duration(call));
  line := private.store_message(stands, line);

  -- It is the caller's message, whoever or whatever ended the call; who hears of it depends on whom they have blocked.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', call.caller_id)::text, true);
  if ((stands.partner).user_id = any (private.hidden_in(stands.member))) is not true then
    perform private.deliver(stands.conversation, call.caller_id, 'message.created', view, about => line.id), private.give_notice(stands, line, view)
    from unnest(private.message_items(array[line.id])) view;
  end if;
  perform private.see_call(stands, line, call);
  perform set_config('request.jwt.claims', coalesce(claims, ''), true);

  perform private.emit('missed_call', call.caller_id, taken.user_id, call.conversation_id, jsonb_build_object(
    'call_id', call.id, 'media', call.media))
  from private.call_participants taken where taken.call_id = call.id and taken.state in ('missed', 'busy');
end
$function$;

CREATE OR REPLACE FUNCTION private.make_list (
  viewer    uuid,
  feed      text,
  page_size integer
)
  RETURNS private.feed_pages
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  found_ids uuid[];
  found_reasons text[];
  found_closeness real[];
  ranked private.ranked_feed;
  list private.feed_pages;
  is_logged boolean := random() < (private.setting('feed_log_share') #>> '{}')::double precision;
begin
  perform private.claim_ranking_slot();
  select array_agg(found.post_id), array_agg(found.reason), array_agg(found.closeness)
  into found_ids, found_reasons, found_closeness
  from private.candidates_of(feed, viewer, now()) found;
  ranked := private.rank_feed(viewer, feed, found_ids, found_reasons, found_closeness, private.served_lately(viewer), now(), is_logged);
  -- Nobody reads further within its minute, and whoever does gets a new one.
  insert into private.feed_pages (id, person_id, feed, made_at, post_ids, reasons)
  values (private.uuid_v7(), viewer, feed, clock_timestamp(), coalesce(ranked.post_ids[:300], '{}'), coalesce(ranked.reasons[:300], '{}'))
  returning * into list;
  if is_logged and ranked.post_ids is not null then
    insert into private.feed_log (id, person_id, feed, post_ids, factors, propensities, served, dropped, weights)
    values (list.id, viewer, feed, ranked.post_ids[:60], ranked.factors, ranked.propensities, least(page_size, cardinality(ranked.post_ids), 60),
      ranked.dropped, private.weights_for(feed, private.feed_settings_of(viewer)));
  end if;
  return list;
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_notifications_read (
  ids        uuid[],
  everything boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  read int;
begin
  if (ids is null) is not distinct from (everything is not true) or cardinality(ids) > 100 then
    perform private.raise('INVALID_ARGUMENT', 'Give either up to 100 ids, or everything.', 422);
  end if;
  with locked as materialized (
    select news.id from private.notifications news
    where news.person_id = caller and news.read_at is null and (everything or news.id = any (ids))
    order by news.id for no key update
  ), marked as (
    update private.notifications news set read_at = now(), seen_at = coalesce(news.seen_at, now())
    from locked where news.id = locked.id and news.read_at is null
    returning 1
  )
  select count(*) into read from marked;
  if read > 0 then
    perform private.tell_badges(array[caller]);
  end if;
  return jsonb_build_object('notifications', private.unread_notifications(caller));
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_notifications_seen()
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
begin
  with locked as materialized (
    select news.id from private.notifications news
    where news.person_id = caller and not news.boxed and news.part_count > 0 and news.seen_at is null
    order by news.id for no key update
  )
  update private.notifications news set seen_at = now() from locked where news.id = locked.id;
  return jsonb_build_object('unseen', 0);
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
  if private.match_now(person_id) = 0 then
    -- What is told now is graded later. Whoever is being claimed at this moment is told nothing.
    update private.match_tickets ticket set eta_s = private.match_eta(ticket.person_id)
    from (
      select free.person_id from private.match_tickets free
      where free.person_id = match_at_once.person_id and free.proposal_id is null and free.eta_s is null and free.since > now() - interval '5 seconds'
      for no key update skip locked
    ) free
    where ticket.person_id = free.person_id;
  end if;
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
  person_id uuid
)
  RETURNS real
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  own private.match_tickets;
  waited double precision;
begin
  select * into own from private.match_tickets ticket where ticket.person_id = match_eta.person_id;
  waited := date_part('epoch', now() - own.since);
  return ceil(coalesce(private.match_widening(own, waited) + 1, greatest(1, private.match_wait(own.pool, own.gender, waited) - waited)));
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
  orders       text[]        DEFAULT '{place,age,interest,chance}'::text[],
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
  is_few boolean := seekers * seekers <= 2 * pairs_to_try;
  -- How many come next in each order; of few people one order has all pairs.
  next int := case when is_few then seekers else greatest(3, pairs_to_try / (4 * seekers)) end;
  ones int[];
  others int[];
begin
  with seekers as materialized (
    select seeker.person_id, (row_number() over ())::int as n, seeker.pool, seeker.place_key, seeker.age, seeker.rarest_interest
    from private.match_seekers seeker where seeker.mode = match_graph.mode
  ), compared as (
    select n, array_agg(n) over (partition by pool order by place_key rows between 1 following and next following) as neighbours
    from seekers where 'place' = any (orders)
    union all
    select n, array_agg(n) over (partition by pool order by age, random() rows between 1 following and next following)
    from seekers where 'age' = any (orders) and not is_few
    union all
    select n, array_agg(n) over (partition by pool order by rarest_interest, random() rows between 1 following and next following)
    from seekers where 'interest' = any (orders) and not is_few
    union all
    select n, array_agg(n) over (partition by pool order by random() rows between 1 following and next following)
    from seekers where 'chance' = any (orders) and not is_few
  )
  select (select array_agg(person_id order by n) from seekers), array_agg(compared.n), array_agg(neighbour)
  into people, ones, others
  from compared cross join lateral unnest(compared.neighbours) neighbour;
  select string_agg(int4send(pair.one - 1) || int4send(pair.other - 1) || int4send(greatest(1, least(2e9, pair.weight * 1e6))::int), '')
  into edges from private.weigh_pairs(people, ones, others) pair;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_now (
  person_id uuid,
  looked_at integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  own private.match_seekers;
  near uuid[];
  candidate record;
begin
  select * into own from private.match_seekers seeker where seeker.person_id = match_now.person_id;
  if not found then
    return 0;
  end if;
  -- The nearest on either side of the place curve, so many that it costs the same whether thousands wait or hundreds of thousands: of those
  -- looked at the first sixty whom nothing rules out that is seen by the tickets alone.
  near := own.person_id || array(
    select near.person_id
    from (values (true), (false)) direction (up)
    cross join lateral (
      select other.person_id
      from (
        (select ticket.* from private.match_tickets ticket
        where direction.up and ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit looked_at)
        union all
        (select ticket.* from private.match_tickets ticket
        where not direction.up and ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit looked_at)
      ) other
      where other.proposal_id is null and other.person_id <> own.person_id
        and other.age >= own.age_from and other.age <= own.age_to
        and (own.age >= other.age_min or other.age_min is null) and (own.age <= other.age_max or other.age_max is null)
        and (own.genders is null or other.gender = any (own.genders)) and (other.genders is null or own.gender = any (other.genders))
        and (own.languages is null or other.languages is null or other.languages && own.languages)
        and coalesce((own.x - other.x) * (own.x - other.x) + (own.y - other.y) * (own.y - other.y) + (own.z - other.z) * (own.z - other.z) <= own.reach,
          own.max_distance_km is null and other.max_distance_km is null)
      limit 60
    ) near);
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
    'eta_s', private.match_eta(own.person_id))
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

CREATE OR REPLACE FUNCTION private.match_wait (
  pool   text,
  gender text,
  waited double precision
)
  RETURNS double precision
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  waits double precision[];
  typical double precision;
begin
  waits := array(
    select side.waited_s
    from (
      select * from private.match_proposals proposal
      where proposal.pool = match_wait.pool and proposal.made_at > now() - interval '30 minutes'
      order by proposal.made_at desc
      limit 300
    ) proposal
    cross join lateral (values (proposal.low_gender, proposal.low_waited_s), (proposal.high_gender, proposal.high_waited_s)) side (gender, waited_s)
    where side.gender = match_wait.gender and side.waited_s >= greatest(1, waited)
    order by proposal.made_at desc
    limit 60);
  -- Between half and one and a half of 2/√3 of the median there are, on a logarithmic scale, as many below as above it.
  typical := (select percentile_cont(0.5) within group (order by wait) * 1.155 from unnest(waits) wait);
  return case when cardinality(waits) >= 5
    and (select avg((wait between typical / 2 and typical * 1.5)::int) from unnest(waits) wait) >= 0.8 then typical end;
end
$function$;

CREATE OR REPLACE FUNCTION private.match_widening (
  own    private.match_tickets,
  waited double precision
)
  RETURNS double precision
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- As private.match_seekers widens: each ten seconds the reach doubles, and ages are five years more to either side.
  first_reach constant double precision := power(25 / 6371.0, 2);
  own_age constant int := least(greatest(own.age, coalesce(own.age_min, 0)), coalesce(own.age_max, 200));
begin
  return (
    select min(greatest(0, 10 * greatest(needed.reach, needed.own_years) - match_widening.waited,
      10 * greatest(needed.reach, needed.other_years) - date_part('epoch', now() - other.since)))
    from (values (true), (false)) direction (up)
    cross join lateral (
      (select ticket.* from private.match_tickets ticket
      where direction.up and ticket.pool = own.pool and ticket.place_key >= own.place_key order by ticket.place_key limit 400)
      union all
      (select ticket.* from private.match_tickets ticket
      where not direction.up and ticket.pool = own.pool and ticket.place_key < own.place_key order by ticket.place_key desc limit 400)
    ) other
    join private.presence present on present.profile_id = other.person_id and present.seen_at > now() - private.presence_lifetime()
    cross join lateral (
      select power(own.x - other.x, 2) + power(own.y - other.y, 2) + power(own.z - other.z, 2) as chord,
        least(greatest(other.age, coalesce(other.age_min, 0)), coalesce(other.age_max, 200)) as other_age
    ) between_them
    cross join lateral (
      select greatest(0, ceil(ln(greatest(1e-12, between_them.chord) / first_reach) / ln(4))) as reach,
        greatest(0, ceil((abs(other.age - own_age) - 5) / 5.0)) as own_years,
        greatest(0, ceil((abs(own.age - between_them.other_age) - 5) / 5.0)) as other_years
    ) needed
    where own.mode = 'compatible' and other.proposal_id is null and other.person_id <> own.person_id and other.expires_at > now()
      and other.age between coalesce(own.age_min, 0) and coalesce(own.age_max, 200)
      and own.age between coalesce(other.age_min, 0) and coalesce(other.age_max, 200)
      and (own.genders is null or other.gender = any (own.genders)) and (other.genders is null or own.gender = any (other.genders))
      and (own.languages is null or other.languages is null or other.languages && own.languages)
      and case when between_them.chord is null then own.max_distance_km is null and other.max_distance_km is null
        else between_them.chord <= 4 * power(sin(least(own.max_distance_km, other.max_distance_km, 20000) / 12742.0), 2) end
      and not exists (
        select from private.match_exclusions exclusion
        where exclusion.low_id = least(own.person_id, other.person_id) and exclusion.high_id = greatest(own.person_id, other.person_id)
          and exclusion.until > now()));
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
    avg((greatest(1, side.waited_s) between side.eta_s / 2 and side.eta_s * 1.5)::int),
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

CREATE OR REPLACE FUNCTION private.may_approach (
  person_id uuid,
  other     uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return coalesce(not private.is_adult(person_id), false) or private.may_meet(person_id, other);
end
$function$;

CREATE OR REPLACE FUNCTION private.may_meet (
  one   uuid,
  other uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return coalesce(private.is_adult(one) = private.is_adult(other), false)
    or exists (select from public.connections where person_id = one and other_id = other);
end
$function$;

CREATE OR REPLACE FUNCTION private.may_read (
  member  private.conversation_members,
  message private.messages,
  unseen  uuid[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return message.seq >= member.first_seq
    and (message.expires_at > now() or message.expires_at is null or message.deleted_at is not null)
    and (message.sender_id <> all (unseen) or message.sender_id is null)
    and not exists (
      select from private.message_hides hide
      where hide.user_id = member.user_id and hide.conversation_id = message.conversation_id and hide.seq = message.seq);
end
$function$;

CREATE OR REPLACE FUNCTION private.media_view (
  medium private.media
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'id', medium.id, 'purpose', medium.purpose, 'kind', medium.kind, 'name', medium.name, 'status', medium.status, 'progress', medium.progress,
    'width', medium.width, 'height', medium.height, 'duration_ms', medium.duration_ms, 'blurhash', medium.blurhash,
    'waveform', medium.waveform, 'alt_text', medium.alt_text, 'error', medium.error, 'created_at', medium.created_at)
    || private.with_addresses(medium.folder, jsonb_build_object(
      'variants', medium.variants, 'hls_url', medium.hls_url, 'poster_url', medium.poster_url, 'storyboard', medium.storyboard));
end
$function$;

CREATE OR REPLACE FUNCTION private.member_card (
  conversation private.conversations,
  member       private.conversation_members,
  profile      public.profiles
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  if conversation.kind = 'anonymous' and member.revealed_at is null then
    return jsonb_build_object('member_id', member.id, 'id', null, 'alias', member.alias);
  end if;
  return jsonb_build_object(
    'member_id', member.id, 'alias', member.alias) || private.profile_card(profile);
end
$function$;

CREATE OR REPLACE FUNCTION private.mentioned_members (
  stands private.membership,
  body   text
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  names text[];
begin
  -- Nearly every message; in a conversation of two there is nobody to point at.
  if (stands.conversation).kind <> 'group' or position('@' in body) = 0 then
    return '{}';
  end if;
  names := private.usernames_in(body);
  if cardinality(names) > 50 then
    perform private.raise('INVALID_MESSAGE', 'body may mention up to 50 people.', 422);
  end if;
  return array(
    select member.id
    from private.accounts account
    join private.meetable_people visible on visible.id = account.id
    join private.conversation_members member on member.user_id = account.id
    where account.username = any (names)
      and member.conversation_id = (stands.conversation).id and member.state = 'active'
      and member.user_id <> (stands.member).user_id
    order by member.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.mentioned_people (
  written text
)
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(array_agg(id), '{}') from private.meetable_people
  where (profile).username = any (private.usernames_in(written)) and id <> (select auth.uid())
$function$;

CREATE OR REPLACE FUNCTION private.mentions_of (
  ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if ids = '{}' then
    return '[]';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'username', username) order by username), '[]')
    from private.visible_people visible cross join lateral (select (visible.profile).username) named
    where visible.id = any (ids));
end
$function$;

CREATE OR REPLACE FUNCTION private.message_at (
  message_id uuid,
  also_gone  boolean                   DEFAULT false,
  OUT        stands private.membership,
  OUT        message private.messages
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  perform private.caller_id();
  select * into message from private.messages where messages.id = message_id;
  stands := private.find_membership(message.conversation_id);
  if (stands.member).id is null
    or not also_gone and (message.deleted_at is not null or not private.may_read(stands.member, message, private.hidden_in(stands.member)))
    or also_gone and (message.seq < (stands.member).first_seq or message.sender_id = any (private.hidden_in(stands.member))) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.message_items (
  ids    uuid[],
  viewer uuid   DEFAULT NULL::uuid
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := case when viewer is null then '{}' else private.hidden_from(viewer) end;
begin
  return (
    with wanted as materialized (
      select given.place, message, quoted.original, quoted.is_readable
      from unnest(ids) with ordinality given (id, place)
      join private.messages message on message.id = given.id
      left join lateral (
        select original, private.may_read(own, original, private.hidden_in(own, unseen)) is true as is_readable
        from private.messages original
        left join private.conversation_members own on own.conversation_id = original.conversation_id and own.user_id = viewer
        where original.id = message.reply_to_id
      ) quoted on true
    ),
    -- Each sender once, however many of the messages are theirs.
    cards as materialized (
      select member.conversation_id, member.user_id, private.member_card(conversation, member, shown.profile) as card
      from (
        select distinct (wanted.message).conversation_id, author.user_id
        from wanted
        cross join lateral (values
          ((wanted.message).sender_id), (case when wanted.is_readable then (wanted.original).sender_id end)) author (user_id)
      ) author
      join private.conversation_members member
        on member.conversation_id = author.conversation_id and member.user_id = author.user_id
      join private.conversations conversation on conversation.id = member.conversation_id
      join private.shown_people shown on shown.id = member.user_id
    ),
    -- What few messages have is asked once for all of them.
    carried as materialized (
      select attached.message_id, jsonb_agg(private.media_view(medium) order by attached.place) as media
      from private.message_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.message_id = any (ids)
      group by attached.message_id
    ),
    reacted as materialized (
      select counted.message_id,
        jsonb_build_object('count', sum(counted.people), 'emojis', jsonb_object_agg(counted.emoji, counted.people)) as view,
        max(counted.own) as own
      from (
        select reaction.message_id, reaction.emoji, count(*) as people,
          max(reaction.emoji) filter (where reaction.user_id = viewer) as own
        from private.message_reactions reaction
        where reaction.message_id = any (ids)
          and (reaction.user_id <> all (unseen) or exists (
            select from wanted
            join private.conversation_members own
              on own.conversation_id = (wanted.message).conversation_id and own.user_id = viewer and private.is_masked(own)
            where (wanted.message).id = reaction.message_id))
        group by reaction.message_id, reaction.emoji
      ) counted
      group by counted.message_id
    )
    select array_agg(
      private.message_view(
        wanted.message, sender.card, coalesce(carried.media, '[]'),
        case when (wanted.original).id is not null then jsonb_build_object(
          'id', (wanted.original).id, 'seq', (wanted.original).seq,
          'kind', case when wanted.is_readable then (wanted.original).kind end,
          'body', case when wanted.is_readable then left((wanted.original).body, 200) end,
          'sender', quoted.card) end,
        coalesce(reacted.view, '{"count": 0, "emojis": {}}')
          || case when viewer is null then '{}' else jsonb_build_object('mine', reacted.own) end)
        - case when viewer is null and reacted.message_id is not null then 'reactions' else '' end
      order by wanted.place)
    from wanted
    left join cards sender on sender.conversation_id = (wanted.message).conversation_id
      and sender.user_id = (wanted.message).sender_id
    left join cards quoted on wanted.is_readable and quoted.conversation_id = (wanted.message).conversation_id
      and quoted.user_id = (wanted.original).sender_id
    left join carried on carried.message_id = (wanted.message).id
    left join reacted on reacted.message_id = (wanted.message).id);
end
$function$;

CREATE OR REPLACE FUNCTION private.message_receipts (
  message_id uuid,
  cursor     text,
  page_size  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  at record := private.message_at(message_id);
  conversation private.conversations := (at.stands).conversation;
  message private.messages := at.message;
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_in((at.stands).member);
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
    from (
      select member.id, jsonb_build_object(
          'member', private.member_card(conversation, member, shown.profile),
          'delivered_at', case when member.last_delivered_seq >= message.seq then coalesce(member.delivered_at, member.joined_at) end,
          'read_at', case when exchanges and settings.read_receipts and member.last_read_seq >= message.seq
            then coalesce(member.read_at, member.joined_at) end) as item
      from private.conversation_members member
      join private.shown_people shown on shown.id = member.user_id
      join private.profile_settings settings on settings.profile_id = member.user_id
      where member.conversation_id = conversation.id and member.id < before
        -- Whoever has not accepted a request gives no sign.
        and member.state = 'active' and member.first_seq <= message.seq
        and member.user_id is distinct from message.sender_id and member.user_id <> caller and member.user_id <> all (unseen)
      order by member.id desc
      limit size + 1
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.message_view (
  message   private.messages,
  sender    jsonb,
  media     jsonb            DEFAULT '[]'::jsonb,
  reply_to  jsonb            DEFAULT NULL::jsonb,
  reactions jsonb            DEFAULT '{"count": 0, "emojis": {}}'::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'id', message.id, 'conversation_id', message.conversation_id, 'seq', message.seq, 'client_id', message.client_id,
    'kind', message.kind, 'sender', sender, 'body', message.body, 'details', message.details, 'media', media,
    'reply_to', reply_to, 'mentions', message.mentions, 'reactions', reactions, 'created_at', message.created_at,
    'edited_at', message.edited_at, 'deleted_at', message.deleted_at, 'expires_at', message.expires_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.message_words (
  conversation_id uuid,
  body            text
)
  RETURNS tsvector
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  place text := right(conversation_id::text, 12);
  -- What is in ASCII has no accents.
  folded text := case when octet_length(body) = length(body) then lower(body) else private.spaced_scripts(private.folded(body)) end;
  words text := btrim(regexp_replace(folded, '[^[:alnum:]]+' collate "pg_c_utf8", ' ', 'g'));
begin
  if words = '' then
    return '';
  end if;
  if words ~ '[^ ]{41}' then
    words := regexp_replace(words, '([^ ]{40})[^ ]+', '\1', 'g');
  end if;
  -- Without a query over the words, which would cost several times as much: every message comes by here.
  return array_to_tsvector(string_to_array(place || replace(words, ' ', ' ' || place), ' '));
end
$function$;

CREATE OR REPLACE FUNCTION private.moderate_profile()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.flag_text('profile', new.id, new.id,
    private.moderate_text(concat_ws(E'\n', new.first_name || ' ' || new.last_name, new.pronouns, new.bio)));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.moderation_queue (
  status    text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_moderator_id();
  size int := private.page_size(page_size);
  before record := private.decode_ranked_cursor(cursor);
  found_cases private.cases[];
begin
  if (status in ('open', 'upheld', 'dismissed')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'status must be open, upheld or dismissed.', 422);
  end if;
  select array_agg(waiting order by waiting.priority desc, waiting.id desc) into found_cases
  from (
    select * from private.cases waiting
    where waiting.status = moderation_queue.status and (waiting.priority, waiting.id) < (before.rank, before.id) and waiting.person_id <> caller
    order by waiting.priority desc, waiting.id desc
    limit size + 1
  ) waiting;
  return jsonb_build_object(
    'items', coalesce((select jsonb_agg(private.case_view(waiting)) from unnest(found_cases[1:size]) waiting), '[]'),
    'next_cursor', case when cardinality(found_cases) > size
      then private.encode_ranked_cursor(found_cases[size].priority, found_cases[size].id) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.move_marks (
  conversation_id uuid,
  message_id      uuid,
  was_read        boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.membership(conversation_id);
  message private.messages := private.message_place(at.member, message_id);
  moved private.conversation_members;
begin
  update private.conversation_members member
  set last_delivered_seq = greatest(member.last_delivered_seq, message.seq), delivered_at = now(), awaits_notice = true,
    last_read_seq = case when was_read then greatest(member.last_read_seq, message.seq) else member.last_read_seq end,
    read_number = case when was_read then greatest(member.read_number, message.number) else member.read_number end,
    read_at = case when was_read then now() else member.read_at end,
    changed_in = pg_current_xact_id()
  where member.conversation_id = move_marks.conversation_id and member.user_id = caller
    and (member.last_delivered_seq < message.seq or was_read and member.last_read_seq < message.seq)
  returning * into moved;
  if found then
    perform private.tell_marks(at, moved);
  else
    moved := at.member;
  end if;
  return jsonb_build_object(
    'conversation_id', conversation_id, 'last_delivered_seq', moved.last_delivered_seq, 'last_read_seq', moved.last_read_seq,
    'unread', private.unread(at.conversation, moved, private.hidden_in(moved)));
end
$function$;

CREATE OR REPLACE FUNCTION private.mute_notifications (
  target    text,
  target_id uuid,
  muted     boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
begin
  if (target in ('person', 'post')) is not true or target_id is null or muted is null then
    perform private.raise('INVALID_ARGUMENT', 'target must be person or post.', 422);
  end if;
  perform private.take_token('set_settings', caller::text);
  if target = 'person' and muted then
    perform private.begin_with(target_id);
    perform private.require_person(target_id);
    insert into private.notification_muted_people (person_id, muted_id) values (caller, mute_notifications.target_id) on conflict do nothing;
  elsif target = 'person' then
    delete from private.notification_muted_people mute where mute.person_id = caller and mute.muted_id = mute_notifications.target_id;
  elsif muted then
    perform private.readable_post(target_id);
    insert into private.notification_muted_posts (person_id, post_id) values (caller, mute_notifications.target_id) on conflict do nothing;
  else
    delete from private.notification_muted_posts mute where mute.person_id = caller and mute.post_id = mute_notifications.target_id;
  end if;
  return jsonb_build_object('target', target, 'target_id', target_id, 'muted', muted);
end
$function$;

CREATE OR REPLACE FUNCTION private.my_decisions()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
begin
  return jsonb_build_object('items', coalesce((
    select jsonb_agg(private.decision_view(decision) - array['case_id', 'undone_at'] order by decision.id desc)
    from (
      select * from private.decisions made
      where made.person_id = caller and made.action <> 'dismiss' and made.told_at is not null
      order by made.id desc
      limit 100
    ) decision), '[]'));
end
$function$;

CREATE OR REPLACE FUNCTION private.my_reports (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  items jsonb[];
  ids uuid[];
begin
  select array_agg(made.view order by made.id desc), array_agg(made.id order by made.id desc) into items, ids
  from (
    select report.id, private.report_view(opened, report) as view
    from private.reports report
    join private.cases opened on opened.id = report.case_id
    where report.reporter_id = caller and report.id < before
    order by report.id desc
    limit size + 1
  ) made;
  return private.page(items, ids, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.name_words (
  username   text,
  first_name text,
  last_name  text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  whole text := username || ' ' || first_name || ' ' || last_name;
  -- Family name first is how names are written that have no blank in them.
  joined text := private.bare_name(last_name || first_name);
begin
  return array(
    select distinct left(word, 100)
    from (
      select unnest(private.written_words(private.bare_name(whole))) as word
      union all
      -- What apostrophes join, apart too: Brien.
      select unnest(private.written_words(translate(whole, 'ʻʼ', ''''''))) where whole ~ '[''`´‘’ʻʼ]'
      union all
      -- What digits are joined to: the anna of anna1992.
      select unnest(private.written_words(translate(whole, '0123456789', '          '))) where whole ~ '[0-9]'
      union all
      -- As it is being written: 王, 王小, 王小明.
      select left(joined, length) from generate_series(1, least(length(joined), 20)) length
      where private.is_unspaced(joined)
    ) words
    where word <> '');
end
$function$;

CREATE OR REPLACE FUNCTION private.named_time_zone (
  name text
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select zone.name from pg_catalog.pg_timezone_names zone
  where lower(zone.name) = lower(named_time_zone.name)
    and zone.name !~ '^(posix|right)/' and zone.name not in ('Factory', 'localtime', 'posixrules')
$function$;

CREATE OR REPLACE FUNCTION private.narrow_audience()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- The lock makes a change of the profile wait, which then finds this post too.
  select case
    when profile.hidden_until > now() then 'author'
    when profile.is_private and new.visibility = 'public' then 'followers'
    else new.visibility
  end into new.audience
  from public.profiles profile
  where profile.id = new.author_id
  for share;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.nearby_feed (
  within_km integer,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  positions uuid[];
  ids uuid[];
  distances int[];
begin
  if (within_km between 5 and 200) is not true then
    perform private.raise('INVALID_ARGUMENT', 'within_km must be 5 to 200.', 422);
  end if;
  if own_cell is null then
    perform private.raise('LOCATION_REQUIRED', 'Set a location first: within_km is measured from it.', 409);
  end if;
  -- The newest of each tile that the circle touches, each from the end of one range, until they fill a page.
  select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc), array_agg(found.km order by found.position desc)
  into positions, ids, distances
  from (
    select near.position, near.id, near.km
    from private.tiles_within(own_cell, within_km) around (tile)
    cross join lateral (
      select post.position, post.id, private.shown_distance_km(own_cell, indexed.cell) as km
      from private.post_index indexed
      join private.proposed_posts post on post.id = indexed.post_id
      where indexed.tile = around.tile and indexed.position < before
        and private.shown_distance_km(own_cell, indexed.cell) <= within_km
        -- How near somebody was is told to those alone whom they may meet: see docs/safety.md.
        and (post.author_id = caller or exists (select from private.meetable_people person where person.id = post.author_id))
      order by indexed.position desc
      limit size + 1
    ) near
    order by near.position desc
    limit size + 1
  ) found;
  return private.page(private.with_distances(private.post_items(ids[1:size]), distances), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.network_rule (
  ip inet
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  STRICT
  SET search_path TO ''
  AS $function$
  select case family(ip) when 4 then 'shared_network' else 'network' end
$function$;

CREATE OR REPLACE FUNCTION private.next_of_list (
  viewer    uuid,
  list      private.feed_pages,
  start     integer,
  page_size integer,
  OUT       post_ids uuid[],
  OUT       reasons text[],
  OUT       until integer
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- What another device was given since the list was made.
  served uuid[] := private.served_since(viewer, list.made_at);
begin
  if list.id is null then
    post_ids := '{}';
    return;
  end if;
  -- What cannot be seen any more is left out: a minute is long enough for a block.
  select coalesce(array_agg(next.id order by next.place), '{}'), array_agg(next.reason order by next.place), coalesce(max(next.place), start)
  into post_ids, reasons, until
  from (
    select listed.id, listed.reason, listed.place
    from unnest(list.post_ids[start + 1:start + 2 * page_size], list.reasons[start + 1:start + 2 * page_size]) with ordinality kept (id, reason, nth)
    cross join lateral (select kept.id, kept.reason, start + kept.nth::int as place) listed
    join private.visible_posts post on post.id = listed.id
    where post.author_id <> all (private.muted_ids()) and listed.id <> all (served)
    order by listed.place
    limit page_size
  ) next;
end
$function$;

CREATE OR REPLACE FUNCTION private.next_virality (
  state            text,
  minutes_in_state double precision,
  minutes          double precision,
  odds             double precision,
  surprise         double precision,
  velocity         double precision,
  peak             double precision,
  people           double precision,
  parameters       jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  -- Early a moderate chance is enough, because being early is the point; later it must be all but certain.
  with bar (odds) as (
    select (parameters ->> case when minutes <= (parameters ->> 'early_minutes')::double precision then 'early_odds' else 'late_odds' end)::double precision
  )
  select case
    when people < (parameters ->> 'least_people')::double precision then case when state in ('rising', 'none') then 'none' else state end
    when state in ('none', 'rising') and next_virality.odds >= bar.odds then 'viral'
    when state = 'none' and next_virality.odds >= bar.odds - 1 and surprise >= (parameters ->> 'rising_surprise')::double precision then 'rising'
    when state = 'rising' and (next_virality.odds < bar.odds - 2 or minutes_in_state > 360) then 'none'
    when state = 'viral' and minutes_in_state >= 30 and velocity < (parameters ->> 'cooled_share')::double precision * peak then 'cooled'
    when state = 'cooled' and minutes_in_state >= 60 and velocity >= 0.5 * peak and next_virality.odds >= bar.odds then 'viral'
    else state
  end
  from bar
$function$;

CREATE OR REPLACE FUNCTION private.not_interested (
  post_id uuid,
  reason  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  post public.posts;
  post_topics text[];
  refused private.not_interested;
begin
  if (reason in ('post', 'author', 'topic')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'reason must be post, author or topic.', 422);
  end if;
  perform private.take_token('not_interested', caller::text);
  post := private.visible_post(post_id);
  if post.author_id = caller then
    perform private.raise('INVALID_ARGUMENT', 'Own posts are in no ranked feed.', 422);
  end if;
  post_topics := array(select distinct private.as_topic(tag) from unnest(post.hashtags) tag where private.as_topic(tag) <> '');
  if reason = 'topic' and post_topics = '{}' then
    perform private.raise('INVALID_ARGUMENT', 'This post has no topic.', 422);
  end if;
  insert into private.not_interested (person_id, post_id, reason, author_id, topics)
  values (caller, post.id, not_interested.reason, case reason when 'author' then post.author_id end,
    case reason when 'topic' then post_topics else '{}' end)
  on conflict on constraint one_refusal_a_post do update
    set reason = excluded.reason, author_id = excluded.author_id, topics = excluded.topics, created_at = now()
  returning * into refused;
  perform private.forget_pages(caller);
  return private.shown_refusal(refused);
end
$function$;

CREATE OR REPLACE FUNCTION private.note_change (
  conversation private.conversations,
  details      jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stands private.membership;
  draft private.messages;
  view jsonb;
begin
  stands.conversation := conversation;
  draft.kind := 'system';
  draft.details := details;
  draft := private.store_message(stands, draft);
  view := (private.message_items(array[draft.id]))[1];
  perform private.deliver(conversation, null, 'message.created', view, about => draft.id);
  if conversation.kind <> 'group' then
    perform private.broadcast_to_many(
      array(
        select 'user:' || member.user_id from private.conversation_members member
        where member.conversation_id = conversation.id and member.state = 'active'),
      'conversation', jsonb_build_object('conversation_id', conversation.id, 'message', view), draft.id);
  end if;
end
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

CREATE OR REPLACE FUNCTION private.note_post()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  topics text[] := array(select distinct topic from unnest(new.hashtags) tag, private.as_topic(tag) topic where topic <> '');
begin
  insert into private.post_signals as known (post_id, author_id, kind, topics, cell, heat, position)
  values (new.id, new.author_id, new.kind, topics, new.cell,
    private.heat_of(0.5, new.published_at, private.post_half_life()), new.position)
  on conflict (post_id) do update set topics = excluded.topics, kind = excluded.kind, cell = excluded.cell;
  delete from private.post_topics known where known.post_id = new.id and known.topic <> all (topics);
  insert into private.post_topics (topic, position, post_id)
  select topic, new.position, new.id from unnest(topics) topic
  on conflict do nothing;
  return null;
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

CREATE OR REPLACE FUNCTION private.notification_causes (
  since xid8,
  until xid8
)
  RETURNS private.notification_cause[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select array_agg(distinct cause) from (
      select distinct on (told.person_id, told.family, told.cause_id, told.actor_id)
        row(told.person_id, told.kind, told.family, told.cause_id, told.actor_id, coalesce(told.group_key, told.person_id), told.target_kind,
          told.target_id, told.post_id, line.kind, line.happened_at, told.details)::private.notification_cause as cause
      from private.engagement line
      cross join lateral (
        select line.subject_id, 'follow', 'follow', line.actor_id, line.actor_id, null::uuid, null, null::uuid, null::uuid, '{}'::jsonb, 1
        where line.kind in ('follow', 'unfollow')
        union all
        select line.subject_id, 'follow_request', 'follow_request', line.actor_id, line.actor_id, null, null, null, null, '{}', 1
        where line.kind in ('follow_request', 'follow_request_withdraw')
        union all
        select line.subject_id, 'follow_accept', 'follow_accept', line.actor_id, line.actor_id, null, null, null, null, '{}', 1
        where line.kind = 'follow_accept'
        union all
        -- What was asked is answered.
        select line.actor_id, 'follow_request', 'follow_request', line.subject_id, line.subject_id, null, null, null, null, '{}', 1
        where line.kind = 'follow_accept'
        union all
        select line.subject_id, 'connection_request', 'connection_request', line.target_id, line.actor_id, null, 'connection_request',
          line.target_id, null, '{}', 1
        where line.kind in ('connection_request', 'connection_withdraw')
        union all
        select line.subject_id, 'connection_accept', 'connection_accept', line.actor_id, line.actor_id, null, null, null, null, '{}', 1
        where line.kind = 'connection_accept'
        union all
        select line.actor_id, 'connection_request', 'connection_request', line.target_id, line.subject_id, null, 'connection_request',
          line.target_id, null, '{}', 1
        where line.kind = 'connection_accept'
        union all
        select line.subject_id, 'like', 'post_reaction', line.target_id, line.actor_id, line.target_id, 'post', line.target_id,
          line.target_id, '{}', 1
        where line.kind in ('post_reaction', 'post_unreaction')
        union all
        select line.subject_id, 'like', 'comment_reaction', line.target_id, line.actor_id, line.target_id, 'comment', line.target_id,
          comment.post_id, '{}', 1
        from public.comments comment
        where line.kind in ('comment_reaction', 'comment_unreaction') and comment.id = line.target_id
        union all
        select line.subject_id, 'like', 'message_reaction', message.id, line.actor_id, message.id, 'message', message.id, null,
          jsonb_build_object('conversation_id', line.target_id), 1
        from (select (line.details ->> 'message_id')::uuid as id) message
        where line.kind in ('message_reaction', 'message_unreaction')
        union all
        -- Somebody who is mentioned in an answer to them below their own post is told once, and of what concerns them most.
        select line.subject_id, case line.kind when 'comment_mention' then 'mention' when 'reply' then 'reply' else 'comment' end, 'comment',
          said.comment_id, line.actor_id, case line.kind when 'reply' then coalesce(said.thread_id, line.target_id) else line.target_id end,
          case line.kind when 'reply' then 'comment' else 'post' end,
          case line.kind when 'reply' then coalesce(said.thread_id, line.target_id) else line.target_id end,
          line.target_id, '{}', case line.kind when 'comment_mention' then 1 when 'reply' then 2 else 3 end
        from (select (line.details ->> 'comment_id')::uuid as comment_id, (line.details ->> 'thread_id')::uuid as thread_id) said
        where line.kind in ('comment', 'reply', 'comment_mention')
        union all
        select part.person_id, 'comment', part.family, part.cause_id, part.actor_id, null, null, null, part.post_id, '{}', 4
        from private.notification_parts part
        where line.kind = 'comment_removal' and part.post_id = line.target_id
          and part.family in ('comment', 'comment_reaction') and part.cause_id = (line.details ->> 'comment_id')::uuid
        union all
        select part.person_id, 'like', part.family, part.cause_id, part.actor_id, null, null, null, null, '{}', 4
        from private.notification_parts part
        where line.kind = 'message_removal' and part.person_id = line.subject_id
          and part.family = 'message_reaction' and part.cause_id = (line.details ->> 'message_id')::uuid
        union all
        select member.user_id, 'mention', 'message_mention', (line.details ->> 'message_id')::uuid, line.subject_id, null, null, null, null, '{}', 4
        from private.conversation_members member
        where line.kind = 'message_removal' and member.conversation_id = line.target_id
        union all
        select line.subject_id, 'mention', 'post_mention', line.target_id, line.actor_id, line.target_id, 'post', line.target_id, line.target_id,
          '{}', 1
        where line.kind = 'post_mention'
        union all
        select line.subject_id, 'mention', 'message_mention', (line.details ->> 'message_id')::uuid, line.actor_id, line.target_id,
          'conversation', line.target_id, null, '{}', 1
        where line.kind = 'message_mention'
        union all
        -- A link that was copied, or shown to a friend, is nobody's business.
        select line.subject_id, 'share', 'share', line.target_id, line.actor_id, line.target_id, 'post', line.target_id, line.target_id, '{}', 1
        where line.kind in ('share', 'unshare') and line.details ->> 'via' = 'repost'
        union all
        select member.user_id, 'message_request', 'message_request', line.target_id, line.actor_id, line.target_id, 'conversation',
          line.target_id, null, '{}', 1
        from private.conversation_members member
        where line.kind = 'message' and member.conversation_id = line.target_id and member.user_id = line.subject_id
          and member.state = 'requested'
        union all
        select line.actor_id, 'message_request', 'message_request', line.target_id, line.subject_id, line.target_id, 'conversation',
          line.target_id, null, '{}', 1
        where line.kind = 'message_request_accept'
        union all
        select line.subject_id, line.kind, 'group', line.target_id, line.actor_id, line.target_id, 'conversation', line.target_id, null, '{}', 1
        where line.kind in ('group_add', 'group_invite')
        union all
        select line.subject_id, 'missed_call', 'missed_call', (line.details ->> 'call_id')::uuid, line.actor_id, line.target_id, 'conversation',
          line.target_id, null, jsonb_build_object('media', line.details -> 'media'), 1
        where line.kind = 'missed_call'
        union all
        select side.person, 'match', 'match', line.target_id, side.other, line.target_id, 'conversation', line.target_id, null, '{}', 1
        from (values (line.actor_id, line.subject_id), (line.subject_id, line.actor_id)) side (person, other)
        where line.kind = 'match'
        union all
        select line.subject_id, 'viral', 'viral', line.target_id, null, line.target_id, 'post', line.target_id, line.target_id, '{}', 1
        where line.kind = 'viral' and line.details ->> 'state' = 'viral'
        union all
        -- Who has decided is not said.
        select line.subject_id, line.kind, 'decision', coalesce(line.target_id, line.subject_id), null, line.target_id,
          case line.kind when 'moderation_notice' then 'decision' when 'report_outcome' then 'report'
            else 'verification_request' end, line.target_id, null, line.details, 1
        where line.kind in ('verification_review', 'moderation_notice', 'report_outcome')
      ) told (person_id, kind, family, cause_id, actor_id, group_key, target_kind, target_id, post_id, details, rank)
      where line.transaction_id >= since and line.transaction_id < until
        and told.person_id is not null and told.cause_id is not null and told.actor_id is distinct from told.person_id
      order by told.person_id, told.family, told.cause_id, told.actor_id, told.rank, line.transaction_id, line.id
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.notification_hidden_until (
  person_id uuid,
  actor_id  uuid,
  post_id   uuid
)
  RETURNS timestamp WITH time zone
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if actor_id is null and post_id is null then
    return '-infinity';
  end if;
  return (
    select coalesce(max(until), '-infinity') from (
      select 'infinity'::timestamptz from public.blocks where blocker_id = person_id and blocked_id = actor_id
      union all
      select 'infinity' from public.blocks where blocker_id = actor_id and blocked_id = person_id
      union all
      select mute.until from public.mutes mute where mute.muter_id = person_id and mute.muted_id = actor_id and mute.until > now()
      union all
      select 'infinity' from private.notification_muted_people mute
      where mute.person_id = notification_hidden_until.person_id and mute.muted_id = actor_id
      union all
      select hidden.hidden_until from public.profiles hidden where hidden.id = actor_id and hidden.hidden_until > now()
      union all
      select 'infinity' where actor_id is not null and not private.may_meet(person_id, actor_id)
      union all
      select 'infinity' from public.posts post
      where post.id = notification_hidden_until.post_id and (post.state <> 'published' or post.deleted_at is not null)
    ) reason (until));
end
$function$;

CREATE OR REPLACE FUNCTION private.notification_items (
  ids uuid[]
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select array_agg(jsonb_build_object(
        'id', news.id, 'kind', news.kind, 'actors', coalesce(shown.actors, '[]'), 'actor_count', news.actor_count,
        'part_count', news.part_count, 'target_kind', news.target_kind, 'target_id', news.target_id, 'latest_cause_id', shown.cause_id,
        'preview', preview.post, 'details', news.details, 'boxed', news.boxed, 'seen_at', news.seen_at, 'read_at', news.read_at,
        'created_at', news.created_at, 'changed_at', news.changed_at)
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join private.notifications news on news.id = wanted.id
    left join lateral (
      select (array_agg(latest.cause_id order by latest.happened_at desc))[1] as cause_id,
        jsonb_agg(private.profile_card(person.profile) order by latest.happened_at desc) filter (where latest.place <= 3) as actors
      from (
        select actor.actor_id, actor.cause_id, actor.happened_at, row_number() over (order by actor.happened_at desc) as place
        from (
          select distinct on (part.actor_id) part.actor_id, part.cause_id, part.happened_at
          from (
            select recent.actor_id, recent.cause_id, recent.happened_at from private.notification_parts recent
            where recent.notification_id = news.id and recent.hidden_until = '-infinity'
            order by recent.happened_at desc limit 20
          ) part
          order by part.actor_id, part.happened_at desc
        ) actor
        where actor.actor_id is null or exists (select from private.visible_people visible where visible.id = actor.actor_id)
      ) latest
      left join private.visible_people person on person.id = latest.actor_id
      where latest.place <= 3
    ) shown on true
    left join lateral (
      select jsonb_build_object('kind', post.kind, 'excerpt', left(post.caption, 140), 'media', (
          select private.media_view(medium) from public.post_media attached
          join private.media medium on medium.id = attached.media_id
          where attached.post_id = post.id and post.kind <> 'text'
          order by attached.place limit 1)) as post
      from private.visible_posts post where post.id = news.post_id
    ) preview on true);
end
$function$;

CREATE OR REPLACE FUNCTION private.notification_kinds()
  RETURNS text[]
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  -- What moderators decide about somebody is always said.
  select array['follow', 'follow_request', 'follow_accept', 'connection_request', 'connection_accept', 'like', 'comment', 'reply', 'mention',
    'share', 'message_request', 'missed_call', 'match', 'group_add', 'group_invite', 'viral', 'system']
$function$;

CREATE OR REPLACE FUNCTION private.notification_ledger (
  user_id   uuid,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  admin uuid := private.active_admin_id();
  size int := private.page_size(page_size);
begin
  perform private.audit('notification_ledger_read', admin, details => jsonb_build_object('user_id', user_id));
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(line order by line.at desc), '[]')) from (
      select * from (
        (select news.kind, case when news.part_count = 0 then 'hidden' when news.boxed then 'boxed' else 'told' end as outcome,
          news.part_count + news.hidden_count as causes, news.changed_at as at
        from private.notifications news
        where news.person_id = notification_ledger.user_id order by news.position desc limit size)
        union all
        (select refusal.kind, refusal.reason, 1, refusal.happened_at
        from private.notification_refusals refusal
        where refusal.person_id = notification_ledger.user_id order by refusal.id desc limit size)
      ) either order by at desc limit size
    ) line);
end
$function$;

CREATE OR REPLACE FUNCTION private.notification_stands (
  family    text,
  person_id uuid,
  cause_id  uuid,
  actor_id  uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return case family
    when 'follow' then exists (select from public.follows where follower_id = actor_id and followee_id = person_id)
    when 'follow_request' then exists (select from public.follow_requests where follower_id = actor_id and followee_id = person_id)
    when 'follow_accept' then exists (select from public.follows where follower_id = person_id and followee_id = actor_id)
    when 'connection_request' then exists (select from public.connection_requests where id = cause_id and state = 'pending')
    when 'connection_accept' then exists (
      select from public.connections connection
      where connection.person_id = notification_stands.person_id and connection.other_id = actor_id)
    when 'post_reaction' then exists (select from public.post_reactions where post_id = cause_id and user_id = actor_id)
    when 'comment_reaction' then exists (
      select from public.comment_reactions reaction
      join public.comments comment on comment.id = reaction.comment_id and comment.deleted_at is null
      where reaction.comment_id = cause_id and reaction.user_id = actor_id)
    when 'message_reaction' then exists (
      select from private.message_reactions reaction
      join private.messages message on message.id = reaction.message_id and message.deleted_at is null
      join private.conversations conversation on conversation.id = message.conversation_id and conversation.kind <> 'anonymous'
      where reaction.message_id = cause_id and reaction.user_id = actor_id)
    when 'comment' then exists (
      select from public.comments where id = cause_id and author_id = actor_id and deleted_at is null)
    when 'post_mention' then exists (select from public.posts where id = cause_id and person_id = any (mentions))
    when 'message_mention' then exists (
      select from private.messages message
      join private.conversation_members member on member.conversation_id = message.conversation_id and member.state = 'active'
      where message.id = cause_id and message.deleted_at is null and member.user_id = person_id)
    when 'share' then exists (select from public.post_shares where post_id = cause_id and user_id = actor_id and via = 'repost')
    when 'message_request' then exists (
      select from private.conversation_members where conversation_id = cause_id and user_id = person_id and state = 'requested')
    when 'group' then exists (
      select from private.conversation_members
      where conversation_id = cause_id and user_id = person_id and state in ('active', 'requested'))
    when 'missed_call' then exists (
      select from private.calls call
      join private.conversations conversation on conversation.id = call.conversation_id and conversation.kind <> 'anonymous'
      where call.id = cause_id)
    when 'match' then exists (select from private.conversations where id = cause_id)
    when 'viral' then exists (select from public.posts where id = cause_id)
    else true
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.notification_step (
  parts integer
)
  RETURNS smallint
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when parts < 1 then 0
    else 3 * (length(parts::text) - 1) + case when left(parts::text, 1) >= '5' then 3 when left(parts::text, 1) >= '2' then 2 else 1 end
  end::smallint
$function$;

CREATE OR REPLACE FUNCTION private.notify_people()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('notifications', 20000);
  causes private.notification_cause[];
  changed uuid[];
begin
  if place.since is null then
    return 0;
  end if;
  causes := private.notification_causes(place.since, place.until);
  changed := private.withdraw_parts(causes) || private.add_parts(causes) || private.recheck_parts(place.since, place.until);
  perform private.tell_notifications(changed);
  perform private.finish_reading('notifications', place.until);
  return cardinality(changed);
end
$function$;

CREATE OR REPLACE FUNCTION private.own_post (
  post_id uuid
)
  RETURNS public.posts
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  post public.posts;
begin
  perform private.take_token('edit_post', caller::text);
  -- In the order in which a change of the profile or the account takes its locks, see narrow_audience.
  perform from private.accounts account join public.profiles profile on profile.id = account.id
  where account.id = caller for share;
  perform private.active_caller_id();
  select * into post from public.posts where id = own_post.post_id and author_id = caller for no key update;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$function$;

CREATE OR REPLACE FUNCTION private.own_view (
  member private.conversation_members
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'member_id', member.id, 'alias', member.alias, 'role', member.role, 'state', member.state, 'first_seq', member.first_seq,
    'last_read_seq', member.last_read_seq, 'last_delivered_seq', member.last_delivered_seq, 'muted', coalesce(member.muted_until > now(), false),
    'muted_until', nullif(member.muted_until, 'infinity'),
    'archived', member.archived_at is not null, 'pinned', member.pinned_at is not null, 'joined_at', member.joined_at,
    'reveal_asked', member.reveal_asked_at is not null);
end
$function$;

CREATE OR REPLACE FUNCTION private.page (
  items     jsonb[],
  ids       uuid[],
  page_size integer
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'items', coalesce(to_jsonb(items[1:page_size]), '[]'),
    'next_cursor', case when cardinality(ids) > page_size then private.encode_cursor(ids[page_size]) end)
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

CREATE OR REPLACE FUNCTION private.pairs_of (
  run text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  -- One walk: to ask for the nth character is one each time.
  select coalesce(string_agg(character || follower, ' ' order by place), run)
  from (
    select character, lead(character) over (order by place) as follower, place
    from unnest(string_to_array(run, null)) with ordinality written (character, place)
  ) pair
  where follower is not null
$function$;

CREATE OR REPLACE FUNCTION private.people_cards (
  caller uuid,
  ids    uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  own_cell int := (select place.cell from private.locations place where place.profile_id = caller);
  own_interests text[] := array(select chosen.interest from public.profile_interests chosen where chosen.profile_id = caller);
  visible uuid[];
begin
  -- Asked again for every page: somebody may have blocked the caller, or left, since the list was made.
  execute format('select array(
    select person.profile_id from private.people_search person where person.profile_id = any ($1) and %s)', private.findable_people(caller))
  into visible using ids;
  return (
    select coalesce(jsonb_agg(
      private.profile_card(profile) || jsonb_build_object(
        'relationship', known.relationship, 'gender', profile.gender, 'is_private', profile.is_private,
        'looking_for', profile.looking_for,
        'age', case when person.shows_age then private.age(person.birth_date) end,
        'distance_km', private.shown_distance_km(person.cell, own_cell),
        'shared_interests', array(
          select theirs.interest from public.profile_interests theirs
          where theirs.profile_id = person.profile_id and theirs.interest = any (own_interests) order by theirs.interest),
        'online', case when person.shows_online then coalesce(present.seen_at > now() - private.presence_lifetime(), false) end)
      order by wanted.place), '[]')
    from unnest(ids) with ordinality as wanted (id, place)
    join private.people_search person on person.profile_id = wanted.id
    join public.profiles profile on profile.id = wanted.id
    left join private.relationships(ids) known on known.person_id = wanted.id
    left join private.presence present on present.profile_id = wanted.id
    where wanted.id = any (visible));
end
$function$;

CREATE OR REPLACE FUNCTION private.place_in_list (
  viewer    uuid,
  post_id   uuid,
  author_id uuid,
  reason    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  list private.feed_pages;
  place int;
  of_author int;
begin
  select * into list from private.feed_pages kept
  where kept.person_id = viewer and kept.feed = 'home' and place_in_list.post_id = any (kept.post_ids)
  order by kept.made_at desc limit 1;
  place := array_position(list.post_ids, post_id);
  select count(*) into of_author
  from unnest(list.post_ids[:place]) before (id) join public.posts post on post.id = before.id
  where post.author_id = place_in_list.author_id;
  return jsonb_build_object('place', place, 'reason', coalesce(list.reasons[place], reason), 'rules', array_to_json(array_remove(array[
    case when of_author > 1 then jsonb_build_object('rule', 'spread', 'words',
      format('There are %s of this author before it: it counts %s %% of its score''s odds.', of_author - 1, round((100 * (0.75 * power(0.5, of_author - 1) + 0.25))::numeric))) end,
    case when list.reasons[place] = 'new_voice' then jsonb_build_object('rule', 'new_voice', 'words',
      'One place in sixteen is for people whom few know yet.') end], null))::jsonb);
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

CREATE OR REPLACE FUNCTION private.post_half_life()
  RETURNS interval
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$ select interval '1 day' $function$;

CREATE OR REPLACE FUNCTION private.post_insights (
  post_id   uuid,
  time_zone text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  zone text := private.check_time_zone(time_zone);
  post public.posts;
  stats public.post_stats;
  sums record;
  length_ms int;
begin
  select * into post from public.posts own where own.id = post_insights.post_id and own.author_id = caller and own.deleted_at is null;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post of yours.', 404);
  end if;
  select * into stats from public.post_stats known where known.post_id = post.id;
  select coalesce(sum(viewers), 0) as viewers, coalesce(sum(completions), 0) as completions into sums
  from private.post_hours known where known.post_id = post.id;
  select max(medium.duration_ms) into length_ms
  from public.post_media shown join private.media medium on medium.id = shown.media_id
  where shown.post_id = post.id and medium.kind = 'video';
  return jsonb_build_object(
    'post_id', post.id, 'published_at', post.published_at,
    'views', coalesce(stats.views, 0), 'reach', sums.viewers, 'reactions', coalesce(stats.reactions, 0), 'emojis', coalesce(stats.emojis, '{}'),
    'comments', coalesce(stats.comments, 0), 'shares', coalesce(stats.shares, 0), 'saves', coalesce(stats.saves, 0),
    'watched_ms', coalesce(stats.watched_ms, 0),
    'watched_share', round(stats.watched_ms / nullif(stats.views * length_ms, 0)::numeric, 3),
    'completions', case when length_ms is not null then sums.completions end,
    'rates', private.rates_of(stats.views, stats.reactions, stats.comments, stats.shares, stats.saves),
    'virality', private.virality_view(post.id)
  ) || private.post_times(post.id, zone) || private.post_parts(post.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.post_items (
  ids uuid[]
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  viewer uuid := private.caller_id();
  authors uuid[] := array(select distinct post.author_id from public.posts post where post.id = any (ids));
begin
  return (
    select array_agg(
      jsonb_build_object(
        'id', post.id, 'kind', post.kind, 'caption', post.caption, 'state', post.state, 'visibility', post.visibility,
        'comments_from', post.comments_from, 'content_warning', post.content_warning, 'place', post.place,
        'hashtags', post.hashtags, 'mentions', private.mentions_of(post.mentions),
        'publish_at', post.publish_at, 'published_at', post.published_at, 'edited_at', post.edited_at,
        'created_at', post.created_at,
        'author', private.profile_card(author) || jsonb_build_object('relationship', known.relationship),
        'media', coalesce(shown.media, '[]'),
        'stats', jsonb_build_object(
          'comments', coalesce(stats.comments, 0), 'shares', coalesce(stats.shares, 0),
          'saves', coalesce(stats.saves, 0), 'views', coalesce(stats.views, 0)),
        'reactions', private.reactions_view(stats.reactions, stats.emojis, reaction.emoji, hidden.emojis),
        'viewer', jsonb_build_object('saved', saved.post_id is not null, 'reposted', repost.post_id is not null))
      order by wanted.place)
    from unnest(ids) with ordinality wanted (id, place)
    join public.posts post on post.id = wanted.id
    join public.profiles author on author.id = post.author_id
    left join private.relationships(authors) known on known.person_id = post.author_id
    left join public.post_stats stats on stats.post_id = post.id
    left join private.hidden_post_reactions(ids) hidden on hidden.post_id = post.id
    left join public.post_reactions reaction on reaction.post_id = post.id and reaction.user_id = viewer
    left join public.saved_posts saved on saved.user_id = viewer and saved.post_id = post.id
    left join public.post_shares repost on repost.post_id = post.id and repost.user_id = viewer and repost.via = 'repost'
    left join lateral (
      select jsonb_agg(private.media_view(medium) order by attached.place) as media
      from public.post_media attached
      join private.media medium on medium.id = attached.media_id
      where attached.post_id = post.id and post.kind <> 'text'
    ) shown on true
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.post_parts (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  with part as materialized (
    select known.facet, known.name, known.count from private.post_facets known where known.post_id = post_parts.post_id
  ), sample as (
    select greatest((private.setting('feed_log_share') #>> '{}')::double precision, 0.0001) as share
  )
  select jsonb_build_object(
    'sources', (select coalesce(jsonb_object_agg(name, count), '{}') from part where facet = 'source'),
    'audience', (select jsonb_build_object(
      'ages', private.shares_of(array_agg(name) filter (where facet = 'age'), array_agg(count) filter (where facet = 'age'), 10),
      'followers', private.shares_of(array_agg(name) filter (where facet = 'follows'), array_agg(count) filter (where facet = 'follows'), 10) -> 'true') from part),
    'feed', (select jsonb_build_object('sample', sample.share,
      'served', max(round(count / sample.share)) filter (where facet = 'feed' and name = 'served' and count >= 10),
      'outranked', max(round(count / sample.share)) filter (where facet = 'feed' and name = 'outranked' and count >= 10),
      'filtered', coalesce(jsonb_object_agg(name, round(count / sample.share)) filter (where facet = 'filter' and count >= 10), '{}'))
      from sample left join part on true group by sample.share))
$function$;

CREATE OR REPLACE FUNCTION private.post_query (
  query text
)
  RETURNS tsquery
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  words text[];
begin
  if length(query) <= 100 then
    select array_agg(left(word, 40) order by place) into words
    from regexp_split_to_table(private.spaced_scripts(private.folded(query)), '[^[:alnum:]]+' collate "pg_c_utf8") with ordinality split (word, place)
    where word <> '';
  end if;
  if (cardinality(words) between 1 and 40 and cardinality(string_to_array(private.trimmed(query), ' ')) <= 8) is not true then
    perform private.raise('INVALID_SEARCH', 'query needs 1 to 8 words in up to 100 characters.', 422);
  end if;
  return (
    select string_agg(format('''%s''%s', word, case when place = cardinality(words) and length(word) >= 2 then ':*' else '' end), ' & ')::tsquery
    from unnest(words) with ordinality listed (word, place));
end
$function$;

CREATE OR REPLACE FUNCTION private.post_times (
  post_id   uuid,
  time_zone text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  with kept as materialized (
    select known.*, known.hour at time zone time_zone as local from private.post_hours known where known.post_id = post_times.post_id
  ), of_day as materialized (
    select clock.hour, coalesce(sum(kept.views), 0) as views, coalesce(sum(kept.reactions), 0) as reactions
    from generate_series(0, 23) clock (hour) left join kept on extract(hour from kept.local) = clock.hour
    group by clock.hour
  ), daily as (
    select kept.local::date as day, sum(views) as views, sum(viewers) as viewers, sum(reactions) as reactions, sum(comments) as comments,
      sum(shares) as shares, sum(saves) as saves, sum(watched_ms) as watched_ms
    from kept group by 1 order by 1 desc limit 30
  )
  select jsonb_build_object(
    'by_hour', (select jsonb_agg(jsonb_build_object('views', views, 'reactions', reactions) order by hour) from of_day),
    'by_day', (select coalesce(jsonb_agg(to_jsonb(daily) order by daily.day), '[]') from daily),
    'best_hours', (select coalesce(jsonb_agg(hour order by views desc, hour), '[]') from (select * from of_day where views > 0 order by views desc, hour limit 3) best))
$function$;

CREATE OR REPLACE FUNCTION private.post_words (
  written text
)
  RETURNS tsvector
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array_to_tsvector(array(
    select distinct left(word, 40)
    from regexp_split_to_table(private.spaced_scripts(private.folded(written)), '[^[:alnum:]]+' collate "pg_c_utf8") word
    where word <> ''));
end
$function$;

CREATE OR REPLACE FUNCTION private.predict_reach (
  post_ids uuid[],
  at       timestamp with time zone
)
  RETURNS TABLE (
    post_id     uuid,
    minutes     double precision,
    features    double precision[],
    people_hour real,
    surprise    double precision,
    predicted   double precision,
    low         double precision,
    high        double precision,
    odds        double precision
  )
  LANGUAGE plpgsql
  STABLE
  ROWS 100
  SET search_path TO ''
  AS $function$
declare
  weights double precision[] := (
    select array_agg(coalesce(stored.weight, 0) order by feature.place)
    from unnest(private.virality_feature_names()) with ordinality feature (name, place)
    left join private.virality_weights stored on stored.feature = feature.name);
  viral_size double precision := (select value from private.virality_parameters where name = 'viral_people');
  usual_rate double precision := (select value from private.virality_parameters where name = 'usual_rate');
  usual_log_reach double precision := (select value from private.virality_parameters where name = 'usual_log_reach');
begin
  return query
  select given.post_id, given.minutes, given.features, given.people_hour,
    private.surprise(given.people_hour, usual_rate * given.views_hour * exp(given.author - usual_log_reach)),
    greatest(exp(line.middle) - 1, size.people), greatest(exp(line.middle - 1.2816 * error.deviation) - 1, size.people),
    greatest(exp(line.middle + 1.2816 * error.deviation) - 1, size.people),
    (greatest(line.middle, given.features[2]) - ln(viral_size + 1)) / error.deviation
  from private.virality_features(predict_reach.post_ids, predict_reach.at) given
  -- A prediction of anything is a number: e to the 20 is half a billion people.
  cross join lateral (select least((select sum(feature * weight) from unnest(given.features, weights) weighed (feature, weight)), 20)) line (middle)
  cross join lateral (select exp(given.features[2]) - 1) size (people)
  join private.reach_errors error on error.age_step = private.age_step(given.minutes);
end
$function$;

CREATE OR REPLACE FUNCTION private.profile_card (
  profile public.profiles
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', private.small_avatar(profile.avatar), 'verified_at', profile.verified_at);
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

CREATE OR REPLACE FUNCTION private.publish_draft (
  post_id    uuid,
  publish_at timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  post public.posts := private.own_post(post_id);
begin
  if post.state in ('draft', 'scheduled') then
    perform private.check_post(post.client_id,
      to_jsonb(post) || jsonb_build_object('publish_at', publish_draft.publish_at), false);
    update public.posts set publish_at = publish_draft.publish_at, state = 'processing' where id = post.id;
    perform private.advance_post(post.id);
  end if;
  return (private.post_items(array[post.id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.publish_now (
  post public.posts
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.posts set state = 'published', position = private.uuid_v7(), published_at = clock_timestamp()
  where id = post.id;
  perform private.broadcast('user:' || post.author_id, 'post', jsonb_build_object('post_id', post.id, 'state', 'published'));
  perform private.emit('post', post.author_id, target_id => post.id);
  perform private.emit('post_mention', post.author_id, mentioned, post.id) from unnest(post.mentions) mentioned;
end
$function$;

CREATE OR REPLACE FUNCTION private.purge_activity_links()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with purged as (
    delete from private.activity_links where people = 0 returning 1
  )
  select count(*) from purged
$function$;

CREATE OR REPLACE FUNCTION private.purge_engagement()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with purged as (
    delete from private.engagement
    where happened_at < now() - interval '30 days'
      and transaction_id < all (select place from private.engagement_readers)
    returning 1
  )
  select count(*) from purged
$function$;

CREATE OR REPLACE FUNCTION private.purge_feed()
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  purged bigint := 0;
  more bigint;
begin
  -- By the time of its page, of which the index knows the blocks.
  delete from private.feed_served where served_at < now() - interval '3 days';
  get diagnostics more = row_count;
  purged := purged + more;
  delete from private.feed_log where served_at < now() - interval '7 days';
  get diagnostics more = row_count;
  purged := purged + more;
  delete from private.feed_pages where made_at < now() - interval '5 minutes';
  get diagnostics more = row_count;
  return purged + more;
end
$function$;

CREATE OR REPLACE FUNCTION private.purge_insights()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with hours as (
    delete from private.author_hours where hour < now() - interval '100 days' returning 1
  ), facets as (
    delete from private.author_facets where day < (now() at time zone 'UTC')::date - 100 returning 1
  )
  select (select count(*) from hours) + (select count(*) from facets)
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

CREATE OR REPLACE FUNCTION private.purge_notifications()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with old as (
    delete from private.notifications gone
    where gone.id in (
      select news.id from private.notifications news where news.changed_at < now() - interval '90 days' order by news.changed_at limit 5000)
    returning 1
  ), refused as (
    delete from private.notification_refusals where happened_at < now() - interval '30 days' returning 1
  )
  select (select count(*) from old)
$function$;

CREATE OR REPLACE FUNCTION private.purge_preview_images()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with old as (
    delete from private.preview_images where folder in (
      select image.folder from private.preview_images image where image.made_at < now() - interval '90 days' limit 1000)
    returning folder
  ), discarded as (
    select private.discard_objects(format('public/%s/', old.folder)) from old
  )
  select count(*) from discarded
$function$;

CREATE OR REPLACE FUNCTION private.purge_tastes()
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  faint double precision := private.heat_of(0.02, now(), private.taste_half_life());
  purged bigint := 0;
  more bigint;
begin
  delete from private.author_affinity affinity where affinity.ctid = any (array(
    select faded.ctid from private.author_affinity faded
    where coalesce(faded.heat, '-infinity') < faint and coalesce(faded.skips, '-infinity') < faint
    limit 10000));
  get diagnostics more = row_count;
  purged := purged + more;
  delete from private.topic_affinity affinity where affinity.ctid = any (array(
    select faded.ctid from private.topic_affinity faded
    where coalesce(faded.heat, '-infinity') < faint and coalesce(faded.skips, '-infinity') < faint
    limit 10000));
  get diagnostics more = row_count;
  purged := purged + more;
  -- The strongest of each person stay, for or against.
  delete from private.author_affinity affinity where affinity.ctid = any (array(
    select spare.ctid
    from (select person_id from private.author_affinity group by person_id having count(*) > private.affinity_limit() limit 100) busy
    cross join lateral (
      select own.ctid from private.author_affinity own where own.person_id = busy.person_id
      order by greatest(own.heat, own.skips) desc nulls last, own.author_id
      offset private.affinity_limit()
    ) spare));
  get diagnostics more = row_count;
  purged := purged + more;
  delete from private.topic_affinity affinity where affinity.ctid = any (array(
    select spare.ctid
    from (select person_id from private.topic_affinity group by person_id having count(*) > private.affinity_limit() limit 100) busy
    cross join lateral (
      select own.ctid from private.topic_affinity own where own.person_id = busy.person_id
      order by greatest(own.heat, own.skips) desc nulls last, own.topic
      offset private.affinity_limit()
    ) spare));
  get diagnostics more = row_count;
  return purged + more;
end
$function$;

CREATE OR REPLACE FUNCTION private.purge_topics()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with people as (
    delete from private.topic_people where day < (now() at time zone 'UTC')::date - 1 returning 1
  ), hours as (
    delete from private.topic_hours where hour < now() - interval '9 days' returning 1
  )
  select (select count(*) from people) + (select count(*) from hours)
$function$;

CREATE OR REPLACE FUNCTION private.purge_virality()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with minutes as (
    delete from private.post_minutes where minute < now() - interval '7 hours' returning 1
  ), predictions as (
    delete from private.reach_predictions where made_at < now() - interval '60 days' returning 1
  ), engagers as (
    delete from private.post_engagers engager using private.post_virality known
    where known.post_id = engager.post_id and known.published_at between now() - interval '9 days' and now() - interval '7 days 1 hour' returning 1
  )
  select (select count(*) from minutes) + (select count(*) from predictions) + (select count(*) from engagers)
$function$;

CREATE OR REPLACE FUNCTION private.qualified_emoji (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  -- Emoji, and what is reserved to become one; neither digits nor skin tones nor letters of flags, which are none alone.
  base constant text := '['
    '\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa'
    '\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626'
    '\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f'
    '\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf'
    '\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716'
    '\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf'
    '\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170\U0001f171'
    '\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a'
    '\U0001f250\U0001f251\U0001f300-\U0001f321\U0001f324-\U0001f393\U0001f396\U0001f397\U0001f399-\U0001f39b'
    '\U0001f39e-\U0001f3f0\U0001f3f3-\U0001f3f5\U0001f3f7-\U0001f3fa\U0001f400-\U0001f4fd\U0001f4ff-\U0001f53d'
    '\U0001f549-\U0001f54e\U0001f550-\U0001f567\U0001f56f\U0001f570\U0001f573-\U0001f57a\U0001f587\U0001f58a-\U0001f58d'
    '\U0001f590\U0001f595\U0001f596\U0001f5a4\U0001f5a5\U0001f5a8\U0001f5b1\U0001f5b2\U0001f5bc\U0001f5c2-\U0001f5c4'
    '\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3\U0001f5fa-\U0001f64f'
    '\U0001f680-\U0001f6c5\U0001f6cb-\U0001f6d2\U0001f6d5-\U0001f6e5\U0001f6e9\U0001f6eb-\U0001f6f0\U0001f6f3-\U0001f6ff'
    '\U0001f7da-\U0001f7ff\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f\U0001f888-\U0001f88f\U0001f8ae'
    '\U0001f8af\U0001f8bc-\U0001f8bf\U0001f8c2-\U0001f8cf\U0001f8d9-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945'
    '\U0001f947-\U0001f9ff\U0001fa58-\U0001fa5f\U0001fa6e-\U0001faff'
    ']';
  -- What is a sign of the text unless U+FE0F follows.
  plain constant text := '['
    '\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa'
    '\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u2600-\u2604\u260e\u2611\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e'
    '\u262f\u2638-\u263a\u2640\u2642\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u2692\u2694-\u2697\u2699\u269b\u269c'
    '\u26a0\u26a7\u26b0\u26b1\u26c8\u26cf\u26d1\u26d3\u26e9\u26f0\u26f1\u26f4\u26f7-\u26f9\u2702\u2708\u2709\u270c\u270d'
    '\u270f\u2712\u2714\u2716\u271d\u2721\u2733\u2734\u2744\u2747\u2763\u2764\u27a1\u2934\u2935\u2b05-\u2b07\u3030\u303d'
    '\u3297\u3299\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f202\U0001f237\U0001f321\U0001f324-\U0001f32c\U0001f336'
    '\U0001f37d\U0001f396\U0001f397\U0001f399-\U0001f39b\U0001f39e\U0001f39f\U0001f3cb-\U0001f3ce\U0001f3d4-\U0001f3df'
    '\U0001f3f3\U0001f3f5\U0001f3f7\U0001f43f\U0001f441\U0001f4fd\U0001f549\U0001f54a\U0001f56f\U0001f570'
    '\U0001f573-\U0001f579\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f5a5\U0001f5a8\U0001f5b1\U0001f5b2\U0001f5bc'
    '\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3'
    '\U0001f5fa\U0001f6cb\U0001f6cd-\U0001f6cf\U0001f6e0-\U0001f6e5\U0001f6e9\U0001f6f0\U0001f6f3'
    ']';
  element constant text := base || '[\U0001f3fb-\U0001f3ff]?';
  bare text;
begin
  if length(written) > 16 then
    return null;
  end if;
  bare := replace(written, E'\ufe0f', '');
  if bare ~ ('^(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\u20e3|\U0001f3f4[\U000e0020-\U000e007e]{1,7}\U000e007f|'
    || element || '(?:\u200d' || element || ')*)$') then
    return regexp_replace(regexp_replace(bare, '(' || plain || ')(?![\U0001f3fb-\U0001f3ff])', E'\\1\ufe0f', 'g'),
      '^([0-9#*])', E'\\1\ufe0f');
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.quarter_of (
  at timestamp with time zone
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select floor(extract(epoch from at) / 900)::int $function$;

CREATE OR REPLACE FUNCTION private.raise (
  code    text,
  message text,
  status  integer DEFAULT 400,
  details text    DEFAULT NULL::text,
  hint    text    DEFAULT NULL::text,
  headers jsonb   DEFAULT '{}'::jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  raise sqlstate 'PGRST' using
    -- PostgREST reads the first four. The rest is for private.refuse, which gets no more of an error than its message.
    message = jsonb_build_object('code', code, 'message', message, 'details', details, 'hint', hint, 'status', status,
      'headers', headers, 'tokens', nullif(current_setting('plaza.tokens', true), ''))::text,
    detail = jsonb_build_object('status', status, 'headers', headers)::text;
end
$function$;

CREATE OR REPLACE FUNCTION private.raise_no_contact()
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  perform private.raise('CONTACT_NOT_ALLOWED', 'You cannot get in touch with this person.', 403);
end
$function$;

CREATE OR REPLACE FUNCTION private.raise_taken (
  constraint_name text
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  case constraint_name
    when 'username_is_taken' then
      perform private.raise('USERNAME_TAKEN', 'This username is already in use.', 409);
    when 'email_is_taken' then
      perform private.raise('EMAIL_TAKEN', 'This e-mail address is already in use.', 409);
  end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.rank_feed (
  viewer        uuid,
  feed          text,
  post_ids      uuid[],
  reasons       text[],
  closeness     real[],
  served        uuid[],
  at            timestamp with time zone,
  names_dropped boolean                  DEFAULT false
)
  RETURNS private.ranked_feed
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET jit TO 'off'
  AS $function$
declare
  weights real[] := private.weights_for(feed, private.feed_settings_of(viewer));
  temperature double precision := (select weight from private.feed_weights where feed_weights.feed = rank_feed.feed and factor = 'temperature');
  ranked private.ranked_feed;
begin
  with item as materialized (
    select found.*, given.reason
    from private.feed_items(viewer, rank_feed.post_ids, rank_feed.closeness, rank_feed.served, rank_feed.at) found
    join unnest(rank_feed.post_ids, rank_feed.reasons) given (id, reason) on given.id = found.post_id
  ), scored as materialized (
    select item.*, (select sum(factor * weight) from unnest(item.factors, weights) weighed (factor, weight)) as score
    from item
    where item.dropped_by is null
  ), drawn as (
    -- A little chance (Gumbel noise: the list is then drawn by the law of Plackett and Luce), so that how likely each place was is
    -- known, and other weights can be judged by what happened.
    select scored.*, scored.score - temperature * ln(-ln(random() * 0.999998 + 0.000001)) as luck from scored
  ), spread as (
    -- Double precision by name: powers and logarithms of a numeric take a hundred times as long.
    -- The second of an author counts a little more than half, and so on down to a quarter; runs of one kind are thinned out gently.
    select drawn.*,
      ln(0.75 * 0.5::double precision ^ (row_number() over (partition by author_id order by luck desc) - 1) + 0.25)
      + 0.1 * ln(0.75 * 0.8::double precision ^ (row_number() over (partition by kind order by luck desc) - 1) + 0.25) as discount
    from drawn
  ), placed as (
    select spread.*, row_number() over (order by luck + discount desc) as place,
      row_number() over (partition by reason = 'new_voice' order by luck + discount desc) as voice
    from spread
  ), listed as (
    -- One place in sixteen is for a voice that is not known yet, at the latest.
    select placed.*, row_number() over (order by case when reason = 'new_voice' then least(place, 16 * voice - 6) else place end, place) as final
    from placed
  ), likely as (
    select listed.*, exp(greatest((score + discount - max(score + discount) over ()) / temperature, -60)) as odds from listed
  ), done as (
    -- Summed up from the last one on: the other way round each row would add up all that follow it.
    select likely.*, odds / sum(odds) over (order by final desc rows unbounded preceding) as propensity from likely
  )
  select array_agg(done.post_id order by final), array_agg(done.reason order by final),
    array_agg(done.factors order by final) filter (where final <= 60),
    array_agg(done.propensity::real order by final) filter (where final <= 60),
    case when names_dropped then (
      select coalesce(jsonb_object_agg(dropped_by, ids), '{}')
      from (select dropped_by, jsonb_agg(post_id) as ids from item where dropped_by is not null group by dropped_by) taken) end
  into ranked.post_ids, ranked.reasons, ranked.factors, ranked.propensities, ranked.dropped
  from done;
  return ranked;
end
$function$;

CREATE OR REPLACE FUNCTION private.ranked_page (
  viewer    uuid,
  feed      text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
declare
  place record := private.decode_ranked_cursor(cursor);
  list private.feed_pages;
  start int := 0;
  page record;
begin
  -- Two devices at once would be given the same posts. Neither waits for the other long.
  perform set_config('lock_timeout', '2s', true);
  perform pg_advisory_xact_lock(hashtextextended(viewer::text, 5));
  if cursor is not null then
    select * into list from private.feed_pages kept
    where kept.id = place.id and kept.person_id = viewer and kept.feed = ranked_page.feed and kept.made_at > now() - interval '60 seconds';
    start := place.rank;
  end if;
  page := private.next_of_list(viewer, list, start, page_size);
  -- The first page, or the list is too old, or read to its end: a new one goes on with what has not been given out.
  if cardinality(page.post_ids) = 0 then
    list := private.make_list(viewer, feed, page_size);
    page := private.next_of_list(viewer, list, 0, page_size);
  end if;
  if cardinality(page.post_ids) > 0 then
    insert into private.feed_served (person_id, served_at, feed, post_ids) values (viewer, clock_timestamp(), feed, page.post_ids);
  end if;
  return jsonb_build_object(
    'items', coalesce(to_jsonb(private.with_reasons(private.post_items(page.post_ids), page.reasons)), '[]'),
    'next_cursor', case when cardinality(page.post_ids) > 0 then private.encode_ranked_cursor(page.until, list.id) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.ranked_people (
  caller  uuid,
  filters jsonb
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  most constant int := 100;
  -- Without a text nobody waits for somebody in particular: so many of the popular are enough.
  a_few constant int := 10;
  condition text := private.people_filters(caller, filters);
  handle text := ltrim(private.bare_name(private.folded(private.trimmed(filters ->> 'query'))), '@');
  words text[] := (private.written_words(handle))[:5];
  is_online boolean := coalesce((filters ->> 'online_only')::boolean, false);
  many text := case when is_online then 'people_online' else 'people_top' end;
  few text := case when is_online then 'people_online' else 'people_search' end;
  similar_condition text;
  exact uuid[] := '{}';
  beginning uuid[] := '{}';
  resembling uuid[] := '{}';
begin
  if coalesce(handle, '') = '' then
    return private.by_affinity(caller, private.pick_people(condition, most, a_few, many));
  elsif words = '{}' then
    return '{}';
  end if;
  execute format('select array(select person.profile_id from private.people_search person where person.username = %L and %s)', handle, condition)
  into exact;
  -- Whole words are found through the terms alone. Otherwise the last one may be unfinished.
  if cardinality(words) > 1 and handle ~ '\s' or private.is_unspaced(handle) then
    beginning := private.pick_people(format('person.terms @> %L::text[] and %s', private.word_terms(words), condition), most, most, few);
  end if;
  if cardinality(beginning) < 5 then
    beginning := beginning || private.pick_people(private.begins_like(handle, words) || ' and ' || condition, most, most,
      case when handle ~ '[\s0-9]' then few else many end);
  end if;
  -- Who has written it right is not bothered with what is nearly so.
  if cardinality(exact) = 0 and cardinality(beginning) < 5 then
    similar_condition := private.resembles(words);
    if similar_condition is not null then
      resembling := private.pick_people(similar_condition || ' and ' || condition, most, most, few);
    end if;
  end if;
  return array(
    select id from (
      select id, min(tier) as tier, min(place) as place
      from (
        select id, 1 as tier, 1 as place from unnest(exact) id
        union all
        select id, 2, place::int from unnest(private.by_affinity(caller, beginning)) with ordinality as listed (id, place)
        union all
        select id, 3, place::int from unnest(private.by_resemblance(handle, resembling)) with ordinality as listed (id, place)
      ) tiers
      group by id
    ) ranked
    order by tier, place
    limit most);
end
$function$;

CREATE OR REPLACE FUNCTION private.rates_of (
  views     bigint,
  reactions bigint,
  comments  bigint,
  shares    bigint,
  saves     bigint
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('reactions', round(reactions / nullif(views, 0)::numeric, 4), 'comments', round(comments / nullif(views, 0)::numeric, 4),
    'shares', round(shares / nullif(views, 0)::numeric, 4), 'saves', round(saves / nullif(views, 0)::numeric, 4))
$function$;

CREATE OR REPLACE FUNCTION private.reach_calibration (
  since timestamp with time zone DEFAULT (now() - '30 days'::interval)
)
  RETURNS TABLE (
    age_step        smallint,
    predictions     bigint,
    median_error    double precision,
    within_interval double precision,
    bias            double precision
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select prediction.age_step, count(*),
    percentile_cont(0.5) within group (order by abs(ln(prediction.predicted + 1) - ln(prediction.actual + 1))),
    avg((prediction.actual between prediction.low and prediction.high)::int),
    avg(ln(prediction.predicted + 1) - ln(prediction.actual + 1))
  from private.reach_predictions prediction
  where prediction.graded_at is not null and prediction.made_at >= reach_calibration.since
  group by prediction.age_step
  order by prediction.age_step
$function$;

CREATE OR REPLACE FUNCTION private.react_to_message (
  caller     uuid,
  message_id uuid,
  emoji      text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  at record;
  stands private.membership;
  message private.messages;
  previous text;
begin
  perform private.keep_people(array[caller]);
  -- So that nobody locks what they may not read.
  perform private.message_at(message_id);
  -- One after the other, so that each event counts what it says.
  perform from private.messages locked
  where locked.id = message_id and locked.deleted_at is null and locked.kind <> 'system'
  for no key update;
  if not found then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  -- Once more: while this waited they may have been removed or blocked, and the conversation may have ended.
  at := private.message_at(message_id);
  stands := at.stands;
  message := at.message;
  if (stands.member).state = 'requested' then
    perform private.raise('MESSAGE_REQUEST_UNANSWERED', 'Accept the request first.', 403);
  end if;
  if (stands.conversation).ended_at is not null then
    perform private.raise('CONVERSATION_CLOSED', 'Nobody is there to see it any more.', 409);
  end if;
  select reaction.emoji into previous from private.message_reactions reaction
  where reaction.message_id = react_to_message.message_id and reaction.user_id = caller;
  if previous = emoji then
    return;
  end if;
  insert into private.message_reactions (message_id, user_id, emoji)
  values (react_to_message.message_id, caller, react_to_message.emoji)
  on conflict on constraint message_reactions_pkey do update
    set emoji = excluded.emoji, id = excluded.id, created_at = excluded.created_at;
  update private.messages changed set changed_in = pg_current_xact_id() where changed.id = message_id;
  perform private.announce_reaction(stands, message, emoji, previous);
  perform private.emit('message_reaction', caller, message.sender_id, message.conversation_id,
    jsonb_strip_nulls(jsonb_build_object('message_id', message_id, 'emoji', emoji, 'previous', previous)));
end
$function$;

CREATE OR REPLACE FUNCTION private.reaction_seam (
  deed      text,
  target    text,
  signature text
)
  RETURNS regproc
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  answered_by regproc := private.seam(deed, target, signature);
begin
  if answered_by is null then
    perform private.raise('INVALID_REACTION', 'target must be post, comment or message.', 422);
  end if;
  return answered_by;
end
$function$;

CREATE OR REPLACE FUNCTION private.reactions_to_message (
  message_id uuid,
  emoji      text,
  before     uuid,
  page_size  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  at record := private.message_at(message_id);
  conversation private.conversations := (at.stands).conversation;
  unseen uuid[] := private.hidden_in((at.stands).member);
begin
  return (
    select private.page(array_agg(item order by id desc), array_agg(id order by id desc), page_size)
    from (
      select reaction.id, jsonb_build_object(
          'user', private.member_card(conversation, member, shown.profile), 'emoji', reaction.emoji, 'created_at', reaction.created_at) as item
      from private.message_reactions reaction
      join private.conversation_members member on member.conversation_id = conversation.id and member.user_id = reaction.user_id
      join private.shown_people shown on shown.id = reaction.user_id
      where reaction.message_id = reactions_to_message.message_id and reaction.id < before
        and (reactions_to_message.emoji is null or reaction.emoji = reactions_to_message.emoji)
        and reaction.user_id <> all (unseen)
      order by reaction.id desc
      limit page_size + 1
    ) found);
end
$function$;

CREATE OR REPLACE FUNCTION private.reactions_view (
  count  integer,
  emojis jsonb,
  mine   text,
  hidden jsonb   DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  shown_count int := coalesce(count, 0);
  shown jsonb := coalesce(emojis, '{}');
begin
  if hidden is not null then
    -- The counters are a second behind, what is hidden is not: never less than nothing.
    select coalesce(sum(remaining.number), 0), coalesce(jsonb_object_agg(remaining.emoji, remaining.number), '{}')
    into shown_count, shown
    from (
      select counted.emoji, counted.number::int - coalesce((hidden ->> counted.emoji)::int, 0) as number
      from jsonb_each_text(shown) counted (emoji, number)
    ) remaining
    where remaining.number > 0;
  end if;
  return jsonb_build_object('count', shown_count, 'emojis', shown, 'mine', mine);
end
$function$;

CREATE OR REPLACE FUNCTION private.readable_message (
  member     private.conversation_members,
  message_id uuid
)
  RETURNS private.messages
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  message private.messages := private.message_place(member, message_id);
begin
  if not private.may_read(member, message, private.hidden_in(member)) then
    perform private.raise('MESSAGE_NOT_FOUND', 'There is no such message.', 404);
  end if;
  return message;
end
$function$;

CREATE OR REPLACE FUNCTION private.readable_post (
  post_id uuid
)
  RETURNS public.posts
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  post public.posts;
begin
  select * into post from private.visible_single_posts where id = readable_post.post_id;
  if not found then
    select * into post from public.posts where id = readable_post.post_id and author_id = caller and deleted_at is null;
  end if;
  if not found then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  return post;
end
$function$;

CREATE OR REPLACE FUNCTION private.reads_along (
  conversation private.conversations,
  member       private.conversation_members,
  unseen       uuid[]
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (member.state = 'active' or member.state = 'requested' and conversation.kind <> 'group')
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = conversation.id and other.user_id = any (unseen)));
end
$function$;

CREATE OR REPLACE FUNCTION private.recheck_parts (
  since xid8,
  until xid8
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  parts private.notification_parts[];
  gone uuid[];
  changed uuid[];
begin
  select array_agg(distinct part) into parts from (
    select part from (
      select line.actor_id as person_id, line.subject_id as actor_id from private.engagement line
      where line.transaction_id >= since and line.transaction_id < until and line.kind in (
        'block', 'unblock', 'mute', 'unmute', 'notification_mute', 'notification_unmute', 'connection_accept')
      union
      select line.subject_id, line.actor_id from private.engagement line
      where line.transaction_id >= since and line.transaction_id < until and line.kind in ('block', 'unblock', 'connection_accept')
    ) pair
    join private.notification_parts part on part.person_id = pair.person_id and part.actor_id = pair.actor_id
    union all
    select part from private.engagement line
    join private.notification_parts part on part.actor_id = line.actor_id
    where line.transaction_id >= since and line.transaction_id < until and line.kind = 'hiding'
    union all
    select part from private.engagement line
    join private.notification_parts part on part.post_id = line.target_id
    where line.transaction_id >= since and line.transaction_id < until and line.kind in ('post_removal', 'post_return')
    union all
    select part from private.notification_parts part
    where part.hidden_until > '-infinity' and part.hidden_until <= now()
  ) found (part);
  if parts is null then
    return '{}';
  end if;
  with removed as (
    delete from private.notification_parts part
    using unnest(parts) checked
    where part.person_id = checked.person_id and part.family = checked.family and part.cause_id = checked.cause_id
      and part.actor_id is not distinct from checked.actor_id
      and not private.notification_stands(checked.family, checked.person_id, checked.cause_id, checked.actor_id)
    returning part.person_id
  )
  select array_agg(distinct person_id) into gone from removed;
  with moved as (
    update private.notification_parts part
    set hidden_until = private.notification_hidden_until(checked.person_id, checked.actor_id, checked.post_id)
    from unnest(parts) checked
    where part.person_id = checked.person_id and part.family = checked.family and part.cause_id = checked.cause_id
      and part.actor_id is not distinct from checked.actor_id
      and part.hidden_until <> private.notification_hidden_until(checked.person_id, checked.actor_id, checked.post_id)
    returning part.person_id
  )
  select array_agg(distinct person_id) into changed from moved;
  return coalesce(gone, '{}') || coalesce(changed, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.recheck_person (
  person_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.broadcast_to_many(
    array['user:' || person_id], 'access_changed', jsonb_build_object('subject', person_id));
end
$function$;

CREATE OR REPLACE FUNCTION private.record_views (
  views jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  counted int;
begin
  perform private.check_views(views);
  perform private.take_token('record_views', caller::text);
  with reported as (
    -- A post that is there twice is one view.
    select (view ->> 'post_id')::uuid as post_id, min(view ->> 'source') as source,
      least(sum((view ->> 'watched_ms')::bigint), 3600000) as watched_ms
    from jsonb_array_elements(views) view
    group by 1
  ),
  seen as (
    -- In one order everywhere, so that two reports of one person cannot wait for each other.
    select reported.*, post.author_id
    from reported
    join private.visible_posts post on post.id = reported.post_id and post.author_id <> caller
    order by reported.post_id
  ),
  remembered as (
    insert into private.post_views as earlier (viewer_id, post_id, watched_ms, counted_at)
    select caller, seen.post_id, seen.watched_ms, statement_timestamp() from seen
    on conflict on constraint post_views_pkey do update
      set watched_ms = earlier.watched_ms + excluded.watched_ms,
          views = earlier.views + (earlier.counted_at < statement_timestamp() - interval '30 minutes')::int,
          counted_at = case when earlier.counted_at < statement_timestamp() - interval '30 minutes' then statement_timestamp() else earlier.counted_at end
    -- Whether it counted: a row that is new, or has counted just now.
    returning earlier.post_id, earlier.views, earlier.watched_ms as total_ms, earlier.counted_at = statement_timestamp() as counts
  ),
  told as (
    insert into private.engagement (kind, actor_id, subject_id, target_id, details)
    select 'view', caller, seen.author_id, seen.post_id, jsonb_build_object(
      'counts', remembered.counts::int, 'first', (remembered.counts and remembered.views = 1)::int, 'watched_ms', seen.watched_ms,
      'total_ms', remembered.total_ms, 'source', seen.source)
    from seen join remembered on remembered.post_id = seen.post_id
    where remembered.counts or seen.watched_ms > 0
  )
  select count(*) filter (where remembered.counts) into counted from remembered;
  return jsonb_build_object('counted', counted);
end
$function$;

CREATE OR REPLACE FUNCTION private.recounted_users (
  day       date,
  time_zone text
)
  RETURNS TABLE (
    name      text,
    stored    bigint,
    recounted bigint
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.active_admin_id();
  perform private.check_time_zone(recounted_users.time_zone);
  perform private.check_days(recounted_users.day, recounted_users.day);
  return query
    with active as materialized (
      select distinct activity.person_id,
        (to_timestamp(activity.quarter * 900::bigint) at time zone recounted_users.time_zone)::date as on_day
      from private.activity
    ), person as (
      select person_id, bool_or(on_day = recounted_users.day) as that_day,
        bool_or(on_day between recounted_users.day - 6 and recounted_users.day) as that_week,
        bool_or(on_day between recounted_users.day - 29 and recounted_users.day) as that_month,
        bool_or(on_day between recounted_users.day - 30 and recounted_users.day - 1) as lately,
        bool_or(on_day = recounted_users.day - 30) as a_month_ago,
        bool_or(on_day < recounted_users.day) as earlier
      from active
      group by person_id
    ), total as (
      select count(*) filter (where that_day) as daily, count(*) filter (where that_week) as weekly,
        count(*) filter (where that_month) as monthly, count(*) filter (where that_day and not earlier) as newcomers,
        count(*) filter (where that_day and lately) as returned,
        count(*) filter (where that_day and earlier and not lately) as resurrected,
        count(*) filter (where a_month_ago and not that_month) as dormant
      from person
    )
    select figure.name, figure.stored, figure.recounted
    from private.users_of_days(recounted_users.time_zone, recounted_users.day, recounted_users.day) kept, total,
    lateral (values
      ('daily', kept.daily, total.daily), ('weekly', kept.weekly, total.weekly), ('monthly', kept.monthly, total.monthly),
      ('newcomers', kept.newcomers, total.newcomers), ('returned', kept.returned, total.returned), ('resurrected', kept.resurrected, total.resurrected),
      ('dormant', kept.dormant, total.dormant)
    ) figure (name, stored, recounted);
end
$function$;

CREATE OR REPLACE FUNCTION private.reel_candidates (
  viewer uuid,
  at     timestamp with time zone
)
  RETURNS TABLE (
    post_id   uuid,
    reason    text,
    closeness real
  )
  LANGUAGE sql
  STABLE
  ROWS 400
  SET search_path TO ''
  AS $function$
  with followed as materialized (
    select follow.followee_id as id from public.follows follow
    left join private.author_affinity affinity on affinity.person_id = viewer and affinity.author_id = follow.followee_id
    where follow.follower_id = viewer
    order by affinity.heat desc nulls last, follow.id desc
    limit 200
  ), taste as materialized (
    select neighbour.id, neighbour.weight
    from private.tastes own
    cross join lateral unnest(own.neighbour_ids, own.weights) neighbour (id, weight)
    where own.person_id = viewer
  ), source (post_id, reason, closeness, priority) as (
    (select reel.post_id, 'followed', null::real, 1
     from followed
     cross join lateral (
       select signals.post_id, signals.position from private.post_signals signals
       where signals.author_id = followed.id and signals.kind = 'reel'
       order by signals.position desc limit 3
     ) reel
     order by reel.position desc limit 150)
    union all
    (select liked.id, 'liked_by_similar', sum(taste.weight * 0.5::double precision ^ least(date_part('epoch', reel_candidates.at - liked.at) / 604800, 60))::real as weight, 2
     from taste
     join private.tastes other on other.person_id = taste.id
     cross join lateral unnest(other.liked_ids, other.liked_at) liked (id, at)
     join private.post_signals signals on signals.post_id = liked.id and signals.kind = 'reel'
     group by liked.id
     order by weight desc limit 150)
    union all
    (select hot.post_id, 'trending', null, 3 from private.hot_posts hot where hot.kind = 'reel' order by hot.place limit 200)
    union all
    (select newest.post_id, 'latest', null, 4
     from (select signals.post_id from private.post_signals signals where signals.kind = 'reel' order by signals.position desc limit 100) newest)
  )
  select distinct on (source.post_id) source.post_id, source.reason, max(source.closeness) over (partition by source.post_id)
  from source
  order by source.post_id, source.priority
$function$;

CREATE OR REPLACE FUNCTION private.reels_feed (
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return private.ranked_page(private.caller_id(), 'reels', cursor, private.page_size(page_size));
end
$function$;

CREATE OR REPLACE FUNCTION private.refresh_feed_sources()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- One worker at a time: the second would do the same work after the first.
  if not pg_try_advisory_xact_lock(hashtextextended('refresh_feed_sources', 5)) then
    return 0;
  end if;
  refresh materialized view concurrently private.hot_posts;
  refresh materialized view concurrently private.hot_posts_by_topic;
  refresh materialized view concurrently private.hot_posts_by_tile;
  refresh materialized view concurrently private.new_voices;
  return (select count(*) from private.hot_posts);
end
$function$;

CREATE OR REPLACE FUNCTION private.refresh_trends()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  refresh materialized view concurrently private.trending_posts;
  refresh materialized view concurrently private.trending_topics;
  return 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.refusal_strength (
  refused_at timestamp with time zone,
  at         timestamp with time zone
)
  RETURNS double precision
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  return greatest(0, 1 - extract(epoch from at - refused_at) / extract(epoch from interval '30 days'));
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse (
  error text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  refusal jsonb := error;
begin
  if coalesce(current_setting('request.path', true), '') = '' then
    perform private.raise(refusal ->> 'code', refusal ->> 'message', (refusal ->> 'status')::int, refusal ->> 'details',
      refusal ->> 'hint', refusal -> 'headers');
  end if;
  perform private.take_token(token ->> 'limit', token ->> 'subject')
  from jsonb_array_elements((refusal ->> 'tokens')::jsonb) token;
  perform set_config('response.status', refusal ->> 'status', true),
    set_config('response.headers', (
      select coalesce(jsonb_agg(jsonb_build_object(key, value)), '[]') from jsonb_each(refusal -> 'headers'))::text, true);
  return refusal - array['status', 'headers', 'tokens'];
end
$function$;

CREATE OR REPLACE FUNCTION private.register (
  details       jsonb,
  password_hash text,
  session_id    uuid,
  refresh_hash  bytea,
  user_agent    text,
  ip            inet
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  account_id uuid;
  taken text;
begin
  if not (private.is_person_name(details ->> 'first_name') and private.is_person_name(details ->> 'last_name')) then
    perform private.raise('INVALID_PROFILE', 'A name must have something to see, on one line.', 422);
  end if;
  perform private.check_username(details ->> 'username');
  begin
    insert into private.accounts (username, email, phone, birth_date)
    values (details ->> 'username', details ->> 'email', details ->> 'phone', (details ->> 'birth_date')::date)
    returning id into account_id;
  exception when unique_violation then
    get stacked diagnostics taken = constraint_name;
    perform private.raise_taken(taken);
  end;
  insert into private.credentials (account_id, password_hash) values (account_id, register.password_hash);
  insert into public.profiles (id, username, first_name, last_name, gender, looking_for)
  values (
    account_id, details ->> 'username', private.trimmed(details ->> 'first_name'), private.trimmed(details ->> 'last_name'),
    details ->> 'gender',
    array(select jsonb_array_elements_text(details -> 'looking_for')));
  perform private.choose_interests(account_id, array(select jsonb_array_elements_text(details -> 'interests')));
  if details ? 'location' then
    insert into private.locations (profile_id, latitude, longitude)
    values (account_id, (details #>> '{location,latitude}')::double precision, (details #>> '{location,longitude}')::double precision);
  end if;
  perform private.greet(account_id, register.user_agent, register.ip);
  return jsonb_build_object(
    'user', private.own_profile(account_id),
    'claims', private.open_session(register.session_id, account_id, register.refresh_hash, register.user_agent, register.ip));
end
$function$;

CREATE OR REPLACE FUNCTION private.reheated (
  heat      double precision,
  more      double precision,
  at        timestamp with time zone,
  half_life interval
)
  RETURNS double precision
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  -- What is taken back has decayed since it was given: nobody gains by giving and taking.
  return private.heat_of(greatest(private.heat_at(heat, at, half_life) + more, 1e-6), at, half_life);
end
$function$;

CREATE OR REPLACE FUNCTION private.relationship (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return (select known.relationship from private.relationships(array[user_id]) known);
end
$function$;

CREATE OR REPLACE FUNCTION private.relationships (
  ids uuid[]
)
  RETURNS TABLE (
    person_id    uuid,
    relationship jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  ROWS 20
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
begin
  return query
  select person.id, jsonb_build_object(
    'user_id', person.id,
    'following', exists (select from public.follows where follower_id = caller and followee_id = person.id),
    'follow_requested', exists (select from public.follow_requests where follower_id = caller and followee_id = person.id),
    'followed_by', exists (select from public.follows where follower_id = person.id and followee_id = caller),
    'follow_requested_by', exists (select from public.follow_requests where follower_id = person.id and followee_id = caller),
    'muted', exists (select from public.mutes where muter_id = caller and muted_id = person.id and until > now()),
    'blocking', exists (select from public.blocks where blocker_id = caller and blocked_id = person.id),
    'connection', case when connected.other_id is not null then 'connected' when sent.id is not null then 'requested'
      when received.id is not null then 'incoming' else 'none' end,
    'connection_request_id', case when connected.other_id is null then coalesce(sent.id, received.id) end)
  from (select distinct id from unnest(relationships.ids) id where id <> caller) person
  left join public.connections connected on connected.person_id = caller and connected.other_id = person.id
  left join public.connection_requests sent
    on sent.requester_id = caller and sent.addressee_id = person.id and sent.state = 'pending'
  left join public.connection_requests received
    on received.requester_id = person.id and received.addressee_id = caller and received.state = 'pending';
end
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
  set proposal_id = null, accepts = null, eta_s = null, gives = odds.gives, gets = odds.gets, newness = odds.newness,
    expires_at = greatest(reopened.expires_at, now() + interval '2 minutes')
  where reopened.person_id = ticket.person_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.report (
  target    text,
  target_id uuid,
  reason    text,
  note      text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
  caller uuid := private.active_caller_id();
  seen record;
  urgency smallint := private.severity_of(reason);
  standing double precision;
  opened private.cases;
  written private.reports;
begin
  perform private.take_token('report', caller::text);
  if (target in ('user', 'post', 'comment', 'message') and target_id is not null and urgency is not null and coalesce(length(note), 0) <= 1000) is not true then
    perform private.raise('INVALID_REPORT', 'target and reason must be known ones, and note have up to 1000 characters.', 422);
  end if;
  seen := private.evidence(target, target_id, caller);
  if seen.person_id = caller then
    perform private.raise('INVALID_REPORT', 'Nobody reports themselves.', 422);
  end if;
  perform private.keep_people(array[caller, seen.person_id]);
  select * into opened from private.cases dismissed
  where dismissed.target = report.target and dismissed.target_id = report.target_id and dismissed.status = 'dismissed'
    and dismissed.fingerprint = seen.fingerprint
  order by dismissed.id desc
  limit 1;
  if not found then
    standing := private.reputation(caller);
    insert into private.cases as known (target, target_id, person_id, severity, weight, fingerprint, priority)
    values (report.target, report.target_id, seen.person_id, urgency, standing, seen.fingerprint, private.case_priority(urgency, standing, now()))
    on conflict (target, target_id) where status = 'open' do update set fingerprint = excluded.fingerprint
    returning * into opened;
  end if;
  insert into private.reports (case_id, reporter_id, reason, note, evidence, outcome)
  values (opened.id, caller, report.reason, private.trimmed(report.note), seen.evidence, nullif(opened.status, 'open'))
  on conflict on constraint one_report_a_case do nothing
  returning * into written;
  if not found then
    select * into written from private.reports made where made.case_id = opened.id and made.reporter_id = caller;
  elsif opened.status = 'open' and exists (select from private.reports made where made.case_id = opened.id and made.reporter_id <> caller) then
    update private.cases known
    set report_count = report_count + 1, weight = weight + standing, severity = greatest(severity, urgency),
      priority = private.case_priority(greatest(severity, urgency), weight + standing, known.created_at)
    where known.id = opened.id;
  end if;
  return private.report_view(opened, written);
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

CREATE OR REPLACE FUNCTION private.report_view (
  opened private.cases,
  report private.reports
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('id', report.id, 'target', opened.target, 'target_id', opened.target_id, 'reason', report.reason, 'note', report.note,
    'status', coalesce(report.outcome, 'open'), 'created_at', report.created_at)
$function$;

CREATE OR REPLACE FUNCTION private.reputation (
  reporter_id uuid
)
  RETURNS double precision
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select (count(*) filter (where report.outcome = 'upheld') + 1)::double precision / (count(report.outcome) + 2)
  from private.reports report
  where report.reporter_id = reputation.reporter_id
$function$;

CREATE OR REPLACE FUNCTION private.request_connection (
  user_id uuid,
  note    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
  note text := nullif(private.trimmed(request_connection.note), '');
  crossing public.connection_requests;
  earlier public.connection_requests;
  request_id uuid := private.uuid_v7();
  flags text[];
begin
  if length(note) > 300 then
    perform private.raise('INVALID_ARGUMENT', 'note must have at most 300 characters.', 422);
  end if;
  perform private.require_person(user_id);
  if exists (select from public.connections where person_id = caller and other_id = request_connection.user_id) then
    return private.relationship(user_id);
  end if;
  if not private.may_meet(caller, user_id) then
    perform private.raise_no_contact();
  end if;

  select * into crossing from public.connection_requests
  where requester_id = request_connection.user_id and addressee_id = caller and state = 'pending';
  if found then
    perform private.connect(crossing);
    return private.relationship(user_id);
  end if;

  select * into earlier from public.connection_requests
  where requester_id = caller and addressee_id = request_connection.user_id;
  if earlier.state = 'pending' then
    return private.relationship(user_id);
  end if;
  if earlier.state = 'declined' and earlier.ended_at + private.connection_cool_down() > now() then
    perform private.raise('CONNECTION_COOL_DOWN', 'You cannot ask this person again yet.', 409,
      details => format('until %s', earlier.ended_at + private.connection_cool_down()));
  end if;
  perform private.take_token('connection_request', caller::text);
  -- A note is a message, and whoever wants none gets none.
  if note is not null and exists (
    select from private.profile_settings settings
    where settings.profile_id = request_connection.user_id and settings.who_may_message <> 'everyone') then
    perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them: ask without a note.', 403);
  end if;
  flags := private.moderate_text(note);
  perform private.require_room(caller);
  insert into public.connection_requests (requester_id, addressee_id, id, note)
  values (caller, user_id, request_id, note)
  on conflict on constraint connection_requests_pkey do update
    set id = excluded.id, state = 'pending', note = excluded.note, created_at = now(), ended_at = null;
  perform private.flag_text('connection_request', request_id, caller, flags);
  perform private.emit('connection_request', caller, user_id, request_id);
  return private.relationship(user_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.request_password_reset (
  email text,
  ip    inet
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.take_token_by_ip('password_reset_by_ip', request_password_reset.ip);
  begin
    perform private.take_token('password_reset_by_email', private.identifier_hash(email));
    -- Not even looked up here: whether there is an account makes no difference to the answer or its time.
    perform private.queue_mail('reset_password', lower(private.trimmed(email)), null);
  exception when sqlstate 'PGRST' then
    -- Enough links are on their way to this address. The answer stays the same.
    return;
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.require_open_comments (
  post   public.posts,
  caller uuid
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if post.author_id <> caller and not (private.may_approach(caller, post.author_id) and (
    post.comments_from = 'everyone'
    or post.comments_from = 'followers' and exists (
      select from public.follows where follower_id = caller and followee_id = post.author_id)
    or post.comments_from = 'connections' and exists (
      select from public.connections where person_id = caller and other_id = post.author_id))) then
    perform private.raise('COMMENTS_CLOSED', 'The author has chosen who may comment.', 403);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.require_open_lists (
  user_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  person public.profiles := private.require_person(user_id);
begin
  if not private.is_open_to(person, caller) then
    perform private.raise('ACCOUNT_IS_PRIVATE', 'Only followers see this.', 403);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.resembles (
  words text[]
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  written text;
  similar_words text[];
  conditions text[] := '{}';
begin
  foreach written in array words loop
    -- Too short to be like another one: an initial.
    if length(written) < 3 then
      conditions := conditions || format('person.terms @> %L::text[]', private.word_terms(array[written]));
      continue;
    end if;
    similar_words := case when length(written) <= 100 then private.similar_words(written) else '{}' end;
    if similar_words = '{}' then
      return null;
    end if;
    conditions := conditions || format('person.terms && %L::text[]', private.word_terms(similar_words));
  end loop;
  return case when similar_words is not null then array_to_string(conditions, ' and ') end;
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

CREATE OR REPLACE FUNCTION private.reveal_identity (
  conversation_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  at private.membership := private.lock_conversation(conversation_id);
begin
  if (at.conversation).kind <> 'anonymous' then
    perform private.raise('INVALID_ARGUMENT', 'In this conversation everybody knows who the other is.', 422);
  end if;
  perform private.require_open_conversation(at);
  if (at.member).reveal_asked_at is null then
    update private.conversation_members member
    set reveal_asked_at = coalesce(member.reveal_asked_at, now()),
      revealed_at = case when (at.partner).reveal_asked_at is not null then now() end, changed_in = pg_current_xact_id()
    where member.conversation_id = reveal_identity.conversation_id
      and (member.user_id = caller or (at.partner).reveal_asked_at is not null);
    if (at.partner).reveal_asked_at is not null and exists (
      select from public.blocks
      where (blocker_id, blocked_id) in ((caller, (at.partner).user_id), ((at.partner).user_id, caller))) then
      perform private.change_topics(conversation_id);
      return (private.conversation_items(array[conversation_id], caller))[1];
    elsif (at.partner).reveal_asked_at is not null then
      perform private.note_change(at.conversation, jsonb_build_object('event', 'revealed', 'actor_member_id', (at.member).id));
    end if;
    perform private.tell_members(conversation_id, array[caller, (at.partner).user_id]);
  end if;
  return (private.conversation_items(array[conversation_id], caller))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.review_topic (
  topic    text,
  approved boolean,
  note     text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  wanted text := private.checked_topic(topic);
  review private.topic_reviews;
begin
  if approved is null or length(note) > 2000 then
    perform private.raise('INVALID_ARGUMENT', 'approved must be true or false, and note have at most 2000 characters.', 422);
  end if;
  insert into private.topic_reviews as known (topic, approved, reviewed_by, note)
  values (wanted, review_topic.approved, moderator, private.trimmed(review_topic.note))
  on conflict on constraint topic_reviews_pkey do update set approved = excluded.approved, reviewed_by = excluded.reviewed_by, note = excluded.note, reviewed_at = now()
  returning * into review;
  perform private.audit('topic_reviewed', moderator, details => jsonb_build_object('topic', wanted, 'approved', review.approved));
  return jsonb_build_object('topic', review.topic, 'approved', review.approved, 'note', review.note, 'reviewed_at', review.reviewed_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.ring (
  stands private.membership,
  media  text
)
  RETURNS private.calls
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  caller uuid := (stands.member).user_id;
  place uuid := (stands.conversation).id;
  card jsonb := (
    select private.member_card(stands.conversation, stands.member, profile) from public.profiles profile where profile.id = caller);
  call private.calls;
  rung uuid[];
begin
  insert into private.calls (conversation_id, caller_id, media) values (place, caller, ring.media) returning * into call;
  perform private.be_in_call(call.id, caller, (auth.jwt() ->> 'sid')::uuid);
  with asked as (
    insert into private.call_participants (call_id, user_id, state)
    select call.id, member.user_id, case when exists (
        select from private.call_participants taken
        join private.calls other on other.id = taken.call_id
        where taken.user_id = member.user_id and taken.state = 'joined' and not private.is_overdue(other)
      ) then 'busy' else 'ringing' end
    from private.conversation_members member
    where member.conversation_id = place and member.state = 'active' and member.user_id <> caller
      and member.user_id <> all (private.hidden_in(stands.member))
    returning user_id, state
  )
  select array_agg(user_id) into rung from asked where state = 'ringing';
  if rung is null then
    perform private.settle_call(call);
    return call;
  end if;
  perform private.broadcast_to_many(array(select 'user:' || person from unnest(rung) person), 'call.ringing', jsonb_build_object(
    'call_id', call.id, 'conversation_id', place, 'media', media, 'caller', card, 'rings_until', call.rings_until));
  perform private.enqueue('end-missed-calls', jsonb_build_object('id', call.id), start_after => call.rings_until);
  perform private.emit('call', caller, person, place, jsonb_build_object('call_id', call.id, 'media', media)) from unnest(rung) person;
  return call;
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_up_engagement()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('counters');
  changed int := private.add_post_counts(place.since, place.until);
begin
  perform private.add_comment_counts(place.since, place.until);
  perform private.finish_reading('counters', place.until);
  return changed;
end
$function$;

CREATE OR REPLACE FUNCTION private.rotate_session (
  session_id        uuid,
  counter           integer,
  refresh_hash      bytea,
  child_hash        bytea,
  second_child_hash bytea,
  user_agent        text    DEFAULT NULL::text,
  ip                inet    DEFAULT NULL::inet
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  session private.sessions;
  banned_until timestamptz;
  -- The number of the token that is given out: the child is one further, the second child two.
  given int;
begin
  select * into session from private.sessions where id = rotate_session.session_id for update;
  if not found or session.revoked_at is not null or session.expires_at <= now() then
    return jsonb_build_object('outcome', 'ended');
  end if;
  select account.banned_until into banned_until from private.accounts account where account.id = session.account_id;
  if banned_until > now() then
    return jsonb_build_object('outcome', 'banned', 'until', banned_until::text);
  end if;

  if rotate_session.counter = session.refresh_counter and rotate_session.refresh_hash = session.refresh_hash then
    given := counter + 1;
  elsif rotate_session.counter = coalesce(session.refresh_parent, session.refresh_counter - 1) then
    -- The child has not been used. Whether its answer was lost, or somebody has copied the parent, cannot be told from here.
    -- After the grace the child is given up for a second one: the phone that never got it goes on, and where there
    -- are two, whoever still comes with the first child gives the theft away.
    if session.refresh_hash = rotate_session.second_child_hash then
      return jsonb_build_object('outcome', 'replayed', 'counter', counter + 2, 'claims', private.token_claims(session.id));
    elsif session.rotated_at > now() - private.refresh_grace() then
      return jsonb_build_object('outcome', 'replayed', 'counter', counter + 1, 'claims', private.token_claims(session.id));
    end if;
    given := counter + 2;
  else
    update private.sessions set revoked_at = now() where id = session.id;
    perform private.audit('refresh_reused', session.account_id, rotate_session.user_agent, rotate_session.ip,
      jsonb_build_object('session_id', session.id));
    return jsonb_build_object('outcome', 'reused');
  end if;

  update private.sessions
  set refresh_counter = given, refresh_parent = rotate_session.counter,
    refresh_hash = case given - counter when 1 then rotate_session.child_hash else rotate_session.second_child_hash end,
    rotated_at = now(), expires_at = now() + private.session_lifetime(), ip = coalesce(rotate_session.ip, session.ip)
  where id = session.id;
  return jsonb_build_object('outcome', 'rotated', 'counter', given, 'claims', private.token_claims(session.id));
end
$function$;

CREATE OR REPLACE FUNCTION private.seam (
  prefix    text,
  name      text,
  signature text
)
  RETURNS regproc
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  -- Names come from clients too.
  return case when name ~ '^[a-z]+(_[a-z]+)*$' then to_regprocedure('private.' || prefix || name || signature)::regproc end;
end
$function$;

CREATE OR REPLACE FUNCTION private.search_messages (
  query           text,
  conversation_id uuid,
  cursor          text,
  page_size       integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted text[] := private.searched_words(query);
  places uuid[];
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  perform private.take_token('search_messages', caller::text);
  if conversation_id is not null then
    perform private.membership(conversation_id);
  end if;
  -- Which conversations first, so that the look-ups in the index are as many as these, whatever the planner thinks.
  select array_agg(own.conversation_id) into places
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and (search_messages.conversation_id is null or own.conversation_id = search_messages.conversation_id)
    and private.reads_along(conversation, own, private.hidden_in(own, unseen));
  select array_agg(id order by id desc) into ids
  from (
    select found.id
    from unnest(places) place
    join private.conversation_members own on own.conversation_id = place and own.user_id = caller
    cross join lateral (
      select matching.id
      from (
        -- "offset 0" keeps the order out of it: Postgres might walk through everybody's messages by time.
        select message.id, message
        from private.message_search searched
        join private.messages message on message.id = searched.message_id and message.deleted_at is null
        where searched.words @@ private.message_query(place, wanted)
        offset 0
      ) matching
      where (matching.message).conversation_id = place and matching.id < before
        and private.may_read(own, matching.message, private.hidden_in(own, unseen))
      order by matching.id desc
      limit size + 1
    ) found
    order by found.id desc
    limit size + 1
  ) newest;
  return private.page(private.message_items(ids[1:size], caller), ids, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.search_posts (
  query     text,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  wanted tsquery := private.post_query(query);
  -- The newest days first, and further back only while a page is not full: however many posts have a word, few are read.
  days int;
  after uuid := before;
  positions uuid[] := '{}';
  ids uuid[] := '{}';
  more_positions uuid[];
  more_ids uuid[];
begin
  perform private.take_token('search_posts', caller::text);
  foreach days in array array[2, 14, 90, 36500] loop
    select array_agg(found.position order by found.position desc), array_agg(found.id order by found.position desc) into more_positions, more_ids
    from (
      select matching.position, post.id
      from (
        -- "offset 0" keeps the order out of it: Postgres might walk through all posts by time.
        select indexed.post_id, indexed.position from private.post_index indexed
        where indexed.words @@ wanted and indexed.position < after and indexed.position >= private.uuid_v7_at(now() - make_interval(days => days))
        offset 0
      ) matching
      join private.proposed_posts post on post.id = matching.post_id
      order by matching.position desc
      limit size + 1 - cardinality(ids)
    ) found;
    positions := positions || coalesce(more_positions, '{}');
    ids := ids || coalesce(more_ids, '{}');
    exit when cardinality(ids) > size;
    after := least(after, private.uuid_v7_at(now() - make_interval(days => days)));
  end loop;
  return private.page(private.post_items(ids[1:size]), positions, size);
end
$function$;

CREATE OR REPLACE FUNCTION private.search_topics (
  query     text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  size int := private.page_size(page_size);
  beginning text := private.checked_topic(query);
begin
  perform private.take_token('search_topics', caller::text);
  return (
    with recursive listed (topic) as (
      -- From topic to topic, skipping the posts of each: a step is one look into the index.
      (select tagged.topic from private.post_topics tagged
       where tagged.topic collate "C" >= beginning collate "C" and tagged.topic collate "C" < beginning || U&'\+10FFFF' collate "C"
       order by tagged.topic collate "C" limit 1)
      union all
      select next.topic from listed
      cross join lateral (
        select tagged.topic from private.post_topics tagged
        where tagged.topic collate "C" > listed.topic collate "C" and tagged.topic collate "C" < beginning || U&'\+10FFFF' collate "C"
        order by tagged.topic collate "C" limit 1
      ) next
    ), first as (
      (select topic from listed limit 50)
      union
      -- The warm ones, wherever they are in the alphabet.
      (select hot.topic from private.hot_posts_by_topic hot
       where hot.place = 1 and hot.topic collate "C" >= beginning collate "C" and hot.topic collate "C" < beginning || U&'\+10FFFF' collate "C"
       order by hot.heat desc limit 50)
    )
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('topic', topic, 'posts', posts) order by posts desc, topic), '[]'), 'next_cursor', null)
    from (
      select first.topic, counted.posts
      from first
      cross join lateral (
        select count(*) as posts from (
          select from private.post_topics tagged
          join private.visible_posts post on post.id = tagged.post_id
          where tagged.topic = first.topic
          limit 100
        ) newest
      ) counted
      where counted.posts > 0
      order by counted.posts desc, first.topic
      limit size
    ) best);
end
$function$;

CREATE OR REPLACE FUNCTION private.searched_words (
  query text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  words text[];
begin
  if length(query) <= 100 then
    words := array(
      select distinct word
      from regexp_split_to_table(private.folded(query), '[^[:alnum:]]+' collate "pg_c_utf8") word where word <> '');
  end if;
  if (cardinality(words) between 1 and 8) is not true then
    perform private.raise('INVALID_SEARCH', 'query needs 1 to 8 words in up to 100 characters.', 422);
  end if;
  return array(
    select distinct piece
    from unnest(words) word
    cross join regexp_split_to_table(private.spaced_scripts(word), '[^[:alnum:]]+' collate "pg_c_utf8") piece
    where piece <> '');
end
$function$;

CREATE OR REPLACE FUNCTION private.sees_media (
  medium private.media,
  viewer uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  decider regproc := private.seam('sees_media_of_', medium.purpose, '(uuid,uuid)');
  seen boolean := false;
begin
  if medium.owner_id = viewer then
    return true;
  end if;
  if decider is not null then
    execute format('select %s($1, $2)', decider) into seen using medium.id, viewer;
  end if;
  return seen;
end
$function$;

CREATE OR REPLACE FUNCTION private.sees_media_of_comment (
  media_id uuid,
  viewer   uuid
)
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select viewer = (select auth.uid()) and exists (
    select from public.comment_media attached
    join public.comments comment on comment.id = attached.comment_id
    join private.visible_posts post on post.id = comment.post_id
    where attached.media_id = sees_media_of_comment.media_id
      and exists (select from private.visible_people author where author.id = comment.author_id))
$function$;

CREATE OR REPLACE FUNCTION private.sees_media_of_message (
  media_id uuid,
  viewer   uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_from(viewer);
begin
  return exists (
    select
    from private.message_media attached
    join private.messages message on message.id = attached.message_id
    join private.conversations conversation on conversation.id = message.conversation_id
    join private.conversation_members member on member.conversation_id = message.conversation_id and member.user_id = viewer
    where attached.media_id = sees_media_of_message.media_id
      and message.deleted_at is null and private.reads_along(conversation, member, private.hidden_in(member, unseen))
      and private.may_read(member, message, private.hidden_in(member, unseen)))
    or exists (
      select from private.conversations shown
      join private.conversation_members member on member.conversation_id = shown.id and member.user_id = viewer
      where shown.picture_id = sees_media_of_message.media_id and member.state in ('active', 'requested'));
end
$function$;

CREATE OR REPLACE FUNCTION private.send_message (
  client_id       uuid,
  conversation_id uuid,
  kind            text,
  body            text,
  media_ids       uuid[],
  reply_to        uuid,
  latitude        double precision,
  longitude       double precision
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  -- Whether they may still write is asked by lock_conversation.
  caller uuid := private.caller_id();
  written text := private.trimmed(body);
  at private.membership;
  earlier uuid;
  flags text[];
  sent private.messages;
begin
  select message.id into earlier from private.messages message
  where message.sender_id = caller and message.client_id = send_message.client_id;
  if found then
    return (private.message_items(array[earlier], caller))[1];
  end if;
  perform private.check_message(client_id, kind, written, media_ids, latitude, longitude);
  perform private.take_token('send_message', caller::text);
  flags := private.moderate_text(written);
  if cardinality(media_ids) > 0 then
    perform private.claim_attachments(caller, 'message', array[kind], media_ids);
  end if;
  -- Who may write here is read once nobody else changes it: a block, or the third unanswered message, may be under way.
  at := private.lock_conversation(conversation_id);
  perform private.require_open_conversation(at);
  if reply_to is not null then
    perform private.readable_message(at.member, reply_to);
  end if;
  if (at.member).state = 'requested' then
    at := private.accept_request(at);
  end if;

  sent.kind := kind;
  sent.client_id := client_id;
  sent.body := written;
  sent.reply_to_id := reply_to;
  sent.mentions := private.mentioned_members(at, written);
  if kind = 'location' then
    sent.details := jsonb_build_object('latitude', latitude, 'longitude', longitude);
  end if;
  sent := private.store_message(at, sent);
  if sent.id is null then
    select message.id into earlier from private.messages message
    where message.sender_id = caller and message.client_id = send_message.client_id;
    return (private.message_items(array[earlier], caller))[1];
  end if;
  if cardinality(media_ids) > 0 then
    perform private.attach_to_message(sent.id, media_ids);
  end if;
  perform private.flag_text('message', sent.id, caller, flags);
  if cardinality(sent.mentions) > 0 then
    perform private.tell_mentioned(at, sent.id, sent.mentions);
  end if;
  perform private.want_preview(sent.id, kind, written);
  return private.announce_message(at, sent);
end
$function$;

CREATE OR REPLACE FUNCTION private.served_lately (
  viewer uuid
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return array(
    select id from (
      select post_ids from private.feed_served
      where person_id = viewer and served_at > now() - interval '3 days'
      order by served_at desc
      limit 2000
    ) page, unnest(page.post_ids) id);
end
$function$;

CREATE OR REPLACE FUNCTION private.served_since (
  viewer uuid,
  since  timestamp with time zone
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return array(
    select id from private.feed_served page, unnest(page.post_ids) id
    where page.person_id = viewer and page.served_at >= since);
end
$function$;

CREATE OR REPLACE FUNCTION private.set_app_role (
  account_id uuid,
  app_role   text
)
  RETURNS boolean
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with changed as (
    update private.accounts account set app_role = set_app_role.app_role
    where account.id = set_app_role.account_id and account.app_role <> set_app_role.app_role
    returning 1
  )
  select exists (select from changed)
$function$;

CREATE OR REPLACE FUNCTION private.set_comment_place (
  comment_id uuid,
  what       text,
  wanted     boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  comment public.comments;
begin
  perform private.take_token('edit_comment', caller::text);
  comment := private.visible_comment(comment_id);
  -- The lock on the post keeps two pins from meeting.
  perform from public.posts post where post.id = comment.post_id and post.author_id = caller for no key update;
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  if what = 'hidden' then
    update public.comments changed set hidden_at = case when wanted then now() end
    where changed.id = comment.id and (changed.hidden_at is not null) <> wanted;
  elsif comment.parent_id is not null then
    perform private.raise('INVALID_COMMENT', 'Only the first comment of a thread can be pinned.', 422);
  else
    update public.comments changed set pinned_at = null
    where changed.post_id = comment.post_id and changed.pinned_at is not null and (changed.id <> comment.id or not wanted);
    update public.comments changed set pinned_at = now()
    where changed.id = comment.id and wanted and changed.pinned_at is null and changed.deleted_at is null;
  end if;
  return (private.comment_items(array[comment.id]))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.set_feed_settings (
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  settings private.feed_settings := private.feed_settings_of(caller);
begin
  perform private.check_feed_changes(changes);
  perform private.take_token('set_feed_settings', caller::text);
  insert into private.feed_settings as stored
  select caller,
    coalesce((changes #>> '{weights,following}')::double precision, settings.following), coalesce((changes #>> '{weights,interests}')::double precision, settings.interests),
    coalesce((changes #>> '{weights,trending}')::double precision, settings.trending), coalesce((changes #>> '{weights,nearby}')::double precision, settings.nearby),
    coalesce((changes #>> '{weights,fresh}')::double precision, settings.fresh),
    case when changes ? 'kinds' then array(select distinct jsonb_array_elements_text(changes -> 'kinds')) else settings.kinds end,
    case when changes ? 'muted_words' then array(select distinct jsonb_array_elements_text(changes -> 'muted_words')) else settings.muted_words end,
    case when changes ? 'muted_topics'
      then array(select distinct private.as_topic(ltrim(topic, '#')) from jsonb_array_elements_text(changes -> 'muted_topics') topic)
      else settings.muted_topics end,
    coalesce(changes ->> 'sensitive', settings.sensitive), coalesce(changes ->> 'order', settings.feed_order)
  on conflict (person_id) do update set
    following = excluded.following, interests = excluded.interests, trending = excluded.trending, nearby = excluded.nearby, fresh = excluded.fresh,
    kinds = excluded.kinds, muted_words = excluded.muted_words, muted_topics = excluded.muted_topics, sensitive = excluded.sensitive,
    feed_order = excluded.feed_order;
  perform private.forget_pages(caller);
  return private.get_feed_settings();
end
$function$;

CREATE OR REPLACE FUNCTION private.set_media_addresses (
  base_url text,
  secret   text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into private.media_addresses (base_url, secret) values (set_media_addresses.base_url, set_media_addresses.secret)
  on conflict (is_only) do update set base_url = excluded.base_url, secret = excluded.secret
  where media_addresses.base_url <> excluded.base_url or media_addresses.secret <> excluded.secret
$function$;

CREATE OR REPLACE FUNCTION private.set_notification_settings (
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  kinds jsonb := coalesce(changes -> 'kinds', '{}');
  zone text;
begin
  perform private.check_keys(changes, 'INVALID_SETTINGS', array['kinds', 'strangers', 'time_zone']);
  perform private.check_keys(kinds, 'INVALID_SETTINGS', private.notification_kinds());
  if exists (select from jsonb_each(kinds) chosen where jsonb_typeof(chosen.value) <> 'boolean') then
    perform private.raise('INVALID_SETTINGS', 'kinds must say true or false of each.', 422);
  end if;
  if changes ? 'strangers' and (changes ->> 'strangers' in ('list', 'box', 'none')) is not true then
    perform private.raise('INVALID_SETTINGS', 'strangers must be list, box or none.', 422);
  end if;
  perform private.take_token('set_settings', caller::text);
  if changes ? 'time_zone' then
    zone := private.named_time_zone(changes ->> 'time_zone');
    if zone is null then
      perform private.raise('INVALID_SETTINGS', 'time_zone must be the name of one, such as Europe/Berlin.', 422);
    end if;
  end if;
  insert into private.notification_settings (person_id) values (caller) on conflict do nothing;
  update private.notification_settings settings
  set strangers = coalesce(changes ->> 'strangers', settings.strangers), time_zone = coalesce(zone, settings.time_zone),
    off_kinds = array(
      select kind from unnest(private.notification_kinds()) kind
      where not coalesce((kinds ->> kind)::boolean, kind <> all (settings.off_kinds)))
  where settings.person_id = caller;
  return private.get_notification_settings();
end
$function$;

CREATE OR REPLACE FUNCTION private.set_viral_veto (
  post_id uuid,
  vetoed  boolean,
  note    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  reason text := private.trimmed(note);
  author uuid;
  veto private.viral_vetoes;
begin
  if vetoed is null or vetoed and (length(reason) between 1 and 2000) is not true then
    perform private.raise('INVALID_ARGUMENT', 'vetoed is required, and a veto needs a note of 1 to 2000 characters.', 422);
  end if;
  -- Locked before it is looked at, so that it does not go in between; the moderator first, as people come before posts.
  perform private.keep_people(array[moderator]);
  select post.author_id into author from public.posts post where post.id = set_viral_veto.post_id for key share;
  if author is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  if vetoed then
    insert into private.viral_vetoes (post_id, moderator_id, note) values (set_viral_veto.post_id, moderator, reason)
    on conflict on constraint viral_vetoes_pkey do nothing returning * into veto;
    if veto.post_id is not null then
      perform private.audit('viral_vetoed', author, details => jsonb_build_object('post_id', veto.post_id, 'moderator_id', moderator, 'note', left(reason, 500)));
      -- At once, not with the next deed.
      perform private.judge_posts(array[veto.post_id], now());
    else
      select * into veto from private.viral_vetoes known where known.post_id = set_viral_veto.post_id;
    end if;
  else
    delete from private.viral_vetoes known where known.post_id = set_viral_veto.post_id;
    if found then
      perform private.audit('viral_veto_lifted', author, details => jsonb_build_object('post_id', set_viral_veto.post_id, 'moderator_id', moderator));
    end if;
  end if;
  return jsonb_build_object('post_id', set_viral_veto.post_id, 'vetoed', vetoed, 'note', veto.note, 'created_at', veto.created_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.setting (
  name text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  value jsonb;
begin
  select stored.value into strict value from private.settings stored where stored.name = setting.name;
  return value;
end
$function$;

CREATE OR REPLACE FUNCTION private.settle_call (
  call      private.calls,
  broke_off boolean                  DEFAULT false,
  over_at   timestamp with time zone DEFAULT clock_timestamp()
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  talking int;
  ringing int;
  answers text[];
  gave_up boolean;
begin
  select count(*) filter (where taken.state = 'joined'), count(*) filter (where taken.state = 'ringing'), array_agg(taken.state),
    bool_or(taken.state = 'left' and taken.user_id = call.caller_id)
  into talking, ringing, answers, gave_up
  from private.call_participants taken
  where taken.call_id = call.id;
  if talking >= 1 and talking + ringing >= 2 then
    -- Who has left is not on the new topics, whatever Realtime remembers of them.
    update private.calls set epoch = gen_random_uuid() where calls.id = call.id;
    perform private.tell_call(call);
    perform private.recheck_topic(private.call_topic(call)), private.recheck_topic(private.call_live_topic(call));
    return false;
  end if;
  perform private.finish_call(call, case
    when call.answered_at is not null then case when broke_off then 'failed' else 'answered' end
    when gave_up then 'cancelled'
    when answers && array['ringing', 'missed'] then 'missed'
    when answers && array['declined'] then 'declined'
    else 'busy'
  end, over_at);
  return true;
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

CREATE OR REPLACE FUNCTION private.severity_of (
  reason text
)
  RETURNS smallint
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select (case
    when reason in ('minor', 'self_harm') then 5 when reason in ('violence', 'sexual') then 4 when reason in ('hate', 'harassment') then 3
    when reason in ('impersonation') then 2 when reason in ('spam', 'other') then 1 end)::smallint
$function$;

CREATE OR REPLACE FUNCTION private.shares_of (
  names   text[],
  counts  bigint[],
  minimum bigint
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  -- The smallest are joined until they are enough people together: from what is left out nobody can tell a group below `minimum`.
  with named as (
    select name, count, sum(count) over () as total, sum(count) over (order by count, name) - count as before
    from unnest(names, counts) given (name, count)
    where count > 0
  ), joined as (
    select case when count < shares_of.minimum or (before > 0 and before < shares_of.minimum) then 'other' else name end as name, count, total from named
  ), summed as (
    select name, sum(count) as count, max(total) as total from joined group by name
  )
  select case when max(total) >= shares_of.minimum and not bool_or(count < shares_of.minimum)
    -- In steps of five hundredths, so that one more person does not show.
    then jsonb_object_agg(name, round(count / total * 20) / 20) end
  from summed
$function$;

CREATE OR REPLACE FUNCTION private.show_avatar (
  medium private.media
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  -- Two pictures may be in the works at once, and the later upload wins whichever is ready first.
  if exists (
    select from private.media other
    where other.owner_id = medium.owner_id and other.purpose = 'avatar' and other.status = 'ready'
      and other.completed_at > medium.completed_at
  ) then
    delete from private.media where id = medium.id;
    return;
  end if;
  update public.profiles profile
  set avatar = jsonb_build_object('media_id', medium.id, 'blurhash', medium.blurhash, 'alt_text', medium.alt_text, 'variants', medium.variants)
  where profile.id = medium.owner_id;
  delete from private.media earlier
  where earlier.owner_id = medium.owner_id and earlier.purpose = 'avatar' and earlier.status in ('ready', 'failed')
    and earlier.id <> medium.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.show_people_again()
  RETURNS bigint
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with shown as (
    update public.profiles set hidden_until = '-infinity' where hidden_until > '-infinity' and hidden_until <= now() returning 1
  )
  select count(*) from shown
$function$;

CREATE OR REPLACE FUNCTION private.shown_counts (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  counts jsonb := private.graph_counts(user_id);
  unseen uuid[] := private.hidden_ids();
begin
  if unseen = '{}' then
    return counts;
  end if;
  return (
    select jsonb_object_agg(key, greatest(value::int - case key
      when 'followers' then (select count(*) from public.follows where followee_id = user_id and follower_id = any (unseen))
      when 'following' then (select count(*) from public.follows where follower_id = user_id and followee_id = any (unseen))
      else (select count(*) from public.connections where person_id = user_id and other_id = any (unseen)) end, 0))
    from jsonb_each_text(counts));
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_daily_users (
  time_zone text,
  since     date,
  until     date
)
  RETURNS TABLE (
    day         date,
    daily       bigint,
    weekly      bigint,
    monthly     bigint,
    stickiness  double precision,
    newcomers   bigint,
    returned    bigint,
    resurrected bigint,
    dormant     bigint
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  today date;
begin
  perform private.active_admin_id();
  perform private.check_time_zone(shown_daily_users.time_zone);
  today := (now() at time zone shown_daily_users.time_zone)::date;
  until := coalesce(until, today);
  since := coalesce(since, until - 29);
  perform private.check_days(shown_daily_users.since, shown_daily_users.until);
  return query select * from private.users_of_days(shown_daily_users.time_zone, shown_daily_users.since, shown_daily_users.until);
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_feed_settings (
  settings private.feed_settings
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'weights', jsonb_build_object('following', settings.following, 'interests', settings.interests, 'trending', settings.trending,
      'nearby', settings.nearby, 'fresh', settings.fresh),
    'kinds', settings.kinds, 'muted_words', settings.muted_words, 'muted_topics', settings.muted_topics,
    'sensitive', settings.sensitive, 'order', settings.feed_order)
$function$;

CREATE OR REPLACE FUNCTION private.shown_figures()
  RETURNS TABLE (
    view_name  text,
    name       text,
    definition text
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.active_admin_id();
  return query
    select relation.relname::text, line.found[1], line.found[2]
    from pg_catalog.pg_class relation,
      lateral regexp_matches(obj_description(relation.oid, 'pg_class'), '^- (\w+): (.*)$', 'gn') line (found)
    where relation.relnamespace = 'analytics'::regnamespace and relation.relkind = 'v'
    order by relation.relname, line.found[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_overview (
  time_zone text
)
  RETURNS TABLE (
    name   text,
    value  double precision,
    before double precision
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  today date;
begin
  perform private.active_admin_id();
  perform private.check_time_zone(shown_overview.time_zone);
  today := (now() at time zone shown_overview.time_zone)::date;
  return query
    select figure.name, figure.value, figure.before
    from private.users_of_days(shown_overview.time_zone, today, today) this,
      private.users_of_days(shown_overview.time_zone, today - 1, today - 1) yesterday,
      private.users_of_days(shown_overview.time_zone, today - 7, today - 7) week_ago,
      private.users_of_days(shown_overview.time_zone, today - 30, today - 30) month_ago,
    lateral (values
      ('daily', this.daily::double precision, yesterday.daily::double precision),
      ('weekly', this.weekly, week_ago.weekly),
      ('monthly', this.monthly, month_ago.monthly),
      ('stickiness', this.stickiness, month_ago.stickiness),
      ('newcomers', this.newcomers, yesterday.newcomers),
      ('returned', this.returned, yesterday.returned),
      ('resurrected', this.resurrected, yesterday.resurrected),
      ('dormant', this.dormant, yesterday.dormant)
    ) figure (name, value, before);
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_presence (
  user_ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
begin
  perform private.take_token('presence_of', caller::text);
  if (cardinality(user_ids) <= 100) is not true then
    perform private.raise('INVALID_PRESENCE', 'user_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object(
        'user_id', settings.profile_id,
        'status', case when is_shown then now_is.status end,
        'last_seen_at', case when is_shown and settings.show_last_seen and now_is.status = 'offline'
          then date_trunc('minute', coalesce(present.seen_at, past.seen_at)) end)
      order by settings.profile_id), '[]'))
    from private.profile_settings settings
    join private.visible_people visible on visible.id = settings.profile_id
    left join private.presence present on present.profile_id = settings.profile_id
    left join private.last_seen past on past.profile_id = settings.profile_id
    cross join lateral (
      select settings.show_online and (profile.id = caller or private.may_meet(caller, profile.id) and (not profile.is_private
        or exists (select from public.follows where follower_id = caller and followee_id = profile.id)
        or exists (select from public.connections where person_id = caller and other_id = profile.id))) as is_shown
      from public.profiles profile where profile.id = settings.profile_id
    ) seen
    cross join lateral (select case
      when present.active_at > now() - private.presence_lifetime() then 'online'
      when present.seen_at > now() - private.presence_lifetime() then 'away'
      else 'offline'
    end) as now_is (status)
    where settings.profile_id = any (user_ids)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_profile (
  username text,
  user_id  uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  wanted uuid := user_id;
  found_profile jsonb;
begin
  if num_nonnulls(username, user_id) <> 1 then
    perform private.raise('INVALID_PROFILE', 'Give either username or user_id.', 422);
  end if;
  if wanted is null then
    select account.id into wanted from private.accounts account where account.username = lower(private.trimmed(shown_profile.username));
  end if;
  select jsonb_build_object(
    'id', profile.id, 'username', profile.username, 'first_name', profile.first_name, 'last_name', profile.last_name,
    'avatar', profile.avatar, 'gender', profile.gender, 'pronouns', profile.pronouns, 'bio', profile.bio, 'links', profile.links,
    'looking_for', profile.looking_for,
    'interests', array(
      select chosen.interest from public.profile_interests chosen where chosen.profile_id = profile.id order by chosen.interest),
    'is_private', profile.is_private, 'verified_at', profile.verified_at,
    'age', case when settings.show_age then private.age(account.birth_date) end,
    'distance_km', case when settings.show_distance and profile.id <> caller then private.shown_distance_km(
      (select theirs.cell from private.locations theirs where theirs.profile_id = profile.id),
      (select own.cell from private.locations own where own.profile_id = caller)) end,
    'created_at', profile.created_at)
  into found_profile
  from private.visible_people visible
  cross join lateral (select (visible.profile).*) profile
  join private.accounts account on account.id = profile.id
  join private.profile_settings settings on settings.profile_id = profile.id
  where visible.id = wanted;
  if found_profile is null then
    perform private.raise('USER_NOT_FOUND', 'There is no such person.', 404);
  end if;
  return found_profile;
end
$function$;

CREATE OR REPLACE FUNCTION private.shown_refusal (
  refused private.not_interested
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object(
    'id', refused.id, 'post_id', refused.post_id, 'reason', refused.reason,
    'author', (select private.profile_card(visible.profile) from private.visible_people visible where visible.id = refused.author_id),
    'topics', refused.topics, 'created_at', refused.created_at,
    'fades_at', case when refused.reason <> 'post' then refused.created_at + interval '30 days' end);
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

CREATE OR REPLACE FUNCTION private.slips (
  word text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array(
    select word
    union
    select overlay(word placing '' from place for 1) from generate_series(1, least(length(word), 100)) place);
end
$function$;

CREATE OR REPLACE FUNCTION private.small_avatar (
  avatar jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  -- The first is the smallest: the worker makes them in this order.
  smallest jsonb := coalesce(jsonb_path_query_first(avatar, '$.variants[*] ? (@.type == "image/webp")'), avatar #> '{variants,0}');
begin
  return case when smallest ? 'url' then jsonb_build_object(
    'media_id', avatar -> 'media_id', 'url', smallest -> 'url', 'width', smallest -> 'width', 'height', smallest -> 'height',
    'blurhash', avatar -> 'blurhash', 'alt_text', avatar -> 'alt_text') end;
end
$function$;

CREATE OR REPLACE FUNCTION private.solve (
  matrix double precision[],
  vector double precision[]
)
  RETURNS double precision[]
  LANGUAGE plpgsql
  IMMUTABLE
  STRICT
  SET search_path TO ''
  AS $function$
declare
  n int := cardinality(vector);
  a double precision[] := matrix;
  b double precision[] := vector;
  x double precision[] := array_fill(0::double precision, array[n]);
  pivot int;
  swap double precision;
  factor double precision;
begin
  for k in 1..n loop
    pivot := k;
    for i in k + 1..n loop
      if abs(a[i][k]) > abs(a[pivot][k]) then pivot := i; end if;
    end loop;
    for j in 1..n loop
      swap := a[k][j]; a[k][j] := a[pivot][j]; a[pivot][j] := swap;
    end loop;
    swap := b[k]; b[k] := b[pivot]; b[pivot] := swap;
    for i in k + 1..n loop
      factor := a[i][k] / a[k][k];
      for j in k..n loop
        a[i][j] := a[i][j] - factor * a[k][j];
      end loop;
      b[i] := b[i] - factor * b[k];
    end loop;
  end loop;
  for i in reverse n..1 loop
    x[i] := b[i];
    for j in i + 1..n loop
      x[i] := x[i] - a[i][j] * x[j];
    end loop;
    x[i] := x[i] / a[i][i];
  end loop;
  return x;
end
$function$;

CREATE OR REPLACE FUNCTION private.spaced_scripts (
  folded text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  -- Where a sentence has no blanks, each pair of neighbouring characters is a word: a search for 東京 finds 今日は東京に.
  if folded !~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]' then
    return folded;
  end if;
  return coalesce((
    select string_agg(case when run.spaceless then private.pairs_of(run.piece) else run.piece end, ' ' order by run.place)
    from (
      select part[1] as piece, part[1] ~ '^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]' as spaceless, place
      from regexp_matches(folded,
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+', 'g')
        with ordinality matched (part, place)
    ) run), '');
end
$function$;

CREATE OR REPLACE FUNCTION private.squeezed (
  written    text,
  keep_pairs boolean DEFAULT false
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  -- Each character beside its neighbours. The arrays are walked together and in order.
  select coalesce(string_agg(own, '' order by place), '')
  from unnest(
    string_to_array(written, null), string_to_array(' ' || written, null), string_to_array('  ' || written, null),
    string_to_array(substr(written, 2), null)) with ordinality as letter (own, before, before_that, behind, place)
  where own is not null
    and (own is distinct from before or own in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', E'\n', E'\t', E'\r')
      or keep_pairs and own is distinct from before_that and own is distinct from behind)
$function$;

CREATE OR REPLACE FUNCTION private.start_call (
  conversation_id uuid,
  media           text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
  at private.membership;
  call private.calls;
begin
  if (media in ('audio', 'video')) is not true then
    perform private.raise('INVALID_CALL', 'media must be audio or video.', 422);
  end if;
  perform private.take_token('start_call', caller::text);
  at := private.membership(conversation_id);
  perform private.require_callable(at);
  perform private.keep_people(array(
    select member.user_id from private.conversation_members member where member.conversation_id = start_call.conversation_id));
  -- Once more: it may have ended while this waited.
  at := private.lock_conversation(conversation_id);
  perform private.require_callable(at);

  select * into call from private.calls live
  where live.conversation_id = start_call.conversation_id and live.state <> 'ended';
  if private.is_overdue(call) then
    perform private.tend_call(call.id);
    call := null;
  end if;
  if call.id is null then
    call := private.ring(at, media);
  else
    perform private.join_call(call, caller);
  end if;
  return (private.call_items(array[call.id], caller))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.start_conversation (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.begin_with(user_id);
  started uuid;
  is_known boolean;
  allowed text;
begin
  perform private.require_person(user_id);
  select conversation.id into started from private.conversations conversation
  where conversation.low_id = least(caller, user_id) and conversation.high_id = greatest(caller, user_id);
  if not found then
    if not private.may_meet(caller, user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    is_known := private.is_known_to(caller, user_id);
    select who_may_message into allowed from private.profile_settings where profile_id = start_conversation.user_id;
    if allowed = 'nobody' or allowed = 'connections' and not exists (
      select from public.connections where person_id = caller and other_id = start_conversation.user_id) then
      perform private.raise('MESSAGES_NOT_ALLOWED', 'This person has chosen who may write to them.', 403);
    end if;
    if not is_known then
      perform private.take_new_conversation(caller);
    end if;
    insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
    values ('direct', least(caller, user_id), greatest(caller, user_id), caller, 2)
    returning id into started;
    insert into private.conversation_members (conversation_id, user_id, state, awaits_notice)
    values (started, caller, 'active', false),
      (started, start_conversation.user_id, case when is_known then 'active' else 'requested' end, false);
  else
    perform private.reopen_conversation(started, caller);
  end if;
  return (private.conversation_items(array[started], caller))[1];
end
$function$;

CREATE OR REPLACE FUNCTION private.start_upload (
  purpose      text,
  kind         text,
  content_type text,
  byte_size    bigint,
  alt_text     text,
  lifetime     interval,
  name         text     DEFAULT NULL::text
)
  RETURNS private.media
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  owner uuid := private.active_caller_id();
  started private.media;
begin
  if start_upload.kind in ('video', 'audio') and exists (select from private.media_conversion where not is_possible) then
    perform private.raise('MEDIA_CONVERSION_UNAVAILABLE', 'Video and sound cannot be processed here at the moment.', 503,
      details => 'no worker has ffmpeg 5 or newer', headers => '{"Retry-After": "300"}');
  end if;
  perform private.take_media_quota(owner, start_upload.purpose, start_upload.kind, start_upload.byte_size);
  insert into private.media (owner_id, purpose, kind, content_type, byte_size, alt_text, expires_at, name)
  values (owner, start_upload.purpose, start_upload.kind,
    lower(trim(split_part(start_upload.content_type, ';', 1))), start_upload.byte_size,
    start_upload.alt_text, now() + start_upload.lifetime, start_upload.name)
  returning * into started;
  return started;
end
$function$;

CREATE OR REPLACE FUNCTION private.state_in_call (
  id text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select taken.state
    from private.call_participants taken
    join private.calls call on call.id = taken.call_id and call.state <> 'ended' and not private.is_overdue(call)
    where taken.call_id = split_part(state_in_call.id, ':', 1)::uuid and taken.user_id = auth.uid()
      and call.epoch = split_part(state_in_call.id, ':', 2)::uuid);
end
$function$;

CREATE OR REPLACE FUNCTION private.store_author_neighbours (
  author_ids    uuid[],
  neighbour_ids uuid[],
  weights       real[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stored int;
begin
  -- All of them: Supabase refuses a DELETE without a condition.
  delete from private.author_neighbours where true;
  insert into private.author_neighbours (author_id, neighbour_id, weight)
  select given.author_id, given.neighbour_id, given.weight
  from unnest(author_ids, neighbour_ids, store_author_neighbours.weights) given (author_id, neighbour_id, weight)
  -- Who has gone since the columns were read.
  join public.profiles author on author.id = given.author_id
  join public.profiles neighbour on neighbour.id = given.neighbour_id;
  get diagnostics stored = row_count;
  return stored;
end
$function$;

CREATE OR REPLACE FUNCTION private.store_topic_neighbours (
  topics     text[],
  neighbours text[],
  weights    real[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stored int;
begin
  delete from private.topic_neighbours where true;
  insert into private.topic_neighbours (topic, neighbour, weight)
  select * from unnest(topics, neighbours, store_topic_neighbours.weights);
  get diagnostics stored = row_count;
  return stored;
end
$function$;

CREATE OR REPLACE FUNCTION private.surprise (
  seen     double precision,
  expected double precision
)
  RETURNS double precision
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$ select 2 * (sqrt(seen + 0.375) - sqrt(expected + 0.375)) $function$;

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

CREATE OR REPLACE FUNCTION private.sync_conversations (
  caller uuid,
  span   private.sync_range
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- Nearly everything is older than this, and needs no closer look.
  first xid8 := pg_snapshot_xmin(span.since);
  unseen uuid[] := private.hidden_ids();
  ids uuid[];
begin
  select array_agg(own.conversation_id) into ids
  from private.conversation_members own
  join private.conversations conversation on conversation.id = own.conversation_id
  where own.user_id = caller and own.state in ('active', 'requested')
    and (conversation.changed_in >= first and private.was_changed(conversation.changed_in, span)
      or own.changed_in >= first and private.was_changed(own.changed_in, span))
    and (own.state = 'active' or conversation.kind = 'group' or conversation.last_seq > 0)
    and (conversation.kind = 'group' or cardinality(unseen) = 0 or not exists (
      select from private.conversation_members other
      where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))));
  return coalesce(to_jsonb(private.conversation_items(ids, caller)), '[]');
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_message_ids (
  caller uuid,
  span   private.sync_range,
  size   integer
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  unseen uuid[] := private.hidden_ids();
  touched record;
  ids uuid[] := '{}';
begin
  for touched in
    select own as member, case own.conversation_id when span.conversation_id then span.seq else 0 end as behind,
      -- What is new begins behind the last message that was known: looked for from the end.
      coalesce((
        select known.seq from private.messages known
        where known.conversation_id = own.conversation_id and pg_visible_in_snapshot(known.created_in, span.since)
        order by known.seq desc
        limit 1), 0) as known_up_to
    from private.conversation_members own
    join private.conversations conversation on conversation.id = own.conversation_id
    where own.user_id = caller and private.reads_along(conversation, own, private.hidden_in(own, unseen))
      and (span.conversation_id is null or own.conversation_id >= span.conversation_id)
      and (not pg_visible_in_snapshot(conversation.changed_in, span.since)
        or exists (
          select from private.messages message
          where message.conversation_id = own.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)))
    order by own.conversation_id
  loop
    ids := ids || private.sync_messages_of(touched.member, span, touched.known_up_to, touched.behind, private.hidden_in(touched.member, unseen),
      size - cardinality(ids));
    exit when cardinality(ids) >= size;
  end loop;
  return ids;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_messages_of (
  member      private.conversation_members,
  span        private.sync_range,
  known_up_to bigint,
  behind      bigint,
  unseen      uuid[],
  size        integer
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return array(
    select id
    from (
      (select message.id, message.seq from private.messages message
      where message.conversation_id = member.conversation_id and message.seq > greatest(known_up_to, behind)
        and pg_visible_in_snapshot(message.created_in, span.until) and private.may_read(member, message, unseen)
      order by message.seq
      limit size)
      union all
      (select message.id, message.seq from private.messages message
      where message.conversation_id = member.conversation_id and message.changed_in >= pg_snapshot_xmin(span.since)
        and message.seq between behind + 1 and known_up_to
        and private.was_changed(message.changed_in, span) and private.may_read(member, message, unseen)
      order by message.seq
      limit size)
    ) found
    order by seq
    limit size);
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

CREATE OR REPLACE FUNCTION private.sync_part_notifications (
  caller uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (private.list_notifications(false, false, null, 50) -> 'items');
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

CREATE OR REPLACE FUNCTION private.sync_receipts (
  caller uuid,
  span   private.sync_range
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  first xid8 := pg_snapshot_xmin(span.since);
  exchanges boolean := private.exchanges_reads(caller);
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select coalesce(jsonb_agg(
      private.receipt_view(conversation, changed.member)
      || case when exchanges and private.exchanges_reads((changed.member).user_id) then '{}' else '{"last_read_seq": 0}'::jsonb end), '[]')
    from private.conversation_members own
    join private.conversations conversation
      on conversation.id = own.conversation_id and conversation.member_count <= private.receipts_up_to()
    cross join lateral (
      select member from private.conversation_members member
      where member.conversation_id = own.conversation_id and member.changed_in >= first
        and private.was_changed(member.changed_in, span)
        and member.user_id <> caller and member.user_id <> all (private.hidden_in(own, unseen)) and member.state = 'active'
    ) changed
    where own.user_id = caller and own.state = 'active');
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_removed (
  caller uuid,
  span   private.sync_range
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  first xid8 := pg_snapshot_xmin(span.since);
  unseen uuid[] := private.hidden_ids();
begin
  return jsonb_build_object(
    'conversations', (
      select coalesce(jsonb_agg(own.conversation_id), '[]')
      from private.conversation_members own
      join private.conversations conversation on conversation.id = own.conversation_id
      where own.user_id = caller and own.changed_in >= first and private.was_changed(own.changed_in, span)
        and (own.state in ('gone', 'declined') or conversation.kind <> 'group' and exists (
          select from private.conversation_members other
          where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))),
    'messages', (
      select coalesce(jsonb_agg(jsonb_build_object('conversation_id', hide.conversation_id, 'seq', hide.seq)
        order by hide.conversation_id, hide.seq), '[]')
      from private.message_hides hide
      where hide.user_id = caller and hide.changed_in >= first and private.was_changed(hide.changed_in, span)));
end
$function$;

CREATE OR REPLACE FUNCTION private.take_token (
  limit_name text,
  subject    text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  -- The wall clock: a transaction that has waited must not put time back.
  right_now timestamptz := clock_timestamp();
  wait_seconds int;
begin
  -- Every write comes through here, so it is one statement, and date_part rather than extract, whose numeric is slow.
  insert into private.rate_buckets as bucket (limit_name, subject, tokens, updated_at, refill_per_second)
  select bucket_limit.name, take_token.subject, bucket_limit.capacity - 1, right_now, bucket_limit.refill_per_second
  from private.rate_limits bucket_limit
  where bucket_limit.name = take_token.limit_name
  on conflict on constraint rate_buckets_pkey do update
    set tokens = least(excluded.tokens + 1,
          bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second) - 1,
        updated_at = right_now,
        refill_per_second = excluded.refill_per_second
    where bucket.tokens + date_part('epoch', right_now - bucket.updated_at) * excluded.refill_per_second >= 1;
  if found then
    -- For private.refuse: a refusal undoes this, and takes it again.
    perform set_config('plaza.tokens', (
      coalesce(nullif(current_setting('plaza.tokens', true), ''), '[]')::jsonb
      || jsonb_build_object('limit', limit_name, 'subject', subject))::text, true);
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
$function$;

CREATE OR REPLACE FUNCTION private.talk_of_pair (
  one   uuid,
  other uuid
)
  RETURNS TABLE (
    conversation_id uuid
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  shared uuid[];
begin
  shared := array(
    select conversation.id from private.conversations conversation
    where conversation.id in (
      select direct.id from private.conversations direct
      where direct.low_id = least(one, other) and direct.high_id = greatest(one, other)
      union all
      select mine.conversation_id from private.conversation_members mine
      join private.conversation_members theirs on theirs.conversation_id = mine.conversation_id and theirs.user_id = other
      where mine.user_id = one and mine.alias is not null)
    order by conversation.id
    for no key update);
  -- Looked at behind the lock: they may just have shown each other who they are.
  return query
    update private.conversation_members member set changed_in = pg_current_xact_id()
    where member.conversation_id = any (shared) and not private.is_masked(member)
    returning member.conversation_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.taste_half_life()
  RETURNS interval
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$ select interval '30 days' $function$;

CREATE OR REPLACE FUNCTION private.tastes_for_authors (
  columns uuid[]
)
  RETURNS TABLE (
    places  integer[],
    weights real[]
  )
  LANGUAGE sql
  STABLE
  ROWS 20000
  SET search_path TO ''
  AS $function$
  select array_agg(strongest.place - 1 order by strongest.place), array_agg(ln(1 + private.heat_at(strongest.heat, now(), private.taste_half_life()))::real order by strongest.place)
  from (
    select affinity.person_id, given.place::int, affinity.heat,
      row_number() over (partition by affinity.person_id order by affinity.heat desc, given.place) as strength
    from unnest(tastes_for_authors.columns) with ordinality given (id, place)
    join private.author_affinity affinity on affinity.author_id = given.id
    where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  ) strongest
  where strongest.strength <= 50
  group by strongest.person_id
  having count(*) > 1
  order by max(strongest.heat) desc
  limit 20000
$function$;

CREATE OR REPLACE FUNCTION private.tastes_for_topics (
  columns text[]
)
  RETURNS TABLE (
    places  integer[],
    weights real[]
  )
  LANGUAGE sql
  STABLE
  ROWS 20000
  SET search_path TO ''
  AS $function$
  select array_agg(strongest.place - 1 order by strongest.place), array_agg(ln(1 + private.heat_at(strongest.heat, now(), private.taste_half_life()))::real order by strongest.place)
  from (
    select affinity.person_id, given.place::int, affinity.heat,
      row_number() over (partition by affinity.person_id order by affinity.heat desc, given.place) as strength
    from unnest(tastes_for_topics.columns) with ordinality given (id, place)
    join private.topic_affinity affinity on affinity.topic = given.id
    where affinity.heat > private.heat_of(0.1, now(), private.taste_half_life())
  ) strongest
  where strongest.strength <= 50
  group by strongest.person_id
  having count(*) > 1
  order by max(strongest.heat) desc
  limit 20000
$function$;

CREATE OR REPLACE FUNCTION private.tell_badges (
  people uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  topics text[];
  payloads jsonb[];
begin
  select array_agg('user:' || person), array_agg(jsonb_build_object('notifications', private.unread_notifications(person)))
  into topics, payloads from (select distinct unnest(people)) told (person);
  perform private.broadcast_each(topics, 'badge', payloads);
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_call (
  call private.calls
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place text := private.call_topic(call);
begin
  select * into call from private.calls where calls.id = call.id;
  -- No names: in a group not everybody may know of everybody.
  perform private.broadcast(place, 'state', jsonb_build_object(
    'call_id', call.id, 'conversation_id', call.conversation_id, 'media', call.media, 'state', call.state, 'outcome', call.outcome,
    'answered_at', call.answered_at, 'ended_at', call.ended_at, 'duration_ms', private.call_duration(call),
    'topic', private.call_topic(call), 'live_topic', private.call_live_topic(call),
    'participants', (
      select jsonb_agg(jsonb_build_object('member_id', member.id, 'state', taken.state) order by member.id)
      from private.call_participants taken
      join private.conversation_members member on member.conversation_id = call.conversation_id and member.user_id = taken.user_id
      where taken.call_id = call.id)));
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_comment (
  comment         public.comments,
  post_author     uuid,
  answered_author uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  details jsonb := jsonb_build_object('comment_id', comment.id, 'thread_id', comment.parent_id);
begin
  perform private.emit('comment', comment.author_id, post_author, comment.post_id, details);
  if answered_author is not null then
    perform private.emit('reply', comment.author_id, answered_author, comment.post_id, details);
  end if;
  perform private.emit('comment_mention', comment.author_id, mentioned, comment.post_id, details) from unnest(comment.mentions) mentioned;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_contacts (
  changes private.presence_change[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  stale timestamptz := now() - private.presence_lifetime();
  sent int;
begin
  with shown as materialized (
    select change.person_id, jsonb_build_object(
      'user_id', change.person_id, 'status', change.status,
      'last_seen_at', case when change.status = 'offline' and settings.show_last_seen
        then date_trunc('minute', change.seen_at) end) as item
    from unnest(changes) change
    join private.profile_settings settings on settings.profile_id = change.person_id and settings.show_online
    join private.shown_people person on person.id = change.person_id
  ), told as (
    select contact.other_id as contact_id, shown.item, row_number() over (partition by contact.other_id) / 500 as part
    from shown
    join public.connections contact on contact.person_id = shown.person_id
    join private.presence present on present.profile_id = contact.other_id and present.seen_at > stale
    where not exists (select from public.blocks where blocker_id = contact.other_id and blocked_id = shown.person_id)
      and not exists (select from public.blocks where blocker_id = shown.person_id and blocked_id = contact.other_id)
  ), bundled as (
    select contact_id, jsonb_agg(item) as items from told group by contact_id, part
  )
  select count(private.broadcast('user:' || contact_id, 'presence', jsonb_build_object('items', items))) into sent from bundled;
  return sent;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_conversion (
  is_possible boolean
)
  RETURNS boolean
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  -- A worker without ffmpeg is heard only when none has said for a while that it has it.
  insert into private.media_conversion as conversion (is_possible) values (tell_conversion.is_possible)
  on conflict (is_only) do update set is_possible = excluded.is_possible, told_at = now()
  where excluded.is_possible or not conversion.is_possible or conversion.told_at < now() - interval '3 minutes';
  select conversion.is_possible from private.media_conversion conversion
$function$;

CREATE OR REPLACE FUNCTION private.tell_decisions()
  RETURNS bigint
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  decision private.decisions;
  told bigint := 0;
begin
  for decision in
    select * from private.decisions waiting
    where waiting.told_at is null and waiting.undone_at is null and waiting.created_at <= now() - interval '10 minutes'
    order by waiting.created_at
    limit 500
    for update skip locked
  loop
    update private.decisions made set told_at = now() where made.id = decision.id;
    if decision.action <> 'dismiss' then
      perform private.emit('moderation_notice', decision.person_id, decision.person_id, decision.id,
        jsonb_build_object('action', decision.action, 'reason', decision.note, 'until', nullif(decision.until, 'infinity')));
    end if;
    perform private.emit('report_outcome', report.reporter_id, report.reporter_id, report.id, jsonb_build_object('outcome', report.outcome))
    from private.reports report where report.case_id = decision.case_id and report.outcome is not null;
    told := told + 1;
  end loop;
  return told;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_followers()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  place record := private.begin_reading('followers', 1000);
  told int;
begin
  with appeared as (
    select post.id, post.author_id, post.audience
    from (
      select line.target_id from private.engagement line
      where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'post'
      order by line.transaction_id desc, line.id desc
      limit 200
    ) line
    join public.posts post on post.id = line.target_id
    where post.state = 'published' and post.deleted_at is null and post.audience in ('public', 'followers', 'connections')
  ),
  listener as (
    select following.follower_id as id, appeared.id as post_id
    from appeared
    cross join lateral (
      select follow.follower_id
      from public.follows follow
      join private.presence present on present.profile_id = follow.follower_id
      where follow.followee_id = appeared.author_id and present.seen_at > now() - private.presence_lifetime()
        and not exists (
          select from public.mutes mute
          where mute.muter_id = follow.follower_id and mute.muted_id = appeared.author_id and mute.until > now())
        and (appeared.audience <> 'connections' or exists (
          select from public.connections connection
          where connection.person_id = follow.follower_id and connection.other_id = appeared.author_id))
      limit 1000
    ) following
  ),
  sent as materialized (
    select private.broadcast('user:' || id, 'feed', jsonb_build_object('post_ids', post_ids))
    from (select id, (array_agg(post_id order by post_id desc))[:20] as post_ids from listener group by id) person
  )
  select count(*) into told from sent;
  perform private.finish_reading('followers', place.until);
  return told;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_hiding()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.emit('hiding', new.id, new.id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_marks (
  stands private.membership,
  moved  private.conversation_members
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  payload jsonb := private.receipt_view(stands.conversation, moved);
  unread_view jsonb := payload || '{"last_read_seq": 0}';
  has_arrived boolean := moved.last_delivered_seq > (stands.member).last_delivered_seq;
  reluctant uuid[];
begin
  -- The own other devices.
  perform private.broadcast('user:' || moved.user_id, 'conversation', payload);
  -- Whoever has not accepted a request gives no sign, and in a large group nobody looks at a thousand receipts.
  if moved.state <> 'active' or (stands.conversation).member_count > private.receipts_up_to() then
    return;
  end if;
  if not private.exchanges_reads(moved.user_id) then
    if has_arrived then
      perform private.deliver(stands.conversation, moved.user_id, 'receipt', unread_view);
    end if;
    return;
  end if;
  select array_agg(member.user_id) into reluctant
  from private.conversation_members member
  join private.profile_settings settings on settings.profile_id = member.user_id
  where member.conversation_id = moved.conversation_id and member.user_id <> moved.user_id and not settings.read_receipts;
  if reluctant is null then
    perform private.deliver(stands.conversation, moved.user_id, 'receipt', payload);
    return;
  end if;
  -- Not everybody who is connected to the topic may hear what was read.
  perform private.broadcast_to_many(array_agg('user:' || member.user_id), 'receipt', told)
  from private.conversation_members member
  cross join lateral (select case when member.user_id = any (reluctant) then unread_view else payload end) chosen (told)
  where member.conversation_id = moved.conversation_id and member.state in ('active', 'requested')
    and member.user_id <> all (private.hidden_in(moved))
    and (has_arrived or member.user_id <> all (reluctant))
  group by told;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_mentioned (
  stands     private.membership,
  message_id uuid,
  member_ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  insert into private.engagement (kind, actor_id, subject_id, target_id, details)
  select 'message_mention', (stands.member).user_id, member.user_id, member.conversation_id, jsonb_build_object('message_id', message_id)
  from private.conversation_members member
  where member.id = any (member_ids);
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_mute()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'DELETE' then
    perform private.emit('unmute', old.muter_id, old.muted_id);
  else
    perform private.emit('mute', new.muter_id, new.muted_id);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_notification_mute()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'DELETE' then
    perform private.emit('notification_unmute', old.person_id, old.muted_id);
  else
    perform private.emit('notification_mute', new.person_id, new.muted_id);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_notifications (
  people uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  topics text[];
  payloads jsonb[];
begin
  with told as (
    update private.notifications news set told_step = news.step
    where news.person_id = any (people) and news.step > news.told_step and news.part_count > 0 and news.read_at is null and not news.boxed
    returning news.*
  )
  select array_agg('user:' || told.person_id), array_agg(jsonb_build_object(
    'notification_id', told.id, 'kind', told.kind, 'target_kind', told.target_kind, 'target_id', told.target_id,
    'actor_count', told.actor_count, 'part_count', told.part_count))
  into topics, payloads from told;
  perform private.broadcast_each(topics, 'notification', payloads);
  perform private.tell_badges(people);
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_preview (
  message private.messages
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.broadcast_to_many(
    array_agg('user:' || member.user_id), 'conversation', jsonb_build_object(
      'conversation_id', message.conversation_id, 'message', (private.message_items(array[message.id]))[1]), message.id)
  from private.conversations conversation
  join private.conversation_members member on member.conversation_id = conversation.id
  -- What a list shows is the last message; who has not answered a request hears of all by this alone.
  where conversation.id = message.conversation_id and conversation.member_count <= private.receipts_up_to()
    and (message.seq = conversation.last_seq or member.state = 'requested')
    and private.reads_along(conversation, member, private.hidden_in(member))
    and private.may_read(member, message, private.hidden_in(member))
  having count(*) > 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_unblock()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform private.emit('unblock', old.blocker_id, old.blocked_id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_virality (
  changes jsonb,
  at      timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if changes is null then
    return;
  end if;
  delete from private.viral_posts shown using jsonb_to_recordset(changes) change (post_id uuid, state text)
  where shown.post_id = change.post_id and change.state <> 'viral';
  insert into private.viral_posts as shown (post_id, since, share)
  select change.post_id, tell_virality.at, (array[0.05, 0.2, 0.5, 1])[change.step]
  from jsonb_to_recordset(changes) change (post_id uuid, state text, step int)
  where change.state = 'viral'
  on conflict (post_id) do update set share = excluded.share;
  -- Whoever watches the post sees the new state; its author may be notified by who reads the log.
  perform private.broadcast('post:' || change.post_id, 'virality', jsonb_build_object('post_id', change.post_id, 'state', change.state)),
    private.emit('viral', change.author_id, change.author_id, change.post_id, jsonb_build_object('state', change.state))
  from jsonb_to_recordset(changes) change (post_id uuid, author_id uuid, was text, state text)
  where change.state <> change.was;
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
    'since', ticket.since, 'expires_at', ticket.expires_at, 'eta_s', ticket.eta_s));
end
$function$;

CREATE OR REPLACE FUNCTION private.tiles_around (
  tile integer
)
  RETURNS SETOF integer
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  ROWS 9
  SET search_path TO ''
  AS $function$
  -- Around the world, but not over the poles.
  select (band * 1024 + (column_of_tile + 1000) % 1000)
  from generate_series(greatest(tile / 1024 - 1, 0), least(tile / 1024 + 1, 499)) band
  cross join generate_series(tile % 1024 - 1, tile % 1024 + 1) column_of_tile
$function$;

CREATE OR REPLACE FUNCTION private.tiles_within (
  cell       integer,
  kilometres integer
)
  RETURNS SETOF integer
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  ROWS 30
  SET search_path TO ''
  AS $function$
declare
  centre record := private.cell_centre(cell);
  -- A degree of latitude is 111.2 km; a cell more on each side, since distances are taken from middle to middle.
  reach double precision := (kilometres + 8) / 111.2;
begin
  return query
  select distinct (band * 1024 + (part + 1000) % 1000)
  from generate_series(greatest(floor((centre.latitude - reach + 90) / 0.36)::int, 0), least(floor((centre.latitude + reach + 90) / 0.36)::int, 499)) band
  cross join lateral (
    -- Towards the poles a degree of longitude shrinks: at the edge of the band that is nearer to them.
    select reach / greatest(cosd(least(89.9, greatest(abs(band * 0.36 - 90), abs((band + 1) * 0.36 - 90)))), 0.002) as breadth
  ) circle
  cross join lateral generate_series(
    floor((centre.longitude - least(breadth, 179.6) + 180) / 0.36)::int, floor((centre.longitude + least(breadth, 179.6) + 180) / 0.36)::int) part;
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_access (
  topic text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  opened_by regproc := private.seam('topic_', substring(topic from '^([a-z_]+):[a-z0-9:-]{1,100}$'), '(text)');
  access private.topic_access := (array[]::text[], array[]::text[]);
begin
  if opened_by is not null then
    execute format('select * from %s($1)', opened_by) into access using substr(topic, position(':' in topic) + 1);
  end if;
  return access;
exception when invalid_text_representation then
  -- An id that is no uuid: there is no such topic.
  return (array[]::text[], array[]::text[])::private.topic_access;
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_call (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (case when private.state_in_call(id) in ('joined', 'ringing') then array['broadcast'] else '{}' end, array[]::text[]);
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_call_live (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if private.state_in_call(id) = 'joined' then
    return (array['broadcast'], array['broadcast']);
  end if;
  return (array[]::text[], array[]::text[]);
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_conversation (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (case when (private.joinable(id)).topic is not null then array['broadcast'] else '{}' end, array[]::text[]);
end
$function$;

CREATE OR REPLACE FUNCTION private.topic_conversation_live (
  id text
)
  RETURNS private.topic_access
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  joinable record := private.joinable(id);
  -- Set by a Realtime that tells who wants to be present as whom: the embedded one.
  presence_key text := nullif(current_setting('realtime.presence_key', true), '');
begin
  if joinable.live_topic is null then
    return (array[]::text[], array[]::text[]);
  elsif presence_key <> joinable.member_id::text then
    return (array['broadcast', 'presence'], array['broadcast']);
  end if;
  return (array['broadcast', 'presence'], array['broadcast', 'presence']);
end
$function$;

CREATE OR REPLACE FUNCTION private.topics_around (
  cell      integer,
  within_km integer,
  language  text
)
  RETURNS TABLE (
    topic  text,
    people double precision,
    usual  double precision,
    score  double precision
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select summed.topic, summed.people, summed.usual, (summed.people - summed.usual) ^ 2 / summed.usual
  from (
    select hours.topic, sum(hours.people) filter (where hours.hour > now() - interval '24 hours') as people,
      greatest(coalesce(sum(hours.people) filter (where hours.hour <= now() - interval '24 hours'), 0) / 7, 1)::double precision as usual
    from private.topic_hours hours
    where hours.tile in (select private.tiles_within(topics_around.cell, topics_around.within_km)) and hours.hour > now() - interval '8 days'
      and (topics_around.language is null or hours.language = topics_around.language)
    group by hours.topic
  ) summed
  where summed.people >= 1 and summed.people > summed.usual
$function$;

CREATE OR REPLACE FUNCTION private.topics_of_member (
  conversation private.conversations,
  member       private.conversation_members,
  OUT          topic text,
  OUT          live_topic text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  -- A request waits in its reader's own topic: so its refusal changes nothing that the other one could see.
  if member.state <> 'active' or conversation.ended_at is not null then
    return;
  end if;
  topic := private.conversation_topic(conversation);
  if conversation.kind <> 'group' or not exists (
    select from public.blocks
    join private.conversation_members other
      on other.conversation_id = conversation.id and other.user_id = blocked_id and other.state = 'active'
    where blocker_id = member.user_id) then
    live_topic := private.live_topic(conversation);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.topics_to_review (
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  size int := private.page_size(page_size);
begin
  perform private.active_moderator_id();
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
        jsonb_build_object('topic', topic, 'people', round(people::numeric), 'usual', round(usual::numeric)) order by score desc, topic), '[]'), 'next_cursor', null)
    from (
      select trend.* from private.trending_topics trend
      where trend.language = '' and not exists (select from private.topic_reviews review where review.topic = trend.topic)
      order by trend.place
      limit size
    ) listed);
end
$function$;

CREATE OR REPLACE FUNCTION private.trimmed (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
  -- Nothing to see is nothing: controls, spaces of every kind, format characters, fillers, variation selectors, tags.
  if written !~ '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]' then
    return '';
  end if;
  -- People paste white space of every kind around what they write.
  return btrim(written, E' \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff');
end
$function$;

CREATE OR REPLACE FUNCTION private.trust (
  created_at        timestamp with time zone,
  email_verified_at timestamp with time zone,
  verified_at       timestamp with time zone,
  at                timestamp with time zone,
  half_days         double precision
)
  RETURNS real
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select case
    when verified_at is not null then 1
    else power(days / (days + half_days), 2) * case when email_verified_at is null then 0.7 else 1 end
  end::real
  from (select greatest(extract(epoch from at - created_at)::double precision, 0) / 86400 as days) age
$function$;

CREATE OR REPLACE FUNCTION private.trust_of (
  people uuid[],
  at     timestamp with time zone
)
  RETURNS TABLE (
    person_id uuid,
    trust     real,
    followers real
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  half_days double precision := (select value from private.virality_parameters where name = 'trust_days');
begin
  return query
  select account.id,
    private.trust(account.created_at, account.email_verified_at, profile.verified_at, trust_of.at, half_days),
    coalesce(counts.followers, 0)::real
  from private.accounts account
  join public.profiles profile on profile.id = account.id
  left join lateral (select sum(stats.followers) as followers from private.graph_stats stats where stats.profile_id = account.id) counts on true
  where account.id = any (people) and profile.hidden_until <= trust_of.at;
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

CREATE OR REPLACE FUNCTION private.undo_decision (
  decision_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  moderator uuid := private.active_moderator_id();
  decision private.decisions;
  opened private.cases;
begin
  select * into decision from private.decisions made where made.id = undo_decision.decision_id;
  if not found or decision.decided_by is distinct from moderator and not private.is_admin() then
    perform private.raise('DECISION_NOT_FOUND', 'There is no such decision.', 404);
  end if;
  opened := private.lock_case(decision.case_id, moderator);
  select * into decision from private.decisions made where made.id = undo_decision.decision_id for update;
  if decision.undone_at is not null then
    return private.decision_view(decision);
  end if;
  if decision.told_at is not null or decision.created_at <= now() - interval '10 minutes'
    or exists (select from private.cases again where again.target = opened.target and again.target_id = opened.target_id and again.status = 'open')
    or decision.action in ('suspend', 'ban') and not exists (
      select from private.accounts account
      where account.id = opened.person_id and account.banned_until = greatest(decision.banned_before, decision.until)) then
    perform private.raise('DECISION_FINAL', 'This decision can no longer be undone.', 409);
  end if;
  update private.accounts account set banned_until = decision.banned_before
  where account.id = opened.person_id and decision.action in ('suspend', 'ban');
  update private.cases again set status = 'open', claimed_by = null where again.id = opened.id;
  update private.reports report set outcome = null where report.case_id = opened.id;
  update private.decisions made set undone_at = now() where made.id = decision.id returning * into decision;
  perform private.audit('decision_undone', moderator, details => jsonb_build_object('case_id', opened.id, 'decision_id', decision.id));
  return private.decision_view(decision);
end
$function$;

CREATE OR REPLACE FUNCTION private.undo_not_interested (
  id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('not_interested', caller::text);
  delete from private.not_interested refused where refused.id = undo_not_interested.id and refused.person_id = caller;
  perform private.forget_pages(caller);
  return jsonb_build_object('id', id, 'undone', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.unranked_page (
  viewer    uuid,
  cursor    text,
  page_size integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  page jsonb := private.latest_feed(cursor, page_size);
  served uuid[];
  fresh jsonb;
begin
  served := private.served_lately(viewer);
  select coalesce(jsonb_agg(item order by place), '[]') into fresh
  from jsonb_array_elements(page -> 'items') with ordinality listed (item, place)
  where (item ->> 'id')::uuid <> all (served);
  if fresh <> '[]' then
    insert into private.feed_served (person_id, served_at, feed, post_ids)
    values (viewer, clock_timestamp(), 'home', array(select (item ->> 'id')::uuid from jsonb_array_elements(fresh) item));
  end if;
  return jsonb_set(page, '{items}', fresh);
exception when others then
  -- Whatever is broken there: a post that comes twice is better than none.
  return page;
end
$function$;

CREATE OR REPLACE FUNCTION private.unreact_to_message (
  caller     uuid,
  message_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  at record;
  message private.messages;
  withdrawn text;
begin
  perform private.keep_people(array[caller]);
  perform private.message_at(message_id, also_gone => true);
  perform from private.messages locked where locked.id = message_id for no key update;
  at := private.message_at(message_id, also_gone => true);
  message := at.message;
  delete from private.message_reactions reaction
  where reaction.message_id = unreact_to_message.message_id and reaction.user_id = caller
  returning reaction.emoji into withdrawn;
  if found then
    perform private.announce_reaction(at.stands, message, null, withdrawn);
    perform private.emit('message_unreaction', caller, message.sender_id, message.conversation_id,
      jsonb_build_object('message_id', message_id, 'emoji', withdrawn));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.unread_counts()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  caller uuid := private.caller_id();
  unseen uuid[] := private.hidden_ids();
begin
  return (
    select jsonb_build_object('notifications', private.unread_notifications(caller),
      'unseen', (
        select count(*) from private.notifications news
        where news.person_id = caller and not news.boxed and news.part_count > 0 and news.seen_at is null),
      'box', (
        select count(*) from private.notifications news
        where news.person_id = caller and news.boxed and news.part_count > 0 and news.read_at is null),
      'messages', coalesce(sum(talk.unread), 0), 'conversations', count(*) filter (where talk.unread > 0),
      'message_requests', (
        select count(*) from private.conversation_members own
        join private.conversations conversation on conversation.id = own.conversation_id
        where own.user_id = caller and own.state = 'requested' and (conversation.kind = 'group' or conversation.last_seq > 0)
          and (conversation.kind = 'group' or not exists (
            select from private.conversation_members other
            where other.conversation_id = own.conversation_id and other.user_id = any (private.hidden_in(own, unseen))))),
      'connection_requests', (
        select count(*) from public.connection_requests request
        join private.visible_people person on person.id = request.requester_id
        where request.addressee_id = caller and request.state = 'pending'),
      'follow_requests', (
        select count(*) from public.follow_requests request
        join private.visible_people person on person.id = request.follower_id
        where request.followee_id = caller))
    from (
      select private.unread(conversation, own, private.hidden_in(own, unseen)) as unread
      from private.conversation_members own
      join private.conversations conversation on conversation.id = own.conversation_id
      where own.user_id = caller and own.state = 'active' and own.archived_at is null
        and (own.muted_until > now()) is not true and conversation.last_number > own.read_number
        and private.reads_along(conversation, own, private.hidden_in(own, unseen))
    ) talk);
end
$function$;

CREATE OR REPLACE FUNCTION private.unread_notifications (
  person_id uuid
)
  RETURNS integer
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select count(*) from private.notifications news
    where news.person_id = unread_notifications.person_id and not news.boxed and news.read_at is null and news.part_count > 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.usernames_in (
  written text
)
  RETURNS text[]
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  -- Not behind a letter, which is an e-mail address, nor behind a /, which is a path.
  select coalesce(array_agg(distinct found[1]), '{}')
  from regexp_matches(lower(private.without_links(written)), '(?:^|[^a-z0-9._@/-])@([a-z0-9][a-z0-9._]{1,28}[a-z0-9_])', 'g') matched (found)
$function$;

CREATE OR REPLACE FUNCTION private.users_of_days (
  time_zone text,
  since     date,
  until     date
)
  RETURNS TABLE (
    day         date,
    daily       bigint,
    weekly      bigint,
    monthly     bigint,
    stickiness  double precision,
    newcomers   bigint,
    returned    bigint,
    resurrected bigint,
    dormant     bigint
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select bounds.day, counted.daily, counted.weekly, counted.monthly, counted.daily::double precision / nullif(counted.monthly, 0),
    counted.newcomers, counted.daily - counted.newcomers - counted.resurrected, counted.resurrected, counted.dormant
  from (
    select date.day::date as day, private.day_begins(date.day::date, users_of_days.time_zone) as starts,
      private.day_begins(date.day::date + 1, users_of_days.time_zone) as ends,
      private.day_begins(date.day::date - 6, users_of_days.time_zone) as week_starts,
      private.day_begins(date.day::date - 29, users_of_days.time_zone) as month_starts,
      private.day_begins(date.day::date - 30, users_of_days.time_zone) as month_ago
    from generate_series(users_of_days.since::timestamp, users_of_days.until::timestamp, interval '1 day') date (day)
  ) bounds
  cross join lateral (select private.count_new(bounds.starts, bounds.ends) as newcomers) first
  cross join lateral (
    select private.count_active(bounds.starts, bounds.ends, bounds.ends) as daily,
      private.count_active(bounds.week_starts, bounds.ends, bounds.ends) as weekly,
      private.count_active(bounds.month_starts, bounds.ends, bounds.ends) as monthly,
      first.newcomers,
      private.count_active(bounds.month_ago, bounds.ends, bounds.ends) - private.count_active(bounds.month_ago, bounds.starts, bounds.starts)
        - first.newcomers as resurrected,
      private.count_active(bounds.month_ago, bounds.month_starts, bounds.ends) as dormant
  ) counted
  order by bounds.day
$function$;

CREATE OR REPLACE FUNCTION private.uuid_v7_at (
  at timestamp with time zone
)
  RETURNS uuid
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return encode(overlay(decode('00000000000070008000000000000000', 'hex')
    placing substring(int8send((greatest(extract(epoch from at), 0) * 1000)::bigint) from 3) from 1), 'hex')::uuid;
end
$function$;

CREATE OR REPLACE FUNCTION private.virality_feature_names()
  RETURNS text[]
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select array['one', 'people', 'age', 'quarter', 'hour', 'six_hours', 'commenters', 'sharers', 'author', 'hour_views', 'views', 'audience',
    'age_people', 'age_hour']
$function$;

CREATE OR REPLACE FUNCTION private.virality_features (
  post_ids uuid[],
  at       timestamp with time zone
)
  RETURNS TABLE (
    post_id     uuid,
    minutes     double precision,
    people_hour real,
    views_hour  real,
    author      double precision,
    features    double precision[]
  )
  LANGUAGE plpgsql
  STABLE
  ROWS 100
  SET search_path TO ''
  AS $function$
begin
  return query
  select known.post_id, age.minutes, recent.hour, recent.hour_views, usual.author, array[
    1, size.people, age.log, ln(recent.quarter + 1), ln(recent.hour + 1), ln(recent.six_hours + 1),
    ln(known.commenters + 1), ln(known.sharers + 1), usual.author, ln(recent.hour_views + 1), ln(known.views + 1), ln(known.audience + 1),
    age.log * size.people, age.log * ln(recent.hour + 1)]::double precision[]
  from private.post_virality known
  left join private.author_reach made on made.author_id = known.author_id
  cross join lateral (select
    coalesce(sum(bucket.people) filter (where bucket.minute > virality_features.at - interval '15 minutes'), 0)::real as quarter,
    coalesce(sum(bucket.people) filter (where bucket.minute > virality_features.at - interval '1 hour'), 0)::real as hour,
    coalesce(sum(bucket.people), 0)::real as six_hours,
    coalesce(sum(bucket.views) filter (where bucket.minute > virality_features.at - interval '1 hour'), 0)::real as hour_views
    from private.post_minutes bucket
    where bucket.post_id = known.post_id and bucket.minute > virality_features.at - interval '6 hours' and bucket.minute <= virality_features.at) recent
  cross join lateral (select greatest(extract(epoch from virality_features.at - known.published_at) / 60, 0)::double precision) passed (minutes)
  cross join lateral (select passed.minutes, ln(passed.minutes + 20) as log) age
  cross join lateral (select ln(known.people + 1)::double precision) size (people)
  -- Three ordinary posts are taken for granted until there are own ones.
  cross join lateral (select (coalesce(made.log_reach, 0) + 3 * prior.value) / (coalesce(made.posts, 0) + 3)
    from private.virality_parameters prior where prior.name = 'usual_log_reach') usual (author)
  where known.post_id = any (virality_features.post_ids);
end
$function$;

CREATE OR REPLACE FUNCTION private.virality_view (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce((
    select jsonb_build_object('state', known.state, 'since', case when known.state <> 'none' then known.since end,
      'velocity', round(coalesce(known.velocity, 0)), 'surprise', round(known.surprise::numeric, 2),
      'predicted_reach', case when known.predicted is not null then jsonb_build_object(
        'people', round(known.predicted), 'low', round(known.low), 'high', round(known.high)) end,
      'offered_to', (select shown.share from private.viral_posts shown where shown.post_id = known.post_id))
    from private.post_virality known where known.post_id = virality_view.post_id
  ), '{"state": "none", "since": null, "velocity": 0, "surprise": null, "predicted_reach": null, "offered_to": null}')
$function$;

CREATE OR REPLACE FUNCTION private.visible_comment (
  comment_id uuid
)
  RETURNS public.comments
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  comment public.comments;
begin
  select * into comment from public.comments written
  where written.id = visible_comment.comment_id and written.deleted_at is null
    and exists (select from private.visible_people author where author.id = written.author_id)
    and exists (select from private.visible_single_posts post where post.id = written.post_id);
  if not found then
    perform private.raise('COMMENT_NOT_FOUND', 'There is no such comment.', 404);
  end if;
  return comment;
end
$function$;

CREATE OR REPLACE FUNCTION private.wanted_uploads (
  folders text[]
)
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select medium.folder from private.media medium
  where medium.folder = any (wanted_uploads.folders) and (medium.status = 'pending' or private.is_in_works(medium))
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
$function$;

CREATE OR REPLACE FUNCTION private.weighed_deeds (
  since xid8,
  until xid8
)
  RETURNS SETOF private.weighed_deed
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return query
  with line as materialized (
    select log.kind, log.target_id, log.actor_id, log.happened_at, log.details
    from private.engagement log
    where log.transaction_id >= weighed_deeds.since and log.transaction_id < weighed_deeds.until
      and log.kind in ('post_reaction', 'post_unreaction', 'comment', 'comment_removal', 'share', 'unshare', 'save', 'unsave', 'view')
  ), person as materialized (
    select * from private.trust_of(array(select distinct actor_id from line), now())
  )
  select line.kind, post.id, post.author_id, post.published_at, line.actor_id, coalesce(person.trust, 0)::real, coalesce(person.followers, 0)::real,
    line.happened_at, line.details::jsonb
  from line
  join public.posts post on post.id = line.target_id
  left join person on person.person_id = line.actor_id
  where line.actor_id <> post.author_id and post.published_at is not null;
end
$function$;

CREATE OR REPLACE FUNCTION private.weights_for (
  feed     text,
  settings private.feed_settings,
  other    jsonb                 DEFAULT '{}'::jsonb
)
  RETURNS real[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select array_agg(coalesce((other ->> factor.name)::real, stored.weight, 0) * case factor.name
        when 'followed' then settings.following when 'author' then settings.following
        when 'topics' then settings.interests when 'interests' then settings.interests
        when 'heat' then settings.trending when 'viral' then settings.trending
        when 'nearby' then settings.nearby
        when 'fresh' then settings.fresh
        else 1 end
      order by factor.place)
    from unnest(private.feed_factor_names()) with ordinality factor (name, place)
    left join private.feed_weights stored on stored.feed = weights_for.feed and stored.factor = factor.name);
end
$function$;

CREATE OR REPLACE FUNCTION private.why_notified (
  notification_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  news private.notifications;
begin
  select * into news from private.notifications told
  where told.id = why_notified.notification_id and told.person_id = private.caller_id() and told.part_count > 0;
  if not found then
    perform private.raise('NOTIFICATION_NOT_FOUND', 'There is no such notification.', 404);
  end if;
  return jsonb_build_object(
    'notification_id', news.id, 'kind', news.kind,
    'events', (
      select jsonb_agg(deed order by deed.first_at) from (
        select part.event, count(*) as causes, min(part.happened_at) as first_at, max(part.happened_at) as last_at
        from private.notification_parts part
        where part.notification_id = news.id and part.hidden_until = '-infinity'
        group by part.event) deed),
    'grouped_by', jsonb_build_object('kind', news.kind, 'target_kind', news.target_kind, 'target_id', news.target_id),
    'let_in_by', case when news.boxed then 'box' else 'setting' end,
    'interruptions', jsonb_build_object('step', news.step,
      'next_at', (array[1, 2, 5])[news.step % 3 + 1] * (10 ^ (news.step / 3))::bigint));
end
$function$;

CREATE OR REPLACE FUNCTION private.with_addresses (
  folder text,
  shown  jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  written text := shown::text;
  mark text := '"signed/' || folder || '/';
  -- To the hour, so that everybody gets the same address meanwhile, and caches serve them.
  expires bigint := extract(epoch from date_trunc('hour', now()) + interval '2 hours');
  addresses private.media_addresses;
begin
  if position(mark in written) = 0 then
    return shown;
  end if;
  select * into addresses from private.media_addresses;
  if not found then
    return shown;
  end if;
  return replace(written, mark, format('"%s/%s-%s/%s/', addresses.base_url, expires,
    left(encode(extensions.hmac(expires || '/' || folder, addresses.secret, 'sha256'), 'hex'), 32), folder))::jsonb;
end
$function$;

CREATE OR REPLACE FUNCTION private.with_distances (
  items     jsonb[],
  distances integer[]
)
  RETURNS jsonb[]
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select coalesce(array_agg(item || jsonb_build_object('distance_km', distances[place]) order by place), '{}')
  from unnest(items) with ordinality listed (item, place)
$function$;

CREATE OR REPLACE FUNCTION private.with_interval (
  value          double precision,
  standard_error double precision
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('value', round(value::numeric, 4), 'low', round((value - 1.96 * standard_error)::numeric, 4),
    'high', round((value + 1.96 * standard_error)::numeric, 4))
$function$;

CREATE OR REPLACE FUNCTION private.with_reasons (
  items   jsonb[],
  reasons text[]
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
  return array(
    select item || jsonb_build_object('reason', reasons[place])
    from unnest(items) with ordinality listed (item, place)
    order by place);
end
$function$;

CREATE OR REPLACE FUNCTION private.with_reposters (
  items     jsonb[],
  reposters uuid[]
)
  RETURNS jsonb[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return (
    select array_agg(
      item || jsonb_build_object('reposted_by', case when reposter.id is not null then private.profile_card(reposter) end)
      order by place)
    from unnest(items) with ordinality listed (item, place)
    left join public.profiles reposter on reposter.id = reposters[place]);
end
$function$;

CREATE OR REPLACE FUNCTION private.withdraw_parts (
  causes private.notification_cause[]
)
  RETURNS uuid[]
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with gone as (
    delete from private.notification_parts part
    using unnest(causes) cause
    where part.person_id = cause.person_id and part.family = cause.family and part.cause_id = cause.cause_id
      and part.actor_id is not distinct from cause.actor_id
      and not private.notification_stands(cause.family, cause.person_id, cause.cause_id, cause.actor_id)
    returning part.person_id
  )
  select coalesce(array_agg(distinct person_id), '{}') from gone
$function$;

CREATE OR REPLACE FUNCTION private.without_links (
  written text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  if position('/' in written) = 0 and written !~* 'www\.' then
    return written;
  end if;
  -- From what tells a link (://, www., a domain with a path) to white space, or the sign that ends a clause or a quotation where
  -- there are no blanks.
  return regexp_replace(written, '(?:://|\ywww\.|\.[a-z]{2,24}/)[^\s\u3000-\u3003\u300c-\u3011\uff01\uff08\uff09\uff0c\uff1f\u201c\u201d]*', ' ', 'gi');
end
$function$;

CREATE OR REPLACE FUNCTION private.written_words (
  folded text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
begin
  return array_remove(regexp_split_to_array(folded,
    '[\s\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u3004\u3008-\u3020\u30fb]+'), '');
end
$function$;

CREATE OR REPLACE FUNCTION public.add_comment (
  client_id uuid,
  post_id   uuid,
  body      text   DEFAULT ''::text,
  parent_id uuid   DEFAULT NULL::uuid,
  media_ids uuid[] DEFAULT '{}'::uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.add_comment(client_id, post_id, body, parent_id, media_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.add_members (
  conversation_id uuid,
  member_ids      uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.add_members(conversation_id, member_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.answer_connection (
  request_id uuid,
  accept     boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.answer_connection(answer_connection.request_id, answer_connection.accept);
end
$function$;

REVOKE ALL ON FUNCTION "public"."answer_connection"(uuid, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.answer_follow (
  user_id uuid,
  accept  boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.answer_follow(answer_follow.user_id, answer_follow.accept);
end
$function$;

REVOKE ALL ON FUNCTION "public"."answer_follow"(uuid, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.archive_post (
  post_id  uuid,
  archived boolean DEFAULT true
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.archive_post(archive_post.post_id, archive_post.archived);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."archive_post"(uuid, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.block (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.block(block.user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."block"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.claim_case (
  case_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.claim_case(claim_case.case_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."claim_case"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.clear_conversation (
  conversation_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.clear_conversation(conversation_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.clear_location()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.forget_place_of_caller();
end
$function$;

REVOKE ALL ON FUNCTION "public"."clear_location"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.create_collection (
  name       text,
  is_private boolean DEFAULT true
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.create_collection(create_collection.name, create_collection.is_private);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."create_collection"(text, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.create_group (
  client_id  uuid,
  title      text,
  member_ids uuid[] DEFAULT '{}'::uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.create_group(client_id, title, member_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.create_post (
  client_id       uuid,
  kind            text                     DEFAULT 'text'::text,
  caption         text                     DEFAULT ''::text,
  media_ids       uuid[]                   DEFAULT '{}'::uuid[],
  visibility      text                     DEFAULT 'public'::text,
  place           text                     DEFAULT NULL::text,
  latitude        double precision         DEFAULT NULL::double precision,
  longitude       double precision         DEFAULT NULL::double precision,
  comments_from   text                     DEFAULT 'everyone'::text,
  content_warning text                     DEFAULT NULL::text,
  draft           boolean                  DEFAULT false,
  publish_at      timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.create_post(
    create_post.client_id,
    -- Only what is written down here reaches the row.
    jsonb_build_object(
      'kind', create_post.kind, 'caption', create_post.caption, 'visibility', create_post.visibility,
      'place', create_post.place, 'latitude', create_post.latitude, 'longitude', create_post.longitude,
      'comments_from', create_post.comments_from, 'content_warning', create_post.content_warning,
      'publish_at', create_post.publish_at),
    create_post.media_ids, create_post.draft);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL
  ON FUNCTION "public"."create_post"(uuid, text, text, uuid[], text, text, double precision, double precision, text, text, boolean, timestamp WITH time zone)
  FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.creator_insights (
  days      integer DEFAULT 28,
  time_zone text    DEFAULT 'UTC'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.creator_insights(creator_insights.days, creator_insights.time_zone);
end
$function$;

REVOKE ALL ON FUNCTION "public"."creator_insights"(integer, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.decide (
  case_id uuid,
  action  text,
  until   timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  note    text                     DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.decide(decide.case_id, decide.action, decide.until, decide.note);
end
$function$;

REVOKE ALL ON FUNCTION "public"."decide"(uuid, text, timestamp WITH time zone, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.delete_collection (
  collection_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.delete_collection(delete_collection.collection_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."delete_collection"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.delete_comment (
  comment_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.delete_comment(delete_comment.comment_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."delete_comment"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.delete_message (
  message_id   uuid,
  for_everyone boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.delete_message(message_id, for_everyone);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.delete_post (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.delete_post(delete_post.post_id, true);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."delete_post"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.dismiss_suggestion (
  user_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.dismiss_suggestion(dismiss_suggestion.user_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."dismiss_suggestion"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.edit_comment (
  comment_id uuid,
  body       text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.edit_comment(edit_comment.comment_id, edit_comment.body);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."edit_comment"(uuid, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.edit_message (
  message_id uuid,
  body       text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.edit_message(message_id, body);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.edit_post (
  post_id uuid,
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.edit_post(edit_post.post_id, edit_post.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."edit_post"(uuid, jsonb) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.explain_feed_item (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.explain_feed_item(post_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."explain_feed_item"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.feed_what_if (
  weights jsonb,
  feed    text  DEFAULT 'home'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.feed_what_if(weights, feed);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."feed_what_if"(jsonb, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.follow (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.follow(follow.user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."follow"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.follow_suggestions (
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.follow_suggestions(follow_suggestions.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."follow_suggestions"(integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.followers_you_know (
  user_id   uuid,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.followers_you_know(followers_you_know.user_id, followers_you_know.cursor, followers_you_know.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."followers_you_know"(uuid, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.get_case (
  case_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.get_case(get_case.case_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."get_case"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.get_feed_settings()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.get_feed_settings();
end
$function$;

REVOKE ALL ON FUNCTION "public"."get_feed_settings"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.get_notification_settings()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.get_notification_settings();
end
$function$;

REVOKE ALL ON FUNCTION "public"."get_notification_settings"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.get_profile (
  username text DEFAULT NULL::text,
  user_id  uuid DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.get_profile(username, user_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.get_settings()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.caller_settings();
end
$function$;

REVOKE ALL ON FUNCTION "public"."get_settings"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.heartbeat (
  status text DEFAULT 'online'::text,
  device text DEFAULT 'web'::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.note_heartbeat(heartbeat.status, heartbeat.device);
end
$function$;

REVOKE ALL ON FUNCTION "public"."heartbeat"(text, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.hide_comment (
  comment_id uuid,
  hidden     boolean DEFAULT true
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_comment_place(hide_comment.comment_id, 'hidden', hide_comment.hidden);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."hide_comment"(uuid, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.home_feed (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.home_feed(cursor, page_size);
end
$function$;

CREATE OR REPLACE FUNCTION public.ice_servers()
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.ice_servers();
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.list_blocked (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_blocked(list_blocked.cursor, list_blocked.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_blocked"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_collections (
  user_id   uuid    DEFAULT NULL::uuid,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_collections(list_collections.user_id, list_collections.cursor, list_collections.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_collections"(uuid, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_connection_requests (
  direction text    DEFAULT 'incoming'::text,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_connection_requests(
    list_connection_requests.direction, list_connection_requests.cursor, list_connection_requests.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_connection_requests"(text, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_connections (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_connections(list_connections.cursor, list_connections.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_connections"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_follow_requests (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_follow_requests(list_follow_requests.cursor, list_follow_requests.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_follow_requests"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_followers (
  user_id   uuid,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_followers(list_followers.user_id, list_followers.cursor, list_followers.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_followers"(uuid, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_following (
  user_id   uuid,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_following(list_following.user_id, list_following.cursor, list_following.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_following"(uuid, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_interests (
  language text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  tag text := lower(coalesce(list_interests.language, 'en'));
begin
  if length(tag) > 35 then
    perform private.raise('INVALID_ARGUMENT', 'language is a BCP 47 tag of at most 35 characters.', 422);
  end if;
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(
      jsonb_build_object('slug', listed.slug, 'name', listed.name) order by listed.name, listed.slug), '[]'))
    from (
      select interest.slug, coalesce(
        interest.names ->> tag, interest.names ->> split_part(tag, '-', 1),
        interest.name) as name
      from public.interests interest
    ) listed);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_interests"(text) FROM PUBLIC, "service_role";

CREATE OR REPLACE FUNCTION public.list_muted (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_muted(list_muted.cursor, list_muted.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_muted"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_not_interested (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_not_interested(cursor, page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_not_interested"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_notifications (
  unread_only boolean DEFAULT false,
  box         boolean DEFAULT false,
  cursor      text    DEFAULT NULL::text,
  page_size   integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_notifications(
    list_notifications.unread_only, list_notifications.box, list_notifications.cursor, list_notifications.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_notifications"(boolean, boolean, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_post_edits (
  post_id   uuid,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_post_edits(list_post_edits.post_id, list_post_edits.cursor, list_post_edits.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_post_edits"(uuid, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.list_reactions (
  target    text,
  target_id uuid,
  emoji     text    DEFAULT NULL::text,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_reactions(
    list_reactions.target, list_reactions.target_id, list_reactions.emoji, list_reactions.cursor, list_reactions.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."list_reactions"(text, uuid, text, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.mark_notifications_read (
  ids        uuid[]  DEFAULT NULL::uuid[],
  everything boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.mark_notifications_read(mark_notifications_read.ids, mark_notifications_read.everything);
end
$function$;

REVOKE ALL ON FUNCTION "public"."mark_notifications_read"(uuid[], boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.mark_notifications_seen()
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.mark_notifications_seen();
end
$function$;

REVOKE ALL ON FUNCTION "public"."mark_notifications_seen"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.moderation_queue (
  status    text    DEFAULT 'open'::text,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.moderation_queue(moderation_queue.status, moderation_queue.cursor, moderation_queue.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."moderation_queue"(text, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.mute (
  user_id uuid,
  until   timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.mute(mute.user_id, mute.until);
end
$function$;

REVOKE ALL ON FUNCTION "public"."mute"(uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.mute_notifications (
  target    text,
  target_id uuid,
  muted     boolean DEFAULT true
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.mute_notifications(mute_notifications.target, mute_notifications.target_id, mute_notifications.muted);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."mute_notifications"(text, uuid, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.my_decisions()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.my_decisions();
end
$function$;

REVOKE ALL ON FUNCTION "public"."my_decisions"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.my_reports (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.my_reports(my_reports.cursor, my_reports.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."my_reports"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.nearby_feed (
  within_km integer DEFAULT 25,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.nearby_feed(within_km, cursor, page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."nearby_feed"(integer, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.not_interested (
  post_id uuid,
  reason  text DEFAULT 'post'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.not_interested(post_id, reason);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."not_interested"(uuid, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.notification_ledger (
  user_id   uuid,
  page_size integer DEFAULT 50
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.notification_ledger(notification_ledger.user_id, notification_ledger.page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."notification_ledger"(uuid, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.pin_comment (
  comment_id uuid,
  pinned     boolean DEFAULT true
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_comment_place(pin_comment.comment_id, 'pinned', pin_comment.pinned);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."pin_comment"(uuid, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.post_insights (
  post_id   uuid,
  time_zone text DEFAULT 'UTC'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.post_insights(post_insights.post_id, post_insights.time_zone);
end
$function$;

REVOKE ALL ON FUNCTION "public"."post_insights"(uuid, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.presence_of (
  user_ids uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.shown_presence(user_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."presence_of"(uuid[]) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.publish_post (
  post_id    uuid,
  publish_at timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.publish_draft(publish_post.post_id, publish_post.publish_at);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."publish_post"(uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.react (
  target    text,
  target_id uuid,
  emoji     text DEFAULT '❤️'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if target = 'post' then
    return private.react_to_post(target_id, emoji);
  elsif target = 'comment' then
    return private.react_to_comment(target_id, emoji);
  end if;
  return private.react_elsewhere(target, target_id, emoji);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.record_views (
  views jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.record_views(views);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.reels_feed (
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.reels_feed(cursor, page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."reels_feed"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.remove_connection (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.remove_connection(remove_connection.user_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."remove_connection"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.remove_follower (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.remove_follower(remove_follower.user_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."remove_follower"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.remove_member (
  conversation_id uuid,
  user_id         uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.remove_member(conversation_id, user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.rename_collection (
  collection_id uuid,
  name          text,
  is_private    boolean DEFAULT NULL::boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.rename_collection(rename_collection.collection_id, rename_collection.name, rename_collection.is_private);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."rename_collection"(uuid, text, boolean) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.report (
  target    text,
  target_id uuid,
  reason    text,
  note      text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.report(report.target, report.target_id, report.reason, report.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."report"(text, uuid, text, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.request_connection (
  user_id uuid,
  note    text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.request_connection(request_connection.user_id, request_connection.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."request_connection"(uuid, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.request_verification (
  statement text,
  media_ids uuid[] DEFAULT '{}'::uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.ask_for_verification(request_verification.statement, request_verification.media_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."request_verification"(text, uuid[]) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.restore_post (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.delete_post(restore_post.post_id, false);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."restore_post"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.review_topic (
  topic    text,
  approved boolean,
  note     text    DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.review_topic(topic, approved, note);
end
$function$;

REVOKE ALL ON FUNCTION "public"."review_topic"(text, boolean, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.review_verification (
  request_id uuid,
  approve    boolean,
  note       text    DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.decide_verification(review_verification.request_id, review_verification.approve, review_verification.note);
end
$function$;

REVOKE ALL ON FUNCTION "public"."review_verification"(uuid, boolean, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.save_post (
  post_id       uuid,
  collection_id uuid DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.save_post(save_post.post_id, save_post.collection_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."save_post"(uuid, uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.search_messages (
  query           text,
  conversation_id uuid    DEFAULT NULL::uuid,
  cursor          text    DEFAULT NULL::text,
  page_size       integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.search_messages(query, conversation_id, cursor, page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.search_people (
  query         text    DEFAULT NULL::text,
  interests     text[]  DEFAULT NULL::text[],
  age_min       integer DEFAULT NULL::integer,
  age_max       integer DEFAULT NULL::integer,
  within_km     integer DEFAULT NULL::integer,
  looking_for   text    DEFAULT NULL::text,
  genders       text[]  DEFAULT NULL::text[],
  online_only   boolean DEFAULT false,
  verified_only boolean DEFAULT false,
  match         text    DEFAULT 'any'::text,
  cursor        text    DEFAULT NULL::text,
  page_size     integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.found_people(jsonb_strip_nulls(jsonb_build_object(
    'query', search_people.query, 'interests', to_jsonb(search_people.interests),
    'age_min', search_people.age_min, 'age_max', search_people.age_max, 'within_km', search_people.within_km,
    'looking_for', search_people.looking_for, 'genders', to_jsonb(search_people.genders),
    'online_only', search_people.online_only, 'verified_only', search_people.verified_only,
    'match', coalesce(search_people.match, 'any'))), search_people.cursor, search_people.page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.search_posts (
  query     text,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.search_posts(query, cursor, page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."search_posts"(text, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.search_topics (
  query     text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.search_topics(query, page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."search_topics"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.send_message (
  client_id       uuid,
  conversation_id uuid,
  kind            text             DEFAULT 'text'::text,
  body            text             DEFAULT ''::text,
  media_ids       uuid[]           DEFAULT '{}'::uuid[],
  reply_to        uuid             DEFAULT NULL::uuid,
  latitude        double precision DEFAULT NULL::double precision,
  longitude       double precision DEFAULT NULL::double precision
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.send_message(client_id, conversation_id, kind, body, media_ids, reply_to, latitude, longitude);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.set_disappearing (
  conversation_id uuid,
  after_s         integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_disappearing(conversation_id, after_s);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.set_feed_settings (
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_feed_settings(changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."set_feed_settings"(jsonb) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.set_interests (
  slugs text[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.replace_interests(set_interests.slugs);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."set_interests"(text[]) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.set_location (
  latitude  double precision,
  longitude double precision
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform private.place_caller(set_location.latitude, set_location.longitude);
end
$function$;

REVOKE ALL ON FUNCTION "public"."set_location"(double precision, double precision) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.set_member_role (
  conversation_id uuid,
  user_id         uuid,
  role            text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_member_role(conversation_id, user_id, role);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.set_notification_settings (
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_notification_settings(set_notification_settings.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."set_notification_settings"(jsonb) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.set_settings (
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.change_settings(set_settings.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."set_settings"(jsonb) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.set_viral_veto (
  post_id uuid,
  vetoed  boolean,
  note    text    DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.set_viral_veto(set_viral_veto.post_id, set_viral_veto.vetoed, set_viral_veto.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."set_viral_veto"(uuid, boolean, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.share_post (
  post_id uuid,
  via     text DEFAULT 'repost'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.share_post(share_post.post_id, share_post.via);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."share_post"(uuid, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.start_call (
  conversation_id uuid,
  media           text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.start_call(conversation_id, media);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.start_conversation (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.start_conversation(user_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.topic_feed (
  topic     text,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_topic_posts(topic, cursor, page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."topic_feed"(text, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.topics_to_review (
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.topics_to_review(page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."topics_to_review"(integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.trending_posts (
  within    text    DEFAULT '24h'::text,
  language  text    DEFAULT NULL::text,
  nearby_km integer DEFAULT NULL::integer,
  cursor    text    DEFAULT NULL::text,
  page_size integer DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_trending_posts(within, language, nearby_km, cursor, page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."trending_posts"(text, text, integer, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.trending_topics (
  latitude  double precision DEFAULT NULL::double precision,
  longitude double precision DEFAULT NULL::double precision,
  within_km integer          DEFAULT 50,
  language  text             DEFAULT NULL::text,
  page_size integer          DEFAULT 20
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.list_trending_topics(latitude, longitude, within_km, language, page_size);
end
$function$;

REVOKE ALL ON FUNCTION "public"."trending_topics"(double precision, double precision, integer, text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.typeahead_people (
  prefix    text,
  page_size integer DEFAULT 10
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.completed_people(typeahead_people.prefix, typeahead_people.page_size);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."typeahead_people"(text, integer) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.unblock (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.unblock(unblock.user_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."unblock"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.undo_decision (
  decision_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.undo_decision(undo_decision.decision_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."undo_decision"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.undo_not_interested (
  id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.undo_not_interested(id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."undo_not_interested"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.unfollow (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.unfollow(unfollow.user_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."unfollow"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.unmute (
  user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.unmute(unmute.user_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."unmute"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.unreact (
  target    text,
  target_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.unreact(target, target_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.unread_counts()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.unread_counts();
end
$function$;

REVOKE ALL ON FUNCTION "public"."unread_counts"() FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.unsave_post (
  post_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.unsave_post(unsave_post.post_id);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."unsave_post"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.unshare_post (
  post_id uuid,
  via     text DEFAULT 'repost'::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.unshare_post(unshare_post.post_id, unshare_post.via);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."unshare_post"(uuid, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.update_group (
  conversation_id uuid,
  changes         jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.update_group(conversation_id, changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

CREATE OR REPLACE FUNCTION public.update_profile (
  changes jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.change_profile(update_profile.changes);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$function$;

REVOKE ALL ON FUNCTION "public"."update_profile"(jsonb) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.why_notified (
  notification_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return private.why_notified(why_notified.notification_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."why_notified"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.withdraw_connection (
  request_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  return private.withdraw_connection(withdraw_connection.request_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."withdraw_connection"(uuid) FROM PUBLIC, "anon", "service_role";

ALTER TABLE "private"."activity"
  ADD CONSTRAINT "activity_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_affinity"
  ADD CONSTRAINT "author_affinity_author_id_fkey" FOREIGN KEY (author_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_affinity"
  ADD CONSTRAINT "author_affinity_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_facets"
  ADD CONSTRAINT "author_facets_author_id_fkey" FOREIGN KEY (author_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_hours"
  ADD CONSTRAINT "author_hours_author_id_fkey" FOREIGN KEY (author_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_neighbours"
  ADD CONSTRAINT "author_neighbours_author_id_fkey" FOREIGN KEY (author_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_neighbours"
  ADD CONSTRAINT "author_neighbours_neighbour_id_fkey" FOREIGN KEY (neighbour_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."author_reach"
  ADD CONSTRAINT "author_reach_author_id_fkey" FOREIGN KEY (author_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."cases"
  ADD CONSTRAINT "cases_claimed_by_fkey" FOREIGN KEY (claimed_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "private"."cases"
  ADD CONSTRAINT "cases_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."decisions"
  ADD CONSTRAINT "decisions_decided_by_fkey" FOREIGN KEY (decided_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "private"."decisions"
  ADD CONSTRAINT "decisions_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."feed_log"
  ADD CONSTRAINT "feed_log_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."feed_served"
  ADD CONSTRAINT "feed_served_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."feed_settings"
  ADD CONSTRAINT "feed_order_is_known" CHECK ((feed_order = ANY (ARRAY['ranked'::text, 'latest'::text])));

ALTER TABLE "private"."feed_settings"
  ADD CONSTRAINT "feed_settings_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."feed_settings"
  ADD CONSTRAINT "kinds_are_known"
    CHECK (((kinds <@ ARRAY['text'::text, 'image'::text, 'video'::text, 'carousel'::text, 'reel'::text]) AND ((cardinality(kinds) >= 1) AND (cardinality(kinds) <= 5))));

ALTER TABLE "private"."feed_settings"
  ADD CONSTRAINT "muted_topics_are_bounded" CHECK ((cardinality(muted_topics) <= 200));

ALTER TABLE "private"."feed_settings"
  ADD CONSTRAINT "muted_words_are_bounded" CHECK ((cardinality(muted_words) <= 200));

ALTER TABLE "private"."feed_settings"
  ADD CONSTRAINT "sensitive_is_known" CHECK ((sensitive = ANY (ARRAY['show'::text, 'warn'::text, 'hide'::text])));

ALTER TABLE "private"."match_exclusions"
  ADD CONSTRAINT "match_exclusions_high_id_fkey" FOREIGN KEY (high_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."match_exclusions"
  ADD CONSTRAINT "match_exclusions_low_id_fkey" FOREIGN KEY (low_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."match_histories"
  ADD CONSTRAINT "match_histories_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."match_tickets"
  ADD CONSTRAINT "match_tickets_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."media"
  ADD CONSTRAINT "content_type_is_bare" CHECK ((content_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$'::text));

ALTER TABLE "private"."media"
  ADD CONSTRAINT "name_turns_nothing_around" CHECK ((name !~ '[\u2028\u2029\u202a-\u202e\u2066-\u2069]'::text));

ALTER TABLE "private"."not_interested"
  ADD CONSTRAINT "not_interested_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."not_interested"
  ADD CONSTRAINT "not_interested_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_muted_people"
  ADD CONSTRAINT "notification_muted_people_muted_id_fkey" FOREIGN KEY (muted_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_muted_people"
  ADD CONSTRAINT "notification_muted_people_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_muted_posts"
  ADD CONSTRAINT "notification_muted_posts_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_muted_posts"
  ADD CONSTRAINT "notification_muted_posts_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_parts"
  ADD CONSTRAINT "notification_parts_actor_id_fkey" FOREIGN KEY (actor_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_parts"
  ADD CONSTRAINT "notification_parts_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_refusals"
  ADD CONSTRAINT "notification_refusals_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."notification_refusals"
  ADD CONSTRAINT "reason_is_known" CHECK ((reason = ANY (ARRAY['setting'::text, 'muted_post'::text, 'strangers'::text])));

ALTER TABLE "private"."notification_settings"
  ADD CONSTRAINT "notification_settings_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."notifications"
  ADD CONSTRAINT "notifications_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."object_deletions"
  ADD CONSTRAINT "prefix_is_one_folder" CHECK ((prefix ~ '^(uploads|public|signed|private)/[0-9a-f]{32}/'::text));

ALTER TABLE "private"."post_engagers"
  ADD CONSTRAINT "post_engagers_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."post_facets"
  ADD CONSTRAINT "post_facets_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."post_hours"
  ADD CONSTRAINT "post_hours_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."post_index"
  ADD CONSTRAINT "post_index_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."post_signals"
  ADD CONSTRAINT "post_signals_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."post_topics"
  ADD CONSTRAINT "post_topics_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."post_virality"
  ADD CONSTRAINT "post_virality_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."reach_predictions"
  ADD CONSTRAINT "reach_predictions_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."reports"
  ADD CONSTRAINT "reports_reporter_id_fkey" FOREIGN KEY (reporter_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."stranger_reports"
  ADD CONSTRAINT "stranger_reports_reported_id_fkey" FOREIGN KEY (reported_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."stranger_reports"
  ADD CONSTRAINT "stranger_reports_reporter_id_fkey" FOREIGN KEY (reporter_id) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "private"."tastes"
  ADD CONSTRAINT "tastes_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."topic_affinity"
  ADD CONSTRAINT "topic_affinity_person_id_fkey" FOREIGN KEY (person_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "private"."topic_reviews"
  ADD CONSTRAINT "topic_reviews_reviewed_by_fkey" FOREIGN KEY (reviewed_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "private"."viral_posts"
  ADD CONSTRAINT "viral_posts_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

ALTER TABLE "private"."viral_vetoes"
  ADD CONSTRAINT "viral_vetoes_moderator_id_fkey" FOREIGN KEY (moderator_id) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "private"."viral_vetoes"
  ADD CONSTRAINT "viral_vetoes_post_id_fkey" FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

CREATE VIEW "analytics"."daily_users" WITH (security_invoker=true) AS  SELECT day,
    daily,
    weekly,
    monthly,
    stickiness,
    newcomers,
    returned,
    resurrected,
    dormant
   FROM private.shown_daily_users('UTC'::text, NULL::date, NULL::date) shown_daily_users(day, daily, weekly, monthly, stickiness, newcomers, returned, resurrected, dormant);

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

CREATE VIEW "analytics"."overview" WITH (security_invoker=true) AS  SELECT name,
    value,
    before
   FROM private.shown_overview('UTC'::text) shown_overview(name, value, before);

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
            ELSE LEAST(((4)::double precision * power(sin(((LEAST(COALESCE(ticket.max_distance_km, 20100), 20000))::double precision / (12742)::double precision)), (2)::double precision)), ((power(((25)::numeric / 6371.0), (2)::numeric))::double precision * power((4)::double precision, widened.steps)))
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

CREATE VIEW "private"."proposed_posts" WITH (security_invoker=true) AS  SELECT post.id,
    post.author_id,
    post.client_id,
    post.kind,
    post.caption,
    post.state,
    post.visibility,
    post.audience,
    post.comments_from,
    post.content_warning,
    post.place,
    post.cell,
    post.hashtags,
    post.mentions,
    post.publish_at,
    post."position",
    post.published_at,
    post.edited_at,
    post.deleted_at,
    post.created_at
   FROM (private.visible_posts post
     CROSS JOIN ( SELECT own.muted_topics,
            own.sensitive,
            (own.muted_words <> '{}'::text[]) AS mutes_words,
            private.any_word_of(own.muted_words) AS unwanted,
            private.is_adult(( SELECT auth.uid() AS uid)) AS is_adult
           FROM private.feed_settings_of(( SELECT auth.uid() AS uid)) own(person_id, following, interests, trending, nearby, fresh, kinds, muted_words, muted_topics, sensitive, feed_order)
         OFFSET 0) viewer)
  WHERE ((post.author_id = ( SELECT auth.uid() AS uid)) OR ((post.author_id <> ALL (( SELECT private.muted_ids() AS muted_ids)::uuid[])) AND ((viewer.is_adult IS NOT TRUE) OR (NOT (EXISTS ( SELECT
           FROM private.accounts author
          WHERE ((author.id = post.author_id) AND (author.birth_date > private.adults_since()))))) OR (post.author_id IN ( SELECT unnest(private.connected_ids()) AS unnest))) AND ((NOT (EXISTS ( SELECT
           FROM private.automod_flags flag
          WHERE ((flag.target = 'post'::text) AND (flag.target_id = post.id))))) OR (post.author_id IN ( SELECT unnest(private.followed_ids()) AS unnest))) AND (NOT (EXISTS ( SELECT
           FROM private.not_interested refused
          WHERE ((refused.person_id = ( SELECT auth.uid() AS uid)) AND (refused.post_id = post.id))))) AND ((post.content_warning IS NULL) OR ((viewer.is_adult IS TRUE) AND (viewer.sensitive <> 'hide'::text))) AND ((viewer.muted_topics = '{}'::text[]) OR (NOT (EXISTS ( SELECT
           FROM private.post_signals signals
          WHERE ((signals.post_id = post.id) AND (signals.topics && viewer.muted_topics)))))) AND (NOT
        CASE
            WHEN viewer.mutes_words THEN (private.folded(post.caption) ~ viewer.unwanted)
            ELSE false
        END)));

CREATE VIEW "private"."shown_people" WITH (security_invoker=true) AS  SELECT id,
    profile.*::public.profiles AS profile
   FROM public.profiles profile
  WHERE ((hidden_until <= now()) OR (id = ( SELECT auth.uid() AS uid)));

CREATE VIEW "private"."visible_people" WITH (security_invoker=true) AS  SELECT id,
    profile
   FROM private.shown_people shown
  WHERE (id <> ALL (( SELECT private.hidden_ids() AS hidden_ids)::uuid[]));

CREATE VIEW "private"."meetable_people" WITH (security_invoker=true) AS  SELECT visible.id,
    visible.profile
   FROM (private.visible_people visible
     JOIN private.accounts account ON ((account.id = visible.id)))
  WHERE (((account.birth_date <= ( SELECT private.adults_since() AS adults_since)) = ( SELECT private.is_adult(auth.uid()) AS is_adult)) OR (visible.id IN ( SELECT unnest(private.connected_ids()) AS unnest)));

CREATE MATERIALIZED VIEW "private"."new_voices"
  AS  SELECT signals.post_id,
    signals.author_id,
    row_number() OVER (ORDER BY signals."position" DESC) AS place
   FROM (((( SELECT post_signals.post_id,
            post_signals.author_id,
            post_signals.kind,
            post_signals.topics,
            post_signals.cell,
            post_signals.heat,
            post_signals."position",
            post_signals.engagers,
            post_signals.recent_engager_ids,
            post_signals.recent_commenter_ids
           FROM private.post_signals
          ORDER BY post_signals."position" DESC
         LIMIT 5000) signals
     JOIN public.posts post ON ((post.id = signals.post_id)))
     LEFT JOIN LATERAL ( SELECT sum(graph_stats.followers) AS followers
           FROM private.graph_stats
          WHERE (graph_stats.profile_id = signals.author_id)) counts ON (true))
     LEFT JOIN public.post_stats stats ON ((stats.post_id = signals.post_id)))
  WHERE ((post.state = 'published'::text) AND (post.audience = 'public'::text) AND (post.deleted_at IS NULL) AND (COALESCE(counts.followers, (0)::bigint) < 1000) AND (COALESCE(stats.views, (0)::bigint) < 1000))
 LIMIT 1000;

CREATE MATERIALIZED VIEW "private"."trending_posts"
  AS  SELECT within,
    post_id,
    score,
    row_number() OVER (PARTITION BY within ORDER BY score DESC, post_id) AS place
   FROM ( SELECT "window".name AS within,
            hours.post_id,
            ((((sum(hours.deeds))::numeric - usual.deeds) ^ (2)::numeric) / usual.deeds) AS score
           FROM ((((( VALUES ('1h'::text,'01:00:00'::interval), ('24h'::text,'24:00:00'::interval), ('7d'::text,'7 days'::interval)) "window"(name, length)
             JOIN ( SELECT post_hours.post_id,
                    post_hours.hour,
                    (((post_hours.reactions + (2 * post_hours.comments)) + (2 * post_hours.saves)) + (3 * post_hours.shares)) AS deeds
                   FROM private.post_hours
                  WHERE (post_hours.hour > (now() - '7 days 01:00:00'::interval))) hours ON ((hours.hour > ((now() - "window".length) - '01:00:00'::interval))))
             JOIN public.posts post ON ((post.id = hours.post_id)))
             CROSS JOIN LATERAL ( SELECT ((1)::numeric + COALESCE((((( SELECT sum((((past.reactions + (2 * past.comments)) + (2 * past.saves)) + (3 * past.shares))) AS sum
                           FROM private.author_hours past
                          WHERE ((past.author_id = post.author_id) AND ((past.hour >= (now() - '15 days'::interval)) AND (past.hour <= (now() - '7 days 01:00:00'::interval))))))::numeric * EXTRACT(epoch FROM "window".length)) / (7.95 * (86400)::numeric)), (0)::numeric)) AS deeds) usual)
             LEFT JOIN private.viral_vetoes veto ON ((veto.post_id = post.id)))
          WHERE ((post.state = 'published'::text) AND (post.audience = 'public'::text) AND (post.deleted_at IS NULL) AND (post.content_warning IS NULL) AND (veto.post_id IS NULL))
          GROUP BY "window".name, hours.post_id, usual.deeds
         HAVING (((sum(hours.deeds))::numeric > usual.deeds) AND (sum(hours.deeds) >= 3))) scored;

CREATE MATERIALIZED VIEW "private"."trending_topics"
  AS  SELECT topic,
    language,
    people,
    usual,
    (((people - usual) ^ (2)::double precision) / usual) AS score,
    row_number() OVER (PARTITION BY language ORDER BY (((people - usual) ^ (2)::double precision) / usual) DESC, topic) AS place
   FROM ( SELECT counted.topic,
            counted.language,
            COALESCE(sum(counted.recent), (0)::double precision) AS people,
            GREATEST((COALESCE(sum(counted.before), (0)::double precision) / (7)::double precision), (1)::double precision) AS usual
           FROM ( SELECT hours.topic,
                    any_language.of_language AS language,
                        CASE
                            WHEN (hours.hour > (now() - '24:00:00'::interval)) THEN hours.people
                            ELSE NULL::double precision
                        END AS recent,
                        CASE
                            WHEN (hours.hour <= (now() - '24:00:00'::interval)) THEN hours.people
                            ELSE NULL::double precision
                        END AS before
                   FROM (private.topic_hours hours
                     CROSS JOIN LATERAL unnest(
                        CASE
                            WHEN (hours.language = ''::text) THEN ARRAY[''::text]
                            ELSE ARRAY[hours.language, ''::text]
                        END) any_language(of_language))
                  WHERE (hours.hour > (now() - '8 days'::interval))) counted
          GROUP BY counted.topic, counted.language) summed
  WHERE ((people >= (3)::double precision) AND (people > usual));

CREATE INDEX activity_links_next_quarter ON private.activity_links USING btree (next_quarter, quarter);

CREATE INDEX activity_quarter ON private.activity USING brin (quarter);

CREATE INDEX author_affinity_author_id ON private.author_affinity USING btree (author_id);

CREATE INDEX author_facets_day ON private.author_facets USING brin (day);

CREATE INDEX author_hours_hour ON private.author_hours USING brin (hour);

CREATE INDEX author_neighbours_neighbour_id ON private.author_neighbours USING btree (neighbour_id);

CREATE INDEX cases_claimed_by ON private.cases USING btree (claimed_by);

CREATE INDEX cases_dismissed ON private.cases USING btree (target, target_id, fingerprint)
  WHERE (status = 'dismissed'::text);

CREATE INDEX cases_person_id ON private.cases USING btree (person_id);

CREATE INDEX decisions_case_id ON private.decisions USING btree (case_id);

CREATE INDEX decisions_decided_by ON private.decisions USING btree (decided_by);

CREATE INDEX decisions_untold ON private.decisions USING btree (created_at)
  WHERE ((told_at IS NULL) AND (undone_at IS NULL));

CREATE INDEX feed_log_person_id ON private.feed_log USING btree (person_id);

CREATE INDEX feed_log_served_at ON private.feed_log USING btree (served_at);

CREATE INDEX feed_pages_made_at ON private.feed_pages USING btree (made_at);

CREATE INDEX feed_served_at ON private.feed_served USING brin (served_at);

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

CREATE UNIQUE INDEX new_voices_place ON private.new_voices USING btree (place);

CREATE INDEX not_interested_post_id ON private.not_interested USING btree (post_id);

CREATE INDEX notification_muted_people_muted_id ON private.notification_muted_people USING btree (muted_id);

CREATE INDEX notification_muted_posts_post_id ON private.notification_muted_posts USING btree (post_id);

CREATE INDEX notification_parts_actor_id ON private.notification_parts USING btree (actor_id, person_id);

CREATE INDEX notification_parts_actor ON private.notification_parts USING btree (notification_id, actor_id);

CREATE INDEX notification_parts_hidden ON private.notification_parts USING btree (hidden_until)
  WHERE (hidden_until > '-infinity'::timestamp WITH time zone);

CREATE INDEX notification_parts_newest ON private.notification_parts USING btree (notification_id, happened_at DESC);

CREATE INDEX notification_parts_post_id ON private.notification_parts USING btree (post_id);

CREATE INDEX notification_refusals_happened_at ON private.notification_refusals USING brin (happened_at);

CREATE INDEX notification_settings_time_zone ON private.notification_settings USING btree (time_zone, person_id);

CREATE INDEX notifications_changed_at ON private.notifications USING btree (changed_at);

CREATE INDEX notifications_unseen ON private.notifications USING btree (person_id, boxed)
  WHERE ((part_count > 0) AND (seen_at IS NULL));

CREATE UNIQUE INDEX one_open_case ON private.cases USING btree (target, target_id)
  WHERE (status = 'open'::text);

CREATE UNIQUE INDEX one_unread_group ON private.notifications USING btree (person_id, kind, group_key, boxed)
  WHERE (read_at IS NULL);

CREATE INDEX post_index_position ON private.post_index USING btree ("position" DESC);

CREATE INDEX post_index_tile ON private.post_index USING btree (tile, "position" DESC)
  WHERE (tile IS NOT NULL);

CREATE INDEX post_index_words ON private.post_index USING gin (words);

CREATE INDEX post_minutes_minute ON private.post_minutes USING btree (minute);

CREATE INDEX post_signals_heat ON private.post_signals USING btree (heat DESC);

CREATE INDEX post_signals_position ON private.post_signals USING btree ("position" DESC);

CREATE INDEX post_signals_reels_by_author ON private.post_signals USING btree (author_id, "position" DESC)
  WHERE (kind = 'reel'::text);

CREATE INDEX post_signals_reels ON private.post_signals USING btree ("position" DESC)
  WHERE (kind = 'reel'::text);

CREATE INDEX post_topics_beginning ON private.post_topics USING btree (topic COLLATE "C");

CREATE INDEX post_topics_post_id ON private.post_topics USING btree (post_id);

CREATE INDEX post_virality_published_at ON private.post_virality USING btree (published_at);

CREATE INDEX post_virality_warm ON private.post_virality USING btree (judged_at)
  WHERE (state = ANY (ARRAY['rising'::text, 'viral'::text]));

CREATE INDEX preview_images_made_at ON private.preview_images USING btree (made_at);

CREATE INDEX reach_predictions_made_at ON private.reach_predictions USING btree (made_at);

CREATE INDEX reach_predictions_ungraded ON private.reach_predictions USING btree (post_id)
  WHERE (graded_at IS NULL);

CREATE INDEX stranger_reports_reported_id ON private.stranger_reports USING btree (reported_id);

CREATE INDEX stranger_reports_reporter_id ON private.stranger_reports USING btree (reporter_id);

CREATE INDEX topic_hours_hour ON private.topic_hours USING btree (hour);

CREATE INDEX topic_hours_tile ON private.topic_hours USING btree (tile, hour);

CREATE INDEX topic_people_day ON private.topic_people USING btree (day);

CREATE INDEX topic_reviews_reviewed_by ON private.topic_reviews USING btree (reviewed_by);

CREATE INDEX trending_posts_place ON private.trending_posts USING btree (within, place);

CREATE UNIQUE INDEX trending_posts_post_id ON private.trending_posts USING btree (within, post_id);

CREATE UNIQUE INDEX trending_topics_place ON private.trending_topics USING btree (LANGUAGE, place);

CREATE INDEX viral_posts_since ON private.viral_posts USING btree (since DESC);

CREATE INDEX viral_vetoes_moderator_id ON private.viral_vetoes USING btree (moderator_id);

CREATE INDEX profiles_hidden_until ON public.profiles USING btree (hidden_until)
  WHERE (hidden_until > '-infinity'::timestamp WITH time zone);

CREATE TRIGGER hide_profile
  AFTER UPDATE ON private.accounts
  FOR EACH ROW
  WHEN ((private.hidden_until(old.*) <> private.hidden_until(new.*)))
  EXECUTE FUNCTION private.hide_profile();

CREATE TRIGGER index_person
  AFTER UPDATE OF birth_date ON private.accounts
  FOR EACH ROW
  WHEN ((old.birth_date <> new.birth_date))
  EXECUTE FUNCTION private.index_changed_person('id');

CREATE TRIGGER leave_realtime
  AFTER UPDATE OF banned_until ON private.accounts
  FOR EACH ROW
  WHEN ((new.banned_until IS DISTINCT FROM old.banned_until))
  EXECUTE FUNCTION private.leave_realtime();

CREATE TRIGGER forget_activity
  AFTER DELETE ON private.activity REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.forget_activity();

CREATE TRIGGER tell_notification_mute
  AFTER INSERT OR DELETE ON private.notification_muted_people
  FOR EACH ROW
  EXECUTE FUNCTION private.tell_notification_mute();

CREATE TRIGGER count_changed
  AFTER UPDATE ON private.notification_parts REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.count_notification_parts();

CREATE TRIGGER count_gone
  AFTER DELETE ON private.notification_parts REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.count_notification_parts();

CREATE TRIGGER count_new
  AFTER INSERT ON private.notification_parts REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.count_notification_parts();

CREATE TRIGGER keep_reported_apart
  AFTER INSERT ON private.reports
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_reported_apart();

CREATE TRIGGER leave_realtime
  AFTER UPDATE OF revoked_at ON private.sessions
  FOR EACH ROW
  WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL)))
  EXECUTE FUNCTION private.leave_realtime();

CREATE TRIGGER cancel_match_of_pair
  AFTER INSERT ON public.blocks
  FOR EACH ROW
  EXECUTE FUNCTION private.cancel_match_of_pair();

CREATE TRIGGER tell_unblock
  AFTER DELETE ON public.blocks
  FOR EACH ROW
  EXECUTE FUNCTION private.tell_unblock();

CREATE TRIGGER tell_mute
  AFTER INSERT OR DELETE OR UPDATE ON public.mutes
  FOR EACH ROW
  EXECUTE FUNCTION private.tell_mute();

CREATE TRIGGER index_new_post
  AFTER INSERT ON public.posts
  FOR EACH ROW
  WHEN ((new.state = 'published'::text))
  EXECUTE FUNCTION private.index_post();

CREATE TRIGGER index_post
  AFTER UPDATE OF state, caption, cell ON public.posts
  FOR EACH ROW
  WHEN (((new.state = 'published'::text) AND ((old.state <> 'published'::text) OR ((old.caption IS DISTINCT FROM new.caption) OR (old.cell IS DISTINCT FROM new.cell)))))
  EXECUTE FUNCTION private.index_post();

CREATE TRIGGER note_new_post
  AFTER INSERT ON public.posts
  FOR EACH ROW
  WHEN ((new.state = 'published'::text))
  EXECUTE FUNCTION private.note_post();

CREATE TRIGGER note_post
  AFTER UPDATE OF state, hashtags ON public.posts
  FOR EACH ROW
  WHEN ((new.state = 'published'::text))
  EXECUTE FUNCTION private.note_post();

CREATE TRIGGER index_person
  AFTER UPDATE OF username, first_name, last_name, gender, looking_for, verified_at, hidden_until ON public.profiles
  FOR EACH ROW
  WHEN
    (((old.username <> new.username) OR (old.first_name <> new.first_name) OR (old.last_name <> new.last_name) OR (old.gender <> new.gender) OR (old.looking_for <> new.looking_for)
    OR (old.verified_at IS DISTINCT FROM new.verified_at) OR (old.hidden_until <> new.hidden_until)))
  EXECUTE FUNCTION private.index_changed_person('id');

CREATE TRIGGER leave_matches
  BEFORE DELETE ON public.profiles
  FOR EACH ROW
  EXECUTE FUNCTION private.leave_matches();

CREATE TRIGGER moderate_changed
  AFTER UPDATE OF first_name, last_name, pronouns, bio ON public.profiles
  FOR EACH ROW
  WHEN (((old.first_name <> new.first_name) OR (old.last_name <> new.last_name) OR (old.bio <> new.bio) OR (old.pronouns IS DISTINCT FROM new.pronouns)))
  EXECUTE FUNCTION private.moderate_profile();

CREATE TRIGGER moderate_new
  AFTER INSERT ON public.profiles
  FOR EACH ROW
  EXECUTE FUNCTION private.moderate_profile();

CREATE TRIGGER narrow_audiences
  AFTER UPDATE OF is_private, hidden_until ON public.profiles
  FOR EACH ROW
  WHEN (((old.is_private <> new.is_private) OR (old.hidden_until <> new.hidden_until)))
  EXECUTE FUNCTION private.narrow_audiences();

CREATE TRIGGER tell_hiding
  AFTER UPDATE OF hidden_until ON public.profiles
  FOR EACH ROW
  WHEN ((old.hidden_until <> new.hidden_until))
  EXECUTE FUNCTION private.tell_hiding();

CREATE POLICY "select_own_or_public" ON "public"."collections"
  FOR SELECT
  TO "authenticated"
  USING (((owner_id = ( SELECT auth.uid() AS uid)) OR ((NOT is_private) AND (EXISTS ( SELECT
   FROM public.profiles OWNER
  WHERE (owner.id = collections.owner_id))))));

CREATE POLICY "select_with_post" ON "public"."comments"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND (EXISTS ( SELECT
   FROM public.profiles author
  WHERE (author.id = comments.author_id))) AND (EXISTS ( SELECT
   FROM public.posts post
  WHERE (post.id = comments.post_id)))));

CREATE POLICY "select_not_blocked" ON "public"."profile_interests"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.profiles profile
  WHERE (profile.id = profile_interests.profile_id))));

CREATE POLICY "select_not_blocked" ON "public"."profiles"
  FOR SELECT
  TO "authenticated"
  USING ((((hidden_until <= now()) OR (id = ( SELECT auth.uid() AS uid))) AND (id <> ALL (( SELECT private.hidden_ids() AS hidden_ids)::uuid[]))));

CREATE POLICY "receive_as_declared" ON "realtime"."messages"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT private.is_live_session() AS is_live_session) AND (EXTENSION = ANY (( SELECT (private.topic_access(realtime.topic())).receive AS receive)::text[]))));

CREATE POLICY "send_as_declared" ON "realtime"."messages"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((( SELECT private.is_live_session() AS is_live_session) AND (extension = ANY (( SELECT (private.topic_access(realtime.topic())).send AS send)::text[]))));

COMMENT ON COLUMN "private"."accounts"."phone" IS '
E.164, for instance +4915112345678. Nobody has verified it, so it is not unique either: whoever writes a number first must not
keep its owner out.';

COMMENT ON COLUMN "private"."activity"."quarter" IS 'private.quarter_of of what they did.';

COMMENT ON COLUMN "private"."activity_links"."next_quarter" IS 'private.quarter_of; 2147483647 stands after the last time so far.';

COMMENT ON COLUMN "private"."activity_links"."quarter" IS 'private.quarter_of; 0 stands before the first time.';

COMMENT ON COLUMN "private"."author_affinity"."skips" IS 'How often their posts were passed by within a second, decaying alike.';

COMMENT ON COLUMN "private"."calls"."epoch" IS 'Part of the names of its Realtime topics: another one when somebody has left (private.settle_call).';

COMMENT ON COLUMN "private"."cases"."claimed_until" IS 'Until then nobody else decides.';

COMMENT ON COLUMN "private"."cases"."person_id" IS 'Whom it concerns: who was reported, or who made it.';

COMMENT ON COLUMN "private"."cases"."priority" IS '
Its place in the queue, the greatest first: seconds of waiting, and a day more for each factor e of severity times weight. It does not
change while time passes, so the queue is one range of an index.';

COMMENT ON COLUMN "private"."cases"."weight" IS 'The reputation of the reporters, added up.';

COMMENT ON COLUMN "private"."conversations"."epoch" IS '
Part of the names of its Realtime topics. It changes whenever somebody''s access begins or ends (private.change_topics), so that
what was said on a topic was said to exactly those who may join it.';

COMMENT ON COLUMN "private"."decisions"."banned_before" IS 'accounts.banned_until before the decision, for undo_decision.';

COMMENT ON COLUMN "private"."decisions"."told_at" IS 'When the person and the reporters were told: not before it can no longer be undone.';

COMMENT ON COLUMN "private"."decisions"."until" IS 'When it ends: a suspension, or the strike of a warning; infinity for a ban.';

COMMENT ON COLUMN "private"."engagement"."kind" IS 'What happened, for instance follow. docs/events.md lists all of them, from the comments of the functions that emit them.';

COMMENT ON COLUMN "private"."feed_log"."dropped" IS 'Candidates that a filter took out, by filter: {seen: [post_id], …}.';

COMMENT ON COLUMN "private"."feed_log"."factors" IS 'A row a candidate, a column a factor, in the order of private.feed_factor_names().';

COMMENT ON COLUMN "private"."feed_log"."post_ids" IS 'The best candidates in the order in which they were ranked; the first `served` were on the first page.';

COMMENT ON COLUMN "private"."feed_log"."propensities" IS 'How likely each was to stand where it stood, given those before it (Plackett 1975, Luce 1959).';

COMMENT ON COLUMN "private"."feed_log"."weights" IS 'What each factor counted for this person, in the order of private.feed_factor_names().';

COMMENT ON COLUMN "private"."login_failures"."subject" IS 'A network, an account id, a session id (of a device), or the SHA-256 of an identifier that somebody typed.';

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

COMMENT ON COLUMN "private"."match_tickets"."eta_s" IS '
How long the search would take, in seconds, as it was told at its beginning: to be graded by. Null for whoever found somebody at once.';

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

COMMENT ON COLUMN "private"."media"."variants" IS '
Array, smallest first: {url, type, width, height, byte_size}, or with `key` instead of `url` where each reader needs a
signature of S3. A url that begins with signed/ gets its address when it is shown (private.media_view). Audio and files have
{url, type, byte_size}.';

COMMENT ON COLUMN "private"."not_interested"."author_id" IS 'Of whom they want to see less: with reason author.';

COMMENT ON COLUMN "private"."not_interested"."topics" IS 'Of what they want to see less: with reason topic.';

COMMENT ON COLUMN "private"."notification_parts"."actor_id" IS 'Who did it; null where nobody is shown, as for decisions of moderators.';

COMMENT ON COLUMN "private"."notification_parts"."event" IS 'The kind of the event in private.engagement.';

COMMENT ON COLUMN "private"."notification_parts"."family" IS 'What kind of cause; with person, cause and actor the name of the deed that private.notification_stands looks up.';

COMMENT ON COLUMN "private"."notification_parts"."hidden_until" IS 'Until when it is not shown; -infinity for one that is.';

COMMENT ON COLUMN "private"."notification_settings"."off_kinds" IS 'The kinds that make no notification.';

COMMENT ON COLUMN "private"."notification_settings"."strangers" IS 'Where that goes which comes from people one neither follows nor is connected with.';

COMMENT ON COLUMN "private"."notification_settings"."time_zone" IS 'The one place that says by which clock a person lives: a name as private.named_time_zone gives it; who has no row lives by UTC.';

COMMENT ON COLUMN "private"."notifications"."actor_count" IS 'How many people the causes that are shown come from, each counted once.';

COMMENT ON COLUMN "private"."notifications"."boxed" IS 'In the box of strangers: in a list of its own, and not in the badge.';

COMMENT ON COLUMN "private"."notifications"."changed_at" IS 'When it last grew.';

COMMENT ON COLUMN "private"."notifications"."group_key" IS 'What it is about, within its kind: a post, the first comment of a thread, a message; the person for those about nothing else.';

COMMENT ON COLUMN "private"."notifications"."hidden_count" IS 'Causes that are kept but not shown, as those of somebody blocked: private.notification_hidden_until.';

COMMENT ON COLUMN "private"."notifications"."part_count" IS 'How many causes are shown; a group with none is in no list and no count.';

COMMENT ON COLUMN "private"."notifications"."seen_at" IS 'When a list showed it; emptied when it reaches another step. Seen is not read.';

COMMENT ON COLUMN "private"."notifications"."step" IS '
How many of the steps 1, 2, 5, 10, 20, 50, 100 … the group has reached at most. Whatever interrupts the person (events, pushes) follows this
one and not the count, so that a viral post does not bury its author.';

COMMENT ON COLUMN "private"."notifications"."told_step" IS 'The step that the event `notification` has told of.';

COMMENT ON COLUMN "private"."people_search"."name" IS 'First and last name, folded, without apostrophes; so is last_name.';

COMMENT ON COLUMN "private"."people_search"."terms" IS 'interest:<slug>, verified, and word:<word> for each of the name_words.';

COMMENT ON COLUMN "private"."post_hours"."completions" IS 'Views that lasted nine tenths of the video or longer.';

COMMENT ON COLUMN "private"."post_hours"."viewers" IS 'Who saw it for the first time: over all hours, how many different people.';

COMMENT ON COLUMN "private"."post_index"."language" IS 'Which language the caption seems to be in, as private.language_of says; null where it says nothing.';

COMMENT ON COLUMN "private"."post_minutes"."people" IS 'Who did something with it for the first time (reaction, comment, share, save), each by their trust (private.trust).';

COMMENT ON COLUMN "private"."post_minutes"."views" IS 'Views, each by the trust of who looked.';

COMMENT ON COLUMN "private"."post_signals"."engagers" IS 'How many people have liked, commented on, shared or saved it. Who comes back after forty others counts again.';

COMMENT ON COLUMN "private"."post_signals"."heat" IS 'What people did with it, decaying with private.post_half_life(). A new post begins with the weight of half a reaction.';

COMMENT ON COLUMN "private"."post_signals"."position" IS 'posts.position: version 7, so it holds when the post appeared.';

COMMENT ON COLUMN "private"."post_signals"."recent_commenter_ids" IS 'Who has commented last, each once: further comments of theirs warm nothing up.';

COMMENT ON COLUMN "private"."post_signals"."recent_engager_ids" IS 'Who last, the latest first, each once: where neighbours of taste come from.';

COMMENT ON COLUMN "private"."post_signals"."topics" IS 'Hashtags in the form of private.as_topic.';

COMMENT ON COLUMN "private"."post_virality"."audience" IS 'The followers of its sharers, each by the trust of the sharer.';

COMMENT ON COLUMN "private"."post_virality"."odds" IS 'By how many standard errors the predicted reach is above that of a viral post.';

COMMENT ON COLUMN "private"."post_virality"."peak" IS 'Its best hour: people by trust.';

COMMENT ON COLUMN "private"."post_virality"."people" IS 'Different people who reacted, commented, shared or saved, each by their trust; so are commenters, sharers and views.';

COMMENT ON COLUMN "private"."post_virality"."predicted" IS 'How many people will do something with it, by trust; low and high: between which it will be with 80 %.';

COMMENT ON COLUMN "private"."post_virality"."since" IS 'Since when it is in its state.';

COMMENT ON COLUMN "private"."post_virality"."step" IS 'While it is viral: to which share of people it is offered, 5, 20, 50, 100 %.';

COMMENT ON COLUMN "private"."post_virality"."surprise" IS 'By how many standard deviations the last hour is above what age, audience and author let expect (Poisson).';

COMMENT ON COLUMN "private"."post_virality"."velocity" IS 'People by trust, in the last hour.';

COMMENT ON COLUMN "private"."reports"."evidence" IS 'What the reporter could read when they reported it: it survives edits and deletions.';

COMMENT ON COLUMN "private"."reports"."outcome" IS 'What came of it; null while the case is open.';

COMMENT ON COLUMN "private"."sessions"."refresh_counter" IS 'The number inside the valid refresh token.';

COMMENT ON COLUMN "private"."sessions"."refresh_parent" IS 'The number of the token that was exchanged for the valid one; null for the first.';

COMMENT ON COLUMN "private"."stranger_reports"."evidence" IS 'The last 50 messages that the reporter could read: [{sender: reporter|reported, kind, body, media_ids, created_at}], oldest first.';

COMMENT ON COLUMN "private"."topic_hours"."language" IS 'Of the post that it was about; the empty text where it is not known.';

COMMENT ON COLUMN "private"."topic_hours"."tile" IS 'Where that post was made (private.tile_of); -1 where it does not say.';

COMMENT ON COLUMN "private"."viral_posts"."share" IS 'To which share of people: it grows while those whom it reaches do more with it than one would expect.';

COMMENT ON COLUMN "public"."comments"."emojis" IS 'The reactions by emoji: {emoji: count}.';

COMMENT ON COLUMN "public"."comments"."reactions" IS 'Written by private.roll_up_engagement() and nothing else, as are `replies` and `emojis`.';

COMMENT ON COLUMN "public"."profiles"."hidden_until" IS 'Until then the person is shown to nobody but themselves: the copy of private.hidden_until.';

COMMENT ON FUNCTION "analytics"."daily_users"(text, date, date) IS '
For admins: the columns of the view daily_users for the days from `since` to `until` as they begin and end in `time_zone`; without them the
30 days until today. At most 400 days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "analytics"."list_figures"() IS '
For admins: what each figure means, out of the comments of this schema''s views.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

COMMENT ON FUNCTION "analytics"."overview"(text) IS '
For admins: the figures of daily_users for today in `time_zone`, so far, one a row. `before`: the same figure of the period before: of
yesterday, which was a whole day; of weekly, 7 days ago; of monthly and stickiness, 30 days ago.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "analytics"."recount_users"(date, text) IS '
For admins: proves the figures of daily_users for one day: `stored`, and `recounted` person by person from who was active when. Reads all
activity there is, so it takes as long as that.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "private"."active_admin_id"() IS '
The caller, if the account is an admin''s at this moment, whatever the token says, and account and session are alive.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

COMMENT ON FUNCTION "private"."activity_kinds"() IS '
The kinds of events that make the actor active: what people do themselves. What happens to them, is taken back, or follows by
itself from something else does not.';

COMMENT ON FUNCTION "private"."add_parts"(private.notification_cause[]) IS '
Adds what stands and is not there yet, to the unread group of its kind and target or to a new one; notes what the person does not want.
Returns whose notifications changed.';

COMMENT ON FUNCTION "private"."add_preview"(uuid, text, jsonb) IS '
Gives a message {url, title, description, site_name, image} as details.preview and tells the members. `image` is the address of
a copy of ours, which is there for 90 days; null without one. False when the message no
longer says what the worker had read, or when automatic moderation blocks what the page says.';

COMMENT ON FUNCTION "private"."add_to_notifications"(jsonb, boolean) IS '
Adds to the counts of notifications what has come and gone: changes: [{notification_id, actor_id, shown, hidden}]. What has no part left is
removed. `grows`: what is shown is news, and moves to the head of the list.';

COMMENT ON FUNCTION "private"."adults_since"() IS 'Who was born on this day or before is 18 or older; by the calendar in UTC, as private.age.';

COMMENT ON FUNCTION "private"."advance_post"(uuid) IS '
Brings a post that waits for its time or its media to where it belongs: scheduled, processing, failed or published. Its author hears
of the last two: event `post` on user:<id>, {post_id, state}.';

COMMENT ON FUNCTION "private"."affinity_limit"() IS 'Of how many authors, and of how many topics, ranking remembers somebody''s taste.';

COMMENT ON FUNCTION "private"."age_band"(date, date) IS 'The band of ages that insights name somebody by.';

COMMENT ON FUNCTION "private"."age_step"(double precision) IS 'Which of the ages at which predictions are kept has passed: 0 before the first.';

COMMENT ON FUNCTION "private"."announce_message"(private.membership, private.messages) IS '
Tells the members of a new message, and returns it as a list would. Emits message (subject: the other one, unless in a group,
target: the conversation, details: {message_id}).';

COMMENT ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) IS '
Event `reaction`: {conversation_id, message_id, member_id, emoji: null when it is withdrawn, previous: the emoji that was there
before, or null}. It says what has changed and not how many there are: that is not the same for everybody.';

COMMENT ON FUNCTION "private"."any_word_of"(text[]) IS 'A regular expression that finds any of these words or phrases in a folded text; null without words.';

COMMENT ON FUNCTION "private"."are_words"(jsonb, integer, integer) IS 'Whether a JSON value is a list of at most so many texts, each with a letter or digit and at most so long.';

COMMENT ON FUNCTION "private"."as_rows"(uuid[], real[]) IS 'Two arrays as rows. The planner is told how many to expect, where of an array it would expect ten.';

COMMENT ON FUNCTION "private"."as_topic"(text) IS 'A hashtag or the slug of an interest as a topic: rock-climbing, #RockClimbing and #rock_climbing are one.';

COMMENT ON FUNCTION "private"."bare_name"(text) IS 'A folded name without its apostrophes, which people write in many ways or leave out: obrien, dangelo-ruiz.';

COMMENT ON FUNCTION "private"."begin_completion"(uuid) IS '
The caller''s own medium, whose upload is about to be checked if it is pending: {media: the row, view: as media_view gives it}.
Errors: as own_media, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."begin_login"(text, inet, uuid) IS '
Admits an attempt to sign in and returns the account of this e-mail address or username with its password hash; no row
when there is none. `device` is a session that somebody has shown to have had, by a refresh token of it: with the account''s
own, the attempt is counted against this device alone, so that those who guess elsewhere do not lock it out (OWASP,
"Blocking Brute Force Attacks", device cookies). Errors: RATE_LIMITED, TOO_MANY_FAILURES.';

COMMENT ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) IS '
The conversation of two who have both said yes, open to both at once: a new one, or what they had, a request that waited included.';

COMMENT ON FUNCTION "private"."begin_reading"(text, integer) IS '
Where a reader of private.engagement stands: it reads the lines of the transactions from `since` to before `until`, about `lines` of
them, and calls finish_reading in the same transaction. Both are null while another worker reads for it. Lines appear once no
older transaction that writes is still open.';

COMMENT ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) IS 'As private.broadcast_to_many, to one private topic.';

COMMENT ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) IS 'As private.broadcast_to_many, with a payload of its own for each topic.';

COMMENT ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) IS '
Sends an event to everybody on each of the private topics when the transaction commits; nothing if it rolls back. The row
is the one that realtime.send writes (a payload without an id gets the row''s), without its subtransaction a topic. Runs
as its owner, who passes the policies: clients may not write the row, and nobody needs realtime.topic, which
realtime.send sets for the policies. `about`: the thing (UUID version 7) that the payload says something of which may have to
be taken back, by private.forget_broadcasts: the rows'' identifiers begin like it.
A write is never lost because Realtime is behind: while today''s partition is missing, which Realtime makes, the event goes
by realtime.send, which turns the failure into a warning. What else can fail is a mistake of the caller or of the
set-up (a null topic, a payload that is no object, a missing grant), and that is raised, not swallowed.';

COMMENT ON FUNCTION "private"."call_live_topic"(private.calls) IS 'Where the devices in a call broadcast `signal`.';

COMMENT ON FUNCTION "private"."call_topic"(private.calls) IS 'Where the database tells what happens in a call.';

COMMENT ON FUNCTION "private"."cancel_match_of_pair"() IS 'Trigger: after a block an open proposal between the two is over, and both go on looking.';

COMMENT ON FUNCTION "private"."candidates_of"(text, uuid, timestamp with time zone) IS 'The candidates of a feed: see private.feed_candidates.';

COMMENT ON FUNCTION "private"."case_priority"(smallint, double precision, timestamp with time zone) IS 'The place of a case in the queue: cases.priority says how. Seconds, counted down from the beginning of 2026.';

COMMENT ON FUNCTION "private"."case_view"(private.cases) IS 'A case as the queue shows it.';

COMMENT ON FUNCTION "private"."change_topics"(uuid) IS '
Gives a conversation, which is locked, another epoch: to be called after the write that lets somebody in or out, and before the
events that only those who are left, or who are new, are to get. Tells the members, event `conversation` on user:<id>:
{conversation_id, topic, live_topic}.';

COMMENT ON FUNCTION "private"."check_days"(date, date) IS 'Refuses ranges of days that no figure is made for. Errors: INVALID_ARGUMENT.';

COMMENT ON FUNCTION "private"."check_feed_changes"(jsonb) IS 'Says in words what is wrong with changes to feed settings. Errors: INVALID_FEED_SETTINGS.';

COMMENT ON FUNCTION "private"."check_feed_weights"(jsonb, text) IS 'Says in words what is wrong with weights to be judged. Errors: INVALID_ARGUMENT, INVALID_FEED_SETTINGS.';

COMMENT ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) IS 'Refuses a search that makes no sense. Errors: INVALID_MATCH, TOO_YOUNG, LOCATION_REQUIRED.';

COMMENT ON FUNCTION "private"."check_request"() IS '
Lets a request over REST begin, as its role, if the session of its token is alive at this moment. PostgREST calls it first
in every transaction: the login role authenticator names it in its setting pgrst.db_pre_request. Errors:
NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';

COMMENT ON FUNCTION "private"."check_time_zone"(text) IS 'The name of a time zone if it is one. Errors: INVALID_ARGUMENT.';

COMMENT ON FUNCTION "private"."checked_topic"(text) IS 'A topic as it is stored, from what somebody writes. Errors: INVALID_ARGUMENT.';

COMMENT ON FUNCTION "private"."claim_attachments"(uuid, text, text[], uuid[]) IS '
Makes sure that media are uploaded, fit and belong to somebody, and stay as they are until the transaction ends.
Errors: INVALID_MEDIA (details: a line for each that does not fit, `<id>: <why>`).';

COMMENT ON FUNCTION "private"."claim_case"(uuid) IS 'The step of claim_case that writes. Errors: as claim_case.';

COMMENT ON FUNCTION "private"."claim_ranking_slot"() IS '
Lets so many feeds be ranked at once as setting feed_rankings_at_once says: further readers get the following feed at once, rather than all
of them a ranked one late. Errors: insufficient_resources.';

COMMENT ON FUNCTION "private"."close_ticket"(private.match_tickets) IS 'Somebody looks no longer; the row is locked. How often they were proposed of late stays.';

COMMENT ON FUNCTION "private"."columns_of_authors"() IS '
The authors whose neighbours are learnt: the 1,500 with whose posts most people did something, at least five. The cost of EASE grows
with the cube of their number.';

COMMENT ON FUNCTION "private"."columns_of_topics"() IS 'The same of topics.';

COMMENT ON FUNCTION "private"."comment_items"(uuid[]) IS '
Comments as clients get them, in the order of `ids`; null for none. One statement for a page. It empties those whose author
the caller may not see; which comments are listed is for its callers to decide.';

COMMENT ON FUNCTION "private"."conversation_topic"(private.conversations) IS 'Where the database tells what happens in a conversation: private.deliver.';

COMMENT ON FUNCTION "private"."count_active"(integer, integer, integer) IS '
How many different people were active in the quarters from `since` to before `until`, and then not before `gone_until`. With the same
`until` twice: everybody who was active in the window. Exact.';

COMMENT ON FUNCTION "private"."count_activity"(xid8, xid8) IS 'The part of learn_activity that counts: each person once a quarter of an hour.';

COMMENT ON FUNCTION "private"."count_deeds"(xid8, xid8) IS 'The part of learn_virality that counts; returns the posts concerned.';

COMMENT ON FUNCTION "private"."count_exposures"() IS '
Counts what the log of ranked lists says about each post since the last call: shown, out-ranked, or taken out by which kind of filter; returns how many
numbers changed. The worker calls it each minute.';

COMMENT ON FUNCTION "private"."count_insights"(private.weighed_deed[]) IS 'The part of count_deeds that insights are made of.';

COMMENT ON FUNCTION "private"."count_new"(integer, integer) IS 'How many people were active for the first time in the quarters from `since` to before `until`.';

COMMENT ON FUNCTION "private"."count_notification_parts"() IS 'Statement trigger of notification_parts: keeps the counts of their notifications.';

COMMENT ON FUNCTION "private"."count_posts"(uuid) IS '
How many posts of somebody whose profile the caller sees are meant for the caller: as many as list_posts gives. For get_profile,
which has asked for blocks already.';

COMMENT ON FUNCTION "private"."count_spread"(private.weighed_deed[]) IS 'The part of count_deeds that says how posts spread: each person counts once a post, by their trust.';

COMMENT ON FUNCTION "private"."count_topic_people"(xid8, xid8) IS 'The part of learn_topics that counts: each person once a topic and day, by their trust (private.trust).';

COMMENT ON FUNCTION "private"."creator_insights"(integer, text) IS 'The step of creator_insights that reads. Errors: as creator_insights.';

COMMENT ON FUNCTION "private"."creator_parts"(uuid, date, date) IS 'The parts of creator_insights that are by who and where, by days of UTC.';

COMMENT ON FUNCTION "private"."creator_posts"(uuid, timestamp with time zone) IS 'The most viewed posts of somebody that appeared since a moment.';

COMMENT ON FUNCTION "private"."creator_sums"(uuid, date, date, text) IS 'What the posts of somebody came to from one day to another.';

COMMENT ON FUNCTION "private"."creator_times"(uuid, date, date, text) IS 'The parts of creator_insights that are by time.';

COMMENT ON FUNCTION "private"."day_begins"(date, text) IS 'The quarter in which a day begins where a time zone holds; days when clocks change are shorter or longer.';

COMMENT ON FUNCTION "private"."decide"(uuid, text, timestamp with time zone, text) IS 'The step of decide that writes. Errors: as decide.';

COMMENT ON FUNCTION "private"."decide_verification"(uuid, boolean, text) IS '
The step of review_verification that writes. Emits verification_review (subject: who asked for the badge, target: the request, details: {approved}).
Errors: as review_verification.';

COMMENT ON FUNCTION "private"."decision_view"(private.decisions) IS 'A decision, without who made it. `until` is null for what does not end.';

COMMENT ON FUNCTION "private"."deeds_between"(xid8, xid8) IS '
What people did with posts of others, with the weight that ranking gives it: a reaction is 1, a comment or save 2, a share 3, all that one
looks at a post up to 0.5, and what is taken back counts negative. is_skip: passed by within a second.';

COMMENT ON FUNCTION "private"."delete_message"(uuid, boolean) IS '
The step of delete_message that writes. Emits message_removal (subject: who wrote it, target: the conversation,
details: {message_id}) when it deletes for everyone. Errors: as delete_message.';

COMMENT ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) IS '
Sends an event about a conversation to its members: on its topic, but in a group on user:<id> of each for what somebody does whom
another member has blocked, or who has blocked another member. `other_id`: whose else it is, of whom the same holds. Without a
`sender_id` it is the system that speaks, to everybody. `about`: the message that the event repeats. Whoever has not answered a
request hears of it by the event `conversation` alone.';

COMMENT ON FUNCTION "private"."due_posts"(uuid[]) IS 'Which of these posts are to be judged now.';

COMMENT ON FUNCTION "private"."edit_comment"(uuid, text) IS '
The step of edit_comment that writes. Emits comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}). Errors: as edit_comment.';

COMMENT ON FUNCTION "private"."edit_message"(uuid, text) IS 'The step of edit_message that writes. Emits what tell_mentioned does. Errors: as edit_message.';

COMMENT ON FUNCTION "private"."edit_post"(uuid, jsonb) IS '
The step of edit_post that writes. Emits post_mention (subject: who is mentioned, target: the post). Errors: as edit_post.';

COMMENT ON FUNCTION "private"."empty_messages"(uuid[]) IS '
Deletes messages for everyone, as far as they have not been: what they say, their edits, reactions and media, and what was
broadcast of them; the objects of the media follow. Tells the members, and returns how many it deleted.';

COMMENT ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) IS '
A proposal has come to nothing; its tickets are locked. `leavers`, who declined or did not answer, leave the queue; the others go back with
the age of their search. Both are told: `match.declined` or `match.expired`, {proposal_id, status: searching|idle}.';

COMMENT ON FUNCTION "private"."evidence"(text, uuid, uuid) IS '
What is reported, as the reporter sees it: whom it concerns, what it says, and of a message the ten before and after it that the reporter may
read, with who said them as reporter, reported or other: nobody anonymous is unmasked by it. `fingerprint` changes when it is edited; null for
people, who do more than their profile says.
Errors: USER_NOT_FOUND, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND.';

COMMENT ON FUNCTION "private"."expire_matches"() IS '
Ends proposals whose deadline has passed, and searches whose time is up, and returns how many: up to a thousand. Any number of workers may
call it. Event `match.expired` to each: {proposal_id: uuid|null, status: searching|idle}.';

COMMENT ON FUNCTION "private"."expire_proposal"(private.match_proposals) IS 'The deadline has passed: whoever has not answered leaves the queue.';

COMMENT ON FUNCTION "private"."explain_feed_item"(uuid) IS 'The step of explain_feed_item that reads. Errors: as explain_feed_item.';

COMMENT ON FUNCTION "private"."export_activity"(uuid) IS 'Part of the export: the quarters of an hour, by their beginnings, in which the person did something.';

COMMENT ON FUNCTION "private"."export_decisions"(uuid) IS 'Part of the export: what moderators have decided about the person.';

COMMENT ON FUNCTION "private"."export_feed_settings"(uuid) IS 'Part of the export: what the person has set about the feed.';

COMMENT ON FUNCTION "private"."export_match_search"(uuid) IS 'Part of the export: what the person is looking for now.';

COMMENT ON FUNCTION "private"."export_matches"(uuid) IS '
Part of the export: what the person was asked, and answered. Not about whom, nor what others answered: that is theirs.';

COMMENT ON FUNCTION "private"."export_not_interested"(uuid) IS 'Part of the export: what the person did not want to see.';

COMMENT ON FUNCTION "private"."export_notification_refusals"(uuid) IS 'Part of the export: what the person was not told of late, and why.';

COMMENT ON FUNCTION "private"."export_notification_settings"(uuid) IS 'Part of the export: what the person wants to be told, and what not.';

COMMENT ON FUNCTION "private"."export_notifications"(uuid) IS 'Part of the export: what the person was told. Who did it is the others'' own.';

COMMENT ON FUNCTION "private"."export_reports"(uuid) IS 'Part of the export: what the person has reported.';

COMMENT ON FUNCTION "private"."export_stranger_reports"(uuid) IS 'Part of the export: what the person has reported of strangers.';

COMMENT ON FUNCTION "private"."fail_unconvertible"() IS 'Gives up the video and sound that waits for a worker which nobody has, and returns how many.';

COMMENT ON FUNCTION "private"."feed_candidates"(uuid, timestamp with time zone) IS '
What might be shown to somebody, each post once, with the reason that says most: followed, reposted, liked_by_similar, similar_author,
interest, nearby, viral, trending, new_voice, latest. `closeness`: how much those who like the same like it, or what the author has from their kin.';

COMMENT ON FUNCTION "private"."feed_factor_names"() IS '
The factors, in the order of the arrays that hold them. fresh: -ln(hours since it appeared, at most 24, + 2). heat: ln(what happened to it lately + 0.5).
rate: ln of its smoothed rate of reactions by views. taste: ln(how much people like it who like the same + 0.02). author, topics:
ln(1 + what the viewer did with them, and with what goes with them). interests: shared interests by their inverse document frequency.
followed, viral: 0 or 1. nearby: 1 here, falling with the distance. refusal: at most 0, where the viewer wanted less of this. skips: at most 0,
where the viewer passes such posts by. watch: ln(1 + seconds looked at a view, smoothed); loops count, so it may be longer than the video.';

COMMENT ON FUNCTION "private"."feed_factor_words"(text) IS 'What a factor of private.feed_factor_names() says, to the viewer.';

COMMENT ON FUNCTION "private"."feed_filter_words"(text) IS 'What a filter of private.feed_items says, to the viewer. Own and hidden posts are not explained.';

COMMENT ON FUNCTION "private"."feed_items"(uuid, uuid[], real[], uuid[], timestamp with time zone) IS '
Posts with their factors for a viewer at a moment, and the filter that takes them out if one does: own, hidden (by blocks, privacy,
deletion, moderation), muted, minor, flagged, refused, kind, sensitive, muted_topic, muted_word, seen, served. `served` are the posts that the viewer was
given lately.';

COMMENT ON FUNCTION "private"."feed_ratios"(real[], real[], real[], double precision, integer) IS '
For each of the first `depth` places of a logged list, how much likelier other weights had made the list down to there. `change`: by how much
each factor''s weight differs. How authors and kinds are spread is taken as it was.';

COMMENT ON FUNCTION "private"."feed_rewards"(uuid, uuid[], timestamp with time zone) IS '
What became of posts that somebody was given at a moment: a reaction is 1, a comment or save 2, a share 3, half a minute of watching 0.5,
as in private.deeds_between. What was seen before is not given, so all watching counts.';

COMMENT ON FUNCTION "private"."feed_settings_of"(uuid) IS 'What somebody has set about their feed, or what counts until they do.';

COMMENT ON FUNCTION "private"."feed_what_if"(jsonb, text) IS 'The step of feed_what_if that reads. Errors: as feed_what_if.';

COMMENT ON FUNCTION "private"."findable_people"(uuid, boolean) IS '
Whom `caller` may find, as a condition on `person`, a row of people_search: not themselves, nobody across a block, nobody who
does not want to be found or is deactivated or banned; and minors and adults not each other, unless they are connected and neither
the search (`dating`) nor either person looks for dating. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) IS '
Opens a session after the right password, wakes a deactivated account up, and returns the claims of the access tokens.
`verified_hash`: what the password was compared with. `rehashed_password`: the same password under the present cost, or
null. `device` as in begin_login. Errors: ACCOUNT_BANNED; INVALID_CREDENTIALS, if the password is a different one by now.';

COMMENT ON FUNCTION "private"."finish_reading"(text, xid8) IS 'Keeps how far a reader has come, as begin_reading said.';

COMMENT ON FUNCTION "private"."fit_virality"() IS '
Learns the weights of the predicted reach, and its errors, from graded predictions (300 at least, or nothing changes); returns from how many. The
worker calls it once a night.';

COMMENT ON FUNCTION "private"."folded_words"(text) IS '
The words of a text, folded, each between blanks; in scripts that are written without blanks, the letters.';

COMMENT ON FUNCTION "private"."forget_activity"() IS 'Trigger: whose account is deleted is taken out of every count, as if they had never been there.';

COMMENT ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp with time zone) IS '
What was broadcast about things that are gone is gone too, and not replayed: a look-up in each of the few partitions after
`since`, when the first of the things was made. Who is connected has heard it, and hears of the end by an event of its own.
Newer Realtime lets the owner of this no longer delete: there such a row can be replayed until its partition is dropped after
72 hours, by whoever still may read the topic that it was sent on.';

COMMENT ON FUNCTION "private"."forget_pages"(uuid) IS 'Drops the ranked lists that somebody is paging through: the next page is ranked anew, by what they have just set.';

COMMENT ON FUNCTION "private"."get_case"(uuid) IS 'The step of get_case that reads. Errors: as get_case.';

COMMENT ON FUNCTION "private"."get_feed_settings"() IS 'The step of get_feed_settings that reads. Errors: as get_feed_settings.';

COMMENT ON FUNCTION "private"."get_match"() IS '
GET matchmaking/status: as match_status, and while searching with `outlook`, as match_outlook gives it. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."get_notification_settings"() IS 'The step of get_notification_settings that reads. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."get_profile"(text, uuid) IS 'The step of get_profile that reads. Errors: as get_profile.';

COMMENT ON FUNCTION "private"."grade_predictions"(timestamp with time zone) IS 'Compares predictions with what came of their posts, and returns how many; the worker calls it by schedule until there are none.';

COMMENT ON FUNCTION "private"."has_refused"(uuid, uuid) IS '
Whether somebody has declined the other''s messages, has declined an invitation of theirs within 30 days, or left a group to which
the other had added them within a day: the other adds them to none.';

COMMENT ON FUNCTION "private"."hashtags_in"(text) IS 'The hashtags of a text without #, in lower case, each once, in order; none inside a link.';

COMMENT ON FUNCTION "private"."heat_at"(double precision, timestamp with time zone, interval) IS 'What a heat weighs at a moment; 0 for null.';

COMMENT ON FUNCTION "private"."heat_of"(double precision, timestamp with time zone, interval) IS '
A weight (above 0) at a moment as heat: the binary logarithm of what it weighs on 1 January 2026 if it doubles each `half_life` on
the way there. The later something happens, the hotter.';

COMMENT ON FUNCTION "private"."hidden_comment_reactions"(uuid[]) IS 'As hidden_post_reactions, for comments.';

COMMENT ON FUNCTION "private"."hidden_in"(private.conversation_members, uuid[]) IS '
Who is hidden from a member in their conversation. Between two who do not know each other''s names nobody is: a conversation that
ended with the block of a profile would confirm whose it is. `hidden`: private.hidden_from of the member, where a
statement needs it for many conversations. Every reader, event and call asks this rather than hidden_from or hidden_ids.';

COMMENT ON FUNCTION "private"."hidden_post_reactions"(uuid[]) IS 'What people hidden from the caller have reacted to these posts with, {emoji: count} a post. Nothing to do for most callers.';

COMMENT ON FUNCTION "private"."hidden_until"(private.accounts) IS '
Until when an account is shown to nobody but its owner: while it is deactivated or banned. A further reason to hide somebody is
written here, and nowhere else.';

COMMENT ON FUNCTION "private"."hide_profile"() IS 'Trigger: a profile is hidden and shown again with its account.';

COMMENT ON FUNCTION "private"."home_feed"(text, integer) IS 'The step of home_feed that ranks. Errors: as home_feed.';

COMMENT ON FUNCTION "private"."index_messages"() IS '
Makes the messages that were sent since the last call known to search_messages, and returns how many. The
worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."index_post"() IS 'Row trigger of posts: discovery hears of a post that has appeared, and of its new caption when it is edited.';

COMMENT ON FUNCTION "private"."intent_of"(text) IS 'What the people of a pool look for; null where strangers meet.';

COMMENT ON FUNCTION "private"."interest_bits"(text[]) IS '
Sixteen bits for each interest of the catalogue, by slug: for a chosen one as many ones as twice its idf, rounded, 1 to 16. Written
when a search begins; after a change of the catalogue the bits of older searches have another length and are not compared.';

COMMENT ON FUNCTION "private"."introduce_strangers"(uuid[], uuid[]) IS '
Puts pairs of strangers into anonymous conversations, as propose asks pairs about each other; returns how many. The same two do not meet
again for a day. Event `match.matched` on user:<id> of both: {conversation_id}.';

COMMENT ON FUNCTION "private"."is_admin"() IS 'Whether the caller is an admin, by token and by account. Used as is_moderator.';

COMMENT ON FUNCTION "private"."is_adult"(uuid) IS 'Whether somebody is 18 or older; null for nobody.';

COMMENT ON FUNCTION "private"."is_call_open"(uuid, uuid[]) IS 'False for a call between two who know each other''s names, of whom one is among the `unseen`.';

COMMENT ON FUNCTION "private"."is_device_of"(uuid, uuid) IS 'Whether the account has had this session: alive, or ended within the last 30 days.';

COMMENT ON FUNCTION "private"."is_known_to"(uuid, uuid) IS 'Whether somebody is no stranger to the other: they are connected, or the other follows them.';

COMMENT ON FUNCTION "private"."is_live_session"() IS '
Whether the session of the caller''s token is alive and its account not banned: what Realtime''s policies ask, as active_caller_id
without an error.';

COMMENT ON FUNCTION "private"."is_masked"(private.conversation_members) IS '
Whether somebody talks in an anonymous conversation in which the two have not shown each other who they are; they do so at the
same moment, so it is the same for both.';

COMMENT ON FUNCTION "private"."is_open_to"(public.profiles, uuid) IS 'Whether somebody sees more of a person than the profile: of a private account only its followers and itself do.';

COMMENT ON FUNCTION "private"."is_person_name"(text) IS 'Whether a first or last name can be shown: 1 to 50 characters, something to see among them, on one line.';

COMMENT ON FUNCTION "private"."is_unspaced"(text) IS 'Whether a text is of scripts in which whole names are written without a blank: Han, kana, Hangul.';

COMMENT ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) IS '
The caller begins to look for somebody. compatible: for `intent` (default: what the profile looks for first), with the wishes given,
which are never widened; both are asked before they meet. random: for any stranger, with whom an anonymous conversation begins at once.
`interests`: default those of the profile. Whoever is looking already changes the wishes, unless a proposal is open.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_MATCH, TOO_YOUNG, UNKNOWN_INTEREST, LOCATION_REQUIRED, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."joinable"(text) IS 'What the caller may join of a conversation, <id>:<epoch>: nothing unless this is its epoch of now.';

COMMENT ON FUNCTION "private"."judge_posts"(uuid[], timestamp with time zone) IS '
Predicts what posts will come to, keeps the prediction when they have passed an age of private.age_step, moves them from state to state and
from step to step, and returns how many. History only: it reads nothing that is later than `at`.';

COMMENT ON FUNCTION "private"."judge_quiet_posts"() IS 'Judges those that are rising or viral and to which nothing has happened for minutes; returns how many. The worker calls it each minute.';

COMMENT ON FUNCTION "private"."judge_weights"(jsonb, text, integer) IS '
The judgement of feed_what_if on the first `depth` places of the last 5,000 lists. Each place has its own self-normalised estimate; the answer is their
mean. Errors: FEED_LOG_TOO_SMALL (details: how much there is).';

COMMENT ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp with time zone, text) IS 'These two are not matched before `until`, or before a later time that was set already.';

COMMENT ON FUNCTION "private"."keep_preview_image"(text) IS 'Remembers the folder of a copy that is about to be stored, so that it is removed in its time.';

COMMENT ON FUNCTION "private"."keep_reported_apart"() IS 'Trigger: whoever has reported somebody, or what they made, is never matched with them.';

COMMENT ON FUNCTION "private"."language_of"(text) IS '
Which language a text seems to be in (BCP 47: en, de, es, fr, pt, it, nl, pl, tr, ja, ko, zh, th, he, el, hi, ar, uk, ru), by its alphabet or, in
Latin letters, by its most frequent small words, of which it needs two; else null. It is a guess that sorts trends, nothing more.';

COMMENT ON FUNCTION "private"."last_match"(uuid) IS 'How somebody''s last proposal came to nothing: `last` of match_status.';

COMMENT ON FUNCTION "private"."last_proposal"(uuid) IS 'The newest proposal to somebody, strangers included; null without one.';

COMMENT ON FUNCTION "private"."latest_feed"(text, integer) IS 'A page of following_feed with the reason latest.';

COMMENT ON FUNCTION "private"."learn_activity"() IS '
Counts who has been active since the last call, and returns how many quarters of an hour of people are new. The worker calls it about
once a second; several may.';

COMMENT ON FUNCTION "private"."learn_author_affinities"(xid8, xid8) IS 'The part of learn_from_engagement that learns whom people like to read.';

COMMENT ON FUNCTION "private"."learn_from_engagement"() IS '
Brings what ranking knows up to date with what people have done since the last call, and returns how many posts changed. The worker
calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."learn_heat"(xid8, xid8) IS 'The part of learn_from_engagement that warms posts up; returns how many.';

COMMENT ON FUNCTION "private"."learn_tastes"(xid8, xid8) IS 'The part of learn_from_engagement that learns who likes the same: see private.tastes.';

COMMENT ON FUNCTION "private"."learn_topic_affinities"(xid8, xid8) IS 'The same for topics.';

COMMENT ON FUNCTION "private"."learn_topics"() IS '
Counts who has to do with which topic, from what people have done since the last call, and returns how many counters changed. The worker
calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."learn_virality"() IS '
Adds what people have done since the last call to minute buckets, to insights, and to what is known of how posts spread; judges the posts
concerned, each once a minute; returns how many posts that were. The worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."leave_calls_with_blocked"() IS 'Trigger: a block takes the one who blocks out of calls with the other, unless neither knows the other''s name.';

COMMENT ON FUNCTION "private"."leave_matches"() IS 'Trigger: an account goes, and the other one of an open proposal goes on looking.';

COMMENT ON FUNCTION "private"."leave_matching"() IS '
The caller looks no longer. Of an open proposal that is a no, which counts in no history. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

COMMENT ON FUNCTION "private"."leave_realtime"() IS 'Trigger: whose session has ended, or who is banned, leaves the topics that they are on with it.';

COMMENT ON FUNCTION "private"."leave_stranger"(uuid) IS '
Ends an anonymous conversation of the caller; nothing if it has ended. Errors: CONVERSATION_NOT_FOUND.';

COMMENT ON FUNCTION "private"."list_not_interested"(text, integer) IS 'The step of list_not_interested that reads. Errors: as list_not_interested.';

COMMENT ON FUNCTION "private"."list_notifications"(boolean, boolean, text, integer) IS 'The step of list_notifications that reads. Errors: as list_notifications.';

COMMENT ON FUNCTION "private"."list_topic_posts"(text, text, integer) IS 'The step of topic_feed that reads. Errors: as topic_feed.';

COMMENT ON FUNCTION "private"."list_trending_posts"(text, text, integer, text, integer) IS 'The step of trending_posts that reads. Errors: as trending_posts.';

COMMENT ON FUNCTION "private"."list_trending_topics"(double precision, double precision, integer, text, integer) IS 'The step of trending_topics that reads. Errors: as trending_topics.';

COMMENT ON FUNCTION "private"."live_topic"(private.conversations) IS 'Where the members of a conversation broadcast `typing`, {member_id, typing}, and are present.';

COMMENT ON FUNCTION "private"."lock_avatar"(uuid) IS '
Until the transaction ends nobody else gives somebody another avatar or takes it away. Taken before the picture: an account that is
deleted takes its profile first and then its media.';

COMMENT ON FUNCTION "private"."lock_case"(uuid, uuid) IS '
A case that the caller may work on, until the transaction ends; a case about oneself is not to be found. Errors: CASE_NOT_FOUND, NOT_ALLOWED.';

COMMENT ON FUNCTION "private"."lock_conversation"(uuid) IS '
As membership, and until the transaction ends nobody else changes the conversation or who is in it, and nothing is said there.
People whom rows will refer to are kept (private.keep_people) before this. Errors: as membership, ACCOUNT_BANNED.';

COMMENT ON FUNCTION "private"."lock_own_call"(uuid, uuid) IS '
As lock_call, of a call that the person, who calls this, was rung for or takes part in. Errors: CALL_NOT_FOUND, ACCOUNT_BANNED.';

COMMENT ON FUNCTION "private"."lock_own_proposal"(uuid) IS 'As lock_proposal, the one that somebody has; null without one.';

COMMENT ON FUNCTION "private"."lock_proposal"(uuid, uuid) IS 'A proposal to the caller, with nothing else happening to it until the transaction ends. Errors: MATCH_NOT_FOUND.';

COMMENT ON FUNCTION "private"."lock_tickets"(uuid[]) IS 'The searches of these people, on which nobody else acts until the transaction ends.';

COMMENT ON FUNCTION "private"."log_call"(private.calls) IS '
Writes a call that has ended into the conversation, as a message of kind call. Emits missed_call (subject: who was rung,
or was busy, and did not answer, target: the conversation, details: {call_id, media}).';

COMMENT ON FUNCTION "private"."make_list"(uuid, text, integer) IS 'Ranks what there is for somebody, and keeps the list for its next pages.';

COMMENT ON FUNCTION "private"."mark_notifications_read"(uuid[], boolean) IS 'The step of mark_notifications_read that writes. Errors: as mark_notifications_read.';

COMMENT ON FUNCTION "private"."mark_notifications_seen"() IS 'The step of mark_notifications_seen that writes. Errors: as mark_notifications_seen.';

COMMENT ON FUNCTION "private"."match_answer"(uuid, uuid) IS 'What has become of a proposal for one of the two: the result of respond_to_match.';

COMMENT ON FUNCTION "private"."match_at_once"(uuid) IS '
As match_now, and tells where the person''s search stands by then, as match_status. Whoever has to wait is told how long that may take.';

COMMENT ON FUNCTION "private"."match_deadline"() IS 'How long two people have to answer: to look at a profile, not to wait for somebody who has gone.';

COMMENT ON FUNCTION "private"."match_eta"(uuid) IS '
How many seconds the search of somebody who found nobody at once will still take until somebody is proposed: until the wishes of one who is
there and their own have widened so far that they fit (match_widening), or what it took others (match_wait). Null where neither says it.';

COMMENT ON FUNCTION "private"."match_fade"(timestamp with time zone, interval) IS 'What is left of something that halves with every half-life.';

COMMENT ON FUNCTION "private"."match_graph"(text, integer, text[]) IS '
The graph of a sweep: everybody who looks in this mode and could be paired at this moment, and the pairs that may be, as triples of four-byte
numbers: the place of either in `people`, from 0, and the weight in millionths; a pair may be there more than once. Each person is compared
with about 2 × pairs_to_try / people others, at least 24, or with everybody. `orders`: those that are looked at, so that several
connections may share the work; few people are all compared in `place`.';

COMMENT ON FUNCTION "private"."match_now"(uuid, integer) IS '
Pairs somebody who is looking with the best of the hundred and twenty nearest (of `looked_at` to either side) who may be proposed, at once;
returns 1, or 0 when there is nobody or they are all being claimed: then the next sweep has them. Called after the transaction in which the
search began, so that whoever joins at the same moment, or blocks, sees it.';

COMMENT ON FUNCTION "private"."match_odds"(uuid, text) IS '
What the answers by and about somebody say, in log odds above what is usual: of Beta-smoothed shares, (yes + 3 × 0.42) / (all + 3).';

COMMENT ON FUNCTION "private"."match_outlook"(uuid) IS '
What somebody''s search looks like: {waiting: people who are looking and would accept the person, fitting: those of them within the person''s own
wishes, binding: the wish that keeps most of the others out, loosening: [{wish, to, more}], what each wish would have to be for `more` people
to fit, the nearest step of each, eta_s: seconds to go, null where nothing says it}. Of the two thousand nearest at most.
Distances are the rounded ones.';

COMMENT ON FUNCTION "private"."match_reasons"(uuid, uuid) IS '
Why two who look are proposed to each other, in what they may know: {interests: shared ones, the rarest first, up to five, distance_km:
rounded as everywhere, null where one does not show it}. Never how readily anybody says yes.';

COMMENT ON FUNCTION "private"."match_status"(uuid) IS '
Where somebody''s search stands. {status: idle, last}, {status: searching, ticket, last}, {status: proposed, proposal} or, for ten minutes
after it, {status: matched, conversation_id, why}. `last`: {proposal_id, outcome: declined|expired|cancelled, ended_at}, how the last
proposal ended, if that was in the last ten minutes.';

COMMENT ON FUNCTION "private"."match_wait"(text, text, double precision) IS '
How many seconds a search takes until somebody is proposed: from what the last sixty took who had waited as long, in the same pool and of the
same gender, since that is what makes queues unequal. Null when fewer than five are known, or when less than four of five of them are
between half and one and a half of it: a time that is wrong as often as right is not told.';

COMMENT ON FUNCTION "private"."match_widening"(private.match_tickets, double precision) IS '
In how many seconds the first of those who look near, whom nothing rules out for good, and the person of this search will fit each other by what
both accept then; null where there is nobody such.';

COMMENT ON FUNCTION "private"."matchmaking_etas"() IS 'The rows of analytics.matchmaking_etas, for admins.';

COMMENT ON FUNCTION "private"."matchmaking_regret"() IS 'The rows of analytics.matchmaking_regret, for admins.';

COMMENT ON FUNCTION "private"."may_approach"(uuid, uuid) IS '
Whether somebody may follow another and comment on what the other publishes. As may_meet, but minors may do so with adults:
what these publish is for everybody, and nobody writes to the minor because of it.';

COMMENT ON FUNCTION "private"."may_meet"(uuid, uuid) IS '
Whether these two may find each other, be suggested to each other, and one begin to write to, connect with, mention or add the
other: not a minor and an adult, unless they are connected. Symmetric; false for unknown people. For lists: meetable_people.';

COMMENT ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) IS '
Whether a message is there for a member who reads along in its conversation (private.reads_along): it was said since they came
and have cleared it, it has not disappeared, it is not from the `unseen`, and they have not deleted it for themselves. What was
deleted for everyone is there as an empty place. Every reader of messages asks this.';

COMMENT ON FUNCTION "private"."media_view"(private.media) IS '
A medium as clients get it, everywhere alike. What belongs to posts
and comments has addresses that expire in one to two hours: read it again after that. Variants of a medium that is private, of a message or shown as proof, have `key` instead of `url`: functions/media signs
them for whoever may read.';

COMMENT ON FUNCTION "private"."member_card"(private.conversations, private.conversation_members, public.profiles) IS '
Who somebody is in a conversation: as profile_card with {member_id, alias}, and of somebody anonymous no more than {member_id, id:
null, alias}. Elsewhere this shape is called member_card.';

COMMENT ON FUNCTION "private"."mentioned_members"(private.membership, text) IS '
The other members of a group whom a text of the caller mentions, by member id, without those whom the caller may not meet or,
in either direction, has blocked. Errors: INVALID_MESSAGE.';

COMMENT ON FUNCTION "private"."mentioned_people"(text) IS 'The people whom a text of the caller mentions and whom the caller may meet.';

COMMENT ON FUNCTION "private"."mentions_of"(uuid[]) IS 'The people whom a text mentions, as far as the caller may see them: [{id, username}].';

COMMENT ON FUNCTION "private"."message_items"(uuid[], uuid) IS '
Messages as clients get them (message_view), in the order of `ids`; null for none. For a `viewer`, reactions also say which is
`mine`, without those of the people hidden from the viewer, and `reply_to` says what the viewer may read of the original: {id, seq,
kind, body, sender}. Without one, which is how events are made, no more than {id, seq}, the rest null: not everybody may read it; and no `reactions` if
there are any: not everybody sees all of them.
Which messages somebody may read is for the callers of this to decide.';

COMMENT ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) IS '
A message as everybody in the conversation gets it: {id, conversation_id, seq, client_id, kind, sender, body, details, media,
reply_to, mentions, reactions: {count, emojis: {emoji: count}}, created_at, edited_at, deleted_at, expires_at}.';

COMMENT ON FUNCTION "private"."message_words"(uuid, text) IS '
What search_messages finds a message by: its different words, folded, up to 40 letters of each, and where a sentence has no blanks
pairs of characters (private.spaced_scripts). Twelve digits of an identifier are
no proof of a conversation: a search asks for the conversation as well.';

COMMENT ON FUNCTION "private"."moderate_profile"() IS 'Trigger: moderates names, pronouns and bio when they change. Errors: CONTENT_REJECTED.';

COMMENT ON FUNCTION "private"."moderation_queue"(text, text, integer) IS 'The step of moderation_queue that reads. Errors: as moderation_queue.';

COMMENT ON FUNCTION "private"."mute_notifications"(text, uuid, boolean) IS 'The step of mute_notifications that writes. Errors: as mute_notifications.';

COMMENT ON FUNCTION "private"."my_decisions"() IS 'The step of my_decisions that reads. Errors: as my_decisions.';

COMMENT ON FUNCTION "private"."my_reports"(text, integer) IS 'The step of my_reports that reads. Errors: as my_reports.';

COMMENT ON FUNCTION "private"."name_words"(text, text, text) IS 'The different words that somebody with this username and these folded names is found by.';

COMMENT ON FUNCTION "private"."named_time_zone"(text) IS 'A time zone of the IANA list as it is written there; null where there is none of this name.';

COMMENT ON FUNCTION "private"."narrow_audience"() IS 'Sets posts.audience from the visibility and the profile.';

COMMENT ON FUNCTION "private"."nearby_feed"(integer, text, integer) IS 'The step of nearby_feed that reads. Errors: as nearby_feed.';

COMMENT ON FUNCTION "private"."network_rule"(inet) IS '
Which lockout rule holds for a network. Behind an IPv4 address there may be a school or a whole provider, and one of them
must not keep the others out for long; the /64 of an IPv6 address is one customer''s.';

COMMENT ON FUNCTION "private"."next_of_list"(uuid, private.feed_pages, integer, integer) IS 'The next posts of a kept list, behind its first `start`, and how far that reads.';

COMMENT ON FUNCTION
  "private"."next_virality"(text, double precision, double precision, double precision, double precision, double precision, double precision, double precision, jsonb) IS
  '
The state of a post (none, rising, viral, cooled) that follows from the one it is in: rising a standard error below the bar with a surprising hour,
back to none two below; viral at the bar; cooled after half an hour when the last hour is a small share of its best; viral again only from half of it.';

COMMENT ON FUNCTION "private"."not_interested"(uuid, text) IS 'The step of not_interested that writes. Errors: as not_interested.';

COMMENT ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) IS 'Somebody has said yes or no to somebody else: it counts for both.';

COMMENT ON FUNCTION "private"."note_post"() IS 'Row trigger of posts: ranking hears of a post that has appeared, and of its topics when it is edited.';

COMMENT ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) IS 'Writes down what a sweep did: the columns of private.match_sweeps.';

COMMENT ON FUNCTION "private"."notification_causes"(xid8, xid8) IS '
What the lines of these transactions mean, to whom, each cause once: deeds and their undoing alike, since whether it stands is looked up
afterwards. Nobody is told what they did themselves.';

COMMENT ON FUNCTION "private"."notification_hidden_until"(uuid, uuid, uuid) IS '
Until when somebody is not told of what another did (upon a post): while either has blocked the other, the one has muted the other, the other
is hidden from everybody, the two may not meet (docs/safety.md), or the post is not there. -infinity: it is told.';

COMMENT ON FUNCTION "private"."notification_items"(uuid[]) IS 'Notifications of the caller as list_notifications gives them, in this order.';

COMMENT ON FUNCTION "private"."notification_kinds"() IS 'The kinds of notifications that a person can turn off.';

COMMENT ON FUNCTION "private"."notification_ledger"(uuid, integer) IS 'The step of notification_ledger that reads and is audited. Errors: as notification_ledger.';

COMMENT ON FUNCTION "private"."notification_stands"(text, uuid, uuid, uuid) IS '
Whether a cause is there at this moment, by the rows of its own domain. So it does not matter in which order deeds and undoings are read:
whatever is undone later has a line that is read later. Of strangers who do not know each other nothing is told.';

COMMENT ON FUNCTION "private"."notification_step"(integer) IS 'How many of the steps 1, 2, 5, 10, 20, 50, 100 … a number has reached.';

COMMENT ON FUNCTION "private"."notify_people"() IS '
The reader of the log that tells people what concerns them; about once a second, set by set. Killed anywhere it has done nothing, since place
and deeds change in one transaction. Returns for how many people something changed. The worker calls it.';

COMMENT ON FUNCTION "private"."page"(jsonb[], uuid[], integer) IS '
A page of a list, {items, next_cursor}, from what was found for it: items and the identifiers that sort them, in order,
and one more than the page holds if there is a next page.';

COMMENT ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) IS 'Pairs people who look in this mode, as propose and introduce_strangers do. Returns how many pairs there are now.';

COMMENT ON FUNCTION "private"."pairs_of"(text) IS 'Each pair of neighbouring characters of a text, with blanks between; of a single one itself.';

COMMENT ON FUNCTION "private"."place_in_list"(uuid, uuid, uuid, text) IS '
Where a post stands in the list that somebody is paging through, and the rules that put it there: {place, reason: that of the list or else the given, rules}, as
in explain_feed_item.';

COMMENT ON FUNCTION "private"."place_key"(double precision, double precision, double precision) IS '
A place on a sphere of radius 1 as its number along a Z-order curve (Morton 1966): what is near on the curve is near on the globe. Drawn
at random where there is none, so that people without a location are found among all others.';

COMMENT ON FUNCTION "private"."post_half_life"() IS '
How fast what happens to a post is forgotten. A day did best on MovieTweetings (0.5 to 2 days are alike) and Barrapunto: docs/feed.md.';

COMMENT ON FUNCTION "private"."post_insights"(uuid, text) IS 'The step of post_insights that reads. Errors: as post_insights.';

COMMENT ON FUNCTION "private"."post_items"(uuid[]) IS '
Posts as clients get them, in every list alike and in the order of `ids`; null for none. One statement for a whole page.
Who may see them is for its callers to decide: it shows what it is given.';

COMMENT ON FUNCTION "private"."post_parts"(uuid) IS 'The parts of post_insights that are by who and where.';

COMMENT ON FUNCTION "private"."post_query"(text) IS 'What search_posts looks for, from what somebody writes. Errors: INVALID_SEARCH.';

COMMENT ON FUNCTION "private"."post_times"(uuid, text) IS 'The parts of post_insights that are by time.';

COMMENT ON FUNCTION "private"."post_words"(text) IS 'What search_posts finds a caption by: its different words, folded, up to 40 letters of each; hashtags are words.';

COMMENT ON FUNCTION "private"."predict_reach"(uuid[], timestamp with time zone) IS '
The reach that posts will come to (people by trust, two days after they appeared), between which numbers it will be with 80 %, and by how many
standard errors that is above a viral post (odds); and how surprising their last hour is.';

COMMENT ON FUNCTION "private"."profile_card"(public.profiles) IS '
The few fields of a person that go with everything they write: {id, username, first_name, last_name, avatar: {media_id, url, width,
height, blurhash, alt_text}|null, verified_at}. Elsewhere this shape is called profile_card.
PL/pgSQL, because a list asks for one after the other and that keeps its plan.';

COMMENT ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) IS '
A proposal as one of the two sees it: {id, intent, deadline, my_answer: boolean|null, why, other: the card with gender, pronouns, bio,
verified_at and age}. What the other has answered is not in it: it would be an answer under pressure.';

COMMENT ON FUNCTION "private"."propose"(uuid[], uuid[]) IS '
Asks pairs of people about each other, the first of `ones` about the first of `others` and so on, each person at most once: those pairs
that may be proposed at this very moment, both free, both there by heartbeat, no rule between them. Returns how many these were. Any
number of callers may claim at once. Event `match.proposed` on user:<id> of both: {proposal_id, deadline}; get_match says the rest.';

COMMENT ON FUNCTION "private"."publish_now"(public.posts) IS '
Makes a post appear, and tells its author, who may have waited for it: event `post` on user:<id>, {post_id, state}. Emits post (target: the post) and post_mention (subject: who is mentioned, target: the
post).';

COMMENT ON FUNCTION "private"."purge_activity_links"() IS '
Removes links that nobody is counted in any more, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_engagement"() IS '
Removes events older than 30 days that every reader has read, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_feed"() IS '
Removes what was served more than 3 days ago, the counterfactual log of more than 7 days ago, and ranked lists that nobody pages
through any more; returns how many rows. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_insights"() IS 'Removes sums by hour and day of authors that are older than 100 days, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_matches"() IS '
Removes exclusions that are over, and proposals and sweeps of more than 90 days ago, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_notifications"() IS '
Removes what has not grown for 90 days, in batches, and refusals after 30. Returns how many notifications. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_preview_images"() IS 'Removes copies of pictures that are older than 90 days, up to 1,000, and returns how many. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_tastes"() IS '
Removes affinities that have faded to a fiftieth of a reaction, and of each person all but the private.affinity_limit() strongest; returns how
many rows. The worker calls it at night until it returns 0.';

COMMENT ON FUNCTION "private"."purge_topics"() IS 'Removes what no trend is made of any more, and returns how many rows. The worker calls it by schedule.';

COMMENT ON FUNCTION "private"."purge_virality"() IS 'Removes minute buckets, engagers and predictions that are no longer read; returns how many. The worker calls it every ten minutes.';

COMMENT ON FUNCTION "private"."qualified_emoji"(text) IS '
A text that is one emoji and nothing else, in its fully qualified form, by which emoji are compared; null for any other text.';

COMMENT ON FUNCTION "private"."quarter_of"(timestamp with time zone) IS 'The number of the quarter of an hour that a moment lies in, counted from 1970 in UTC.';

COMMENT ON FUNCTION "private"."raise_no_contact"() IS 'Errors: CONTACT_NOT_ALLOWED, which does not say why: a reason would tell an age.';

COMMENT ON FUNCTION "private"."raise_taken"(text) IS 'Says which unique value of an account is in use. Errors: USERNAME_TAKEN, EMAIL_TAKEN.';

COMMENT ON FUNCTION "private"."rank_feed"(uuid, text, uuid[], text[], real[], uuid[], timestamp with time zone, boolean) IS '
Puts candidates in the order in which a viewer gets them: filters, weighted sum of the factors, a little chance, authors and kinds spread
out, new voices on a place of their own.';

COMMENT ON FUNCTION "private"."ranked_page"(uuid, text, text, integer) IS 'A page of a ranked feed, {items, next_cursor}: on in the list that the cursor names, or the beginning of a new one.';

COMMENT ON FUNCTION "private"."rates_of"(bigint, bigint, bigint, bigint, bigint) IS 'What people do by views; null without views.';

COMMENT ON FUNCTION "private"."reach_calibration"(timestamp with time zone) IS '
How good predictions were, by the age of the post (age_step 1 to 7: 15 minutes to a day): the median of |ln(predicted / actual)|, the share that
came to lie in its interval (80 % is right), and the mean of ln(predicted / actual).';

COMMENT ON FUNCTION "private"."reaction_seam"(text, text, text) IS '
The function of a later domain whose things people react to. It declares private.react_to_<target>(caller uuid, target_id uuid,
emoji text), private.unreact_to_<target>(caller uuid, target_id uuid) and private.reactions_to_<target>(target_id uuid, emoji text,
before uuid, page_size int) returns jsonb. Errors: INVALID_REACTION.';

COMMENT ON FUNCTION "private"."reactions_view"(integer, jsonb, text, jsonb) IS '
Reactions as clients get them: {count, emojis: {emoji: count}, mine: emoji|null}. `count` and `emojis` are the counters, which
everybody shares; `hidden`, {emoji: count} or null, is taken off: the reactions of people hidden from the reader.';

COMMENT ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) IS 'A message of a conversation that this member may read; it may have been deleted for everyone. Errors: MESSAGE_NOT_FOUND.';

COMMENT ON FUNCTION "private"."readable_post"(uuid) IS '
A post that the caller may read, with what hangs on it: as visible_post, and an own one in every state until it is deleted.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND.';

COMMENT ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) IS '
Whether a member may read in a conversation at all: not who is gone, has declined or is only invited to a group, and nobody across
a block, unless in a group. `unseen`: private.hidden_in of the member.';

COMMENT ON FUNCTION "private"."recheck_parts"(xid8, xid8) IS '
What was told before is judged again after a block, a mute, the hiding of a person, the removal of a post, and the undoing of each; and where
the time of a mute or a ban is over. Returns whose notifications changed.';

COMMENT ON FUNCTION "private"."recheck_person"(uuid) IS '
As private.recheck_topic, for all topics that somebody is on: their session has ended, or they are banned. Hosted Supabase
goes on until the token ends, a quarter of an hour at most.';

COMMENT ON FUNCTION "private"."recheck_topic"(text) IS '
To be called in the transaction that takes away somebody''s access to a private topic, after the write that does so and
before the broadcasts that he is not to get. Realtime keeps what the policies of a topic answered until a client''s next
token. This sends the event access_changed: the embedded Realtime asks the policies again for everybody on the topic
before it delivers anything after it, and closes the channels of those who lost access. Hosted Supabase only
delivers the event. What somebody is not to see is therefore said on another topic from then on, whose name has a new epoch.';

COMMENT ON FUNCTION "private"."record_views"(jsonb) IS '
The step of record_views that writes. Emits view (subject: the author, target: the post, details: {counts: 1 or 0, first: 1 or 0,
watched_ms, total_ms: with all that this person has looked at it before, source}).
Errors: as record_views.';

COMMENT ON FUNCTION "private"."recounted_users"(date, text) IS 'The rows of analytics.recount_users. Errors: as there.';

COMMENT ON FUNCTION "private"."reel_candidates"(uuid, timestamp with time zone) IS 'What might be shown to somebody in reels_feed: as private.feed_candidates, of reels alone.';

COMMENT ON FUNCTION "private"."reels_feed"(text, integer) IS 'The step of reels_feed that ranks. Errors: as reels_feed.';

COMMENT ON FUNCTION "private"."refresh_feed_sources"() IS '
Makes the shared sources of the feed anew, and returns how many posts the largest has. The worker calls it when it starts and each
minute; nobody who reads them waits.';

COMMENT ON FUNCTION "private"."refresh_grace"() IS '
How long a rotated refresh token still returns the very child that it has had: it covers tabs that refresh at once.';

COMMENT ON FUNCTION "private"."refresh_trends"() IS 'Makes the trends anew. The worker calls it by schedule; who reads them waits for nothing.';

COMMENT ON FUNCTION "private"."refusal_strength"(timestamp with time zone, timestamp with time zone) IS 'How much of a refusal is left at a moment: 1 at first, 0 after 30 days, and evenly down in between.';

COMMENT ON FUNCTION "private"."refuse"(text) IS '
Answers a request with an error of private.raise without failing: the transaction commits, with nothing of what the function did
but the rate limits'' tokens, which are taken again. An exception would give them back, and whoever only ever makes calls that
are refused would not be limited. Every function of the API that takes tokens ends in
exception when sqlstate ''PGRST'' then return private.refuse(sqlerrm). Outside of a request it raises the error again.
Errors: RATE_LIMITED, if the tokens are gone by now.';

COMMENT ON FUNCTION "private"."register"(jsonb, text, uuid, bytea, text, inet) IS '
Makes account, credentials, profile and first session in one step. `details` is the body of POST auth/register,
already validated. Returns {user, claims}. Errors: INVALID_PROFILE, USERNAME_RESERVED, USERNAME_TAKEN, EMAIL_TAKEN,
UNKNOWN_INTEREST, TOO_YOUNG.';

COMMENT ON FUNCTION "private"."reheated"(double precision, double precision, timestamp with time zone, interval) IS 'A heat (null is none) after a weight was added to it, or taken from it, at a moment.';

COMMENT ON FUNCTION "private"."relationship"(uuid) IS 'As relationships, to one person; null to oneself. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."relationships"(uuid[]) IS '
How the caller stands to these people, in one statement for a whole list: {user_id, following, follow_requested, followed_by,
follow_requested_by, connection: none|requested|incoming|connected, connection_request_id, muted, blocking}. No row for the caller.
It tells nothing of a block by the other side. PL/pgSQL, because that keeps its plans. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "private"."reopen_ticket"(private.match_tickets) IS 'Somebody goes back to the queue, with the age that the search has; the row is locked.';

COMMENT ON FUNCTION "private"."report"(text, uuid, text, text) IS 'The step of report that writes. Errors: as report.';

COMMENT ON FUNCTION "private"."report_stranger"(uuid, text, text) IS '
Reports the stranger of an anonymous conversation, ends it, and keeps the two apart for good. The report carries what was said.
`reason`: spam, harassment, hate, sexual, minor, violence, self_harm, other. Repeating it changes nothing. Emits stranger_report
(target: the conversation).
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_MATCH, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."report_view"(private.cases, private.reports) IS 'A report as its reporter sees it.';

COMMENT ON FUNCTION "private"."reputation"(uuid) IS 'How often somebody''s reports were right, 0 to 1, Beta-smoothed from one of each: a half for who has reported nothing yet.';

COMMENT ON FUNCTION "private"."require_open_lists"(uuid) IS '
Refuses unless the caller may see whom somebody follows and is followed by, and what they collect.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE.';

COMMENT ON FUNCTION "private"."require_person"(uuid) IS '
The profile of somebody whom the caller may see. Errors: USER_NOT_FOUND, alike for the unknown, the hidden and, in
either direction, the blocked.';

COMMENT ON FUNCTION "private"."resembles"(text[]) IS '
That somebody''s names or handle have something like each of these words, as a condition on `person`; null when a word
resembles none that anybody has, or all are too short to resemble any.';

COMMENT ON FUNCTION "private"."respond_to_match"(uuid, boolean) IS '
The caller''s answer to a proposal. Returns {status}: waiting for the other; matched, with conversation_id; searching, when the other
has declined or not answered, and the caller''s search goes on with its age; idle, when it has ended: the caller has declined, or came too
late. The same answer again changes nothing; of two devices the first one counts.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_MATCH, MATCH_NOT_FOUND, MATCH_ANSWERED_ELSEWHERE, RATE_LIMITED.';

COMMENT ON FUNCTION "private"."review_topic"(text, boolean, text) IS 'The step of review_topic that writes. Errors: as review_topic.';

COMMENT ON FUNCTION "private"."ring"(private.membership, text) IS '
Begins a call in a conversation that is locked, and rings those who are not in another one. Emits call (subject: who is rung,
target: the conversation, details: {call_id, media}). Errors: ALREADY_IN_CALL.';

COMMENT ON FUNCTION "private"."roll_up_engagement"() IS '
Adds to the counters of posts and comments what people have done since the last call, tells everybody who watches
(event `stats` on post:<id>, once a post), and returns how many posts changed. The worker calls it about once a second; several may.';

COMMENT ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) IS '
Exchanges refresh token number `counter` of a session for its child, number counter + 1, given the SHA-256 of both and of
the second child, number counter + 2. Returns {outcome, counter?, claims?, until?}: `rotated`, and the number of
the token that is valid now; `replayed`, with the same child as before; `reused`, which has ended the session: the token
has a grandchild, or was given up for a second child; `ended` when there was no live session; `banned` when moderators have
closed the account, and until when. The caller has checked that the token is genuine. It returns rather than raises,
because a refusal must not roll the revocation back.';

COMMENT ON FUNCTION "private"."seam"(text, text, text) IS '
The function that a domain has declared as private.<prefix><name><signature>, to be called by `execute format(''select %s($1)'', …)`;
null if none has. `signature`: the types of its arguments, for instance (uuid,uuid).';

COMMENT ON FUNCTION "private"."search_posts"(text, text, integer) IS 'The step of search_posts that reads. Errors: as search_posts.';

COMMENT ON FUNCTION "private"."search_topics"(text, integer) IS 'The step of search_topics that reads. Errors: as search_topics.';

COMMENT ON FUNCTION "private"."searched_words"(text) IS 'The words of a search, folded, as message_words has them. Errors: INVALID_SEARCH.';

COMMENT ON FUNCTION "private"."served_lately"(uuid) IS 'What somebody was given in the last three days, the last 2,000 pages of it.';

COMMENT ON FUNCTION "private"."served_since"(uuid, timestamp with time zone) IS 'What somebody was given since a moment.';

COMMENT ON FUNCTION "private"."set_app_role"(uuid, text) IS '
Says what a person may do in the product: user, moderator or admin. Returns whether that is new. The claim app_role comes with
the next access token; until then a new moderator is none yet, and a dismissed one is none any more. For whoever has the
database itself: npm run admin.';

COMMENT ON FUNCTION "private"."set_feed_settings"(jsonb) IS 'The step of set_feed_settings that writes. Errors: as set_feed_settings.';

COMMENT ON FUNCTION "private"."set_media_addresses"(text, text) IS 'Says where media are read, and with which secret their addresses are signed. The worker calls it at its start.';

COMMENT ON FUNCTION "private"."set_notification_settings"(jsonb) IS 'The step of set_notification_settings that writes. Errors: as set_notification_settings.';

COMMENT ON FUNCTION "private"."set_viral_veto"(uuid, boolean, text) IS 'The step of set_viral_veto that writes. Errors: as set_viral_veto.';

COMMENT ON FUNCTION "private"."setting"(text) IS 'The value of a setting: one look-up by primary key. An unknown name is a programming error and raises no_data_found.';

COMMENT ON FUNCTION "private"."settle_match"(private.match_proposals) IS '
Both have accepted: their conversation begins and both searches end. Event `match.matched` to both: {proposal_id, conversation_id}.
Emits match (subject: the other of the two, target: the conversation).';

COMMENT ON FUNCTION "private"."severity_of"(text) IS 'How grave what was reported would be, 1 to 5; null for no reason that there is.';

COMMENT ON FUNCTION "private"."shares_of"(text[], bigint[], bigint) IS '
What parts people divide into, as {name: share}, in steps of 0.05; parts of less than `minimum` people are joined as `other`, and it is null when that cannot be
done or there are less in all.';

COMMENT ON FUNCTION "private"."show_avatar"(private.media) IS 'Makes a ready picture its owner''s avatar and deletes the earlier one. The avatar is locked (private.lock_avatar).';

COMMENT ON FUNCTION "private"."show_people_again"() IS '
Ends the hiding of those whose time is over, and returns how many. They are shown at once; what is stored because of it, as the
audience of their posts, follows with this. The worker calls it every ten seconds.';

COMMENT ON FUNCTION "private"."shown_counts"(uuid) IS '
As graph_counts, without the people hidden from the caller: a block holds in counts too. Who is deactivated or banned for a time stays
counted, although no list shows them: they come back, and a count that follows them would be written for each of their contacts.';

COMMENT ON FUNCTION "private"."shown_daily_users"(text, date, date) IS 'The rows of analytics.daily_users. Errors: as there.';

COMMENT ON FUNCTION "private"."shown_feed_settings"(private.feed_settings) IS 'Settings as clients get them.';

COMMENT ON FUNCTION "private"."shown_figures"() IS 'The rows of analytics.list_figures. Errors: as there.';

COMMENT ON FUNCTION "private"."shown_overview"(text) IS 'The rows of analytics.overview. Errors: as there.';

COMMENT ON FUNCTION "private"."shown_refusal"(private.not_interested) IS 'A refusal as clients get it: see not_interested.';

COMMENT ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) IS '
Ends the anonymous conversation for both and looks for another stranger. Errors: those of leave_conversation and of join_matching;
INVALID_ARGUMENT (not anonymous).';

COMMENT ON FUNCTION "private"."slips"(text) IS '
A word, and what remains of it without each of its letters, of the first hundred. Two words that share one of these are at most a letter too many,
one too few, another one, or two swapped apart: Mor and Fraenkel 1982, "A hash code method for detecting and correcting
spelling errors".';

COMMENT ON FUNCTION "private"."small_avatar"(jsonb) IS '
The picture that stands beside a name, in lists and events: {media_id, url, width, height, blurhash, alt_text}, the smallest WebP, 96
pixels wide. The profile itself has all variants.';

COMMENT ON FUNCTION "private"."solve"(double precision[], double precision[]) IS 'Solves a system of linear equations (Gauss, with partial pivoting): for the dozen weights of a model.';

COMMENT ON FUNCTION "private"."spaced_scripts"(text) IS 'A folded text in which runs of Thai, Lao, Burmese, Khmer, kana and Han are pairs of characters with blanks between.';

COMMENT ON FUNCTION "private"."squeezed"(text, boolean) IS '
A text in which each character that is repeated stands once, or with `keep_pairs` each that stands three times or more;
digits and white space stay.';

COMMENT ON FUNCTION "private"."start_upload"(text, text, text, bigint, text, interval, text) IS '
Makes the row of a medium that is about to be uploaded. `content_type` is kept without parameters; `name`: of a file, and of
nothing else. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MEDIA_CONVERSION_UNAVAILABLE, MEDIA_TYPE_NOT_ALLOWED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED.';

COMMENT ON FUNCTION "private"."state_in_call"(text) IS 'How the caller takes part in a call that lasts, <id>:<epoch>; null unless this is its epoch of now.';

COMMENT ON FUNCTION "private"."store_author_neighbours"(uuid[], uuid[], real[]) IS 'Replaces private.author_neighbours, in one transaction: nobody reads half of it. Returns how many there are.';

COMMENT ON FUNCTION "private"."store_topic_neighbours"(text[], text[], real[]) IS 'The same for private.topic_neighbours.';

COMMENT ON FUNCTION "private"."surprise"(double precision, double precision) IS '
By how many standard deviations a count is above its expectation if it is Poisson: the square root makes the deviation one whatever the
expectation (Anscombe 1948).';

COMMENT ON FUNCTION "private"."sync_part_match"(uuid) IS 'The part `match` of sync, as match_status.';

COMMENT ON FUNCTION "private"."sync_part_notifications"(uuid) IS 'The part `notifications` of sync: the head of the list as it is now, which replaces what a client has of it.';

COMMENT ON FUNCTION "private"."sync_parts"(uuid) IS 'What later domains add to the first page of sync: `x` where there is a function private.sync_part_x(caller uuid).';

COMMENT ON FUNCTION "private"."take_token"(text, text) IS '
Takes one token from the bucket of `subject` under the limit `limit_name`. The token is gone even if the call is refused
afterwards: see private.refuse.
Errors: RATE_LIMITED (429, with Retry-After in seconds). An unknown limit is a programming error and raises no_data_found.
Where the setting rate_limits is false (PLAZA_LIMITS=off, for development) nobody is refused.';

COMMENT ON FUNCTION "private"."talk_of_pair"(uuid, uuid) IS '
The conversations of only these two people who know each other''s names, locked; for sync they have changed for both.';

COMMENT ON FUNCTION "private"."taste_half_life"() IS 'How fast what somebody did is forgotten as their taste.';

COMMENT ON FUNCTION "private"."tastes_for_authors"(uuid[]) IS '
A row a person, of the 20,000 who did something last: which of `columns` (from 0) they like, the 50 strongest, and how much: ln(1 + what they did).';

COMMENT ON FUNCTION "private"."tastes_for_topics"(text[]) IS 'The same of topics.';

COMMENT ON FUNCTION "private"."tell_badges"(uuid[]) IS 'Event `badge` on user:<id>: {notifications: how many groups are unread}, whenever that may have changed.';

COMMENT ON FUNCTION "private"."tell_call"(private.calls) IS '
Event `state` on the topic that a call had in this row: {call_id, conversation_id, media, state, outcome, answered_at, ended_at,
duration_ms, topic, live_topic, participants: [{member_id, state}]}, as it is by now: who left it does not come along to another topic.';

COMMENT ON FUNCTION "private"."tell_comment"(public.comments, uuid, uuid) IS '
Tells of a comment. Emits comment (subject: the author of the post, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}), reply (subject: whom it answers, target: the post, details: {comment_id, thread_id: the first
comment of the thread, or null}) and comment_mention (subject: who is mentioned, target: the post, details: {comment_id,
thread_id: the first comment of the thread, or null}).';

COMMENT ON FUNCTION "private"."tell_conversion"(boolean) IS '
Says whether a worker can convert video and sound, as each does once a minute, and returns whether any can.';

COMMENT ON FUNCTION "private"."tell_decisions"() IS '
Tells what was decided, once it can no longer be undone, and returns how many decisions. The worker calls it by schedule.
Emits moderation_notice (subject: the person; target: the decision; details: {action, reason, until}).
Emits report_outcome (subject: the reporter; target: the report; details: {outcome}). Nobody is named as who did it.';

COMMENT ON FUNCTION "private"."tell_followers"() IS '
Tells followers that posts have appeared: event `feed` on user:<id>, {post_ids: the last 20 at most}, one a person and run. Only to
who is online, to 1000 followers of an author and of the last 200 posts of a run, not to who has muted the author; who hears
nothing sees it when they open the feed. Returns how many were told. The worker calls it every five seconds.';

COMMENT ON FUNCTION "private"."tell_hiding"() IS 'Trigger. Emits hiding (subject: the person): the person is hidden from others from now on, or shown again.';

COMMENT ON FUNCTION "private"."tell_mentioned"(private.membership, uuid, uuid[]) IS '
Tells of each member who is mentioned in a message. Emits message_mention (subject: who is mentioned, target: the conversation,
details: {message_id}).';

COMMENT ON FUNCTION "private"."tell_mute"() IS 'Trigger. Emits mute (subject: the muted) and unmute (subject: who was muted).';

COMMENT ON FUNCTION "private"."tell_notification_mute"() IS '
Trigger. Emits notification_mute (subject: the muted) and notification_unmute (subject: who was muted).';

COMMENT ON FUNCTION "private"."tell_notifications"(uuid[]) IS '
Event `notification` on user:<id> for each group that is new or has reached another step: {notification_id, kind, target_kind, target_id,
actor_count, part_count}. Who has done it says the list, which asks again who may be shown.';

COMMENT ON FUNCTION "private"."tell_preview"(private.messages) IS '
Tells people who need not have the conversation open that its last message has changed or was deleted, as give_notice tells of a
new one; not in large groups, whose members find out by sync.';

COMMENT ON FUNCTION "private"."tell_unblock"() IS 'Trigger. Emits unblock (subject: who was blocked).';

COMMENT ON FUNCTION "private"."tell_virality"(jsonb, timestamp with time zone) IS '
What follows from a change of state: what the feed offers to everybody, event `virality` {post_id, state} on post:<id>, and the log. Emits viral
(subject: the author, target: the post, details: {state: none, rising, viral or cooled}).';

COMMENT ON FUNCTION "private"."ticket_view"(private.match_tickets) IS 'A search as whose it is sees it: what was asked for, since when, until when, how long it may take in all (eta_s, seconds).';

COMMENT ON FUNCTION "private"."tiles_around"(integer) IS 'A tile of private.tile_of and its up to eight neighbours.';

COMMENT ON FUNCTION "private"."tiles_within"(integer, integer) IS 'The tiles of private.tile_of that a circle around the middle of a cell may touch, one or two too many.';

COMMENT ON FUNCTION "private"."topic_call"(text) IS 'call:<id>:<epoch>, while the call lasts: who is in it or is being rung receives `state`; nobody sends.';

COMMENT ON FUNCTION "private"."topic_call_live"(text) IS 'call_live:<id>:<epoch>, while the call lasts: who is in it sends and receives `signal`.';

COMMENT ON FUNCTION "private"."topic_conversation"(text) IS 'conversation:<id>:<epoch>: its members receive what the database sends; nobody sends.';

COMMENT ON FUNCTION "private"."topic_conversation_live"(text) IS '
conversation_live:<id>:<epoch>: its members send `typing` and presence, under the key of their own member_id.';

COMMENT ON FUNCTION "private"."topics_around"(integer, integer, text) IS 'Topics that more people than usual have to do with in an area: as private.trending_topics, read from the counters of its tiles.';

COMMENT ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) IS '
The topics that a member may join, null for those they may not. Who has blocked somebody in a group neither gives nor gets signs
there: clients hear each other on a live topic without the database in between, and who is blocked is not to notice.';

COMMENT ON FUNCTION "private"."topics_to_review"(integer) IS 'The step of topics_to_review that reads. Errors: as topics_to_review.';

COMMENT ON FUNCTION "private"."trimmed"(text) IS '
A text without the white space around it, line breaks and Unicode spaces included; empty if there is nothing to see in it,
whatever characters it has. Null stays null. The one rule of what is empty: whatever people write passes through it.';

COMMENT ON FUNCTION "private"."trust"(timestamp with time zone, timestamp with time zone, timestamp with time zone, timestamp
  with time zone, double precision) IS '
0 to 1. By age: (days / (days + half_days)) squared, so with 20 days an account counts .002 after a day, .07 after a week, .36 after a month, .9
after a year. Three tenths less without a confirmed address; 1 with the badge.';

COMMENT ON FUNCTION "private"."trust_of"(uuid[], timestamp with time zone) IS 'Trust and followers of people; who is banned or deactivated is left out, and counts nothing.';

COMMENT ON FUNCTION "private"."try_tickets"(uuid[]) IS '
As lock_tickets, of those on whom nobody acts at this moment, without waiting; returns whose these are. They stay, too: a deletion takes
the person before the ticket, as this does.';

COMMENT ON FUNCTION "private"."undo_decision"(uuid) IS 'The step of undo_decision that writes. Errors: as undo_decision.';

COMMENT ON FUNCTION "private"."undo_not_interested"(uuid) IS 'The step of undo_not_interested that writes. Errors: as undo_not_interested.';

COMMENT ON FUNCTION "private"."unranked_page"(uuid, text, integer) IS '
What there is while ranking cannot be had: a page of latest_feed without what was given out lately, so that a session in which ranking
fails or comes back repeats nothing either.';

COMMENT ON FUNCTION "private"."unread_counts"() IS 'The step of unread_counts that reads. Errors: as unread_counts.';

COMMENT ON FUNCTION "private"."unread_notifications"(uuid) IS 'How many groups somebody has not read: counted in an index that holds these and no others, so it cannot drift.';

COMMENT ON FUNCTION "private"."usernames_in"(text) IS 'The usernames that a text mentions with @, in lower case, each once; none inside a link.';

COMMENT ON FUNCTION "private"."users_of_days"(text, date, date) IS '
The figures of analytics.daily_users for the days from `since` to `until`, both included. So monthly = monthly of the day before + newcomers +
resurrected - dormant.';

COMMENT ON FUNCTION "private"."uuid_v7_at"(timestamp with time zone) IS 'The least identifier that private.uuid_v7() makes from a moment on: for ranges of time in lists sorted by one.';

COMMENT ON FUNCTION "private"."virality_feature_names"() IS '
The features, in the order of the arrays that hold them, as logarithms: of people, commenters, sharers, views, audience (post_virality, each + 1); of
age in minutes + 20; of people in the last quarter of an hour, hour, six hours, and views in the last hour (+ 1); what the author''s posts came to
on average; and age with people and with the hour.';

COMMENT ON FUNCTION "private"."virality_features"(uuid[], timestamp with time zone) IS 'What the predicted reach of posts is made of at a moment: history only.';

COMMENT ON FUNCTION "private"."virality_view"(uuid) IS 'How a post spreads, as its author sees it.';

COMMENT ON FUNCTION "private"."wanted_uploads"(text[]) IS '
Of these folders those whose upload is still needed. A permission to upload outlives its medium by up to a day, so the worker
removes what lies below uploads/ and is not wanted.';

COMMENT ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) IS '
Which of the wanted pairs may be proposed to each other at this moment. `ones` and `others` are places in `people`, from 1. For each pair
that may, `score`: the chance that both say yes, and `weight`: the score with the bonus for waiting and the damping of who was proposed often.
docs/matchmaking.md gives the reason of every number.';

COMMENT ON FUNCTION "private"."weighed_deeds"(xid8, xid8) IS 'What people did with posts of others, in the transactions from `since` to before `until`.';

COMMENT ON FUNCTION "private"."weights_for"(text, private.feed_settings, jsonb) IS '
What each factor counts for somebody, in the order of private.feed_factor_names(). `other`: weights instead of the stored ones, by factor.';

COMMENT ON FUNCTION "private"."why_notified"(uuid) IS 'The step of why_notified that reads. Errors: as why_notified.';

COMMENT ON FUNCTION "private"."with_addresses"(text, jsonb) IS '
Puts an address in the place of each key signed/<folder>/…: <base>/<expiry>-<signature>/<folder>/…, where the expiry is a unix
time and the signature the first 32 hexadecimal digits of HMAC-SHA256("<expiry>/<folder>"). It opens the whole folder, so that
a playlist may name its neighbours. Whoever serves the bucket checks it (docs/media.md). Runs as its owner, who may read the secret.';

COMMENT ON FUNCTION "private"."with_distances"(jsonb[], integer[]) IS 'Adds to posts as post_items gives them how far away they were made.';

COMMENT ON FUNCTION "private"."with_interval"(double precision, double precision) IS 'A number with its 95 % interval by the normal law: {value, low, high}.';

COMMENT ON FUNCTION "private"."with_reasons"(jsonb[], text[]) IS 'Adds to posts as post_items gives them why each is there.';

COMMENT ON FUNCTION "private"."with_reposters"(jsonb[], uuid[]) IS 'Adds reposted_by to posts as post_items gives them: who has brought each, or null.';

COMMENT ON FUNCTION "private"."withdraw_parts"(private.notification_cause[]) IS 'What no longer stands is taken back, in exactly its part. Returns whose notifications changed.';

COMMENT ON FUNCTION "private"."without_links"(text) IS 'A text without what is inside its links, where neither # nor @ means anybody.';

COMMENT ON FUNCTION "private"."written_words"(text) IS 'The words of a folded text in order: what stands between white space and punctuation, one letter or digit being one too.';

COMMENT ON FUNCTION "public"."answer_connection"(uuid, boolean) IS '
Accepts or declines a request to the caller; who is declined is not told, and cannot ask again for 30 days. Repeating an
answer changes nothing. Returns the relationship with the requester, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was withdrawn or answered
otherwise), CONTACT_NOT_ALLOWED (docs/safety.md), CONNECTION_LIMIT_REACHED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."answer_follow"(uuid, boolean) IS '
Lets somebody who has asked follow the caller, or declines, of which they are not told. Repeating it changes nothing.
Returns the relationship, as follow. Making an account public answers nobody.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_REQUEST_NOT_FOUND, CONTACT_NOT_ALLOWED
(docs/safety.md), INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."archive_post"(uuid, boolean) IS '
Puts an own published post where only its author sees it, or back to its place, and returns it as get_post does.
Repeating it changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST (it has not been
published), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."block"(uuid) IS '
Makes two people invisible to each other, and ends every follow, request and connection between them. The other is not
told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."claim_case"(uuid) IS '
For moderators: takes an open case for fifteen minutes, in which nobody else can; again, to keep it as long once more. Returns it as get_case does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED (also cases about moderators and admins, unless the caller is an admin), CASE_NOT_FOUND,
CASE_CLAIMED (by somebody else), CASE_DECIDED.';

COMMENT ON FUNCTION "public"."clear_conversation"(uuid) IS '
Deletes for the caller everything that was said up to now; the others keep it. The conversation leaves the list until somebody
speaks again. Returns `me` of the conversation, as list_conversations gives it: what lies before me.first_seq is gone.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."clear_location"() IS 'Forgets where the caller is. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

COMMENT ON FUNCTION "public"."create_collection"(text, boolean) IS '
Makes a collection for saved posts, up to 100: {id, name, is_private, posts: 0, created_at}. The name, 1 to 60 characters,
is what makes it one: making it again returns the one there is.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_COLLECTION, TOO_MANY_COLLECTIONS, CONTENT_REJECTED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."create_post"(uuid, text, text, uuid[], text, text, double precision, double precision, text, text, boolean, timestamp
  with time zone) IS '
Publishes a post, or keeps it as a draft or until `publish_at` (up to a year ahead), and returns it as get_post does.
`client_id` is made by the client: a retry with the same one returns the post that exists and changes nothing.
`kind` and its media, which the caller has uploaded for posts and used nowhere else: text none, image one picture, video
and reel one video, carousel 2 to 20 of either. A post appears when its media are ready; until then `state` is processing.
`caption`: up to 5000 characters, a text has at least one; up to 30 #hashtags and 20 @mentions are read out of it.
`visibility`: public, followers, connections. `comments_from`: everyone, followers, connections, nobody.
`latitude` and `longitude` are kept to a cell of about 5 km. `content_warning`: up to 200 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."creator_insights"(integer, text) IS '
What became of the caller''s posts in the last `days` (1 to 90) days of `time_zone`, today included: {days, time_zone, views, reach (people who saw a post for the first
time, summed over posts), reactions, comments, shares, saves, watched_ms, completions, rates: {reactions, comments, shares, saves} by views, before: {views, reach,
reactions, comments, shares, saves, watched_ms}: the same number of days before (null beyond what is kept, 100 days), by_day: [{day, views, viewers, reactions,
comments, shares, saves, watched_ms}, …] every day, by_hour: [24 × {views, reactions}], best_times: [{weekday: 1 (Monday) to 7, hour, views (a week)}] the best three,
sources: {home: views, …}, audience: {ages: {band: share}, followers: share} in steps of 0.05, null below ten people, posts: the ten most viewed of those that
appeared in these days, [{post_id, views, reactions, comments, shares, saves, state: none|rising|viral|cooled}]}.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."decide"(uuid, text, timestamp with time zone, text) IS '
For the moderator who has claimed the case: decides it. `action`: dismiss, warn (a strike that counts until `until`, 90 days without), suspend (`until`
is required, at most a year ahead), ban. `note`, up to 2000 characters, is for the person to read. The person and the reporters are told after ten
minutes, in which undo_decision takes it back; a suspension and a ban count at once. Returns {id, case_id, action, until, note, created_at, undone_at}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_DECISION, CASE_NOT_FOUND, CASE_DECIDED, CASE_NOT_CLAIMED.';

COMMENT ON FUNCTION "public"."delete_collection"(uuid) IS '
Deletes an own collection; its posts stay saved, in none. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."delete_comment"(uuid) IS '
Deletes an own comment, or one on an own post. Its text and pictures are gone at once; if it has answers, an empty place keeps
them together. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also when it is not the caller''s to delete), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."delete_post"(uuid) IS '
Takes an own post away from everybody, and returns {id, deleted_at, restorable_until}. restore_post brings it back for 30
days; then it is gone with its media. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."dismiss_suggestion"(uuid) IS '
Suggests somebody to the caller no more. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';

COMMENT ON FUNCTION "public"."edit_comment"(uuid, text) IS '
Changes the text of an own comment, and returns it as list_comments does. People who are mentioned for the first time are told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND, INVALID_COMMENT, CONTENT_REJECTED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."edit_post"(uuid, jsonb) IS '
Changes some of {caption, visibility, place, comments_from, content_warning} of an own post, and returns it as get_post does.
What the text of a published post was stays readable: list_post_edits. People who are mentioned for the first time are told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, CONTENT_REJECTED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."explain_feed_item"(uuid) IS '
Why a post is, or is not, in the caller''s own home feed at this moment: {post_id, reason: as in home_feed, null when no source brings it,
score: the sum of what follows, factors: [{factor, value, weight, product, words}, the strongest first], filter: {filter: muted|minor|flagged|
refused|kind|sensitive|muted_topic|muted_word|seen|served, words}|null, rules: [{rule: spread|new_voice, words}], place: in the list that the caller
is paging through, from 1, or null}. A weight of 0 is one that feed settings have turned off. Only what the caller may see is explained.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also for own posts), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."feed_what_if"(jsonb, text) IS '
For admins: what other weights of the factors would have brought on the lists of the last 7 days (a sample of them is logged), before
anybody sees them. `weights`: {factor: -10 to 10}, of explain_feed_item''s factors; who is not named stays. Returns {lists, people, places: how many of each list
are judged, effective: to how many lists what they say amounts, now, then, difference: {value: reward a place, low, high: the 95 % interval}}. A reward: a
reaction is 1, a comment or save 2, a share 3, half a minute of watching 0.5. The further the weights are from those of now, the fewer lists say
anything about them: below an effective number of 50 there is no answer. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT,
INVALID_FEED_SETTINGS, FEED_LOG_TOO_SMALL, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."follow"(uuid) IS '
Follows somebody, or asks to where the account is private. Repeating it changes nothing.
Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
none|requested|incoming|connected, connection_request_id, muted, blocking}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, CONTACT_NOT_ALLOWED (docs/safety.md), FOLLOW_LIMIT_REACHED,
RATE_LIMITED.';

COMMENT ON FUNCTION "public"."follow_suggestions"(integer) IS '
Whom the caller may want to follow, the best first: {items: [{user: as profile_card, relationship: as
follow returns it, followed_by_known, shared_interests: [slug]}], next_cursor: null}. `followed_by_known`: how many of those whom the caller
has followed last do. There is no next page: whoever is followed or dismissed makes room for others.
Errors: NOT_AUTHENTICATED, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."followers_you_know"(uuid, text, integer) IS '
Whom of somebody''s followers the caller follows, those first whom the caller has followed last: {items, next_cursor} with
items as list_followers; followed_at is when they followed that person.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."following_feed"(text, integer) IS '
The posts of the caller and of those whom the caller follows and has not muted, and the posts of others that the latter have
reposted, newest first: {items: [post as get_post gives it, with reposted_by: as
profile_card|null], next_cursor}. Each post is there once: at its own time if the caller follows its author, else at the time of
the first repost by somebody whom the caller follows. A page may hold fewer posts than asked for; the last has no next_cursor.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."get_call"(uuid) IS '
A call that the caller was rung for or takes part in: {id, conversation_id, media: audio|video, state: ringing|active|ended, outcome:
answered|missed|declined|busy|cancelled|failed|null, created_at, rings_until, answered_at, ended_at, duration_ms, topic, live_topic,
caller, participants, me: {state, is_caller}}. `topic`, for who is rung or in it: the private Realtime topic of its `state`;
`live_topic`, for who is in it: the one for `signal`. `caller` and `participants`: as profile_card with {member_id, alias}, of somebody
anonymous only member_id and alias; participants with their state: ringing|joined|left|declined|missed|busy.
Errors: NOT_AUTHENTICATED, CALL_NOT_FOUND.';

COMMENT ON FUNCTION "public"."get_case"(uuid) IS '
For the moderator who has claimed the case: as moderation_queue with {person: {id, username, app_role, banned_until, banned, strikes}, reports: [{id, reporter_id,
reason, note, evidence, created_at}] (the latest 50)}. `strikes` are the warnings that still count;
`banned_until` is null for a ban without an end.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, CASE_NOT_FOUND, CASE_NOT_CLAIMED.';

COMMENT ON FUNCTION "public"."get_feed_settings"() IS '
What the caller has set about the feed: {weights: {following, interests, trending, nearby, fresh: 0 to 2, 1 is usual}, kinds: [text|image|
video|carousel|reel], muted_words: [text], muted_topics: [text], sensitive: show|warn|hide, order: ranked|latest}.
Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "public"."get_notification_settings"() IS '
What the caller wants to be told: {kinds: {follow: true|false, …}, strangers: list|box|none, time_zone}. `strangers`: whether that which
comes from people whom the caller neither follows nor is connected with stands in the list, in a box of its own that is not in the badge, or
nowhere. `time_zone`: by whose clock quiet hours and what is told at an hour of the day go; UTC until a client has set it.
Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "public"."get_post"(uuid) IS '
One post: {id, kind, caption, state: draft|scheduled|processing|failed|published|archived, visibility, comments_from,
content_warning, place, hashtags: [text], mentions: [{id, username}], publish_at, published_at, edited_at, created_at,
author: as profile_card with {relationship: as follow returns it, null for oneself}, media: [as functions/media gives them],
stats: {comments, shares, saves, views}, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, viewer: {saved, reposted}}. Counts
are a second or two behind; reactions are without those of people hidden from the caller. Authors see their own posts in every state, until they
delete them.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).';

COMMENT ON FUNCTION "public"."get_profile"(text, uuid) IS '
One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, avatar, gender,
pronouns, bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts:
{followers, following, connections, posts}, relationship: as follow returns it}. `age` in years and `distance_km`,
rounded between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. Minors
and adults who are not connected see neither of each other, and no interests. `relationship` is null for oneself. `counts` are without people hidden from the caller, but
with those who are deactivated for a time; `posts` is as many as list_posts gives the caller. The
own profile with its private fields is GET auth/me.
Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).';

COMMENT ON FUNCTION "public"."get_settings"() IS '
What the caller allows others: {who_may_message, who_may_add_to_groups: everyone|connections|nobody, show_age,
show_distance, show_online, show_last_seen, read_receipts, discoverable, is_private}. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "public"."heartbeat"(text, text) IS '
Says that the caller is there; to be sent every 30 s. `status`: online, or away while nobody touches the device.
`device`: 1 to 40 characters. Without heartbeats somebody is offline after 75 s.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PRESENCE.';

COMMENT ON FUNCTION "public"."hide_comment"(uuid, boolean) IS '
Puts a comment on an own post aside, with its answers, or brings it back; list_comments gives what is aside only when asked for
it. Returns the comment. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."home_feed"(text, integer) IS '
Posts for the caller, the best first: {items: [post as get_post gives it, with reason: followed|reposted|liked_by_similar|similar_author|interest|
nearby|trending|viral|new_voice|latest], next_cursor}. No post comes twice while it is among what was given out in the last days, on any device.
Without a cursor it begins anew, with what has not been given out yet. With order `latest` in the feed settings, and whenever ranking
cannot be had, it is following_feed, with reason latest. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_blocked"(text, integer) IS '
Whom the caller has blocked, the newest first: {items: [{user: as profile_card, blocked_at}],
next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_collections"(uuid, text, integer) IS '
The caller''s collections, or those of somebody else that are not private, the newest first: {items: [{id, name, is_private,
posts, created_at}], next_cursor}. Those of a private account are for its followers.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_comments"(uuid, uuid, text, boolean, text, integer) IS '
The comments on a post (authors also read those on their archived ones), or with `parent_id` the answers in one thread: {items, next_cursor, pinned}. `sort`: top (reactions
and answers) or new. `hidden`: instead those that the author of the post has put aside. `pinned` is the comment that the
author has put above the others, on the first page of a post.
A comment: {id, post_id, parent_id, reply_to_id, state: visible|hidden|deleted|unavailable, body, mentions: [{id, username}], created_at,
edited_at, pinned, author: as profile_card|null, media, stats: {replies}, reactions: {count, emojis: {emoji: count}, mine: emoji|null},
reacted_by_author}. Deleted ones and those of people hidden from the caller (unavailable) have no author and no body, and
are there only to hold their answers.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_connection_requests"(text, text, integer) IS '
Requests to connect that wait for an answer, the newest first: {items: [{id, user: as profile_card,
note, requested_at}], next_cursor}. `direction`: incoming (user has asked the caller) or outgoing (the caller has asked user).
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_connections"(text, integer) IS '
With whom the caller is connected, the newest first: {items: [{user: as profile_card,
connected_at}], next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_conversations"(boolean, text, integer) IS '
The caller''s conversations, the one with the last message first: {items, next_cursor}. `archived`: those put away instead.
A conversation: {id, kind: direct|group|anonymous, title, picture, topic, live_topic, other, me: {member_id, alias, role, state: active|requested,
first_seq, last_read_seq, last_delivered_seq, muted, muted_until, archived, pinned, joined_at, reveal_asked}, unread, last_message,
member_count, members_may_add, only_admins_send, history_for_new, disappear_after_s, created_at, ended_at}. `other`, unless in a
group: as profile_card with {member_id, alias, last_read_seq: 0 unless both exchange read receipts,
last_delivered_seq, reveal_asked}; null when the account is gone. Pinned conversations stand above the first page, beyond its size. `reveal_asked`: somebody anonymous is ready
to show who they are. `topic`: the private Realtime topic on which its events arrive; `live_topic`: the one for `typing` and presence;
both are null where they may not be joined, and the event `conversation` tells when they change.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_follow_requests"(text, integer) IS '
Who asks to follow the caller, the newest first: {items: [{user: as profile_card, requested_at}],
next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_followers"(uuid, text, integer) IS '
Who follows somebody, the newest first: {items: [{user: as profile_card, followed_at, following}],
next_cursor}. `following`: whether the caller follows them.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_following"(uuid, text, integer) IS '
Whom somebody follows, the newest first: {items, next_cursor} with items as list_followers.
Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_interests"(text) IS '
The whole catalogue, sorted by name: {items: [{slug, name}]}. `language` is a BCP 47 tag, for instance pt-BR; where it
has no name the language alone (pt) is tried, then English. Errors: INVALID_ARGUMENT (a tag of more than 35 characters).';

COMMENT ON FUNCTION "public"."list_members"(uuid, uuid[], text, integer) IS '
Who is in a group: {items: [as profile_card with {member_id, alias, role: owner|admin|member, state:
active|requested|gone, joined_at}], next_cursor}; the owner, the admins, then the others, the newest first, without those hidden
from the caller. Who is invited (requested) is shown to admins and to who has invited them. `member_ids`: only these, also those
who have gone, which is how names are found for what the system''s messages say.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (not a group; more than 100 member_ids), INVALID_CURSOR,
INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_messages"(uuid, uuid, uuid, text, integer) IS '
The messages of a conversation: {items, next_cursor}. The newest first, from `before` this message or the end; or, with `after`,
those after this message, the oldest first. `cursor` goes on in the same direction, with the same other arguments.
A message: {id, conversation_id, seq, client_id, kind: text|image|video|audio|file|location|call|system, sender, body, details, media,
reply_to: {id, seq, kind, body, sender}|null, mentions, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, created_at,
edited_at, deleted_at, expires_at}. `seq` is its place in the conversation. Of a reply_to that is not the caller''s to read, and in
events, there is no more than id and seq. The event of a message that has reactions leaves them out: they are what they were. `sender`: as profile_card with
{member_id, alias}, null for who is gone; of somebody anonymous only member_id and alias. A deleted message is empty.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_muted"(text, integer) IS '
Whom the caller has muted, the newest first: {items: [{user: as profile_card, until, muted_at}],
next_cursor}. `until`: null for a mute without an end. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_not_interested"(text, integer) IS '
What the caller did not want to see, the last first: {items: [as not_interested returns it], next_cursor}. `author` is null when that person
is hidden from the caller.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_notifications"(boolean, boolean, text, integer) IS '
What the caller was told, what grew last first: {items: [{id, kind, actors: the last 3, as profile_card, actor_count, part_count, target_kind:
post|comment|message|conversation|connection_request|decision|report|verification_request|null, target_id, latest_cause_id, preview:
{kind, excerpt, media}|null, details, boxed, seen_at, read_at, created_at, changed_at}], next_cursor}. `unread_only`: only groups that are
unread. `box`: those of strangers instead, whom the caller wants to have apart (set_notification_settings). `latest_cause_id`: the last
comment, message, call or post of the group. `preview`: of the post, if the caller may still see it. `actors` may be fewer than
actor_count says for a moment after a block.
Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_post_edits"(uuid, text, integer) IS '
What a post said before each edit, the last first: {items: [{caption, content_warning, replaced_at}], next_cursor}.
Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."list_reactions"(text, uuid, text, text, integer) IS '
Who has reacted to a post, a comment or a message, the last first, without those hidden from the caller: {items: [{user: as
profile_card, emoji, created_at}], next_cursor}. `emoji`: only this one. To a message the user is a member of the conversation: as
profile_card with {member_id, alias}, and of somebody anonymous {member_id, id: null, alias}.
Errors: NOT_AUTHENTICATED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."mark_notifications_read"(uuid[], boolean) IS '
Marks these notifications of the caller as read (up to 100), or `everything`, the box of strangers included: {notifications: how many are
unread now}. What comes later of the same kind begins a new group. Repeating it changes nothing; identifiers of others are
passed over. Event `badge` to the other devices. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."mark_notifications_seen"() IS '
The caller has looked at the list: {unseen: 0}. What is in it stays unread. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.';

COMMENT ON FUNCTION "public"."message_receipts"(uuid, text, integer) IS '
Who has received and read a message: {items: [{member, delivered_at, read_at}], next_cursor}, of every other member who could have,
the last to join first. `member`: as profile_card with {member_id, alias}, and of somebody anonymous only
member_id and alias. The times are those of the member''s marks, which may have moved on since, and null before. `read_at` is null
too unless both the caller and the member exchange read receipts.
Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."moderation_queue"(text, text, integer) IS '
For moderators: a page of cases, the most urgent first, by severity, by the reputation of who reported and by waiting time. `status`: open, upheld,
dismissed. Each {id, target, target_id, status, severity, reports, claimed, claimed_until, created_at}; cases about the caller are not among them.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."mute"(uuid, timestamp with time zone) IS '
Keeps what somebody does out of the caller''s feeds and notifications, up to the time `until`, or until unmute. The other
is not told. Repeating it changes the time. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."mute_conversation"(uuid, timestamp with time zone) IS '
Keeps a conversation quiet until a time, for ever (infinity), or, with null, no longer. Returns `me` of the conversation, as
list_conversations gives it: for ever is muted: true, muted_until: null. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (the time is past).';

COMMENT ON FUNCTION "public"."mute_notifications"(text, uuid, boolean) IS '
Tells the caller nothing any more of what a person does (`target` person; it also leaves what is there), or of what happens at a post (post; mentions are told).
With muted false again. {target, target_id, muted}. The other is not told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_ARGUMENT, SELF_TARGET, USER_NOT_FOUND, POST_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."my_decisions"() IS '
What moderators have decided about the caller and told them, the latest 100, newest first: {items: [{id, action: warn|suspend|ban, until, note, created_at}]}.
Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "public"."my_reports"(text, integer) IS '
What the caller has reported, newest first: a page of {id, target, target_id, reason, note, status: open|upheld|dismissed, created_at}.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."nearby_feed"(integer, text, integer) IS '
Posts that were made around the caller, the newest first: {items: [post as get_post gives it, with distance_km, rounded as distances to people are],
next_cursor}. `within_km`: 5 to 200, from area to area of about 5 km. Errors: NOT_AUTHENTICATED, LOCATION_REQUIRED, INVALID_ARGUMENT, INVALID_CURSOR,
INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."not_interested"(uuid, text) IS '
The caller does not want to see such posts. The post itself is left out of ranked feeds from now on; with reason `author` nearly all of its
author''s are, with reason `topic` nearly all of its topics'', and within 30 days they come back little by little. Said again of the same post
it counts from now on, with the new reason. It holds from the next page on. Returns what has changed: {id: for
undo_not_interested, post_id, reason: post|author|topic, author: as profile_card|null, topics: [text], created_at,
fades_at: when the last of it is over, null for reason post}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_ARGUMENT, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."notification_ledger"(uuid, integer) IS '
For admins: what somebody was told of late, and what not and why, the last first: {items: [{kind, outcome: told|boxed|hidden|setting|muted_post|strangers,
causes, at}]}. hidden: only people who are blocked, muted, hidden or kept apart, or a post that is gone. It names nobody, and looking is audited.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."pin_comment"(uuid, boolean) IS '
Puts the first comment of a thread on an own post above the others, instead of the one that was there, or back to its place.
Returns the comment. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), INVALID_COMMENT (an answer), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."post_insights"(uuid, text) IS '
For its author, what became of a post: {post_id, published_at, views, reach (different people who saw it), reactions, emojis, comments, shares, saves,
watched_ms, watched_share (of the length of the video, loops included), completions (views of nine tenths and more), rates: {reactions, comments, shares, saves}
by views, sources: {home: views, …}, by_hour: [24 × {views, reactions}] by hour of the day in `time_zone`, by_day: [{day, views, viewers, reactions, comments,
shares, saves, watched_ms}] for its last 30 days with anything, best_hours: [hours of the day, the best first],
audience: {ages: {band: share}, followers: share}, in steps of 0.05, null below ten people, virality: {state: none|rising|viral|cooled, since, velocity (people in
the last hour, by trust), surprise, predicted_reach: {people, low, high} with 80 %, offered_to (share of everybody)}, feed: {sample, served, outranked, filtered:
{kind: lists}}: how often ranked lists had it on their first page, behind it, or left it out, estimated from a sample; a number that rests on less than ten lists
is left out. Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also for posts of others), INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."presence_of"(uuid[]) IS '
Whether people are there: {items: [{user_id, status: online|away|offline, last_seen_at}]}, for up to 100 `user_ids`, without
those who do not exist or are hidden from the caller. `status` is null for who does not show it, or has a
private account that the caller neither follows nor is connected with, or is a minor to an adult or the other way round, and
`last_seen_at`, to the minute, for who is online, or does not show it, or does not show the status.
Errors: NOT_AUTHENTICATED, INVALID_PRESENCE, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."publish_post"(uuid, timestamp with time zone) IS '
Publishes a draft or a scheduled post now, or at `publish_at` (up to a year ahead), and returns it as get_post does. A post
that has appeared stays as it is.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."reels_feed"(text, integer) IS '
Reels for the caller, the best first, by how long people like the caller look at them (loops count): {items: [post as get_post gives it, with reason as in
home_feed], next_cursor}. None comes twice while it is among what was given out in the last days, on any device.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."remove_connection"(uuid) IS '
Ends a connection for both; the other is not told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';

COMMENT ON FUNCTION "public"."remove_follower"(uuid) IS '
Ends that somebody follows the caller; they are not told. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';

COMMENT ON FUNCTION "public"."rename_collection"(uuid, text, boolean) IS '
Gives an own collection another name and, if `is_private` is given, opens or closes it. Returns it as create_collection.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COLLECTION_NOT_FOUND, INVALID_COLLECTION, COLLECTION_NAME_TAKEN, CONTENT_REJECTED,
RATE_LIMITED.';

COMMENT ON FUNCTION "public"."report"(text, uuid, text, text) IS '
Reports something that the caller can see. `target`: user, post, comment, message. `reason`: spam, harassment, hate, sexual, minor, violence,
self_harm, impersonation, other. `note`: up to 1000 characters. Nobody but moderators learns who reported. Returns {id, target, target_id, reason,
note, status: open|upheld|dismissed, created_at}. Repeating it while it is open changes nothing; what moderators have found harmless stays so
until it is edited.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REPORT, USER_NOT_FOUND, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."request_connection"(uuid, text) IS '
Asks somebody to connect. `note`: up to 300 characters for them to read. If they have asked the caller already, both are
connected at once. Repeating it changes nothing, not the note either. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT, CONTACT_NOT_ALLOWED (docs/safety.md),
MESSAGES_NOT_ALLOWED (a note, and the person has chosen who may write), CONTENT_REJECTED, CONNECTION_COOL_DOWN (30 days after a decline), CONNECTION_LIMIT_REACHED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."request_verification"(text, uuid[]) IS '
Asks moderators for the badge: `statement` says in 20 to 2000 characters who the caller is and how that can be checked.
`media_ids` are up to five of the caller''s own completed uploads of purpose verification, which nobody but moderators sees,
and which are deleted with the decision. A repeated request returns the one that waits.
Returns {id, statement, media_ids, status: pending|approved|refused, note, created_at, decided_at}; own requests are read from the
table verification_requests.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VERIFICATION, VERIFICATION_PENDING, ALREADY_VERIFIED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."restore_post"(uuid) IS '
Takes back the deletion of an own post, which has its old place again, and returns {id, deleted_at: null, restorable_until:
null}. Repeating it changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also when purged), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."reveal_identity"(uuid) IS '
Says in an anonymous conversation that the caller is ready to show who they are. When both have said so, each sees the other''s
profile; until then the other one learns only that they are asked. Where one has blocked the other''s profile meanwhile, of which
nothing is to be noticed before, the conversation is gone instead: `other` is null. Returns the conversation, as list_conversations does. Repeating
it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, INVALID_ARGUMENT (not anonymous).';

COMMENT ON FUNCTION "public"."review_topic"(text, boolean, text) IS '
For moderators: lets a topic trend, or not: {topic, approved, note, reviewed_at}. It can be changed. `note`: up to 2000 characters.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."review_verification"(uuid, boolean, text) IS '
For moderators: grants or refuses the badge, and returns the request. `note`, up to 2000 characters, is for the person
to read. The queue is the table verification_requests, of which moderators see everything.
Repeating a decision changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION,
VERIFICATION_NOT_FOUND, VERIFICATION_DECIDED.';

COMMENT ON FUNCTION "public"."save_post"(uuid, uuid) IS '
Bookmarks a post, in an own collection or in none; saving it again moves it: {post_id, collection_id, saved: true}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COLLECTION_NOT_FOUND, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."search_messages"(text, uuid, text, integer) IS '
Messages with words that begin like all words of `query` (up to 100 characters and 8 words, accents and case do not count), the
newest first, as list_messages gives them: {items, next_cursor}. Where a sentence has no blanks (Han, kana, Thai and others) any two
characters that stand together are found. In all conversations of the caller, or in one. A message is found
about a second after it was sent.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE,
RATE_LIMITED.';

COMMENT ON FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer) IS '
People, by any combination of: `query` (up to 100 characters: handle or names, without regard to case, accents and order, typos
forgiven), `interests` (slugs, any or all of them as `match` says), age, `within_km` (1 to 500, between areas of about
5 km), `looking_for`, `genders`, `online_only`, `verified_only`. First the exact handle, then beginnings of handle and
names, then similar ones; among equals by shared interests (rare ones weigh more), popularity and nearness.
Returns {items: [as profile_card with {relationship: as follow returns it, gender, is_private, looking_for, age, distance_km,
shared_interests: [slug], online}], next_cursor}; age, distance_km and online are null where not shown. A list ends after 100 people;
a cursor is good for 15 minutes and for the same filters.
Nobody is found across a block, against their settings, or between minors and adults who are not connected.
Errors: NOT_AUTHENTICATED, INVALID_SEARCH, LOCATION_REQUIRED, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."search_posts"(text, text, integer) IS '
Posts whose captions have all words of `query` (up to 100 characters and 8 words; accents and case do not count, the last word may be the beginning of one;
#tags are words), the newest first: {items: [post as get_post gives it], next_cursor}.
Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."search_topics"(text, integer) IS '
Topics that begin like `query` (up to 100 characters, with or without #), those with most of the newest posts first: {items: [{topic, posts}], next_cursor:
null}. `posts` is counted up to 100. Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_PAGE_SIZE, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."set_feed_settings"(jsonb) IS '
Changes what get_feed_settings gives, and returns it: an object with any of its keys; of `weights` also some only. Up to 200 muted words
of up to 60 characters, and as many topics. It counts from the next ranked page on.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_FEED_SETTINGS, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."set_interests"(text[]) IS '
Replaces the interests of the caller, up to 50 slugs of list_interests, and returns the profile as GET auth/me does.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE, UNKNOWN_INTEREST (details names them), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."set_location"(double precision, double precision) IS '
Says where the caller is, in degrees (WGS 84), and with that consents to it being used: for distances, which others see
rounded between areas of about 5 km, and for what is nearby. clear_location takes it back.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_LOCATION, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."set_notification_settings"(jsonb) IS '
Changes some of what get_notification_settings returns, and returns it all: {kinds: {like: false}, strangers: "box", time_zone:
"Europe/Berlin"}. It counts for what comes from then on. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."set_settings"(jsonb) IS '
Changes some of the settings that get_settings returns, and returns them all. Who does not show age, distance or online
state is not found by a search for it either; who is not discoverable is in no search and no suggestion. Who turns read_receipts
off shows nobody what they have read, and sees of nobody what they have.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS (details names every wrong or unknown one), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."set_viral_veto"(uuid, boolean, text) IS '
For moderators: keeps a post from being offered to everybody, at once and for good, or (vetoed: false) lets its velocity decide again. `note`, 1 to
2000 characters, says why, for other moderators; nobody else learns of it. Returns {post_id, vetoed, note, created_at}. Repeating it changes
nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, POST_NOT_FOUND, INVALID_ARGUMENT.';

COMMENT ON FUNCTION "public"."share_post"(uuid, text) IS '
Passes a public post on, and counts it: {post_id, via, shared: true}. `via`: repost (to the caller''s followers), message, link,
external. Each way counts once a person and post; repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SHARE, POST_NOT_FOUND, POST_NOT_SHAREABLE (not public), RATE_LIMITED.';

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

COMMENT ON FUNCTION "public"."topic_feed"(text, text, integer) IS '
The posts with a hashtag, the newest first: {items: [post as get_post gives it], next_cursor}. `topic` with or without #; case, accents, - and _ do not
count. Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."topics_to_review"(integer) IS '
For moderators: topics that would trend and that nobody has reviewed, the most surprising first: {items: [{topic, people, usual}], next_cursor: null}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."trending_posts"(text, text, integer, text, integer) IS '
Posts with which more happens than is usual for their authors, the most surprising first: {items: [post as get_post gives it], next_cursor}. `within`: 1h,
24h or 7d. `language`: only captions that seem to be in it (en, de, es …). `nearby_km`: only what was made within 5 to 200 km of the caller.
Errors: NOT_AUTHENTICATED, LOCATION_REQUIRED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."trending_topics"(double precision, double precision, integer, text, integer) IS '
What more people than usual have to do with in the last 24 hours, the most surprising first: {items: [{topic, people, usual}], next_cursor: null}. `people`
and `usual`: how many in 24 hours, now and on an average day of the week before, to the nearest whole number by their trust. Everywhere, or within
`within_km` (5 to 200) of a place (degrees); `language`: only posts that seem to be in it. Topics that the caller has muted are left out, and those that
moderators have refused. Errors: NOT_AUTHENTICATED, INVALID_LOCATION, INVALID_ARGUMENT, INVALID_PAGE_SIZE.';

COMMENT ON FUNCTION "public"."typeahead_people"(text, integer) IS '
For every keystroke: whose handle, first or last name begins with `prefix` (1 to 50 characters), the exact handle first, then by
popularity: {items: [as profile_card]}, without further pages. Nobody is found across a block or
against their settings. Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_PAGE_SIZE, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."unblock"(uuid) IS '
Ends a block; what it ended stays ended. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';

COMMENT ON FUNCTION "public"."undo_decision"(uuid) IS '
For moderators: takes an own decision back within ten minutes, before anybody was told; an admin takes back anybody''s. Everything is as it was, and
the case is open again. Returns the decision as decide does. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, DECISION_NOT_FOUND, DECISION_FINAL (its time is over, or somebody has changed what it did).';

COMMENT ON FUNCTION "public"."undo_not_interested"(uuid) IS '
Takes back a not_interested of the caller, by its id: the post may come again, and its author and topics count as before. Repeating it
changes nothing. Returns {id, undone: true}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."unfollow"(uuid) IS '
Follows somebody no more, or takes back the request to. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';

COMMENT ON FUNCTION "public"."unmute"(uuid) IS '
Ends a mute. Repeating it changes nothing. Returns the relationship, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.';

COMMENT ON FUNCTION "public"."unread_counts"() IS '
What waits for the caller: {notifications: groups that are unread, unseen: those that no list has shown, box: those of strangers,
messages: unread in conversations that are neither muted nor put away, conversations: in how many of them, message_requests, connection_requests,
follow_requests}. All of them are counted, none is kept. Errors: NOT_AUTHENTICATED.';

COMMENT ON FUNCTION "public"."unsave_post"(uuid) IS '
Removes a bookmark: {post_id, collection_id: null, saved: false}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."unshare_post"(uuid, text) IS '
Takes a share back: {post_id, via, shared: false}. Repeating it changes nothing.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.';

COMMENT ON FUNCTION "public"."update_profile"(jsonb) IS '
Changes some fields of the own profile and returns it as GET auth/me does: {first_name, last_name, username, gender,
pronouns, bio, links, looking_for}, each one optional. Names have 1 to 50 characters, pronouns up to 40 (null removes them), a bio
up to 500; links are up to five https addresses; looking_for is any of dating (from 18 years on) and friendship. Who
changes first name, last name or username loses the badge of the verified.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE (details names every wrong or unknown field), CONTENT_REJECTED, USERNAME_TAKEN,
USERNAME_RESERVED, TOO_YOUNG (for dating), RATE_LIMITED.';

COMMENT ON FUNCTION "public"."why_notified"(uuid) IS '
Why the caller was told something: {notification_id, kind, events: [{event, causes, first_at, last_at}], grouped_by: {kind, target_kind, target_id},
let_in_by: setting (the kind is on, or cannot be turned off), box (from strangers, apart), interruptions: {step, next_at}}. `next_at`: how many causes
it takes to tell of it again. Errors: NOT_AUTHENTICATED, NOTIFICATION_NOT_FOUND.';

COMMENT ON FUNCTION "public"."withdraw_connection"(uuid) IS '
Takes back a request of the caller. Repeating it changes nothing. Returns the relationship with the addressee, as follow.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was accepted).';

COMMENT ON MATERIALIZED VIEW "private"."new_voices" IS 'The newest posts of people whom few follow and that few have seen: what exploration draws from.';

COMMENT ON MATERIALIZED VIEW "private"."trending_posts" IS '
Public posts with which more happened in the last hour, 24 hours or 7 days than is usual for their authors: reactions, comments and saves twice, shares
three times.';

COMMENT ON MATERIALIZED VIEW "private"."trending_topics" IS 'Topics that more people than usual had to do with in the last 24 hours; language is empty for all together.';

COMMENT ON TABLE "private"."activity" IS '
The quarters of an hour in which somebody did something (private.activity_kinds). Written only by private.count_activity, and deleted
only with the person, all rows of theirs at once: private.activity_links follows.';

COMMENT ON TABLE "private"."activity_links" IS 'How many people were active in one quarter of an hour and, after it, next in the other.';

COMMENT ON TABLE "private"."author_affinity" IS 'How much somebody has done with the posts of an author, decaying with private.taste_half_life().';

COMMENT ON TABLE "private"."author_facets" IS 'The same for all posts of an author together, by day of UTC; kept for 100 days.';

COMMENT ON TABLE "private"."author_hours" IS 'The same for all posts of an author together; kept for 100 days.';

COMMENT ON TABLE "private"."author_neighbours" IS '
Whom people like who like an author: the strongest weights of EASE over authors (Steck 2019, "Embarrassingly Shallow Autoencoders
for Sparse Data"). Written by the worker once a night.';

COMMENT ON TABLE "private"."author_reach" IS 'What the posts of an author came to: how many were graded, and the sum of ln(reach + 1).';

COMMENT ON TABLE "private"."cases" IS 'What moderators decide about: one thing that was reported, by however many. No foreign key to it: a case outlives what it is about.';

COMMENT ON TABLE "private"."decisions" IS 'What moderators have decided.';

COMMENT ON TABLE "private"."engagement" IS '
The append-only log of what people did. No foreign keys: it outlives what it is about, and an append locks nothing.
Identifiers are given out before their transactions commit, so a reader keeps its place by private.begin_reading, or it would
pass over a row that commits late.';

COMMENT ON TABLE "private"."engagement_readers" IS '
How far each reader of private.engagement has come. A reader that is given up is deleted from here by a migration: the log waits
for it.';

COMMENT ON TABLE "private"."exposures_counted" IS 'Up to when private.feed_log has been counted into private.post_facets.';

COMMENT ON TABLE "private"."feed_log" IS 'A sample of ranked lists, for 7 days: the share of setting feed_log_share.';

COMMENT ON TABLE "private"."feed_pages" IS 'Ranked lists that somebody is paging through.';

COMMENT ON TABLE "private"."feed_served" IS '
Which posts were given to whom, a row a page: what was served does not come again, on whichever device. Not the same as
private.post_views, which says what somebody has looked at.';

COMMENT ON TABLE "private"."feed_settings" IS 'What people have set about their feed. Who has no row has set nothing.';

COMMENT ON TABLE "private"."feed_weights" IS 'What each factor of a score counts for, by feed. docs/feed.md gives the reasons. Rows come from migrations.';

COMMENT ON TABLE "private"."match_exclusions" IS 'Which two are not matched before `until`, whichever of them was asked: one row a pair.';

COMMENT ON TABLE "private"."match_histories" IS '
How often somebody says yes (accepted of answered), and is told yes (liked of shown), by intent; each answer counts half after
60 days. Nobody is ever shown a figure of these.';

COMMENT ON TABLE "private"."match_proposals" IS 'Which two were asked about each other, and what came of it; strangers, who are not asked, are here as matched.';

COMMENT ON TABLE "private"."match_sweeps" IS 'What each sweep that found pairs did, and what its pairing was worth beside the best possible one on a sample.';

COMMENT ON TABLE "private"."match_tickets" IS 'Who is looking for somebody: one row a person, gone with the end of the search.';

COMMENT ON TABLE "private"."media_addresses" IS 'One row, which the worker writes at its start: where media are read, and what signs the addresses that expire.';

COMMENT ON TABLE "private"."media_conversion" IS 'One row, which every worker writes: whether video and sound can be converted, because one of them has ffmpeg.';

COMMENT ON TABLE "private"."not_interested" IS 'What people want less of. It works fully at first and fades within 30 days.';

COMMENT ON TABLE "private"."notification_muted_people" IS 'Whose deeds somebody is not told of, although their posts are shown.';

COMMENT ON TABLE "private"."notification_muted_posts" IS 'Posts of which somebody is told nothing any more, but for mentions.';

COMMENT ON TABLE "private"."notification_parts" IS 'Why there is a notification: one row a cause.';

COMMENT ON TABLE "private"."notification_refusals" IS 'What somebody was not told, and why: for the ledger, 30 days. What is hidden is a part that is kept.';

COMMENT ON TABLE "private"."notification_settings" IS 'What people want to be told. Who has no row is told everything.';

COMMENT ON TABLE "private"."notifications" IS '
What a person is told, one row a group: "A, B and 12 others like your post". Its parts are in private.notification_parts, its counts
follow from them by a trigger.';

COMMENT ON TABLE "private"."people_words" IS 'Every word of two letters or more of anybody''s name or username, folded.';

COMMENT ON TABLE "private"."post_engagers" IS 'Who counts already, so that each counts once however much they do: for posts of the last seven days.';

COMMENT ON TABLE "private"."post_facets" IS '
What views of a post divide into. source: views, by where they were. age, follows: different people, by age band and by whether they follow the author. feed,
filter: how often ranked lists of the sample (private.feed_log) had it on their first page or behind it, and which filter took it out.';

COMMENT ON TABLE "private"."post_hours" IS 'What happened to each post, by hour of UTC; kept as long as the post.';

COMMENT ON TABLE "private"."post_index" IS 'Posts that have appeared, as discovery looks for them; kept by a trigger of posts.';

COMMENT ON TABLE "private"."post_minutes" IS '
Minute buckets of the last seven hours, which velocity is read from: 15 minutes, 1 and 6 hours. Without a foreign key: rows are
short-lived, and writing them must not lock the post that everybody is at.';

COMMENT ON TABLE "private"."post_signals" IS 'What ranking knows of each post that has appeared; kept by private.learn_from_engagement().';

COMMENT ON TABLE "private"."post_topics" IS 'The posts of each topic, by when they appeared.';

COMMENT ON TABLE "private"."post_virality" IS 'How each post spreads that somebody has done something with within its first seven days.';

COMMENT ON TABLE "private"."preview_images" IS 'Copies of the pictures of pages, in public/<folder>/: messages show these and never a stranger''s address.';

COMMENT ON TABLE "private"."reach_errors" IS 'The standard error of ln(reach) of a prediction, by age_step; learnt with the weights.';

COMMENT ON TABLE "private"."reach_predictions" IS '
What was predicted when a post passed an age of 15, 30, 60, 120, 240, 480 and 1440 minutes (age_step 1 to 7), and what it came to two
days after it appeared. Kept for 60 days; private.reach_calibration() sums it up.';

COMMENT ON TABLE "private"."reports" IS 'What people have reported. Who did is told to moderators and to nobody else.';

COMMENT ON TABLE "private"."settings" IS '
One row a setting. Rows come from migrations, with the value that is right for most, and are changed in place:
update private.settings set value = ''"x-real-ip"'' where name = ''client_ip_header''. It counts from the next request on.';

COMMENT ON TABLE "private"."stranger_reports" IS 'What people reported about strangers whom they were matched with, for moderators.';

COMMENT ON TABLE "private"."tastes" IS '
What a person liked last (reacted to, commented on, shared, saved), and who liked what they liked: up to 60, the nearest first. A post
that few like says more than one that all like: each shared one counts with its number of likes to the power of -0.5.';

COMMENT ON TABLE "private"."topic_affinity" IS 'How much somebody has done with posts of a topic, decaying with private.taste_half_life().';

COMMENT ON TABLE "private"."topic_hours" IS '
How many people had to do with a topic for the first time on that day, by hour, each by their trust; kept for nine days.';

COMMENT ON TABLE "private"."topic_neighbours" IS 'The same over topics.';

COMMENT ON TABLE "private"."topic_people" IS 'Who had to do with a topic on a day (UTC), so that each counts once: for today and yesterday.';

COMMENT ON TABLE "private"."topic_reviews" IS '
What moderators said of topics. A refused topic never trends; with setting trends_are_reviewed only an approved one does.';

COMMENT ON TABLE "private"."viral_posts" IS 'The posts that are offered to everybody, whatever they follow or like; written by 55_virality.';

COMMENT ON TABLE "private"."viral_vetoes" IS 'Posts that moderators keep from being offered to everybody, whatever their velocity.';

COMMENT ON TABLE "private"."virality_parameters" IS 'The thresholds of the states. Rows come from migrations; an installation changes its own in place.';

COMMENT ON TABLE "private"."virality_weights" IS '
What each feature of private.virality_features counts for in the predicted reach; private.fit_virality() learns them anew from graded
predictions. Rows come from migrations, docs/virality.md gives their reasons.';

COMMENT ON TYPE "private"."feed_item" IS 'A candidate with its factors, or with the filter that takes it out.';

COMMENT ON TYPE "private"."match_odds" IS 'What a ticket carries of a history: see its columns.';

COMMENT ON TYPE "private"."notification_cause" IS 'What a line of the log means to one person, before anything is decided.';

COMMENT ON TYPE "private"."ranked_feed" IS '
A ranked list: `factors` has a row for each of the first 60, `propensities` too; `dropped` has what filters took out, {filter: [post_id]}, if that was asked for.';

COMMENT ON TYPE "private"."weighed_deed" IS 'A line of the log about a post of somebody else, with what its actor counts.';

COMMENT ON VIEW "analytics"."daily_users" IS '
For admins: how many people were active on each of the last 30 days (UTC), today included, at most seconds old. The function of this
name takes other days and time zones. The lines that begin with a figure are its definition, which analytics.list_figures gives.
- daily: People who did something on this day: looked at a post, posted, commented, reacted, shared, saved, followed, asked for a connection, wrote or called. Each counts once.
- weekly: Different people who did something on this day or the 6 days before.
- monthly: Different people who did something on this day or the 29 days before.
- stickiness: daily divided by monthly, 0 to 1; null where nobody was active.
- newcomers: People who did something for the first time ever on this day.
- returned: People who did something on this day and on at least one of the 30 days before.
- resurrected: People who did something on this day and earlier, but not on any of the 30 days before.
- dormant: People who did something 30 days before this day, and not since, this day included.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

COMMENT ON VIEW "analytics"."matchmaking_etas" IS '
For admins: how good the expected times were that people were told when their searches began, by day (UTC) and pool. `within_half`: the
share that took between half and one and a half of it; `typical_error`: the median error in seconds. Nothing for others.';

COMMENT ON VIEW "analytics"."matchmaking_regret" IS '
For admins: what the sweeps of each hour of the last 90 days did, and how much of the weight of the best possible pairing they found, measured
on a sample of each sweep: on the whole, and at worst. Times are the slowest, in milliseconds. Nothing for others.';

COMMENT ON VIEW "analytics"."overview" IS '
For admins: the function of this name, in UTC. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';

COMMENT ON VIEW "private"."match_seekers" IS '
Who is looking, free to be asked and there by heartbeat, with what they accept after this much waiting: `reach` (square of a chord on
a sphere of radius 1), age_from, age_to (years).';

COMMENT ON VIEW "private"."matchable_people" IS 'Everybody but those who are hidden from everybody else: these look for ever, and find nobody.';

COMMENT ON VIEW "private"."meetable_people" IS 'Those of visible_people whom the caller may meet, as may_meet says: for lists of people.';

COMMENT ON VIEW "private"."proposed_posts" IS '
The visible posts that lists may propose to the caller: nothing of people who are muted, of minors to adults with whom they are not connected, nothing flagged unless the
author is followed, nothing refused, nothing sensitive for those who hide it or are under 18, and no muted topics and words. The own posts are all in.';

COMMENT ON VIEW "private"."shown_people" IS 'Everybody but those who are hidden from everybody else (private.hidden_until). For functions that run as their owner.';

COMMENT ON VIEW "private"."visible_people" IS 'Everybody but the hidden and, in either direction, the blocked. For functions that run as their owner.';

REVOKE ALL ON FUNCTION "analytics"."daily_users"(text, date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "analytics"."daily_users"(text, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "analytics"."daily_users"(text, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "analytics"."daily_users"(text, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "analytics"."list_figures"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "analytics"."list_figures"() TO "authenticated";

REVOKE ALL ON FUNCTION "analytics"."list_figures"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "analytics"."list_figures"() TO "postgres";

REVOKE ALL ON FUNCTION "analytics"."overview"(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "analytics"."overview"(text) TO "authenticated";

REVOKE ALL ON FUNCTION "analytics"."overview"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "analytics"."overview"(text) TO "postgres";

REVOKE ALL ON FUNCTION "analytics"."recount_users"(date, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "analytics"."recount_users"(date, text) TO "authenticated";

REVOKE ALL ON FUNCTION "analytics"."recount_users"(date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "analytics"."recount_users"(date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."active_admin_id"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."active_admin_id"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."active_admin_id"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."activity_kinds"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."activity_kinds"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."activity_kinds"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_parts"(private.notification_cause[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_parts"(private.notification_cause[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_parts"(private.notification_cause[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_to_notifications"(jsonb, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_to_notifications"(jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_to_notifications"(jsonb, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."adults_since"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."adults_since"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."adults_since"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."affinity_limit"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."affinity_limit"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."affinity_limit"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."age_band"(date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."age_band"(date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."age_band"(date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."age_step"(double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."age_step"(double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."age_step"(double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."announce_reaction"(private.membership, private.messages, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."any_word_of"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."any_word_of"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."any_word_of"(text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."are_words"(jsonb, integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."are_words"(jsonb, integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."are_words"(jsonb, integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."as_rows"(uuid[], real[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."as_rows"(uuid[], real[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."as_rows"(uuid[], real[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."as_topic"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."as_topic"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."as_topic"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."bare_name"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."bare_name"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."bare_name"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_completion"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_completion"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_completion"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_login"(text, inet, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_login"(text, inet, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_login"(text, inet, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_matched_conversation"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_reading"(text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_reading"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_reading"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."broadcast"(text, text, jsonb, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."broadcast_each"(text[], text, jsonb[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."broadcast_to_many"(text[], text, jsonb, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."call_live_topic"(private.calls) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."call_live_topic"(private.calls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_live_topic"(private.calls) TO "postgres";

REVOKE ALL ON FUNCTION "private"."call_topic"(private.calls) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."call_topic"(private.calls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_topic"(private.calls) TO "postgres";

REVOKE ALL ON FUNCTION "private"."cancel_match_of_pair"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."cancel_match_of_pair"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."cancel_match_of_pair"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."candidates_of"(text, uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."candidates_of"(text, uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."candidates_of"(text, uuid, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."case_priority"(smallint, double precision, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."case_priority"(smallint, double precision, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."case_priority"(smallint, double precision, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."case_view"(private.cases) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."case_view"(private.cases) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."case_view"(private.cases) TO "postgres";

REVOKE ALL ON FUNCTION "private"."change_topics"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."change_topics"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."change_topics"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_days"(date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_days"(date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_days"(date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_feed_changes"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_feed_changes"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_feed_changes"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_feed_weights"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_feed_weights"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_feed_weights"(jsonb, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_match_wishes"(private.match_tickets, text, text[], integer, integer, integer, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."check_time_zone"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_time_zone"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_time_zone"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."checked_topic"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."checked_topic"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."checked_topic"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."claim_case"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."claim_case"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."claim_case"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."claim_case"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."claim_ranking_slot"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."claim_ranking_slot"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."claim_ranking_slot"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."close_ticket"(private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."close_ticket"(private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."close_ticket"(private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."columns_of_authors"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."columns_of_authors"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."columns_of_authors"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."columns_of_topics"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."columns_of_topics"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."columns_of_topics"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."comment_items"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."comment_items"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."comment_items"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."conversation_topic"(private.conversations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."conversation_topic"(private.conversations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."conversation_topic"(private.conversations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_active"(integer, integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_active"(integer, integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_active"(integer, integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_activity"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_activity"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_activity"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_deeds"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_deeds"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_deeds"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_exposures"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_exposures"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_exposures"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_insights"(private.weighed_deed[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_insights"(private.weighed_deed[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_insights"(private.weighed_deed[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_new"(integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_new"(integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_new"(integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_notification_parts"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_notification_parts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_notification_parts"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_posts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_posts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_posts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_spread"(private.weighed_deed[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_spread"(private.weighed_deed[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_spread"(private.weighed_deed[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."count_topic_people"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_topic_people"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_topic_people"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."creator_insights"(integer, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."creator_insights"(integer, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."creator_insights"(integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."creator_insights"(integer, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."creator_parts"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."creator_parts"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."creator_parts"(uuid, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."creator_posts"(uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."creator_posts"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."creator_posts"(uuid, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."creator_sums"(uuid, date, date, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."creator_sums"(uuid, date, date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."creator_sums"(uuid, date, date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."creator_times"(uuid, date, date, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."creator_times"(uuid, date, date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."creator_times"(uuid, date, date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."day_begins"(date, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."day_begins"(date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."day_begins"(date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."decide"(uuid, text, timestamp WITH time zone, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."decide"(uuid, text, timestamp WITH time zone, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."decide"(uuid, text, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."decide"(uuid, text, timestamp WITH time zone, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."decision_view"(private.decisions) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."decision_view"(private.decisions) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."decision_view"(private.decisions) TO "postgres";

REVOKE ALL ON FUNCTION "private"."deeds_between"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."deeds_between"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."deeds_between"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."deliver"(private.conversations, uuid, text, jsonb, uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."due_posts"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."due_posts"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."due_posts"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."end_proposal"(private.match_proposals, text, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."evidence"(text, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."evidence"(text, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."evidence"(text, uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."expire_matches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."expire_matches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."expire_matches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."expire_proposal"(private.match_proposals) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."expire_proposal"(private.match_proposals) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."expire_proposal"(private.match_proposals) TO "postgres";

REVOKE ALL ON FUNCTION "private"."explain_feed_item"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."explain_feed_item"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."explain_feed_item"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."explain_feed_item"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_activity"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_activity"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_activity"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_decisions"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_decisions"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_decisions"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_feed_settings"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_feed_settings"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_feed_settings"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_match_search"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_match_search"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_match_search"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_matches"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_matches"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_matches"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_not_interested"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_not_interested"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_not_interested"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_notification_refusals"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_notification_refusals"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_notification_refusals"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_notification_settings"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_notification_settings"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_notification_settings"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_notifications"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_notifications"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_notifications"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_reports"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_reports"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_reports"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."export_stranger_reports"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."export_stranger_reports"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."export_stranger_reports"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."fail_unconvertible"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_unconvertible"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_unconvertible"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_candidates"(uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_candidates"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_candidates"(uuid, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_factor_names"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_factor_names"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_factor_names"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_factor_words"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_factor_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_factor_words"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_filter_words"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_filter_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_filter_words"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_items"(uuid, uuid[], real[], uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_items"(uuid, uuid[], real[], uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_items"(uuid, uuid[], real[], uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_ratios"(real[], real[], real[], double precision, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_ratios"(real[], real[], real[], double precision, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_ratios"(real[], real[], real[], double precision, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_rewards"(uuid, uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_rewards"(uuid, uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_rewards"(uuid, uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_settings_of"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."feed_settings_of"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_settings_of"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."feed_what_if"(jsonb, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."feed_what_if"(jsonb, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."feed_what_if"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."feed_what_if"(jsonb, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_login"(uuid, text, text, uuid, bytea, text, inet, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_reading"(text, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_reading"(text, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."fit_virality"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fit_virality"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fit_virality"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."forget_activity"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_activity"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_activity"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_broadcasts"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forget_pages"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_pages"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_pages"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_case"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."get_case"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."get_case"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_case"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_feed_settings"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."get_feed_settings"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."get_feed_settings"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_feed_settings"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_match"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."get_match"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_match"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_notification_settings"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."get_notification_settings"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."get_notification_settings"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_notification_settings"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."get_profile"(text, uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."get_profile"(text, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."get_profile"(text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."get_profile"(text, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."grade_predictions"(timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."grade_predictions"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."grade_predictions"(timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."has_refused"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."has_refused"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."has_refused"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hashtags_in"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hashtags_in"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hashtags_in"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."heat_at"(double precision, timestamp WITH time zone, interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."heat_at"(double precision, timestamp WITH time zone, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."heat_at"(double precision, timestamp WITH time zone, interval) TO "postgres";

REVOKE ALL ON FUNCTION "private"."heat_of"(double precision, timestamp WITH time zone, interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."heat_of"(double precision, timestamp WITH time zone, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."heat_of"(double precision, timestamp WITH time zone, interval) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hidden_comment_reactions"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hidden_comment_reactions"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hidden_comment_reactions"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hidden_in"(private.conversation_members, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hidden_in"(private.conversation_members, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hidden_in"(private.conversation_members, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hidden_post_reactions"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hidden_post_reactions"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hidden_post_reactions"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hidden_until"(private.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hidden_until"(private.accounts) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hidden_until"(private.accounts) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hide_profile"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hide_profile"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hide_profile"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."index_post"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."index_post"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."index_post"() TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."is_adult"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_adult"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_adult"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_device_of"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_device_of"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_device_of"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_known_to"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_known_to"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_known_to"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_live_session"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."is_live_session"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."is_live_session"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_live_session"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_masked"(private.conversation_members) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_masked"(private.conversation_members) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_masked"(private.conversation_members) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_open_to"(public.profiles, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_open_to"(public.profiles, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_open_to"(public.profiles, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_person_name"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_person_name"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_person_name"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_unspaced"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_unspaced"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_unspaced"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."join_matching"(text, text, text[], text[], integer, integer, integer, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."joinable"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."joinable"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."joinable"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."judge_posts"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."judge_posts"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."judge_posts"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."judge_quiet_posts"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."judge_quiet_posts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."judge_quiet_posts"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."judge_weights"(jsonb, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."judge_weights"(jsonb, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."judge_weights"(jsonb, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp WITH time zone, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_apart"(uuid, uuid, timestamp WITH time zone, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_preview_image"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_preview_image"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_preview_image"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_reported_apart"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_reported_apart"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_reported_apart"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."language_of"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."language_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."language_of"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."last_match"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."last_match"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."last_match"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."last_proposal"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."last_proposal"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."last_proposal"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."latest_feed"(text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."latest_feed"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."latest_feed"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_activity"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_activity"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_activity"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_author_affinities"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_author_affinities"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_author_affinities"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_from_engagement"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_from_engagement"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_from_engagement"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_heat"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_heat"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_heat"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_tastes"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_tastes"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_tastes"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_topic_affinities"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_topic_affinities"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_topic_affinities"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_topics"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_topics"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_topics"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_virality"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_virality"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_virality"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_matches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_matches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_matches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_matching"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_matching"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_matching"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_realtime"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_realtime"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_realtime"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."leave_stranger"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."leave_stranger"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."leave_stranger"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."list_not_interested"(text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."list_not_interested"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."list_not_interested"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."list_not_interested"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."list_notifications"(boolean, boolean, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."list_notifications"(boolean, boolean, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."list_notifications"(boolean, boolean, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."list_notifications"(boolean, boolean, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."list_topic_posts"(text, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."list_topic_posts"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."list_topic_posts"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."list_topic_posts"(text, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."list_trending_posts"(text, text, integer, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."list_trending_posts"(text, text, integer, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."list_trending_posts"(text, text, integer, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."list_trending_posts"(text, text, integer, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."list_trending_topics"(double precision, double precision, integer, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."list_trending_topics"(double precision, double precision, integer, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."list_trending_topics"(double precision, double precision, integer, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."list_trending_topics"(double precision, double precision, integer, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."live_topic"(private.conversations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."live_topic"(private.conversations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_topic"(private.conversations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_avatar"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_avatar"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_avatar"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_case"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_case"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_case"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_own_proposal"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_own_proposal"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_own_proposal"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_proposal"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_proposal"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_proposal"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lock_tickets"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lock_tickets"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lock_tickets"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."make_list"(uuid, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."make_list"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."make_list"(uuid, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."mark_notifications_read"(uuid[], boolean) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."mark_notifications_read"(uuid[], boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."mark_notifications_read"(uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_notifications_read"(uuid[], boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."mark_notifications_seen"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."mark_notifications_seen"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."mark_notifications_seen"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_notifications_seen"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_answer"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_answer"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_answer"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_at_once"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_at_once"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_at_once"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_deadline"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_deadline"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_deadline"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_eta"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_eta"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_eta"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_fade"(timestamp WITH time zone, interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_fade"(timestamp WITH time zone, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_fade"(timestamp WITH time zone, interval) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_graph"(text, integer, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_graph"(text, integer, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_graph"(text, integer, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_now"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_now"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_now"(uuid, integer) TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."match_wait"(text, text, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_wait"(text, text, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_wait"(text, text, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."match_widening"(private.match_tickets, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."match_widening"(private.match_tickets, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."match_widening"(private.match_tickets, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."matchmaking_etas"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."matchmaking_etas"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."matchmaking_etas"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."matchmaking_etas"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."matchmaking_regret"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."matchmaking_regret"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."matchmaking_regret"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."matchmaking_regret"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_approach"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_approach"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_approach"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_meet"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_meet"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_meet"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."may_read"(private.conversation_members, private.messages, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."media_view"(private.media) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."media_view"(private.media) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."media_view"(private.media) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."media_view"(private.media) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."media_view"(private.media) TO "service_role";

REVOKE ALL ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."message_view"(private.messages, jsonb, jsonb, jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."moderate_profile"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."moderate_profile"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."moderate_profile"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."moderation_queue"(text, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."moderation_queue"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."moderation_queue"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."moderation_queue"(text, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."mute_notifications"(text, uuid, boolean) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."mute_notifications"(text, uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."mute_notifications"(text, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mute_notifications"(text, uuid, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."my_decisions"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."my_decisions"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."my_decisions"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."my_decisions"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."my_reports"(text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."my_reports"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."my_reports"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."my_reports"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."name_words"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."name_words"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."name_words"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."named_time_zone"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."named_time_zone"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."named_time_zone"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."nearby_feed"(integer, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."nearby_feed"(integer, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."nearby_feed"(integer, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."nearby_feed"(integer, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."network_rule"(inet) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."network_rule"(inet) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."network_rule"(inet) TO "postgres";

REVOKE ALL ON FUNCTION "private"."next_of_list"(uuid, private.feed_pages, integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."next_of_list"(uuid, private.feed_pages, integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."next_of_list"(uuid, private.feed_pages, integer, integer) TO "postgres";

REVOKE ALL
  ON FUNCTION "private"."next_virality"(text, double precision, double precision, double precision, double precision, double precision, double precision, double precision, jsonb)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "private"."next_virality"(text, double precision, double precision, double precision, double precision, double precision, double precision, double precision, jsonb)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "private"."next_virality"(text, double precision, double precision, double precision, double precision, double precision, double precision, double precision, jsonb)
  TO "postgres";

REVOKE ALL ON FUNCTION "private"."not_interested"(uuid, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."not_interested"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."not_interested"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."not_interested"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_match_answer"(uuid, uuid, text, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_post"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_post"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_post"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_sweep"(integer, integer, integer, integer, double precision, double precision, double precision, real, real, real) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_causes"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notification_causes"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_causes"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_hidden_until"(uuid, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notification_hidden_until"(uuid, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_hidden_until"(uuid, uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_items"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notification_items"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_items"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_kinds"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notification_kinds"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_kinds"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_ledger"(uuid, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."notification_ledger"(uuid, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."notification_ledger"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_ledger"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_stands"(text, uuid, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notification_stands"(text, uuid, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_stands"(text, uuid, uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notification_step"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notification_step"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notification_step"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."notify_people"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."notify_people"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."notify_people"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."page"(jsonb[], uuid[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."page"(jsonb[], uuid[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."page"(jsonb[], uuid[], integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pair_up"(text, uuid[], uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."pairs_of"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."pairs_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pairs_of"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."place_in_list"(uuid, uuid, uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_in_list"(uuid, uuid, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_in_list"(uuid, uuid, uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."place_key"(double precision, double precision, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_key"(double precision, double precision, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_key"(double precision, double precision, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_half_life"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."post_half_life"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_half_life"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_insights"(uuid, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."post_insights"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."post_insights"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_insights"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_items"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."post_items"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_items"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_parts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."post_parts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_parts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_query"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."post_query"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_query"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_times"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."post_times"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_times"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."post_words"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."post_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."post_words"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."predict_reach"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."predict_reach"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."predict_reach"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."proposal_view"(private.match_proposals, private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."propose"(uuid[], uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."propose"(uuid[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."propose"(uuid[], uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_activity_links"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_activity_links"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_activity_links"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_feed"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_feed"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_feed"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_insights"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_insights"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_insights"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_matches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_matches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_matches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_notifications"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_notifications"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_notifications"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_preview_images"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_preview_images"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_preview_images"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_tastes"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_tastes"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_tastes"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_topics"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_topics"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_topics"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."purge_virality"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."purge_virality"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."purge_virality"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."qualified_emoji"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."qualified_emoji"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."qualified_emoji"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."quarter_of"(timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."quarter_of"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."quarter_of"(timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."raise_no_contact"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."raise_no_contact"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."raise_no_contact"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."rank_feed"(uuid, text, uuid[], text[], real[], uuid[], timestamp WITH time zone, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."rank_feed"(uuid, text, uuid[], text[], real[], uuid[], timestamp WITH time zone, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."rank_feed"(uuid, text, uuid[], text[], real[], uuid[], timestamp WITH time zone, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."ranked_page"(uuid, text, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ranked_page"(uuid, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ranked_page"(uuid, text, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."rates_of"(bigint, bigint, bigint, bigint, bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."rates_of"(bigint, bigint, bigint, bigint, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."rates_of"(bigint, bigint, bigint, bigint, bigint) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reach_calibration"(timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reach_calibration"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reach_calibration"(timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reaction_seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reaction_seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reactions_view"(integer, jsonb, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reactions_view"(integer, jsonb, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reactions_view"(integer, jsonb, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."readable_message"(private.conversation_members, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."readable_post"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."readable_post"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."readable_post"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reads_along"(private.conversations, private.conversation_members, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."recheck_parts"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."recheck_parts"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."recheck_parts"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."recheck_person"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."recheck_person"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."recheck_person"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."recounted_users"(date, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."recounted_users"(date, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."recounted_users"(date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."recounted_users"(date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reel_candidates"(uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reel_candidates"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reel_candidates"(uuid, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reels_feed"(text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."reels_feed"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."reels_feed"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reels_feed"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refresh_feed_sources"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refresh_feed_sources"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refresh_feed_sources"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."refresh_trends"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refresh_trends"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refresh_trends"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."refusal_strength"(timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refusal_strength"(timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refusal_strength"(timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refuse"(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."refuse"(text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."refuse"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reheated"(double precision, double precision, timestamp WITH time zone, interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reheated"(double precision, double precision, timestamp WITH time zone, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reheated"(double precision, double precision, timestamp WITH time zone, interval) TO "postgres";

REVOKE ALL ON FUNCTION "private"."relationships"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."relationships"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."relationships"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reopen_ticket"(private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reopen_ticket"(private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reopen_ticket"(private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."report"(text, uuid, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."report"(text, uuid, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."report"(text, uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."report"(text, uuid, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."report_stranger"(uuid, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."report_stranger"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."report_stranger"(uuid, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."report_view"(private.cases, private.reports) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."report_view"(private.cases, private.reports) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."report_view"(private.cases, private.reports) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reputation"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reputation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reputation"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."respond_to_match"(uuid, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."respond_to_match"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."respond_to_match"(uuid, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."review_topic"(text, boolean, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."review_topic"(text, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."review_topic"(text, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."review_topic"(text, boolean, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."rotate_session"(uuid, integer, bytea, bytea, bytea, text, inet) TO "postgres";

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."seam"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."seam"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."search_posts"(text, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."search_posts"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."search_posts"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."search_posts"(text, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."search_topics"(text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."search_topics"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."search_topics"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."search_topics"(text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."served_lately"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."served_lately"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."served_lately"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."served_since"(uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."served_since"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."served_since"(uuid, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_app_role"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."set_app_role"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_app_role"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_feed_settings"(jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."set_feed_settings"(jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."set_feed_settings"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_feed_settings"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_media_addresses"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."set_media_addresses"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_media_addresses"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_notification_settings"(jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."set_notification_settings"(jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."set_notification_settings"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_notification_settings"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_viral_veto"(uuid, boolean, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."set_viral_veto"(uuid, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."set_viral_veto"(uuid, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_viral_veto"(uuid, boolean, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."settle_match"(private.match_proposals) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."settle_match"(private.match_proposals) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_match"(private.match_proposals) TO "postgres";

REVOKE ALL ON FUNCTION "private"."severity_of"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."severity_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."severity_of"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."shares_of"(text[], bigint[], bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."shares_of"(text[], bigint[], bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shares_of"(text[], bigint[], bigint) TO "postgres";

REVOKE ALL ON FUNCTION "private"."show_people_again"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."show_people_again"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."show_people_again"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."shown_counts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."shown_counts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shown_counts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."shown_daily_users"(text, date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."shown_daily_users"(text, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."shown_daily_users"(text, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shown_daily_users"(text, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."shown_feed_settings"(private.feed_settings) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."shown_feed_settings"(private.feed_settings) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shown_feed_settings"(private.feed_settings) TO "postgres";

REVOKE ALL ON FUNCTION "private"."shown_figures"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."shown_figures"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."shown_figures"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shown_figures"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."shown_overview"(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."shown_overview"(text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."shown_overview"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shown_overview"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."shown_refusal"(private.not_interested) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."shown_refusal"(private.not_interested) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."shown_refusal"(private.not_interested) TO "postgres";

REVOKE ALL ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."skip_stranger"(uuid, text[], text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."small_avatar"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."small_avatar"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."small_avatar"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."solve"(double precision[], double precision[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."solve"(double precision[], double precision[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."solve"(double precision[], double precision[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."spaced_scripts"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."spaced_scripts"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."spaced_scripts"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."squeezed"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."squeezed"(text, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."state_in_call"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."state_in_call"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."state_in_call"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_author_neighbours"(uuid[], uuid[], real[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_author_neighbours"(uuid[], uuid[], real[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_author_neighbours"(uuid[], uuid[], real[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_topic_neighbours"(text[], text[], real[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_topic_neighbours"(text[], text[], real[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_topic_neighbours"(text[], text[], real[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."surprise"(double precision, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."surprise"(double precision, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."surprise"(double precision, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sync_part_match"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sync_part_match"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sync_part_match"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sync_part_notifications"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sync_part_notifications"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sync_part_notifications"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sync_parts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sync_parts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sync_parts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."taste_half_life"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."taste_half_life"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."taste_half_life"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tastes_for_authors"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tastes_for_authors"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tastes_for_authors"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tastes_for_topics"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tastes_for_topics"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tastes_for_topics"(text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_badges"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_badges"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_badges"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_call"(private.calls) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_call"(private.calls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_call"(private.calls) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_conversion"(boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_conversion"(boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_conversion"(boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_decisions"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_decisions"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_decisions"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_followers"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_followers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_followers"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_hiding"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_hiding"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_hiding"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_mute"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_mute"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_mute"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_notification_mute"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_notification_mute"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_notification_mute"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_notifications"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_notifications"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_notifications"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_preview"(private.messages) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_preview"(private.messages) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_preview"(private.messages) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_unblock"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_unblock"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_unblock"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_virality"(jsonb, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_virality"(jsonb, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_virality"(jsonb, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."ticket_view"(private.match_tickets) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ticket_view"(private.match_tickets) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ticket_view"(private.match_tickets) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tiles_around"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tiles_around"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tiles_around"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tiles_within"(integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tiles_within"(integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tiles_within"(integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topic_call_live"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topic_call_live"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topic_call_live"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topic_conversation_live"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topic_conversation_live"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topic_conversation_live"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topics_around"(integer, integer, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topics_around"(integer, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topics_around"(integer, integer, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topics_of_member"(private.conversations, private.conversation_members) TO "postgres";

REVOKE ALL ON FUNCTION "private"."topics_to_review"(integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."topics_to_review"(integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."topics_to_review"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."topics_to_review"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."trust"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."trust"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."trust"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."trust_of"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."trust_of"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."trust_of"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."try_tickets"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."try_tickets"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."try_tickets"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."undo_decision"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."undo_decision"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."undo_decision"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."undo_decision"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."undo_not_interested"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."undo_not_interested"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."undo_not_interested"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."undo_not_interested"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."unranked_page"(uuid, text, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."unranked_page"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."unranked_page"(uuid, text, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."unread_counts"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."unread_counts"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."unread_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."unread_counts"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."unread_notifications"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."unread_notifications"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."unread_notifications"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."users_of_days"(text, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."users_of_days"(text, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."users_of_days"(text, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."uuid_v7_at"(timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."uuid_v7_at"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."uuid_v7_at"(timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."virality_feature_names"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."virality_feature_names"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."virality_feature_names"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."virality_features"(uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."virality_features"(uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."virality_features"(uuid[], timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."virality_view"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."virality_view"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."virality_view"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."wanted_uploads"(text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."wanted_uploads"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."wanted_uploads"(text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."weigh_pairs"(uuid[], integer[], integer[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."weighed_deeds"(xid8, xid8) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."weighed_deeds"(xid8, xid8) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."weighed_deeds"(xid8, xid8) TO "postgres";

REVOKE ALL ON FUNCTION "private"."weights_for"(text, private.feed_settings, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."weights_for"(text, private.feed_settings, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."weights_for"(text, private.feed_settings, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."why_notified"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."why_notified"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."why_notified"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."why_notified"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."with_addresses"(text, jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."with_addresses"(text, jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."with_addresses"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_addresses"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_addresses"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."with_distances"(jsonb[], integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."with_distances"(jsonb[], integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_distances"(jsonb[], integer[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."with_interval"(double precision, double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."with_interval"(double precision, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_interval"(double precision, double precision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."with_reasons"(jsonb[], text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."with_reasons"(jsonb[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_reasons"(jsonb[], text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."with_reposters"(jsonb[], uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."with_reposters"(jsonb[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_reposters"(jsonb[], uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."withdraw_parts"(private.notification_cause[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."withdraw_parts"(private.notification_cause[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."withdraw_parts"(private.notification_cause[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."without_links"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."without_links"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."without_links"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."written_words"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."written_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."written_words"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."answer_connection"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."answer_connection"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."answer_connection"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."answer_follow"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."answer_follow"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."answer_follow"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."archive_post"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."archive_post"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."archive_post"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."block"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."block"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."block"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_case"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."claim_case"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_case"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."clear_location"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."clear_location"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."clear_location"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_collection"(text, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."create_collection"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_collection"(text, boolean) TO "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."create_post"(uuid, text, text, uuid[], text, text, double precision, double precision, text, text, boolean, timestamp WITH time zone)
  TO "authenticated";

REVOKE ALL
  ON FUNCTION "public"."create_post"(uuid, text, text, uuid[], text, text, double precision, double precision, text, text, boolean, timestamp WITH time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."create_post"(uuid, text, text, uuid[], text, text, double precision, double precision, text, text, boolean, timestamp WITH time zone)
  TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."creator_insights"(integer, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."creator_insights"(integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."creator_insights"(integer, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."decide"(uuid, text, timestamp WITH time zone, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."decide"(uuid, text, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."decide"(uuid, text, timestamp WITH time zone, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_collection"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."delete_collection"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_collection"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_comment"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."delete_comment"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_comment"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_post"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."delete_post"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_post"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dismiss_suggestion"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dismiss_suggestion"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dismiss_suggestion"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."edit_comment"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."edit_comment"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."edit_comment"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."edit_post"(uuid, jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."edit_post"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."edit_post"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."explain_feed_item"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."explain_feed_item"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."explain_feed_item"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."feed_what_if"(jsonb, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."feed_what_if"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."feed_what_if"(jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."follow"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_suggestions"(integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."follow_suggestions"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_suggestions"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."followers_you_know"(uuid, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."followers_you_know"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."followers_you_know"(uuid, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_case"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."get_case"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_case"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_feed_settings"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."get_feed_settings"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_feed_settings"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_settings"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."get_notification_settings"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_settings"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_settings"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."get_settings"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_settings"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."heartbeat"(text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."heartbeat"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."heartbeat"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."hide_comment"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."hide_comment"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."hide_comment"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_blocked"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_blocked"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_blocked"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_collections"(uuid, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_collections"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_collections"(uuid, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_connection_requests"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_connection_requests"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_connection_requests"(text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_connections"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_connections"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_connections"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_follow_requests"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_follow_requests"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_follow_requests"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_followers"(uuid, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_followers"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_followers"(uuid, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_following"(uuid, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_following"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_following"(uuid, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_interests"(text) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."list_interests"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_interests"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_muted"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_muted"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_muted"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_not_interested"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_not_interested"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_not_interested"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_notifications"(boolean, boolean, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_notifications"(boolean, boolean, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_notifications"(boolean, boolean, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_post_edits"(uuid, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_post_edits"(uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_post_edits"(uuid, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_reactions"(text, uuid, text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."list_reactions"(text, uuid, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_reactions"(text, uuid, text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_notifications_read"(uuid[], boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."mark_notifications_read"(uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_notifications_read"(uuid[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_notifications_seen"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."mark_notifications_seen"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_notifications_seen"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."moderation_queue"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."moderation_queue"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."moderation_queue"(text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mute"(uuid, timestamp WITH time zone) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."mute"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mute"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mute_notifications"(text, uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."mute_notifications"(text, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mute_notifications"(text, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."my_decisions"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."my_decisions"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."my_decisions"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."my_reports"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."my_reports"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."my_reports"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."nearby_feed"(integer, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."nearby_feed"(integer, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."nearby_feed"(integer, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."not_interested"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."not_interested"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."not_interested"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notification_ledger"(uuid, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."notification_ledger"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notification_ledger"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pin_comment"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."pin_comment"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pin_comment"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."post_insights"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."post_insights"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."post_insights"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."presence_of"(uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."presence_of"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."presence_of"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_post"(uuid, timestamp WITH time zone) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."publish_post"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_post"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."reels_feed"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."reels_feed"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."reels_feed"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."remove_connection"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."remove_connection"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."remove_connection"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."remove_follower"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."remove_follower"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."remove_follower"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rename_collection"(uuid, text, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."rename_collection"(uuid, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rename_collection"(uuid, text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."report"(text, uuid, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."report"(text, uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."report"(text, uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_connection"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_connection"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_connection"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_verification"(text, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_verification"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_verification"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_post"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."restore_post"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_post"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."review_topic"(text, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."review_topic"(text, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."review_topic"(text, boolean, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."review_verification"(uuid, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."review_verification"(uuid, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."review_verification"(uuid, boolean, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_post"(uuid, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."save_post"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_post"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_people"(text, text[], integer, integer, integer, text, text[], boolean, boolean, text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_posts"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."search_posts"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_posts"(text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_topics"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."search_topics"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_topics"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_feed_settings"(jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_feed_settings"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_feed_settings"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_interests"(text[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_interests"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_interests"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_location"(double precision, double precision) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_location"(double precision, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_location"(double precision, double precision) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_notification_settings"(jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_notification_settings"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_notification_settings"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_settings"(jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_settings"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_settings"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_viral_veto"(uuid, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_viral_veto"(uuid, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_viral_veto"(uuid, boolean, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."share_post"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."share_post"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."share_post"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."topic_feed"(text, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."topic_feed"(text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."topic_feed"(text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."topics_to_review"(integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."topics_to_review"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."topics_to_review"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."trending_posts"(text, text, integer, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."trending_posts"(text, text, integer, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."trending_posts"(text, text, integer, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."trending_topics"(double precision, double precision, integer, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."trending_topics"(double precision, double precision, integer, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."trending_topics"(double precision, double precision, integer, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."typeahead_people"(text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."typeahead_people"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."typeahead_people"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unblock"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."unblock"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unblock"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."undo_decision"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."undo_decision"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."undo_decision"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."undo_not_interested"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."undo_not_interested"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."undo_not_interested"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unfollow"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."unfollow"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unfollow"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unmute"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."unmute"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unmute"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unread_counts"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."unread_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unread_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unsave_post"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."unsave_post"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unsave_post"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unshare_post"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."unshare_post"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unshare_post"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_profile"(jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."update_profile"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_profile"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."why_notified"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."why_notified"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."why_notified"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."withdraw_connection"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."withdraw_connection"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."withdraw_connection"(uuid) TO "postgres";

GRANT SELECT ON TABLE "analytics"."daily_users" TO "authenticated";

GRANT SELECT ON TABLE "analytics"."matchmaking_etas" TO "authenticated";

GRANT SELECT ON TABLE "analytics"."matchmaking_regret" TO "authenticated";

GRANT SELECT ON TABLE "analytics"."overview" TO "authenticated";

ALTER TABLE "private"."decisions"
  ADD CONSTRAINT "decisions_case_id_fkey" FOREIGN KEY (case_id) REFERENCES private.cases(id) ON DELETE CASCADE;

ALTER TABLE "private"."reports"
  ADD CONSTRAINT "reports_case_id_fkey" FOREIGN KEY (case_id) REFERENCES private.cases(id) ON DELETE CASCADE;

CREATE INDEX cases_queue ON private.cases USING btree (status, priority, id);

CREATE INDEX decisions_person_id ON private.decisions USING btree (person_id, id);

CREATE INDEX not_interested_person_id ON private.not_interested USING btree (person_id, id);

ALTER TABLE "private"."notification_refusals"
  ADD COLUMN "id" uuid NOT NULL DEFAULT private.uuid_v7();

ALTER TABLE "private"."notification_refusals"
  ADD CONSTRAINT "notification_refusals_pkey" PRIMARY KEY (id);

CREATE INDEX notification_refusals_person_id ON private.notification_refusals USING btree (person_id, id);

ALTER TABLE "private"."notifications"
  ADD COLUMN "position" uuid NOT NULL DEFAULT private.uuid_v7();

CREATE INDEX notifications_listed ON private.notifications USING btree (person_id, boxed, "position");

CREATE INDEX notifications_unread ON private.notifications USING btree (person_id, boxed, "position")
  WHERE ((part_count > 0) AND (read_at IS NULL));

COMMENT ON COLUMN "private"."notifications"."position" IS 'UUID version 7 of the moment when it last grew: its place in the list.';

ALTER TABLE "private"."notifications"
  ADD COLUMN "id" uuid NOT NULL DEFAULT private.uuid_v7();

ALTER TABLE "private"."notifications"
  ADD CONSTRAINT "notifications_pkey" PRIMARY KEY (id);

ALTER TABLE "private"."notification_parts"
  ADD CONSTRAINT "notification_parts_notification_id_fkey" FOREIGN KEY (notification_id) REFERENCES private.notifications(id) ON DELETE CASCADE;

CREATE INDEX reports_reporter_id ON private.reports USING btree (reporter_id, id);

CREATE MATERIALIZED VIEW "private"."hot_posts"
  AS  SELECT signals.post_id,
    signals.author_id,
    signals.kind,
    signals.topics,
    private.tile_of(signals.cell) AS tile,
    signals.heat,
    signals."position",
    row_number() OVER (ORDER BY signals.heat DESC) AS place
   FROM (( SELECT post_signals.post_id,
            post_signals.author_id,
            post_signals.kind,
            post_signals.topics,
            post_signals.cell,
            post_signals.heat,
            post_signals."position",
            post_signals.engagers,
            post_signals.recent_engager_ids,
            post_signals.recent_commenter_ids
           FROM private.post_signals
          ORDER BY post_signals.heat DESC
         LIMIT 20000) signals
     JOIN public.posts post ON ((post.id = signals.post_id)))
  WHERE ((post.state = 'published'::text) AND (post.audience = 'public'::text) AND (post.deleted_at IS NULL));

COMMENT ON MATERIALIZED VIEW "private"."hot_posts" IS 'The 20,000 posts that are warmest, as far as they are public: the head of every shared source.';

CREATE MATERIALIZED VIEW "private"."hot_posts_by_tile"
  AS  SELECT tile,
    place,
    post_id,
    author_id,
    heat
   FROM ( SELECT hot_posts.tile,
            hot_posts.post_id,
            hot_posts.author_id,
            hot_posts.heat,
            row_number() OVER (PARTITION BY hot_posts.tile ORDER BY hot_posts.heat DESC) AS place
           FROM private.hot_posts
          WHERE (hot_posts.tile IS NOT NULL)) ranked
  WHERE (place <= 100);

COMMENT ON MATERIALIZED VIEW "private"."hot_posts_by_tile" IS 'The 100 warmest of each tile of about 40 km.';

CREATE MATERIALIZED VIEW "private"."hot_posts_by_topic"
  AS  SELECT topic,
    place,
    post_id,
    author_id,
    heat
   FROM ( SELECT topic.topic,
            hot.post_id,
            hot.author_id,
            hot.heat,
            row_number() OVER (PARTITION BY topic.topic ORDER BY hot.heat DESC) AS place
           FROM private.hot_posts hot,
            LATERAL unnest(hot.topics) topic(topic)) ranked
  WHERE (place <= 100);

COMMENT ON MATERIALIZED VIEW "private"."hot_posts_by_topic" IS 'The 100 warmest of each topic.';

CREATE UNIQUE INDEX hot_posts_by_tile_place ON private.hot_posts_by_tile USING btree (tile, place);

CREATE INDEX hot_posts_by_topic_beginning ON private.hot_posts_by_topic USING btree (topic COLLATE "C")
  WHERE (place = 1);

CREATE UNIQUE INDEX hot_posts_by_topic_place ON private.hot_posts_by_topic USING btree (topic, place);

CREATE INDEX hot_posts_kind ON private.hot_posts USING btree (kind, place);

CREATE INDEX hot_posts_place ON private.hot_posts USING btree (place);

CREATE UNIQUE INDEX hot_posts_post_id ON private.hot_posts USING btree (post_id);

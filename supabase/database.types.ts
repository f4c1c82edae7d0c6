// Written by `npm run db:types` from the migrations; do not edit.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  analytics: {
    Tables: {
      [_ in never]: never;
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      [_ in never]: never;
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
  public: {
    Tables: {
      /** Who has blocked whom. Both are invisible to each other. */
      blocks: {
        Row: {
          blocked_id: string;
          blocker_id: string;
          created_at: string;
          /** UUID version 7: its order is the order of blocking. */
          id: string;
        };
        ComputedFields: never;
        Insert: {
          blocked_id: string;
          blocker_id: string;
          created_at?: string;
          id?: string;
        };
        Update: {
          blocked_id?: string;
          blocker_id?: string;
          created_at?: string;
          id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "blocks_blocked_id_fkey";
            columns: ["blocked_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "blocks_blocker_id_fkey";
            columns: ["blocker_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Who has asked whom to connect, and what became of it. */
      connection_requests: {
        Row: {
          addressee_id: string;
          created_at: string;
          ended_at: string | null;
          /** UUID version 7; a new request of the same pair gets a new one. */
          id: string;
          note: string | null;
          requester_id: string;
          /** pending, accepted, declined, or withdrawn (also by a block). */
          state: string;
        };
        ComputedFields: never;
        Insert: {
          addressee_id: string;
          created_at?: string;
          ended_at?: string | null;
          id?: string;
          note?: string | null;
          requester_id: string;
          state?: string;
        };
        Update: {
          addressee_id?: string;
          created_at?: string;
          ended_at?: string | null;
          id?: string;
          note?: string | null;
          requester_id?: string;
          state?: string;
        };
        Relationships: [
          {
            foreignKeyName: "connection_requests_addressee_id_fkey";
            columns: ["addressee_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "connection_requests_requester_id_fkey";
            columns: ["requester_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Who is connected with whom, in both directions. */
      connections: {
        Row: {
          created_at: string;
          id: string;
          other_id: string;
          person_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          other_id: string;
          person_id: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          other_id?: string;
          person_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "connections_are_mutual";
            columns: ["other_id", "person_id"];
            isOneToOne: false;
            referencedRelation: "connections";
            referencedColumns: ["person_id", "other_id"];
          },
          {
            foreignKeyName: "connections_other_id_fkey";
            columns: ["other_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "connections_person_id_fkey";
            columns: ["person_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Who waits to be let in by a private account. */
      follow_requests: {
        Row: {
          created_at: string;
          followee_id: string;
          follower_id: string;
          id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          followee_id: string;
          follower_id: string;
          id?: string;
        };
        Update: {
          created_at?: string;
          followee_id?: string;
          follower_id?: string;
          id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "follow_requests_followee_id_fkey";
            columns: ["followee_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "follow_requests_follower_id_fkey";
            columns: ["follower_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Who follows whom. */
      follows: {
        Row: {
          created_at: string;
          followee_id: string;
          follower_id: string;
          /** UUID version 7: its order is the order of following. */
          id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          followee_id: string;
          follower_id: string;
          id?: string;
        };
        Update: {
          created_at?: string;
          followee_id?: string;
          follower_id?: string;
          id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "follows_followee_id_fkey";
            columns: ["followee_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "follows_follower_id_fkey";
            columns: ["follower_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** The catalogue of interests that people choose from. */
      interests: {
        Row: {
          /** In English: what is shown where `names` lacks the language. */
          name: string;
          /** The name by language, BCP 47 in lower case: {"de": "Schach", "pt-br": "Xadrez"}. */
          names: NonNullable<Json>;
          slug: string;
        };
        ComputedFields: never;
        Insert: {
          name: string;
          names?: NonNullable<Json>;
          slug: string;
        };
        Update: {
          name?: string;
          names?: NonNullable<Json>;
          slug?: string;
        };
        Relationships: [];
      };
      /** Whose posts and events somebody does not want to see. The muted do not learn of it. */
      mutes: {
        Row: {
          created_at: string;
          id: string;
          muted_id: string;
          muter_id: string;
          /** When the mute ends by itself; infinity for one that does not. */
          until: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          muted_id: string;
          muter_id: string;
          until?: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          muted_id?: string;
          muter_id?: string;
          until?: string;
        };
        Relationships: [
          {
            foreignKeyName: "mutes_muted_id_fkey";
            columns: ["muted_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "mutes_muter_id_fkey";
            columns: ["muter_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** What people publish. */
      posts: {
        Row: {
          author_id: string;
          caption: string;
          /** Made by the client, so that a repeated create_post has one effect. */
          client_id: string;
          created_at: string;
          /** UUID version 7: its order is the order of publication. */
          id: string;
          kind: string;
        };
        ComputedFields: never;
        Insert: {
          author_id: string;
          caption: string;
          client_id: string;
          created_at?: string;
          id?: string;
          kind: string;
        };
        Update: {
          author_id?: string;
          caption?: string;
          client_id?: string;
          created_at?: string;
          id?: string;
          kind?: string;
        };
        Relationships: [
          {
            foreignKeyName: "posts_author_id_fkey";
            columns: ["author_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Which interests a person has chosen. */
      profile_interests: {
        Row: {
          interest: string;
          profile_id: string;
        };
        ComputedFields: never;
        Insert: {
          interest: string;
          profile_id: string;
        };
        Update: {
          interest?: string;
          profile_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "profile_interests_interest_fkey";
            columns: ["interest"];
            isOneToOne: false;
            referencedRelation: "interests";
            referencedColumns: ["slug"];
          },
          {
            foreignKeyName: "profile_interests_profile_id_fkey";
            columns: ["profile_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** One row a person: what other signed-in people may see. */
      profiles: {
        Row: {
          bio: string;
          created_at: string;
          first_name: string;
          gender: string;
          id: string;
          /** False while the account is deactivated: the person is shown to nobody. */
          is_active: boolean;
          /** What the person publishes is for their followers only, and they choose these. */
          is_private: boolean;
          last_name: string;
          /** Up to five https addresses. */
          links: string[];
          /** Any of dating, friendship. */
          looking_for: string[];
          pronouns: string | null;
          username: string;
          /** When moderators confirmed who this is; null without the badge. A new name takes it away. */
          verified_at: string | null;
        };
        ComputedFields: never;
        Insert: {
          bio?: string;
          created_at?: string;
          first_name: string;
          gender: string;
          id: string;
          is_active?: boolean;
          is_private?: boolean;
          last_name: string;
          links?: string[];
          looking_for?: string[];
          pronouns?: string | null;
          username: string;
          verified_at?: string | null;
        };
        Update: {
          bio?: string;
          created_at?: string;
          first_name?: string;
          gender?: string;
          id?: string;
          is_active?: boolean;
          is_private?: boolean;
          last_name?: string;
          links?: string[];
          looking_for?: string[];
          pronouns?: string | null;
          username?: string;
          verified_at?: string | null;
        };
        Relationships: [];
      };
      /** People who ask for the badge, and what moderators decided. */
      verification_requests: {
        Row: {
          created_at: string;
          decided_at: string | null;
          decided_by: string | null;
          id: string;
          /** What the moderator answered, for the person to read. */
          note: string | null;
          profile_id: string;
          statement: string;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          decided_at?: string | null;
          decided_by?: string | null;
          id?: string;
          note?: string | null;
          profile_id: string;
          statement: string;
          status?: string;
        };
        Update: {
          created_at?: string;
          decided_at?: string | null;
          decided_by?: string | null;
          id?: string;
          note?: string | null;
          profile_id?: string;
          statement?: string;
          status?: string;
        };
        Relationships: [
          {
            foreignKeyName: "verification_requests_decided_by_fkey";
            columns: ["decided_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "verification_requests_profile_id_fkey";
            columns: ["profile_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      /**
       * Accepts or declines a request to the caller; who is declined is not told, and cannot ask again for 30 days. Repeating an
       * answer changes nothing. Returns the relationship with the requester, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was withdrawn or answered
       * otherwise), CONNECTION_LIMIT_REACHED, INVALID_ARGUMENT.
       */
      answer_connection: { Args: { accept: boolean; request_id: string }; Returns: Json };
      /**
       * Lets somebody who has asked follow the caller, or declines, of which they are not told. Repeating it changes nothing.
       * Returns the relationship, as follow. Making an account public answers nobody.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_REQUEST_NOT_FOUND, INVALID_ARGUMENT.
       */
      answer_follow: { Args: { accept: boolean; user_id: string }; Returns: Json };
      /**
       * Makes two people invisible to each other, and ends every follow, request and connection between them. The other is not
       * told. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, RATE_LIMITED.
       */
      block: { Args: { user_id: string }; Returns: Json };
      /** Forgets where the caller is. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED. */
      clear_location: { Args: Record<PropertyKey, never>; Returns: undefined };
      /**
       * Publishes a post and returns it as get_post does. `client_id` is made by the client: a retry with the same one
       * returns the post that exists and changes nothing. `kind`: text. `caption`: 1 to 5000 characters.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, RATE_LIMITED.
       */
      create_post: { Args: { caption?: string; client_id: string; kind?: string }; Returns: Json };
      /**
       * Suggests somebody to the caller no more. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      dismiss_suggestion: { Args: { user_id: string }; Returns: undefined };
      /**
       * Follows somebody, or asks to where the account is private. Repeating it changes nothing.
       * Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
       * none|requested|incoming|connected, connection_request_id, muted, blocking}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_LIMIT_REACHED, RATE_LIMITED.
       */
      follow: { Args: { user_id: string }; Returns: Json };
      /**
       * Whom the caller may want to follow, the best first: {items: [{user: {id, username, first_name, last_name},
       * followed_by_known, shared_interests: [slug]}], next_cursor: null}. `followed_by_known`: how many of those whom the caller
       * has followed last do. There is no next page: whoever is followed or dismissed makes room for others.
       * Errors: NOT_AUTHENTICATED, INVALID_PAGE_SIZE.
       */
      follow_suggestions: { Args: { page_size?: number }; Returns: Json };
      /**
       * Whom of somebody's followers the caller follows, those first whom the caller has followed last: {items, next_cursor} with
       * items as list_followers; followed_at is when they followed that person.
       * Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      followers_you_know: { Args: { cursor?: string; page_size?: number; user_id: string }; Returns: Json };
      /**
       * One post: {id, kind, caption, created_at, author: {id, username, first_name, last_name}}.
       * Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).
       */
      get_post: { Args: { post_id: string }; Returns: Json };
      /**
       * One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, gender, pronouns,
       * bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts: {followers,
       * following, connections}, relationship: as follow returns it, null for oneself}. `age` in years and `distance_km`, rounded
       * between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. The
       * own profile with its private fields is GET auth/me.
       * Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).
       */
      get_profile: { Args: { user_id?: string; username?: string }; Returns: Json };
      /**
       * What the caller allows others: {who_may_message, who_may_add_to_groups: everyone|connections|nobody, show_age,
       * show_distance, show_online, show_last_seen, discoverable, is_private}. Errors: NOT_AUTHENTICATED.
       */
      get_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * Says that the caller is there; to be sent every 30 s. `status`: online, or away while nobody touches the device.
       * `device`: 1 to 40 characters. Without heartbeats somebody is offline after 75 s.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PRESENCE.
       */
      heartbeat: { Args: { device?: string; status?: string }; Returns: undefined };
      /**
       * Posts for the caller, newest first: {items: [post as get_post gives it], next_cursor}.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      home_feed: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Whom the caller has blocked, the newest first: {items: [{user: {id, username, first_name, last_name}, blocked_at}],
       * next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_blocked: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Requests to connect that wait for an answer, the newest first: {items: [{id, user: {id, username, first_name, last_name},
       * note, requested_at}], next_cursor}. `direction`: incoming (user has asked the caller) or outgoing (the caller has asked user).
       * Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_connection_requests: { Args: { cursor?: string; direction?: string; page_size?: number }; Returns: Json };
      /**
       * With whom the caller is connected, the newest first: {items: [{user: {id, username, first_name, last_name},
       * connected_at}], next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_connections: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Who asks to follow the caller, the newest first: {items: [{user: {id, username, first_name, last_name}, requested_at}],
       * next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_follow_requests: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Who follows somebody, the newest first: {items: [{user: {id, username, first_name, last_name}, followed_at, following}],
       * next_cursor}. `following`: whether the caller follows them.
       * Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_followers: { Args: { cursor?: string; page_size?: number; user_id: string }; Returns: Json };
      /**
       * Whom somebody follows, the newest first: {items, next_cursor} with items as list_followers.
       * Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_following: { Args: { cursor?: string; page_size?: number; user_id: string }; Returns: Json };
      /**
       * The whole catalogue, sorted by name: {items: [{slug, name}]}. `language` is a BCP 47 tag, for instance pt-BR; where it
       * has no name the language alone (pt) is tried, then English.
       */
      list_interests: { Args: { language?: string }; Returns: Json };
      /**
       * Whom the caller has muted, the newest first: {items: [{user: {id, username, first_name, last_name}, until, muted_at}],
       * next_cursor}. `until`: null for a mute without an end. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_muted: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Keeps what somebody does out of the caller's feeds and notifications, up to the time `until`, or until unmute. The other
       * is not told. Repeating it changes the time. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT.
       */
      mute: { Args: { until?: string; user_id: string }; Returns: Json };
      /**
       * Whether people are there: {items: [{user_id, status: online|away|offline, last_seen_at}]}, for up to 100 `user_ids`, without
       * those who do not exist or are hidden from the caller. `status` is null for who does not show it, and
       * `last_seen_at`, to the minute, for who is online, or does not show it, or does not show the status.
       * Errors: NOT_AUTHENTICATED, INVALID_PRESENCE.
       */
      presence_of: { Args: { user_ids: string[] }; Returns: Json };
      /**
       * Ends a connection for both; the other is not told. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      remove_connection: { Args: { user_id: string }; Returns: Json };
      /**
       * Ends that somebody follows the caller; they are not told. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      remove_follower: { Args: { user_id: string }; Returns: Json };
      /**
       * Asks somebody to connect. `note`: up to 300 characters for them to read. If they have asked the caller already, both are
       * connected at once. Repeating it changes nothing, not the note either. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT, CONNECTION_COOL_DOWN (30 days
       * after a decline), CONNECTION_LIMIT_REACHED, RATE_LIMITED.
       */
      request_connection: { Args: { note?: string; user_id: string }; Returns: Json };
      /**
       * Asks moderators for the badge: `statement` says in 20 to 2000 characters who the caller is and how that can be checked.
       * `media_ids` must be empty: there are no uploads to show as proof yet. A repeated request returns the one that waits.
       * Returns {id, statement, status: pending|approved|refused, note, created_at, decided_at}; own requests are read from the
       * table verification_requests.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VERIFICATION, VERIFICATION_PENDING, ALREADY_VERIFIED, RATE_LIMITED.
       */
      request_verification: { Args: { media_ids?: string[]; statement: string }; Returns: Json };
      /**
       * For moderators: grants or refuses the badge, and returns the request. `note`, up to 2000 characters, is for the person
       * to read. The queue is the table verification_requests, of which moderators see everything.
       * Repeating a decision changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION,
       * VERIFICATION_NOT_FOUND, VERIFICATION_DECIDED.
       */
      review_verification: { Args: { approve: boolean; note?: string; request_id: string }; Returns: Json };
      /**
       * People, by any combination of: `query` (up to 100 characters: handle or names, without regard to case, accents and order, typos
       * forgiven), `interests` (slugs, any or all of them as `match` says), age, `within_km` (1 to 500, between areas of about
       * 5 km), `looking_for`, `genders`, `online_only`, `verified_only`. First the exact handle, then beginnings of handle and
       * names, then similar ones; among equals by shared interests (rare ones weigh more), popularity and nearness.
       * Returns {items: [{id, username, first_name, last_name, gender, verified_at, is_private, looking_for, age, distance_km,
       * shared_interests: [slug], online}], next_cursor}; age, distance_km and online are null where not shown. A list ends after 100 people;
       * a cursor is good for 15 minutes and for the same filters.
       * Nobody is found across a block, against their settings, or, where dating comes in, between minors and adults.
       * Errors: NOT_AUTHENTICATED, INVALID_SEARCH, LOCATION_REQUIRED, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.
       */
      search_people: {
        Args: {
          age_max?: number;
          age_min?: number;
          cursor?: string;
          genders?: string[];
          interests?: string[];
          looking_for?: string;
          match?: string;
          online_only?: boolean;
          page_size?: number;
          query?: string;
          verified_only?: boolean;
          within_km?: number;
        };
        Returns: Json;
      };
      /**
       * Replaces the interests of the caller, up to 50 slugs of list_interests, and returns the profile as GET auth/me does.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE, UNKNOWN_INTEREST (details names them), RATE_LIMITED.
       */
      set_interests: { Args: { slugs: string[] }; Returns: Json };
      /**
       * Says where the caller is, in degrees (WGS 84), and with that consents to it being used: for distances, which others see
       * rounded between areas of about 5 km, and for what is nearby. clear_location takes it back.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_LOCATION, RATE_LIMITED.
       */
      set_location: { Args: { latitude: number; longitude: number }; Returns: undefined };
      /**
       * Changes some of the settings that get_settings returns, and returns them all. Who does not show age, distance or online
       * state is not found by a search for it either; who is not discoverable is in no search and no suggestion.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS (details names every wrong or unknown one), RATE_LIMITED.
       */
      set_settings: { Args: { changes: Json }; Returns: Json };
      /**
       * For every keystroke: whose handle, first or last name begins with `prefix` (1 to 50 characters), the exact handle first, then by
       * popularity: {items: [{id, username, first_name, last_name}]}, without further pages. Nobody is found across a block or
       * against their settings. Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_PAGE_SIZE, RATE_LIMITED.
       */
      typeahead_people: { Args: { page_size?: number; prefix: string }; Returns: Json };
      /**
       * Ends a block; what it ended stays ended. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      unblock: { Args: { user_id: string }; Returns: Json };
      /**
       * Follows somebody no more, or takes back the request to. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      unfollow: { Args: { user_id: string }; Returns: Json };
      /**
       * Ends a mute. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      unmute: { Args: { user_id: string }; Returns: Json };
      /**
       * Changes some fields of the own profile and returns it as GET auth/me does: {first_name, last_name, username, gender,
       * pronouns, bio, links, looking_for}, each one optional. Names have 1 to 50 characters, pronouns up to 40 (null removes them), a bio
       * up to 500; links are up to five https addresses; looking_for is any of dating (from 18 years on) and friendship. Who
       * changes first name, last name or username loses the badge of the verified.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE (details names every wrong or unknown field), USERNAME_TAKEN,
       * USERNAME_RESERVED, TOO_YOUNG (for dating), RATE_LIMITED.
       */
      update_profile: { Args: { changes: Json }; Returns: Json };
      /**
       * Takes back a request of the caller. Repeating it changes nothing. Returns the relationship with the addressee, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was accepted).
       */
      withdraw_connection: { Args: { request_id: string }; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  analytics: {
    Enums: {},
  },
  public: {
    Enums: {},
  },
} as const;

// Written by `npm run db:types` from the migrations; do not edit.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  analytics: {
    Tables: {
      [_ in never]: never;
    };
    Views: {
      /**
       * For admins: which functions were called today (UTC), how long that took and how it ended, as the gateway saw it. Only the embedded gateway tells
       * it; on hosted Supabase see the logs of the project.
       * - call: A function or table of the database, or a call of an edge function such as auth/login; others for what there is not.
       * - requests: How often it was called.
       * - refused: Of requests: those answered with a status of 400 to 499.
       * - errors: Of requests: those answered with 500 or more, which are faults.
       * - mean_ms: Milliseconds that the answer took, on average.
       * - p50_ms: Half of the requests took at most this long: one of 1, 2, 5, 10, 20, 50 and so on up to 60000.
       * - p95_ms: Nineteen of twenty requests took at most this long, in the same steps.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      api_calls: {
        Row: {
          call: string | null;
          errors: number | null;
          mean_ms: number | null;
          p50_ms: number | null;
          p95_ms: number | null;
          refused: number | null;
          requests: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: what people made on each of the last 30 days (UTC).
       * - posts: Posts that appeared on this day, of any kind, whatever became of them.
       * - texts: Of posts: those of text alone.
       * - images: Of posts: those of one picture.
       * - videos: Of posts: those of one video.
       * - carousels: Of posts: those of several pictures or videos.
       * - reels: Of posts: reels.
       * - comments: Comments and answers to comments that were written on this day.
       * - messages: Messages that were sent on this day, each once however many read it.
       * - calls: Calls that were begun: each person who was rung counts.
       * - posts_removed: Posts that their author deleted or archived on this day.
       * - comments_removed: Comments that were deleted on this day.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      content_daily: {
        Row: {
          calls: number | null;
          carousels: number | null;
          comments: number | null;
          comments_removed: number | null;
          day: string | null;
          images: number | null;
          messages: number | null;
          posts: number | null;
          posts_removed: number | null;
          reels: number | null;
          texts: number | null;
          videos: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: how many people were active on each of the last 30 days (UTC), today included, at most seconds old. The function of this name takes
       * other days, time zones and segments. The lines that begin with a figure are its definition, which analytics.list_figures gives.
       * - daily: People who did something on this day: looked at a post, posted, commented, reacted, shared, saved, followed, asked for a connection, wrote or called. Each counts once.
       * - weekly: Different people who did something on this day or the 6 days before.
       * - monthly: Different people who did something on this day or the 29 days before.
       * - stickiness: daily divided by monthly, 0 to 1; null where nobody was active in the whole month.
       * - newcomers: People who did something for the first time ever on this day.
       * - returned: People who did something on this day and on at least one of the 30 days before.
       * - resurrected: People who did something on this day and earlier, but not on any of the 30 days before.
       * - dormant: People who did something 30 days before this day, and not since, this day included.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      daily_users: {
        Row: {
          daily: number | null;
          day: string | null;
          dormant: number | null;
          monthly: number | null;
          newcomers: number | null;
          resurrected: number | null;
          returned: number | null;
          stickiness: number | null;
          weekly: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: what people did with what others made, on each of the last 30 days (UTC). What is taken back later stays counted: it was done.
       * - views: Views of posts by others than their authors; of one person and post one each half hour.
       * - reactions: Reactions to posts, comments and messages; another emoji in place of one is no further reaction.
       * - comments: Comments and answers to comments.
       * - shares: Posts that were passed on, each once a person and way.
       * - saves: Posts that were saved.
       * - follows: New followers, those of public profiles and those who were let in.
       * - unfollows: Followers who went.
       * - connections: Connections that were made.
       * - watched_hours: How long people looked at posts, in hours.
       * - engagement_rate: Reactions to posts, comments, shares and saves, divided by views; null without views.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      engagement_daily: {
        Row: {
          comments: number | null;
          connections: number | null;
          day: string | null;
          engagement_rate: number | null;
          follows: number | null;
          reactions: number | null;
          saves: number | null;
          shares: number | null;
          unfollows: number | null;
          views: number | null;
          watched_hours: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: how far the people came who registered on the last 30 days (UTC): registered, profile (they changed something of it, or set a
       * picture), follow (or asked to), post, match, message. A row a step. What somebody does later than 30 days after their registration does not count.
       * - step: registered, profile, follow, post, match or message.
       * - place: Which step of the funnel it is, from 0.
       * - people: How many made this step within 30 days, and still have their account.
       * - share: people divided by those who registered.
       * - through: How many made this step and every one before it, in whatever order.
       * - share_through: through divided by those who registered.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      funnel: {
        Row: {
          people: number | null;
          place: number | null;
          share: number | null;
          share_through: number | null;
          step: string | null;
          through: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: how many people there are, and who came and went on each of the last 30 days (UTC).
       * - registered: Accounts that were made on this day, whatever became of them.
       * - deleted: Accounts that were deleted on this day, by whomever.
       * - people: Accounts at the end of this day: all that were registered until then, less all that were deleted.
       * - growth: registered less deleted, divided by the people at the end of the day before; null where there were none.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      growth: {
        Row: {
          day: string | null;
          deleted: number | null;
          growth: number | null;
          people: number | null;
          registered: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: this moment and today so far (UTC), a row a figure. While anything happens, event `live` on the Realtime topic admin:live has the same about
       * once a second: {at, items: [{name, value}]}.
       * - online: People who are online or away, as their contacts have been told.
       * - active: Different people who did something in this quarter of an hour or the one before.
       * - daily: Different people who did something today.
       * - registered: Accounts that were made today.
       * - posts: Posts that appeared today.
       * - comments: Comments that were written today.
       * - messages: Messages that were sent today.
       * - views: Views of posts today.
       * - reactions: Reactions to posts today.
       * - follows: New followers today.
       * - calls: People who were called today.
       * - matched: People who were matched today.
       * - media_failed: Media that were given up today.
       * - searching: People who are looking for somebody now.
       * - cases_waiting: Cases that wait for moderators now.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      live: {
        Row: {
          name: string | null;
          value: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: how people who looked for somebody fared on each of the last 30 days (UTC). Everything counts people: a proposal and a match are two.
       * - searches: Searches that were begun; a change of wishes begins none.
       * - proposals: How often somebody was asked about somebody.
       * - accepted: Answers that were yes.
       * - declined: Answers that were no; no answer is none.
       * - matched: People who were matched: both said yes, or strangers met.
       * - acceptance: accepted divided by all answers; null without any.
       * - mean_waited_s: How long people had been looking when they were asked, in seconds, on average.
       * - regret: What the sweeps gave away of the weight of the best possible pairing, on their samples, 0 to 1; of everybody only, null without sweeps.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      matchmaking_daily: {
        Row: {
          acceptance: number | null;
          accepted: number | null;
          day: string | null;
          declined: number | null;
          matched: number | null;
          mean_waited_s: number | null;
          proposals: number | null;
          regret: number | null;
          searches: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: how good the expected times were that people were told when their searches began, by day (UTC) and pool. `within_half`: the
       * share that took between half and one and a half of it; `typical_error`: the median error in seconds. Nothing for others.
       */
      matchmaking_etas: {
        Row: {
          day: string | null;
          pool: string | null;
          searches: number | null;
          typical_error: number | null;
          within_half: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: what the sweeps of each hour of the last 90 days did, and how much of the weight of the best possible pairing they found, measured
       * on a sample of each sweep: on the whole, and at worst. Times are the slowest, in milliseconds. Nothing for others.
       */
      matchmaking_regret: {
        Row: {
          claim_ms: number | null;
          graph_ms: number | null;
          hour: string | null;
          matching_ms: number | null;
          pairs: number | null;
          proposed: number | null;
          share_of_optimum: number | null;
          sweeps: number | null;
          tickets: number | null;
          worst_share: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: what became of uploads on each of the last 30 days (UTC).
       * - processed: Media that became ready, in whole, on this day.
       * - images: Of processed: pictures.
       * - videos: Of processed: videos.
       * - audios: Of processed: sound.
       * - files: Of processed: other files.
       * - failed: Media that were given up.
       * - failure_rate: failed divided by processed and failed; null without any.
       * - mean_image_s: Seconds from the end of the upload until a picture was ready, on average.
       * - mean_video_s: Seconds from the end of the upload until all of a video was ready, on average.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      media_daily: {
        Row: {
          audios: number | null;
          day: string | null;
          failed: number | null;
          failure_rate: number | null;
          files: number | null;
          images: number | null;
          mean_image_s: number | null;
          mean_video_s: number | null;
          processed: number | null;
          videos: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For moderators: what was reported and decided on each of the last 30 days (UTC).
       * - reports: Reports that were made on this day.
       * - flags: Doubts of the automatic moderation of this day.
       * - cases: Cases that were opened: all reports and flags about one thing are one case.
       * - decided: Decisions that were made on this day, those that were taken back included. One may have several measures.
       * - dismissed: Of decided: nothing was wrong.
       * - hidden: Of decided: something was hidden.
       * - removed: Of decided: something was removed.
       * - warned: Of decided: a warning.
       * - suspended: Of decided: a suspension.
       * - shadow_banned: Of decided: a shadow ban.
       * - banned: Of decided: a ban.
       * - undone: Of decided: what was taken back before anybody was told.
       * - appeals: Appeals that were made on this day.
       * - overturned: Of decided: what an appeal took back, until now.
       * - waiting: Cases of the 30 days before the end of this day, and all that are open still, which were not decided by then.
       * - median_hours: Half of the decisions of this day, without those undone, came within this many hours after the case was opened.
       * - agreement: Of the decisions of this day that a second moderator made again without knowing the first: the share in which both saw the same gravity.
       * - upheld_reports: Of the reports of this day that are decided: the share in which moderators agreed with the reporter.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      moderation_daily: {
        Row: {
          agreement: number | null;
          appeals: number | null;
          banned: number | null;
          cases: number | null;
          day: string | null;
          decided: number | null;
          dismissed: number | null;
          flags: number | null;
          hidden: number | null;
          median_hours: number | null;
          overturned: number | null;
          removed: number | null;
          reports: number | null;
          shadow_banned: number | null;
          suspended: number | null;
          undone: number | null;
          upheld_reports: number | null;
          waiting: number | null;
          warned: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: what people were told on each of the last 30 days (UTC), and how much of it they opened.
       * - told: Notifications that were begun on this day: a group of causes about one thing is one.
       * - likes: Of told: likes.
       * - comments: Of told: comments, answers and mentions.
       * - follows: Of told: followers, connections and who asks for either.
       * - messages: Of told: message requests, missed calls and groups.
       * - others: Of told: all other kinds.
       * - opened: Notifications that were marked as read on this day, whenever they were begun.
       * - open_rate: opened divided by told; null where nothing was told.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      notifications_daily: {
        Row: {
          comments: number | null;
          day: string | null;
          follows: number | null;
          likes: number | null;
          messages: number | null;
          open_rate: number | null;
          opened: number | null;
          others: number | null;
          told: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: the function of this name, for today in UTC.
       * - active: Different people who did something on any of the days, each once however many days it was.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      overview: {
        Row: {
          before: number | null;
          name: string | null;
          value: number | null;
          view_name: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: of the people who registered in each of the last 12 weeks (Monday to Sunday, UTC), how many came back in which week after their
       * registration. A row a cohort and week, as far as there are any: a triangle.
       * - cohort: The Monday of the week in which these people registered.
       * - week: Which week after their own registration, each of 7 times 24 hours; 0 is the first.
       * - registered: How many registered in this week and still have their account.
       * - people: How many of them did something (as for daily) in this week after their registration.
       * - share: people divided by registered, 0 to 1.
       * - is_over: Whether this week is over for everybody of the cohort; until then people may still rise.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      retention: {
        Row: {
          cohort: string | null;
          is_over: boolean | null;
          people: number | null;
          registered: number | null;
          share: number | null;
          week: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: how often and how long people were there, by the day on which they came (UTC, the last 30). A session counts when it is over.
       * - sessions: Stretches of being there with one device, without a gap of more than 30 minutes, of 24 hours at most.
       * - mean_minutes: How long a session took on average; null without any.
       * - median_minutes: Half of the sessions took this many minutes or fewer; from 10 on rounded down to the first digit.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      sessions_daily: {
        Row: {
          day: string | null;
          mean_minutes: number | null;
          median_minutes: number | null;
          sessions: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      /**
       * For admins: the posts that went viral on the last 30 days (UTC), the 50 newest, the newest first.
       * - went_viral_at: When private.next_virality first found the post viral.
       * - state: What it is now: none, rising, viral or cooled.
       * - viewers: Different people who saw it, until now.
       * - deeds: Reactions, comments, shares and saves, until now.
       * - viewers_before: Of viewers: those of the hours that were over when it went viral.
       * - lead_hours: By how much its being found viral came before half of its viewers so far had seen it, to the end of that hour; negative if after it.
       * - curve: [{at, viewers, deeds}] by hour (UTC), of its first 168 hours with any.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      viral_posts: {
        Row: {
          author_id: string | null;
          curve: Json | null;
          deeds: number | null;
          kind: string | null;
          lead_hours: number | null;
          post_id: string | null;
          state: string | null;
          viewers: number | null;
          viewers_before: number | null;
          went_viral_at: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
    };
    Functions: {
      /**
       * For admins: the columns of the view api_calls for the days from `since` to `until`, in `time_zone`; without them today. An hour counts where it
       * begins, and is kept for 30 days.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      api_calls: {
        Args: { since?: string; time_zone?: string; until?: string };
        Returns: {
          call: string;
          errors: number;
          mean_ms: number;
          p50_ms: number;
          p95_ms: number;
          refused: number;
          requests: number;
        }[];
      };
      /**
       * For admins: the columns of the view content_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
       * days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      content_daily: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          calls: number;
          carousels: number;
          comments: number;
          comments_removed: number;
          day: string;
          images: number;
          messages: number;
          posts: number;
          posts_removed: number;
          reels: number;
          texts: number;
          videos: number;
        }[];
      };
      /**
       * For admins: the columns of the view daily_users for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
       * days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      daily_users: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          daily: number;
          day: string;
          dormant: number;
          monthly: number;
          newcomers: number;
          resurrected: number;
          returned: number;
          stickiness: number;
          weekly: number;
        }[];
      };
      /**
       * For admins: the columns of the view engagement_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the
       * 30 days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      engagement_daily: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          comments: number;
          connections: number;
          day: string;
          engagement_rate: number;
          follows: number;
          reactions: number;
          saves: number;
          shares: number;
          unfollows: number;
          views: number;
          watched_hours: number;
        }[];
      };
      /**
       * For admins: the columns of the view funnel for the people who registered on the days from `since` to `until`, in `time_zone`; without them the 30
       * days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      funnel: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          people: number;
          place: number;
          share: number;
          share_through: number;
          step: string;
          through: number;
        }[];
      };
      /**
       * For admins: the columns of the view growth for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30 days
       * until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      growth: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          day: string;
          deleted: number;
          growth: number;
          people: number;
          registered: number;
        }[];
      };
      /**
       * For admins: from a second later on, people are counted by the days of this time zone as they come, so that its figures cost no more than those of UTC. Those of
       * others are the same, and made when they are asked for. Twelve at most; repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      keep_time_zone: { Args: { time_zone: string }; Returns: undefined };
      /**
       * For admins, and for moderators as far as they see figures: what each means, out of the comments of this schema's views.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      list_figures: {
        Args: Record<PropertyKey, never>;
        Returns: {
          definition: string;
          name: string;
          view_name: string;
        }[];
      };
      /**
       * For admins: what people are divided by. `dimension`, as the argument that asks for it is called: country (ISO 3166, of the phone number's calling code; US stands for all of +1), platform (of the client that
       * they registered with: android, ios, web, other) or age_band (13-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65+). `monthly`: how many of them were active in the last 30 days (UTC).
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      list_segments: {
        Args: Record<PropertyKey, never>;
        Returns: {
          dimension: string;
          monthly: number;
          value: string;
        }[];
      };
      /**
       * For admins: the columns of the view matchmaking_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the
       * 30 days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      matchmaking_daily: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          acceptance: number;
          accepted: number;
          day: string;
          declined: number;
          matched: number;
          mean_waited_s: number;
          proposals: number;
          regret: number;
          searches: number;
        }[];
      };
      /**
       * For admins: the columns of the view media_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
       * days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      media_daily: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          audios: number;
          day: string;
          failed: number;
          failure_rate: number;
          files: number;
          images: number;
          mean_image_s: number;
          mean_video_s: number;
          processed: number;
          videos: number;
        }[];
      };
      /**
       * For moderators: the columns of the view moderation_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them
       * the 30 days until today. At most 400 days.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      moderation_daily: {
        Args: { since?: string; time_zone?: string; until?: string };
        Returns: {
          agreement: number;
          appeals: number;
          banned: number;
          cases: number;
          day: string;
          decided: number;
          dismissed: number;
          flags: number;
          hidden: number;
          median_hours: number;
          overturned: number;
          removed: number;
          reports: number;
          shadow_banned: number;
          suspended: number;
          undone: number;
          upheld_reports: number;
          waiting: number;
          warned: number;
        }[];
      };
      /**
       * For admins: the columns of the view notifications_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them
       * the 30 days until today. At most 400 days.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      notifications_daily: {
        Args: { since?: string; time_zone?: string; until?: string };
        Returns: {
          comments: number;
          day: string;
          follows: number;
          likes: number;
          messages: number;
          open_rate: number;
          opened: number;
          others: number;
          told: number;
        }[];
      };
      /**
       * For admins: the main figures of the days from `since` to `until` (both today, if left out; at most 200 days), one a row: `view_name` and `name` say which, as in
       * analytics.list_figures. `value`: the sum over these days; of daily, weekly, monthly and stickiness that of the last one. `before`: the same of as many days
       * before these, whole days even if today is not over; of weekly 7 days ago at least, of monthly and stickiness 30. `country`, `platform` or `age_band`, one
       * of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      overview: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          before: number;
          name: string;
          value: number;
          view_name: string;
        }[];
      };
      /**
       * For admins, of moderation_daily for moderators too: proves every figure of a view for one day: `stored`, as the view has it, and `recounted` from the rows that it is
       * about. `part`: of a view with several rows what the row is of, a step, week, call or post; of overview before, for the time before. What is counted from the log
       * (content, engagement, matchmaking, media, viral posts, opened notifications) goes back 30 days; retention is of the week of the day, live of this moment; notifications
       * are without those that are gone. It takes as long as reading all of these rows.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      recount: {
        Args: { day: string; time_zone?: string; view_name: string };
        Returns: {
          name: string;
          part: string;
          recounted: Json;
          stored: Json;
        }[];
      };
      /**
       * For admins: the columns of the view retention for the weeks that begin on the Monday of `since` and until `until`, in `time_zone`; without them
       * the 12 weeks until today. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      retention: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          cohort: string;
          is_over: boolean;
          people: number;
          registered: number;
          share: number;
          week: number;
        }[];
      };
      /**
       * For admins: the columns of the view sessions_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
       * days until today. At most 400 days. `country`, `platform` or `age_band`, one of them at most: of these people alone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      sessions_daily: {
        Args: {
          age_band?: string;
          country?: string;
          platform?: string;
          since?: string;
          time_zone?: string;
          until?: string;
        };
        Returns: {
          day: string;
          mean_minutes: number;
          median_minutes: number;
          sessions: number;
        }[];
      };
      /**
       * For admins: how many different people did something (as for daily) from `since` to before `until`, whatever window that is. Both count as the quarter of an
       * hour in which they lie begins. Exact.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      unique_people: { Args: { since: string; until: string }; Returns: number };
      /**
       * For admins: the columns of the view viral_posts for the days from `since` to `until` as they begin and end in `time_zone`; without them the 30
       * days until today. At most 400 days.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      viral_posts: {
        Args: { since?: string; time_zone?: string; until?: string };
        Returns: {
          author_id: string;
          curve: Json;
          deeds: number;
          kind: string;
          lead_hours: number;
          post_id: string;
          state: string;
          viewers: number;
          viewers_before: number;
          went_viral_at: string;
        }[];
      };
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
      /** Named folders of saved posts. */
      collections: {
        Row: {
          created_at: string;
          id: string;
          is_private: boolean;
          name: string;
          owner_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          is_private?: boolean;
          name: string;
          owner_id: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          is_private?: boolean;
          name?: string;
          owner_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "collections_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Pictures that go with a comment. */
      comment_media: {
        Row: {
          comment_id: string;
          media_id: string;
          place: number;
        };
        ComputedFields: never;
        Insert: {
          comment_id: string;
          media_id: string;
          place: number;
        };
        Update: {
          comment_id?: string;
          media_id?: string;
          place?: number;
        };
        Relationships: [
          {
            foreignKeyName: "comment_media_comment_id_fkey";
            columns: ["comment_id"];
            isOneToOne: false;
            referencedRelation: "comments";
            referencedColumns: ["id"];
          },
        ];
      };
      /** One reaction a person and comment. */
      comment_reactions: {
        Row: {
          comment_id: string;
          created_at: string;
          emoji: string;
          id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          comment_id: string;
          created_at?: string;
          emoji: string;
          id?: string;
          user_id: string;
        };
        Update: {
          comment_id?: string;
          created_at?: string;
          emoji?: string;
          id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "comment_reactions_comment_id_fkey";
            columns: ["comment_id"];
            isOneToOne: false;
            referencedRelation: "comments";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "comment_reactions_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** What people write below posts. A deleted one stays as a tombstone, which keeps its answers together. */
      comments: {
        Row: {
          author_id: string | null;
          body: string;
          client_id: string;
          created_at: string;
          deleted_at: string | null;
          edited_at: string | null;
          /** The reactions by emoji: {emoji: count}. */
          emojis: NonNullable<Json>;
          /** A decision of moderators, or the wait for one. hidden: its author alone reads it. removed: nobody does. Null: whoever sees the post. */
          held: string | null;
          /** The author of the post has put it aside. */
          hidden_at: string | null;
          id: string;
          mentions: string[];
          /** The first comment of the thread; null for that one itself. */
          parent_id: string | null;
          pinned_at: string | null;
          post_id: string;
          /** Written by private.roll_up_engagement() and nothing else, as are `replies` and `emojis`. */
          reactions: number;
          replies: number;
          /** Which comment of the thread it answers, if not the first. */
          reply_to_id: string | null;
          /** What the sort `top` goes by. */
          score: number;
          /** It was held back when it was written, and nobody has been told of it yet: that waits for private.hold_comment. */
          untold: boolean;
        };
        ComputedFields: never;
        Insert: {
          author_id?: string | null;
          body: string;
          client_id: string;
          created_at?: string;
          deleted_at?: string | null;
          edited_at?: string | null;
          emojis?: NonNullable<Json>;
          held?: string | null;
          hidden_at?: string | null;
          id?: string;
          mentions?: string[];
          parent_id?: string | null;
          pinned_at?: string | null;
          post_id: string;
          reactions?: number;
          replies?: number;
          reply_to_id?: string | null;
          score?: never;
          untold?: boolean;
        };
        Update: {
          author_id?: string | null;
          body?: string;
          client_id?: string;
          created_at?: string;
          deleted_at?: string | null;
          edited_at?: string | null;
          emojis?: NonNullable<Json>;
          held?: string | null;
          hidden_at?: string | null;
          id?: string;
          mentions?: string[];
          parent_id?: string | null;
          pinned_at?: string | null;
          post_id?: string;
          reactions?: number;
          replies?: number;
          reply_to_id?: string | null;
          score?: never;
          untold?: boolean;
        };
        Relationships: [
          {
            foreignKeyName: "comments_author_id_fkey";
            columns: ["author_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "comments_parent_id_fkey";
            columns: ["parent_id"];
            isOneToOne: false;
            referencedRelation: "comments";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "comments_post_id_fkey";
            columns: ["post_id"];
            isOneToOne: false;
            referencedRelation: "posts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "comments_reply_to_id_fkey";
            columns: ["reply_to_id"];
            isOneToOne: false;
            referencedRelation: "comments";
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
      /** What the text of a published post was before each edit. */
      post_edits: {
        Row: {
          caption: string;
          content_warning: string | null;
          /** When it was replaced. */
          created_at: string;
          id: string;
          post_id: string;
        };
        ComputedFields: never;
        Insert: {
          caption: string;
          content_warning?: string | null;
          created_at?: string;
          id?: string;
          post_id: string;
        };
        Update: {
          caption?: string;
          content_warning?: string | null;
          created_at?: string;
          id?: string;
          post_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "post_edits_post_id_fkey";
            columns: ["post_id"];
            isOneToOne: false;
            referencedRelation: "posts";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Which media a post shows, in which order. */
      post_media: {
        Row: {
          media_id: string;
          place: number;
          post_id: string;
        };
        ComputedFields: never;
        Insert: {
          media_id: string;
          place: number;
          post_id: string;
        };
        Update: {
          media_id?: string;
          place?: number;
          post_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "post_media_post_id_fkey";
            columns: ["post_id"];
            isOneToOne: false;
            referencedRelation: "posts";
            referencedColumns: ["id"];
          },
        ];
      };
      /** One reaction a person and post. The like of old is ❤️. */
      post_reactions: {
        Row: {
          created_at: string;
          emoji: string;
          id: string;
          post_id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          emoji: string;
          id?: string;
          post_id: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          emoji?: string;
          id?: string;
          post_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "post_reactions_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** Who has passed a post on, and how. */
      post_shares: {
        Row: {
          created_at: string;
          id: string;
          post_id: string;
          user_id: string;
          /** repost: to the own followers. message: in a chat here. link: copied. external: to another app. */
          via: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          post_id: string;
          user_id: string;
          via: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          post_id?: string;
          user_id?: string;
          via?: string;
        };
        Relationships: [
          {
            foreignKeyName: "post_shares_post_id_fkey";
            columns: ["post_id"];
            isOneToOne: false;
            referencedRelation: "posts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "post_shares_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** How often each post was reacted to, commented on, shared, saved, viewed; about a second behind. */
      post_stats: {
        Row: {
          comments: number;
          /** Reactions by emoji: {"❤️": 12}. */
          emojis: NonNullable<Json>;
          post_id: string;
          reactions: number;
          saves: number;
          shares: number;
          updated_at: string;
          views: number;
          watched_ms: number;
        };
        ComputedFields: never;
        Insert: {
          comments?: number;
          emojis?: NonNullable<Json>;
          post_id: string;
          reactions?: number;
          saves?: number;
          shares?: number;
          updated_at?: string;
          views?: number;
          watched_ms?: number;
        };
        Update: {
          comments?: number;
          emojis?: NonNullable<Json>;
          post_id?: string;
          reactions?: number;
          saves?: number;
          shares?: number;
          updated_at?: string;
          views?: number;
          watched_ms?: number;
        };
        Relationships: [
          {
            foreignKeyName: "post_stats_post_id_fkey";
            columns: ["post_id"];
            isOneToOne: true;
            referencedRelation: "posts";
            referencedColumns: ["id"];
          },
        ];
      };
      /** What people publish, from the draft on. */
      posts: {
        Row: {
          /**
           * Who does see it while it is published: `visibility`, narrowed to followers while the account is private and to the author
           * while it is deactivated. Kept by triggers, so that a query needs to look at nothing but the post.
           */
          audience: string;
          author_id: string;
          caption: string;
          /** The cell of about 5 km by 5 km where it was made (private.location_cell). The precise place is never stored. */
          cell: number | null;
          /** Made by the client, so that a repeated create_post has one effect. */
          client_id: string;
          comments_from: string;
          content_warning: string | null;
          created_at: string;
          /** Its author may restore it for 30 days; then the worker purges it. */
          deleted_at: string | null;
          edited_at: string | null;
          hashtags: string[];
          /** A decision of moderators, or the wait for one. hidden: `audience` is its author alone. removed: it is deleted, and the author cannot restore it. Null: none. */
          held: string | null;
          id: string;
          kind: string;
          /** The people whom the caption named when it was written, and who could be mentioned. */
          mentions: string[];
          place: string | null;
          /** UUID version 7 of the moment it appeared: its place in every list. Null until then. */
          position: string | null;
          publish_at: string | null;
          published_at: string | null;
          /**
           * draft: not given out yet. scheduled: appears at `publish_at`. processing: appears when its media are ready. failed: a medium
           * could not be processed. published. archived: its author has taken it back.
           */
          state: string;
          /** It was held back when it was to appear, and nobody has been told of it yet: that waits for private.hold_post. */
          untold: boolean;
          /** Whom the author wants to see it. */
          visibility: string;
        };
        ComputedFields: never;
        Insert: {
          audience?: string;
          author_id: string;
          caption: string;
          cell?: number | null;
          client_id: string;
          comments_from?: string;
          content_warning?: string | null;
          created_at?: string;
          deleted_at?: string | null;
          edited_at?: string | null;
          hashtags?: string[];
          held?: string | null;
          id?: string;
          kind: string;
          mentions?: string[];
          place?: string | null;
          position?: string | null;
          publish_at?: string | null;
          published_at?: string | null;
          state?: string;
          untold?: boolean;
          visibility?: string;
        };
        Update: {
          audience?: string;
          author_id?: string;
          caption?: string;
          cell?: number | null;
          client_id?: string;
          comments_from?: string;
          content_warning?: string | null;
          created_at?: string;
          deleted_at?: string | null;
          edited_at?: string | null;
          hashtags?: string[];
          held?: string | null;
          id?: string;
          kind?: string;
          mentions?: string[];
          place?: string | null;
          position?: string | null;
          publish_at?: string | null;
          published_at?: string | null;
          state?: string;
          untold?: boolean;
          visibility?: string;
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
          /** The picture as clients show it; null without one. Set when its media are ready (35_media). */
          avatar: Json | null;
          bio: string;
          created_at: string;
          first_name: string;
          gender: string;
          /** Until then the person is shown to nobody but themselves: the copy of private.hidden_until. */
          hidden_until: string;
          id: string;
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
          avatar?: Json | null;
          bio?: string;
          created_at?: string;
          first_name: string;
          gender: string;
          hidden_until?: string;
          id: string;
          is_private?: boolean;
          last_name: string;
          links?: string[];
          looking_for?: string[];
          pronouns?: string | null;
          username: string;
          verified_at?: string | null;
        };
        Update: {
          avatar?: Json | null;
          bio?: string;
          created_at?: string;
          first_name?: string;
          gender?: string;
          hidden_until?: string;
          id?: string;
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
      /** Bookmarks: a person saves a post once, in one collection or in none. */
      saved_posts: {
        Row: {
          collection_id: string | null;
          created_at: string;
          id: string;
          post_id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          collection_id?: string | null;
          created_at?: string;
          id?: string;
          post_id: string;
          user_id: string;
        };
        Update: {
          collection_id?: string | null;
          created_at?: string;
          id?: string;
          post_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "saved_into_own_collection";
            columns: ["user_id", "collection_id"];
            isOneToOne: false;
            referencedRelation: "collections";
            referencedColumns: ["owner_id", "id"];
          },
          {
            foreignKeyName: "saved_posts_post_id_fkey";
            columns: ["post_id"];
            isOneToOne: false;
            referencedRelation: "posts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "saved_posts_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      /** People who ask for the badge, and what moderators decided. */
      verification_requests: {
        Row: {
          created_at: string;
          decided_at: string | null;
          decided_by: string | null;
          id: string;
          /** Uploads that prove it, for moderators to see; 35_media deletes them when the decision is made. */
          media_ids: string[];
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
          media_ids?: string[];
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
          media_ids?: string[];
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
       * Comments on a post, and returns the comment as list_comments does. `client_id` is made by the client: a retry with the same
       * one returns the comment that exists. `body`: up to 2000 characters and 20 @mentions; it may be empty if there are pictures.
       * `parent_id`: the comment that it answers; an answer to an answer joins the same thread. `media_ids`: up to 4 pictures that
       * the caller has uploaded for comments.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COMMENT_NOT_FOUND, COMMENTS_CLOSED, INVALID_COMMENT, INVALID_MEDIA,
       * CONTENT_REJECTED, RATE_LIMITED.
       */
      add_comment: {
        Args: { body?: string; client_id: string; media_ids?: string[]; parent_id?: string; post_id: string };
        Returns: Json;
      };
      /**
       * Brings up to 100 people into a group; for its admins, or everybody in it where `members_may_add`. Returns how they stand then:
       * {added, invited, not_added}, of user ids. Who lets only connections add them is invited by others, and so is who has left by
       * themselves: they answer with answer_message_request. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, GROUP_FULL, RATE_LIMITED.
       */
      add_members: { Args: { conversation_id: string; member_ids: string[] }; Returns: Json };
      /**
       * For the moderator who has claimed the appeal. `uphold`: the appeal was right, and all that the decision did is taken back; what it was about counts as
       * harmless until it is edited. Otherwise the decision stands. `note`, up to 2000 characters, is for the person to read. Returns {id, decision_id, note,
       * status, answer, created_at, answered_at}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_APPEAL, APPEAL_NOT_FOUND, APPEAL_ANSWERED (details: how), APPEAL_NOT_CLAIMED.
       */
      answer_appeal: { Args: { appeal_id: string; note?: string; uphold: boolean }; Returns: Json };
      /**
       * Answers a call with this device, the first of the person's devices that does so, or declines it on all of them. Who has
       * declined or missed a call of a group may still answer while it lasts. Repeating it with the same device changes nothing.
       * Returns the call, as get_call.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_CALL, CALL_NOT_FOUND, CONVERSATION_NOT_FOUND, CALL_ENDED, CALL_ANSWERED_ELSEWHERE,
       * ALREADY_IN_CALL (details: the id of that call).
       */
      answer_call: { Args: { accept: boolean; call_id: string }; Returns: Json };
      /**
       * Accepts or declines a request to the caller; who is declined is not told, and cannot ask again for 30 days. Repeating an
       * answer changes nothing. Returns the relationship with the requester, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONNECTION_REQUEST_NOT_FOUND (also when it was withdrawn or answered
       * otherwise), CONTACT_NOT_ALLOWED (docs/safety.md), CONNECTION_LIMIT_REACHED, INVALID_ARGUMENT.
       */
      answer_connection: { Args: { accept: boolean; request_id: string }; Returns: Json };
      /**
       * Lets somebody who has asked follow the caller, or declines, of which they are not told. Repeating it changes nothing.
       * Returns the relationship, as follow. Making an account public answers nobody.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, FOLLOW_REQUEST_NOT_FOUND, CONTACT_NOT_ALLOWED
       * (docs/safety.md), INVALID_ARGUMENT.
       */
      answer_follow: { Args: { accept: boolean; user_id: string }; Returns: Json };
      /**
       * For moderators: lets an upload that was held be seen, or refuses it. Its owner learns as much as of any other upload that is ready or cannot be used.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED (also uploads of moderators and admins, unless the caller is an admin), MEDIA_NOT_FOUND (not held, in the
       * works, answered, or the caller's own), INVALID_ARGUMENT.
       */
      answer_held_media: { Args: { media_id: string; release: boolean }; Returns: undefined };
      /**
       * Accepts or declines the first messages of a stranger, or an invitation to a group. Returns the conversation, as list_conversations
       * does, and null after a refusal, of which the other side is not told. To write an answer is to accept, too. Repeating an answer
       * changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND (also when it was answered otherwise), INVALID_ARGUMENT.
       */
      answer_message_request: { Args: { accept: boolean; conversation_id: string }; Returns: Json };
      /**
       * For the moderator who has drawn it: what they would have decided. `verdict`: nothing, content (hide or remove), warning, account (suspend or ban). Changes
       * nothing for anybody: it measures how far moderators agree. Returns {id, verdict, agrees}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, REVIEW_NOT_FOUND (also when it was not drawn, or is done).
       */
      answer_second_review: { Args: { review_id: string; verdict: string }; Returns: Json };
      /**
       * Says in up to 2000 characters why a decision about the caller is wrong: another moderator looks at it, once. For thirty days (the setting appeal_days)
       * after the caller was told. Who is banned appeals by POST auth/appeal. Returns {id, decision_id, note, status: open|upheld|denied, answer, created_at,
       * answered_at}; `upheld`: the decision is taken back. Repeating it returns the appeal that was made.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_APPEAL, DECISION_NOT_FOUND, APPEAL_TOO_LATE, RATE_LIMITED.
       */
      appeal: { Args: { decision_id: string; note: string }; Returns: Json };
      /**
       * Puts a conversation away, which also unpins it, or back into the list. Returns `me` of the conversation, as list_conversations gives
       * it. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT.
       */
      archive_conversation: { Args: { archived?: boolean; conversation_id: string }; Returns: Json };
      /**
       * Puts an own published post where only its author sees it, or back to its place, and returns it as get_post does.
       * Repeating it changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST (it has not been
       * published), RATE_LIMITED.
       */
      archive_post: { Args: { archived?: boolean; post_id: string }; Returns: Json };
      /**
       * For admins: what moderators and admins have done, the last first, of one of them or of one kind if wanted: a page of {id, actor_id, event, details,
       * created_at}. `event`: case_claimed, case_decided, decision_undone, content_held, appeal_claimed, appeal_answered, second_review_drawn, second_review,
       * media_banned, media_unbanned, held_media_answered, viral_vetoed, viral_veto_lifted, topic_reviewed, verification_decided, verification_revoked,
       * person_looked_up, and of admins sessions_looked_up, sessions_ended, role_changed, term_changed, notification_scheduled, notification_schedule_active, notification_schedule_paused,
       * notification_schedule_cancelled, notification_ledger_read, setting_changed, rate_limit_changed, rule_changed, feed_weights_changed, time_zone_kept, jobs_retried. `actor_id` is null for what the system did, and once that account is gone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      audit_log: {
        Args: { cursor?: string; event?: string; moderator_id?: string; page_size?: number };
        Returns: Json;
      };
      /**
       * For moderators: whatever looks like this picture or video, turned and mirrored too, is held from now on when somebody uploads it. What was uploaded before stays:
       * decide about it. `reason`: one of report. Returns {media_id, reason, pictures: how many were banned}; repeating it changes the reason.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT (also where there is nothing to tell it by), MEDIA_NOT_FOUND.
       */
      ban_media: { Args: { media_id: string; reason?: string }; Returns: Json };
      /**
       * Makes two people invisible to each other, and ends every follow, request and connection between them. The other is not
       * told. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, RATE_LIMITED.
       */
      block: { Args: { user_id: string }; Returns: Json };
      /**
       * For admins: tells nobody any more, also midway; who was told keeps it. Returns the schedule. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, SCHEDULE_NOT_FOUND.
       */
      cancel_scheduled_notification: { Args: { id: string }; Returns: Json };
      /**
       * For moderators other than who decided: takes an open appeal for fifteen minutes; again, to keep it as long once more. Returns the appeal with {decision,
       * case: as moderation_queue, reports, flags: as get_case}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, APPEAL_NOT_FOUND, APPEAL_ANSWERED (details: how), APPEAL_CLAIMED (by somebody else).
       */
      claim_appeal: { Args: { appeal_id: string }; Returns: Json };
      /**
       * For moderators: takes an open case for fifteen minutes, in which nobody else can; again, to keep it as long once more. Of more
       * than ten the one that was claimed first is free again. Returns it as get_case does.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED (also cases about moderators and admins, unless the caller is an admin), CASE_NOT_FOUND,
       * CASE_CLAIMED (by somebody else), CASE_DECIDED.
       */
      claim_case: { Args: { case_id: string }; Returns: Json };
      /**
       * Deletes for the caller everything that was said up to now; the others keep it. The conversation leaves the list until somebody
       * speaks again. Returns `me` of the conversation, as list_conversations gives it: what lies before me.first_seq is gone.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, RATE_LIMITED.
       */
      clear_conversation: { Args: { conversation_id: string }; Returns: Json };
      /** Forgets where the caller is. Idempotent. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED. */
      clear_location: { Args: Record<PropertyKey, never>; Returns: undefined };
      /**
       * Makes a collection for saved posts, up to 100: {id, name, is_private, posts: 0, created_at}. The name, 1 to 60 characters,
       * is what makes it one: making it again returns the one there is.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_COLLECTION, TOO_MANY_COLLECTIONS, CONTENT_REJECTED, RATE_LIMITED.
       */
      create_collection: { Args: { is_private?: boolean; name: string }; Returns: Json };
      /**
       * Makes a group that the caller owns, with up to 999 others: {conversation, added, invited, not_added}, the conversation as
       * list_conversations gives it and the user ids as add_members. `title`: 1 to 100 characters. `client_id` is made by the client: a
       * retry with the same one returns the group that exists.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_GROUP, INVALID_ARGUMENT, CONTENT_REJECTED, RATE_LIMITED.
       */
      create_group: { Args: { client_id: string; member_ids?: string[]; title: string }; Returns: Json };
      /**
       * Publishes a post, or keeps it as a draft or until `publish_at` (up to a year ahead), and returns it as get_post does.
       * `client_id` is made by the client: a retry with the same one returns the post that exists and changes nothing.
       * `kind` and its media, which the caller has uploaded for posts and used nowhere else: text none, image one picture, video
       * and reel one video, carousel 2 to 20 of either. A post appears when its media are ready; until then `state` is processing.
       * `caption`: up to 5000 characters, a text has at least one; up to 30 #hashtags and 20 @mentions are read out of it.
       * `visibility`: public, followers, connections. `comments_from`: everyone, followers, connections, nobody.
       * `latitude` and `longitude` are kept to a cell of about 5 km. `content_warning`: up to 200 characters.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_POST, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.
       */
      create_post: {
        Args: {
          caption?: string;
          client_id: string;
          comments_from?: string;
          content_warning?: string;
          draft?: boolean;
          kind?: string;
          latitude?: number;
          longitude?: number;
          media_ids?: string[];
          place?: string;
          publish_at?: string;
          visibility?: string;
        };
        Returns: Json;
      };
      /**
       * What became of the caller's posts in the last `days` (1 to 90) days of `time_zone`, today included: {days, time_zone, views, reach (people who saw a post for the first
       * time, summed over posts), reactions, comments, shares, saves, watched_ms, completions, rates: {reactions, comments, shares, saves} by views, before: {views, reach,
       * reactions, comments, shares, saves, watched_ms}: the same number of days before (null beyond what is kept, 100 days), by_day: [{day, views, viewers, reactions,
       * comments, shares, saves, watched_ms}, …] every day, by_hour: [24 × {views, reactions}], best_times: [{weekday: 1 (Monday) to 7, hour, views (a week)}] the best three,
       * sources: {home: views, …}, audience: {ages: {band: share}, followers: share} in steps of 0.05, null below ten people, posts: the ten most viewed of those that
       * appeared in these days, [{post_id, views, reactions, comments, shares, saves, state: none|rising|viral|cooled}]}.
       * Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT.
       */
      creator_insights: { Args: { days?: number; time_zone?: string }; Returns: Json };
      /**
       * For the moderator who has claimed the case: decides it. `action`: dismiss; hide (its author alone still sees the post, comment or message); remove
       * (nobody does; of a person the `parts` of the profile: avatar, bio, links, pronouns); warn (a strike that counts until `until`, 90 days without); suspend
       * (`until` is required, at most a year ahead); shadow_ban (everything looks as before to the person, and nothing reaches others; for ever without
       * `until`); ban. `further`: more of them in the same decision, [{action, until, parts}]: one of hide and remove, one of suspend, shadow_ban and ban.
       * `note`, up to 2000 characters, is for the person to read. All of it holds at once; the person, unless it is a shadow ban, and the reporters are told
       * after ten minutes, in which undo_decision takes it back. Returns {id, case_id, action, until, note, measures: [{action, until, parts}], created_at,
       * undone_at}; `action` and `until` are the gravest.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_DECISION, CASE_NOT_FOUND, CASE_DECIDED, CASE_NOT_CLAIMED.
       */
      decide: {
        Args: { action: string; case_id: string; further?: Json; note?: string; parts?: string[]; until?: string };
        Returns: Json;
      };
      /**
       * For moderators: the same decision about up to 500 posts, comments and messages. `filter`: one of {author: user id}, {media_id} (everything that shows the same
       * upload) and {like: {target, target_id}} (everything that says the same, but for case, spaces and signs; at least 12 characters), and with it targets: [post,
       * comment, message] and since: a time. Measures as of decide, without dismiss and without parts of profiles; those that concern a person are taken once a person.
       * A `dry_run`, which is what it does unless told otherwise, says what would come of it and does nothing: {dry_run, batch_id: null, posts, comments, messages,
       * people, reports: how many open reports it would answer, left_out: how many of moderators, admins and the caller, or claimed by somebody else, sample: [{target,
       * target_id, author_id, text}] (up to 20), more: whether there is more than one call decides}. Otherwise the same with a `batch_id`, and undo_many takes it back
       * for ten minutes.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_DECISION.
       */
      decide_many: {
        Args: { action: string; dry_run?: boolean; filter: Json; further?: Json; note?: string; until?: string };
        Returns: Json;
      };
      /**
       * Deletes an own collection; its posts stay saved, in none. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.
       */
      delete_collection: { Args: { collection_id: string }; Returns: undefined };
      /**
       * Deletes an own comment, or one on an own post, and returns {id, post_id, deleted_at}. Its text and pictures are gone at once; if it
       * has answers, an empty place keeps them together. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also when it is not the caller's to delete), RATE_LIMITED.
       */
      delete_comment: { Args: { comment_id: string }; Returns: Json };
      /**
       * Deletes a message for the caller, or `for_everyone`: an own one, and in a group any if the caller is its owner or admin. An empty
       * place stays; the text, the edits, the reactions and the media are gone for good. Returns {conversation_id, message_id, seq,
       * for_everyone, unread}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MESSAGE_NOT_FOUND, NOT_YOUR_MESSAGE, INVALID_ARGUMENT, RATE_LIMITED.
       */
      delete_message: { Args: { for_everyone?: boolean; message_id: string }; Returns: Json };
      /**
       * Takes an own post away from everybody, and returns {id, deleted_at, restorable_until}. restore_post brings it back for 30
       * days; then it is gone with its media. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, RATE_LIMITED.
       */
      delete_post: { Args: { post_id: string }; Returns: Json };
      /**
       * Suggests somebody to the caller no more. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      dismiss_suggestion: { Args: { user_id: string }; Returns: undefined };
      /**
       * Changes the text of an own comment, and returns it as list_comments does. People who are mentioned for the first time are told.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND, INVALID_COMMENT, CONTENT_REJECTED, RATE_LIMITED.
       */
      edit_comment: { Args: { body: string; comment_id: string }; Returns: Json };
      /**
       * Changes the text or the caption of an own message, up to 24 hours after it was sent, and returns it as list_messages does. What it
       * said before stays in list_message_edits. Who is mentioned for the first time is told. Saying the same again changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, MESSAGE_NOT_FOUND, NOT_YOUR_MESSAGE, MESSAGE_TOO_OLD, CONVERSATION_CLOSED,
       * INVALID_MESSAGE, CONTENT_REJECTED, RATE_LIMITED.
       */
      edit_message: { Args: { body: string; message_id: string }; Returns: Json };
      /**
       * Changes some of {caption, visibility, place, comments_from, content_warning} of an own post, and returns it as get_post does.
       * What the text of a published post was stays readable: list_post_edits. People who are mentioned for the first time are told.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, CONTENT_REJECTED, RATE_LIMITED.
       */
      edit_post: { Args: { changes: Json; post_id: string }; Returns: Json };
      /**
       * Hangs up, from any device of the person. Between two the call is over; a group talks on while two are left. A caller who hangs up
       * before anybody has answered has cancelled the call. Repeating it changes nothing. Returns the call, as get_call.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CALL_NOT_FOUND.
       */
      end_call: { Args: { call_id: string }; Returns: Json };
      /**
       * For admins: ends a session of somebody, or without `session_id` all of them, but never the one that asks: from now on its tokens write nothing and are not renewed, and Realtime lets go; what
       * they may read ends with the access token, within 15 minutes. The password stays. Returns {user_id, ended: how many}. Repeating it ends none.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND, SESSION_NOT_FOUND (also when it is somebody else's).
       */
      end_person_sessions: { Args: { session_id?: string; user_id: string }; Returns: Json };
      /**
       * Why a post is, or is not, in the caller's own home feed at this moment: {post_id, reason: as in home_feed, null when no source brings it,
       * score: the sum of what follows, factors: [{factor, value, weight, product, words}, the strongest first], filter: {filter: muted|minor|flagged|
       * refused|kind|sensitive|muted_topic|muted_word|seen|served, words}|null, rules: [{rule: spread|new_voice, words}], place: in the list that the caller
       * is paging through, from 1, or null}. A weight of 0 is one that feed settings have turned off. Only what the caller may see is explained.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also for own posts), RATE_LIMITED.
       */
      explain_feed_item: { Args: { post_id: string }; Returns: Json };
      /**
       * For admins: what other weights of the factors would have brought on the lists of the last 7 days (a sample of them is logged), before
       * anybody sees them. `weights`: {factor: -10 to 10}, of explain_feed_item's factors; who is not named stays. Returns {lists, people, places: how many of each list
       * are judged, effective: to how many lists what they say amounts, now, then, difference: {value: reward a place, low, high: the 95 % interval}}. A reward: a
       * reaction is 1, a comment or save 2, a share 3, half a minute of watching 0.5. The further the weights are from those of now, the fewer lists say
       * anything about them: below an effective number of 50 there is no answer. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT,
       * INVALID_FEED_SETTINGS, FEED_LOG_TOO_SMALL, RATE_LIMITED.
       */
      feed_what_if: { Args: { feed?: string; weights: Json }; Returns: Json };
      /**
       * Follows somebody, or asks to where the account is private. Repeating it changes nothing.
       * Returns the relationship: {user_id, following, follow_requested, followed_by, follow_requested_by, connection:
       * none|requested|incoming|connected, connection_request_id, muted, blocking}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, CONTACT_NOT_ALLOWED (docs/safety.md), FOLLOW_LIMIT_REACHED,
       * RATE_LIMITED.
       */
      follow: { Args: { user_id: string }; Returns: Json };
      /**
       * Whom the caller may want to follow, the best first: {items: [{user: as profile_card, relationship: as
       * follow returns it, followed_by_known, shared_interests: [slug]}], next_cursor: null}. `followed_by_known`: how many of those whom the caller
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
       * The posts of the caller and of those whom the caller follows and has not muted, and the posts of others that the latter have
       * reposted, newest first, without what the caller's feed settings leave out (muted words and topics, hidden warnings): {items: [post as get_post gives it, with reposted_by: as
       * profile_card|null], next_cursor}. Each post is there once: at its own time if the caller follows its author, else at the time of
       * the first repost by somebody whom the caller follows. A page may hold fewer posts than asked for; the last has no next_cursor.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      following_feed: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * A call that the caller was rung for or takes part in: {id, conversation_id, media: audio|video, state: ringing|active|ended, outcome:
       * answered|missed|declined|busy|cancelled|failed|null, created_at, rings_until, answered_at, ended_at, duration_ms, topic, live_topic,
       * caller, participants, me: {state, is_caller}}. `topic`, for who is rung or in it: the private Realtime topic of its `state`;
       * `live_topic`, for who is in it: the one for `signal`. `caller` and `participants`: as profile_card with {member_id, alias}, of somebody
       * anonymous only member_id and alias; participants with their state: ringing|joined|left|declined|missed|busy.
       * Errors: NOT_AUTHENTICATED, CALL_NOT_FOUND.
       */
      get_call: { Args: { call_id: string }; Returns: Json };
      /**
       * For the moderator who has claimed the case: as moderation_queue with {person: {id, username, app_role, banned_until, banned, shadow_banned, strikes}, reports:
       * [{id, reporter_id, reason, note, evidence, created_at}] (the latest 50), flags: [{id, thing, source, reason, severity, score, evidence, created_at}]}.
       * `strikes` are the warnings that still count; `banned_until` is null for a ban without an end.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, CASE_NOT_FOUND, CASE_NOT_CLAIMED.
       */
      get_case: { Args: { case_id: string }; Returns: Json };
      /** One conversation, as list_conversations gives it. Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND. */
      get_conversation: { Args: { conversation_id: string }; Returns: Json };
      /**
       * What the caller has set about the feed: {weights: {following, interests, trending, nearby, fresh: 0 to 2, 1 is usual}, kinds: [text|image|
       * video|carousel|reel], muted_words: [text], muted_topics: [text], sensitive: show|warn|hide, order: ranked|latest}.
       * Errors: NOT_AUTHENTICATED.
       */
      get_feed_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * What the caller wants to be told: {kinds: {follow: true|false, …}, strangers: list|box|none, time_zone, language}. `strangers`: whether that which
       * comes from people whom the caller neither follows nor is connected with stands in the list, in a box of its own that is not in the badge, or
       * nowhere. `time_zone`: by whose clock quiet hours and what is told at an hour of the day go; UTC until a client has set it. `language`: in
       * which mails are written, such as de-at; null goes by the device that pushes were last registered for.
       * Errors: NOT_AUTHENTICATED.
       */
      get_notification_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * One post: {id, kind, caption, state: draft|scheduled|processing|failed|published|archived, visibility, comments_from,
       * content_warning, place, hashtags: [text], mentions: [{id, username}], publish_at, published_at, edited_at, created_at,
       * author: as profile_card with {relationship: as follow returns it, null for oneself}, media: [as functions/media gives them],
       * stats: {comments, shares, saves, views}, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, viewer: {saved, reposted}}. Counts
       * are a second or two behind; reactions are without those of people hidden from the caller. Authors see their own posts in every state, until they
       * delete them.
       * Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also when it is hidden from the caller).
       */
      get_post: { Args: { post_id: string }; Returns: Json };
      /**
       * One person, found by `username` or by `user_id` (one of the two): {id, username, first_name, last_name, avatar, gender,
       * pronouns, bio, links, looking_for, interests: [slug], is_private, verified_at, age, distance_km, created_at, counts:
       * {followers, following, connections, posts}, relationship: as follow returns it}. `age` in years and `distance_km`,
       * rounded between areas of 5 km, are null where the person does not show them; a distance needs that both have set a location. Minors
       * and adults who are not connected see neither of each other, and no interests. `relationship` is null for oneself. `counts` are without people hidden from the caller, but
       * with those who are deactivated for a time; `posts` is as many as list_posts gives the caller. The
       * own profile with its private fields is GET auth/me.
       * Errors: NOT_AUTHENTICATED, INVALID_PROFILE (none or both given), USER_NOT_FOUND (also across a block).
       */
      get_profile: { Args: { user_id?: string; username?: string }; Returns: Json };
      /**
       * What the caller wants pushed: {kinds: {message: true|false, …}, previews: whether a message's words are in it, quiet_from, quiet_until: hours of the day
       * (22:00) by the time_zone of get_notification_settings, or null, quiet_for_all: messages, calls and match prompts keep them too, mail_digests: whether a mail says what there is after days
       * away, budget: how many pushes a day there are besides these, server_key: what browsers subscribe with, null while the worker has none}.
       * Errors: NOT_AUTHENTICATED.
       */
      get_push_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * What the caller allows others: {who_may_message, who_may_add_to_groups: everyone|connections|nobody, show_age,
       * show_distance, show_online, show_last_seen, read_receipts, discoverable, is_private}. Errors: NOT_AUTHENTICATED.
       */
      get_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * Says that the caller is there; to be sent every 30 s. `status`: online, or away while nobody touches the device.
       * `device`: 1 to 40 characters. Without heartbeats somebody is offline after 75 s.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PRESENCE.
       */
      heartbeat: { Args: { device?: string; status?: string }; Returns: undefined };
      /**
       * Puts a comment on an own post aside, with its answers, or brings it back; list_comments gives what is aside only when asked for
       * it. Returns the comment. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), RATE_LIMITED.
       */
      hide_comment: { Args: { comment_id: string; hidden?: boolean }; Returns: Json };
      /**
       * Posts for the caller, the best first: {items: [post as get_post gives it, with reason: followed|reposted|liked_by_similar|similar_author|interest|
       * nearby|trending|viral|new_voice|latest], next_cursor}. No post comes twice while it is among what was given out in the last days, on any device.
       * Without a cursor it begins anew, with what has not been given out yet. With order `latest` in the feed settings, and whenever ranking
       * cannot be had, it is following_feed, with reason latest. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      home_feed: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * The STUN and TURN servers for calls, ready for RTCPeerConnection: {ice_servers: [{urls, username, credential}], expires_at}. The
       * credential of the TURN servers is the caller's own and holds until expires_at, in 11 to 12 hours; a call that is connected then goes on.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.
       */
      ice_servers: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * Leaves a group, or ends an anonymous conversation for both. Of a group that its owner leaves the longest-serving admin, or else
       * member, becomes the owner; the last one ends it. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (a direct conversation).
       */
      leave_conversation: { Args: { conversation_id: string }; Returns: undefined };
      /**
       * The reels that the caller has reacted to, the last reaction first: {items: [post as get_post gives it], next_cursor}.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      liked_reels: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * For moderators: the uploads that are banned, the latest ban first; not the hashes of lists of others: {items: [{media_id, reason, pictures: how many were banned of
       * it, hits: how many uploads were held because of it, banned_at}], next_cursor}. While it exists, moderators see it by GET media/:media_id, unless it was in a message.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_banned_media: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Whom the caller has blocked, the newest first: {items: [{user: as profile_card, blocked_at}],
       * next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_blocked: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * The calls that the caller made or got, the last first: {items, next_cursor}, each as get_call gives it. Those with people with whom
       * there is a block are left out.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_calls: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * The caller's collections, or those of somebody else that are not private, the newest first: {items: [{id, name, is_private,
       * posts, created_at}], next_cursor}. Those of a private account are for its followers.
       * Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, ACCOUNT_IS_PRIVATE, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_collections: { Args: { cursor?: string; page_size?: number; user_id?: string }; Returns: Json };
      /**
       * The comments on a post (authors also read those on their archived ones), or with `parent_id` the answers in one thread: {items, next_cursor, pinned}. `sort`: top (reactions
       * and answers, as they are when the page is asked for: who rises above what has been read while somebody reads is on the first page when
       * it is asked for anew) or new. `hidden`: instead those that the author of the post has put aside. `pinned` is the comment that the
       * author has put above the others, on the first page of a post.
       * A comment: {id, post_id, parent_id, reply_to_id, state: visible|hidden|deleted|unavailable, body, mentions: [{id, username}], created_at,
       * edited_at, pinned, author: as profile_card|null, media, stats: {replies}, reactions: {count, emojis: {emoji: count}, mine: emoji|null},
       * reacted_by_author}. Deleted ones and those of people hidden from the caller (unavailable) have no author and no body, and
       * are there only to hold their answers.
       * Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_comments: {
        Args: {
          cursor?: string;
          hidden?: boolean;
          page_size?: number;
          parent_id?: string;
          post_id: string;
          sort?: string;
        };
        Returns: Json;
      };
      /**
       * Requests to connect that wait for an answer, the newest first: {items: [{id, user: as profile_card,
       * note, requested_at}], next_cursor}. `direction`: incoming (user has asked the caller) or outgoing (the caller has asked user).
       * Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_connection_requests: { Args: { cursor?: string; direction?: string; page_size?: number }; Returns: Json };
      /**
       * With whom the caller is connected, the newest first: {items: [{user: as profile_card,
       * connected_at}], next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_connections: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * The caller's conversations, the one with the last message first: {items, next_cursor}. `archived`: those put away instead.
       * A conversation: {id, kind: direct|group|anonymous, title, picture, topic, live_topic, other, me: {member_id, alias, role, state: active|requested,
       * first_seq, last_read_seq, last_delivered_seq, muted, muted_until, archived, pinned, joined_at, reveal_asked}, unread, last_message,
       * member_count, members_may_add, only_admins_send, history_for_new, disappear_after_s, created_at, ended_at}. `other`, unless in a
       * group: as profile_card with {member_id, alias, last_read_seq: 0 unless both exchange read receipts,
       * last_delivered_seq, reveal_asked}; null when the account is gone. Pinned conversations stand above the first page, beyond its size. `reveal_asked`: somebody anonymous is ready
       * to show who they are. `topic`: the private Realtime topic on which its events arrive; `live_topic`: the one for `typing` and presence;
       * both are null where they may not be joined, and the event `conversation` tells when they change.
       * Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_conversations: { Args: { archived?: boolean; cursor?: string; page_size?: number }; Returns: Json };
      /**
       * For admins: what each factor of a feed's score counts for: {feed, weights: {factor: number}}. `feed`: home or reels.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      list_feed_weights: { Args: { feed?: string }; Returns: Json };
      /**
       * Who asks to follow the caller, the newest first: {items: [{user: as profile_card, requested_at}],
       * next_cursor}. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_follow_requests: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Who follows somebody, the newest first: {items: [{user: as profile_card, followed_at, following}],
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
       * For moderators: uploads of others that look like something banned, the latest upload first: {items: [{media_id, owner_id, purpose, kind, reason, distance: 0 to 31 bits,
       * banned_media_id, held_at}], next_cursor}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_held_media: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * The whole catalogue, sorted by name: {items: [{slug, name}]}. `language` is a BCP 47 tag, for instance pt-BR; where it
       * has no name the language alone (pt) is tried, then English. Errors: INVALID_ARGUMENT (a tag of more than 35 characters).
       */
      list_interests: { Args: { language?: string }; Returns: Json };
      /**
       * For admins: the queues of the worker that have jobs: {items: [{name, waiting, active, failed, oldest_at: when the longest waiting one could have begun,
       * last_error}], next_cursor: null}, those with failures first. Jobs that are done or failed are forgotten after days.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      list_job_queues: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * Who is in a group: {items: [as profile_card with {member_id, alias, role: owner|admin|member, state:
       * active|requested|gone, joined_at}], next_cursor}; the owner, the admins, then the others, the newest first, without those hidden
       * from the caller. Who is invited (requested) is shown to admins and to who has invited them. `member_ids`: only these, also those
       * who have gone, which is how names are found for what the system's messages say.
       * Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (not a group; more than 100 member_ids), INVALID_CURSOR,
       * INVALID_PAGE_SIZE.
       */
      list_members: {
        Args: { conversation_id: string; cursor?: string; member_ids?: string[]; page_size?: number };
        Returns: Json;
      };
      /**
       * What a message said before, the last text first: {items: [{body, replaced_at}], next_cursor}.
       * Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_message_edits: { Args: { cursor?: string; message_id: string; page_size?: number }; Returns: Json };
      /**
       * What waits for the caller's answer: first messages of strangers, and invitations to groups: {items, next_cursor}, conversations as
       * list_conversations gives them. Of an invitation me.inviter says who has sent it, and nothing of what is said there is shown.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_message_requests: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * The messages of a conversation: {items, next_cursor}. The newest first, from `before` this message or the end; or, with `after`,
       * those after this message, the oldest first. `cursor` goes on in the same direction, with the same other arguments.
       * A message: {id, conversation_id, seq, client_id, kind: text|image|video|audio|file|location|call|system, sender, body, details, media,
       * reply_to: {id, seq, kind, body, sender}|null, mentions, reactions: {count, emojis: {emoji: count}, mine: emoji|null}, created_at,
       * edited_at, deleted_at, expires_at}. `seq` is its place in the conversation. Of a reply_to that is not the caller's to read, and in
       * events, there is no more than id and seq. The event of a message that has reactions leaves them out: they are what they were. `sender`: as profile_card with
       * {member_id, alias}, null for who is gone; of somebody anonymous only member_id and alias. A deleted message is empty.
       * Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_messages: {
        Args: { after?: string; before?: string; conversation_id: string; cursor?: string; page_size?: number };
        Returns: Json;
      };
      /**
       * Whom the caller has muted, the newest first: {items: [{user: as profile_card, until, muted_at}],
       * next_cursor}. `until`: null for a mute without an end. Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_muted: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * What the caller did not want to see, the last first: {items: [as not_interested returns it], next_cursor}. `author` is null when that person
       * is hidden from the caller.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_not_interested: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * What the caller was told, what grew last first: {items: [{id, kind, actors: the last 3, as profile_card, actor_count, part_count, target_kind:
       * post|comment|message|conversation|connection_request|decision|report|appeal|verification_request|schedule|null, target_id, latest_cause_id, preview:
       * {kind, excerpt, media}|null, details, boxed, seen_at, read_at, created_at, changed_at}], next_cursor}. `unread_only`: only groups that are
       * unread. `box`: those of strangers instead, whom the caller wants to have apart (set_notification_settings). `latest_cause_id`: the last
       * comment, message, call or post of the group. `details`: of kind system {title, body, titles, bodies: by language}, of a decision what it says.
       * `preview`: of the post, if the caller may still see it. `actors` may be fewer than
       * actor_count says for a moment after a block.
       * Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_notifications: {
        Args: { box?: boolean; cursor?: string; page_size?: number; unread_only?: boolean };
        Returns: Json;
      };
      /**
       * What a post said before each edit, the last first: {items: [{caption, content_warning, replaced_at}], next_cursor}.
       * Errors: NOT_AUTHENTICATED, POST_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_post_edits: { Args: { cursor?: string; page_size?: number; post_id: string }; Returns: Json };
      /**
       * The posts of one person that the caller may see, newest first: {items: [as get_post], next_cursor}. `kind`: only posts of
       * this kind. Authors get their others by `state`: draft, scheduled, processing, failed, archived, or deleted for what
       * restore_post can bring back.
       * Errors: NOT_AUTHENTICATED, USER_NOT_FOUND, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_posts: {
        Args: { cursor?: string; kind?: string; page_size?: number; state?: string; user_id: string };
        Returns: Json;
      };
      /**
       * Who has reacted to a post, a comment or a message, the last first, without those hidden from the caller: {items: [{user: as
       * profile_card, emoji, created_at}], next_cursor}. `emoji`: only this one. To a message the user is a member of the conversation: as
       * profile_card with {member_id, alias}, and of somebody anonymous {member_id, id: null, alias}.
       * Errors: NOT_AUTHENTICATED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_reactions: {
        Args: { cursor?: string; emoji?: string; page_size?: number; target: string; target_id: string };
        Returns: Json;
      };
      /**
       * For moderators: the rules by which what people write is flagged, held back or slowed down, and what they may ask for: {items: [{name, description, targets, condition,
       * action: flag|hold|slow, reason, severity, once_per: thing|person|text, state: off|shadow|live, version, changed_by, changed_at, hits, shadow_hits, upheld, dismissed,
       * last_hit_at}], facts: [{name, kind: number|boolean|text|list, targets, is_counted, description}]}. `hits`: things hit within 7 days, of which `shadow_hits` while it was in shadow;
       * `upheld` and `dismissed`: what moderators have decided about them. `changed_by` is null for what Plaza begins with.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      list_rules: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * What the caller has saved, the last first: {items: [as get_post], next_cursor}. `collection_id`: only what is in this
       * collection, which may be somebody else's if it is not private. `kind`: only posts of this kind. Posts that the caller may
       * not see any more are left out.
       * Errors: NOT_AUTHENTICATED, COLLECTION_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_saved: {
        Args: { collection_id?: string; cursor?: string; kind?: string; page_size?: number };
        Returns: Json;
      };
      /**
       * For admins: what is, or was, told to many, the last made first: {items: [{id, title, body: by language, audience, in_zones, repeat,
       * state: active|paused|cancelled|done, created_at, at: of the last occurrence that has begun or comes within hours, as
       * send_at, next_at: of the one after it, progress: {expected: how many people there were when it was scheduled, looked_at, told, zones,
       * zones_done, began_at, ended_at, error: why the last batch failed,
       * which is tried again each minute} of this occurrence, told_before: by earlier ones}], next_cursor}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_scheduled_notifications: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * For admins: {settings: [{name, value, description}], limits: [{name, capacity, refill_per_second, description}]}, both by name. `capacity`: calls at once;
       * `refill_per_second`: calls a second in the long run. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      list_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * For admins: the terms that automatic moderation looks for, in the order of the alphabet: {items: [{term, severity: hint|flag|block, category, locale}],
       * next_cursor}. `query`: terms that begin with it. `severity`, `locale`: those of one.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      list_terms: {
        Args: { cursor?: string; locale?: string; page_size?: number; query?: string; severity?: string };
        Returns: Json;
      };
      /**
       * For moderators: somebody by username or id, and for admins by e-mail too: as profile_card with {app_role, created_at, deactivated_at, banned,
       * banned_until: null without an end, shadow_banned, strikes: warnings that still count, open_cases, posts, followers, sessions: how many devices are signed in,
       * trust: 0 to 1, trust_reasons: [{reason: age|email_verified|badge|strikes, value}]}, and for admins {email, phone, birth_date, email_verified_at}. Each look is in audit_log.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND.
       */
      look_up_person: { Args: { person: string }; Returns: Json };
      /**
       * For admins: where somebody is signed in, the last used session first: {items: [{id, user_agent, ip, created_at, last_used_at}]}. Each look is in
       * audit_log. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND.
       */
      look_up_sessions: { Args: { user_id: string }; Returns: Json };
      /**
       * Says that a message and all before it have arrived on a device of the caller: {conversation_id, last_delivered_seq, last_read_seq,
       * unread}. A mark never goes back.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND.
       */
      mark_delivered: { Args: { conversation_id: string; message_id: string }; Returns: Json };
      /**
       * Marks these notifications of the caller as read (up to 100), or `everything`, the box of strangers included: {notifications: how many are
       * unread now}. What comes later of the same kind begins a new group. Repeating it changes nothing; identifiers of others are
       * passed over. Event `badge` to the other devices. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_ARGUMENT.
       */
      mark_notifications_read: { Args: { everything?: boolean; ids?: string[] }; Returns: Json };
      /** The caller has looked at the list: {unseen: 0}. What is in it stays unread. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED. */
      mark_notifications_seen: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * Says that the caller has read a message and all before it; answers as mark_delivered. The others learn of it unless the caller
       * or, in a conversation of two, the other does not exchange read receipts.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND.
       */
      mark_read: { Args: { conversation_id: string; message_id: string }; Returns: Json };
      /**
       * Who has received and read a message: {items: [{member, delivered_at, read_at}], next_cursor}, of every other member who could have,
       * the last to join first. `member`: as profile_card with {member_id, alias}, and of somebody anonymous only
       * member_id and alias. The times are those of the member's marks, which may have moved on since, and null before. `read_at` is null
       * too unless both the caller and the member exchange read receipts.
       * Errors: NOT_AUTHENTICATED, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      message_receipts: { Args: { cursor?: string; message_id: string; page_size?: number }; Returns: Json };
      /**
       * For moderators: a page of appeals, the oldest first, without those against their own decisions or about themselves. `status`: open, upheld, denied. Each
       * {id, decision_id, note, status, answer, claimed, created_at, answered_at}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      moderation_appeals: { Args: { cursor?: string; page_size?: number; status?: string }; Returns: Json };
      /**
       * For moderators: a page of cases, the most urgent first, by severity, by the reputation of who reported and by waiting time. `status`: open, upheld,
       * dismissed. Each {id, target, target_id, status, severity, reports, held, claimed, claimed_until, created_at}; `held`: kept from others meanwhile; cases about the caller are not among them.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      moderation_queue: { Args: { cursor?: string; page_size?: number; status?: string }; Returns: Json };
      /**
       * For admins: how far each moderator's decisions of the last `days` (1 to 730) agree with those who made them again, the best known first: {items: [{moderator_id,
       * decisions, reviews, agreement, kappa}]}. `agreement`: the part that was alike, 0 to 1. `kappa`: Cohen's, agreement beyond chance, 1 at most, 0 as by
       * chance; null without a review, and where both only ever said one thing.
       * Source: Cohen, "A coefficient of agreement for nominal scales", 1960. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      moderator_agreement: { Args: { days?: number }; Returns: Json };
      /**
       * Keeps what somebody does out of the caller's feeds and notifications, up to the time `until`, or until unmute. The other
       * is not told. Repeating it changes the time. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT.
       */
      mute: { Args: { until?: string; user_id: string }; Returns: Json };
      /**
       * Keeps a conversation quiet until a time, for ever (infinity), or, with null, no longer. Returns `me` of the conversation, as
       * list_conversations gives it: for ever is muted: true, muted_until: null. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (the time is past).
       */
      mute_conversation: { Args: { conversation_id: string; until?: string }; Returns: Json };
      /**
       * Tells the caller nothing any more of what a person does (`target` person; it also leaves what is there), or of what happens at a post (post; mentions are told).
       * With muted false again. {target, target_id, muted}. The other is not told.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_ARGUMENT, SELF_TARGET, USER_NOT_FOUND, POST_NOT_FOUND, RATE_LIMITED.
       */
      mute_notifications: { Args: { muted?: boolean; target: string; target_id: string }; Returns: Json };
      /**
       * What happened to the caller's account, newest first: sign-ins, failed ones too, changes of password and address, exports, devices that were signed out: a page
       * of {id, event, ip, user_agent, created_at}. It goes back a year, failed sign-ins 30 days. What the person did in the product is in the export.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      my_activity: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * What moderators have decided about the caller and told them, the latest 100, newest first: {items: [{id, action: hide|remove|warn|suspend|ban, until,
       * note, measures: [{action, until, parts}], created_at, overturned_at, may_appeal_until, appeal: {id, note, status: open|upheld|denied, answer, created_at,
       * answered_at}|null}]}. Errors: NOT_AUTHENTICATED.
       */
      my_decisions: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * What the caller has reported, newest first: a page of {id, target, target_id, reason, note, status: open|upheld|dismissed, created_at}.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      my_reports: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Posts that were made around the caller, the newest first: {items: [post as get_post gives it, with distance_km, rounded as distances to people are],
       * next_cursor}. `within_km`: 5 to 200, from area to area of about 5 km. Errors: NOT_AUTHENTICATED, LOCATION_REQUIRED, INVALID_ARGUMENT, INVALID_CURSOR,
       * INVALID_PAGE_SIZE.
       */
      nearby_feed: { Args: { cursor?: string; page_size?: number; within_km?: number }; Returns: Json };
      /**
       * For moderators: the oldest decision of another moderator that waits for a second look, for fifteen minutes: {id, case: as moderation_queue without its
       * status, reports, flags: as get_case}. What was decided is not said. Null if none waits.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      next_second_review: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * The caller does not want to see such posts. The post itself is left out of ranked feeds from now on; with reason `author` nearly all of its
       * author's are, with reason `topic` nearly all of its topics', and within 30 days they come back little by little. Said again of the same post
       * it counts from now on, with the new reason. It holds from the next page on. Returns what has changed: {id: for
       * undo_not_interested, post_id, reason: post|author|topic, author: as profile_card|null, topics: [text], created_at,
       * fades_at: when the last of it is over, null for reason post}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_ARGUMENT, RATE_LIMITED.
       */
      not_interested: { Args: { post_id: string; reason?: string }; Returns: Json };
      /**
       * For admins: what somebody was told of late, and what not and why, the last first: {items: [{kind, outcome: told|boxed|hidden|setting|muted_post|strangers,
       * causes, at}], pushes: [{kind, outcome: sent|deferred|digest|suppressed|withdrawn|opened|failed, reason, until, at}]}. hidden: only people who are blocked, muted, hidden or kept apart, or a post that is gone. It names nobody, and looking is audited.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_PAGE_SIZE.
       */
      notification_ledger: { Args: { page_size?: number; user_id: string }; Returns: Json };
      /**
       * Says that the caller has opened a push, by its `push_id`: who opens them gets more of them. {opened: whether this was the first time}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.
       */
      open_push: { Args: { push_id: string }; Returns: Json };
      /**
       * For admins: stops telling for a while, also midway, and with paused false goes on where it stopped. Returns the schedule. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, SCHEDULE_NOT_FOUND.
       */
      pause_scheduled_notification: { Args: { id: string; paused?: boolean }; Returns: Json };
      /**
       * For admins: the audit trail of an account, newest first, a page of [{id, event, ip, user_agent, details, created_at}]. What others did about the account
       * is in theirs. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      person_timeline: { Args: { cursor?: string; page_size?: number; user_id: string }; Returns: Json };
      /**
       * Puts the first comment of a thread on an own post above the others, instead of the one that was there, or back to its place.
       * Returns the comment. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COMMENT_NOT_FOUND (also on the posts of others), INVALID_COMMENT (an answer), RATE_LIMITED.
       */
      pin_comment: { Args: { comment_id: string; pinned?: boolean }; Returns: Json };
      /**
       * Puts a conversation above the list, where up to five may be, or back to its place. Returns `me` of the conversation, as
       * list_conversations gives it.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, TOO_MANY_PINS.
       */
      pin_conversation: { Args: { conversation_id: string; pinned?: boolean }; Returns: Json };
      /**
       * For its author, what became of a post: {post_id, published_at, views, reach (different people who saw it), reactions, emojis, comments, shares, saves,
       * watched_ms, watched_share (of the length of the video, loops included), completions (views of nine tenths and more), rates: {reactions, comments, shares, saves}
       * by views, sources: {home: views, …}, by_hour: [24 × {views, reactions}] by hour of the day in `time_zone`, by_day: [{day, views, viewers, reactions, comments,
       * shares, saves, watched_ms}] for its last 30 days with anything, best_hours: [hours of the day, the best first],
       * audience: {ages: {band: share}, followers: share}, in steps of 0.05, null below ten people, virality: {state: none|rising|viral|cooled, since, velocity (people in
       * the last hour, by trust), surprise, predicted_reach: {people, low, high} with 80 %, offered_to (share of everybody)}, feed: {sample, served, outranked, filtered:
       * {kind: lists}}: how often ranked lists had it on their first page, behind it, or left it out, estimated from a sample; a number that rests on less than ten lists
       * is left out. Errors: NOT_AUTHENTICATED, POST_NOT_FOUND (also for posts of others), INVALID_ARGUMENT.
       */
      post_insights: { Args: { post_id: string; time_zone?: string }; Returns: Json };
      /**
       * Whether people are there: {items: [{user_id, status: online|away|offline, last_seen_at}]}, for up to 100 `user_ids`, without
       * those who do not exist or are hidden from the caller. `status` is null for who does not show it, or has a
       * private account that the caller neither follows nor is connected with, or is a minor to an adult or the other way round, and
       * `last_seen_at`, to the minute, for who is online, or does not show it, or does not show the status.
       * Errors: NOT_AUTHENTICATED, INVALID_PRESENCE, RATE_LIMITED.
       */
      presence_of: { Args: { user_ids: string[] }; Returns: Json };
      /**
       * Publishes a draft or a scheduled post now, or at `publish_at` (up to a year ahead), and returns it as get_post does. A post
       * that has appeared stays as it is.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, INVALID_POST, RATE_LIMITED.
       */
      publish_post: { Args: { post_id: string; publish_at?: string }; Returns: Json };
      /**
       * Reacts to a post, a comment or a message with one emoji, instead of an earlier one if there is: {target, target_id, emoji}.
       * `target`: post, comment, message. Repeating it changes nothing. Counters of posts and comments follow about a second later.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND,
       * MESSAGE_REQUEST_UNANSWERED, CONVERSATION_CLOSED, RATE_LIMITED.
       */
      react: { Args: { emoji?: string; target: string; target_id: string }; Returns: Json };
      /**
       * Reports what the caller has looked at: up to 100 of {post_id, watched_ms: 0 to 3600000, source: 1 to 20 of a-z and _, for instance
       * home, following, profile, reels, search}. A post counts one view a person in half an hour; watch time adds up. Own posts and posts that
       * the caller may not see count nothing. Returns {counted}: how many views were new.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VIEWS, RATE_LIMITED.
       */
      record_views: { Args: { views: Json }; Returns: Json };
      /**
       * Reels for the caller, the best first, by how long people like the caller look at them (loops count): {items: [post as get_post gives it, with reason as in
       * home_feed], next_cursor}. None comes twice while it is among what was given out in the last days, on any device.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      reels_feed: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * Pushes go to this device from now on, until its session ends. A browser: {platform: web, endpoint: the URL of its subscription, keys: {p256dh, auth},
       * server_key: the VAPID key it subscribed with}; an app: {platform: ios|android, token, app_id: the bundle id}. Both: locale, such as de-AT. A device that another account
       * had registered moves. {endpoint_id, platform}. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PUSH_ENDPOINT, RATE_LIMITED.
       */
      register_push: { Args: { endpoint: Json }; Returns: Json };
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
       * Removes somebody from a group, or takes an invitation back: the owner anybody, admins who is neither. They read nothing of it from
       * this moment on. Returns the conversation, as list_conversations does. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, OWNER_ONLY, RATE_LIMITED.
       */
      remove_member: { Args: { conversation_id: string; user_id: string }; Returns: Json };
      /**
       * For admins: takes a term away from what automatic moderation looks for; nothing happens to one that is not there. Answers as set_term does, with
       * `severity` null: `would_hit` are the texts that it is found in now.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_TERM.
       */
      remove_term: { Args: { dry_run?: boolean; term: string }; Returns: Json };
      /**
       * Gives an own collection another name and, if `is_private` is given, opens or closes it. Returns it as create_collection.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, COLLECTION_NOT_FOUND, INVALID_COLLECTION, COLLECTION_NAME_TAKEN, CONTENT_REJECTED,
       * RATE_LIMITED.
       */
      rename_collection: { Args: { collection_id: string; is_private?: boolean; name: string }; Returns: Json };
      /**
       * Reports something that the caller can see. `target`: user, post, comment, message. `reason`: spam, harassment, hate, sexual, minor, violence,
       * self_harm, impersonation, other. `note`: up to 1000 characters. Nobody but moderators learns who reported. Returns {id, target, target_id, reason,
       * note, status: open|upheld|dismissed, created_at}. Repeating it while it is open changes nothing; what moderators have found harmless stays so
       * until it is edited.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REPORT, USER_NOT_FOUND, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND,
       * CONTENT_REJECTED (quoting what somebody said is allowed), RATE_LIMITED.
       */
      report: { Args: { note?: string; reason: string; target: string; target_id: string }; Returns: Json };
      /**
       * Asks somebody to connect. `note`: up to 300 characters for them to read. If they have asked the caller already, both are
       * connected at once. Repeating it changes nothing, not the note either. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, INVALID_ARGUMENT, CONTACT_NOT_ALLOWED (docs/safety.md),
       * MESSAGES_NOT_ALLOWED (a note, and the person has chosen who may write), CONTENT_REJECTED, CONNECTION_COOL_DOWN (30 days after a decline), CONNECTION_LIMIT_REACHED, RATE_LIMITED.
       */
      request_connection: { Args: { note?: string; user_id: string }; Returns: Json };
      /**
       * Asks moderators for the badge: `statement` says in 20 to 2000 characters who the caller is and how that can be checked.
       * `media_ids` are up to five of the caller's own completed uploads of purpose verification, which nobody but moderators sees,
       * and which are deleted with the decision. A repeated request returns the one that waits.
       * Returns {id, statement, media_ids, status: pending|approved|refused, note, created_at, decided_at}; own requests are read from the
       * table verification_requests, by these names: `*` is refused, because it is not told who decides.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VERIFICATION, VERIFICATION_PENDING, ALREADY_VERIFIED, CONTENT_REJECTED, RATE_LIMITED.
       */
      request_verification: { Args: { media_ids?: string[]; statement: string }; Returns: Json };
      /**
       * Takes back the deletion of an own post, which has its old place again, and returns {id, deleted_at: null, restorable_until:
       * null}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND (also when purged), CONTENT_HELD (moderators have removed it), RATE_LIMITED.
       */
      restore_post: { Args: { post_id: string }; Returns: Json };
      /** For admins: gives every failed job of a queue another try: {queue, retried}. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, QUEUE_NOT_FOUND. */
      retry_failed_jobs: { Args: { queue: string }; Returns: Json };
      /**
       * Says in an anonymous conversation that the caller is ready to show who they are. When both have said so, each sees the other's
       * profile; until then the other one learns only that they are asked. Where one has blocked the other's profile meanwhile, of which
       * nothing is to be noticed before, the conversation is gone instead: `other` is null. Returns the conversation, as list_conversations does. Repeating
       * it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, INVALID_ARGUMENT (not anonymous).
       */
      reveal_identity: { Args: { conversation_id: string }; Returns: Json };
      /**
       * For moderators: lets a topic trend, or not: {topic, approved, note, reviewed_at}. It can be changed. `note`: up to 2000 characters.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      review_topic: { Args: { approved: boolean; note?: string; topic: string }; Returns: Json };
      /**
       * For moderators: grants or refuses the badge, and returns the request. `note`, up to 2000 characters, is for the person
       * to read. The queue is the table verification_requests, of which moderators see everything.
       * Repeating a decision changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION,
       * VERIFICATION_NOT_FOUND, VERIFICATION_DECIDED.
       */
      review_verification: { Args: { approve: boolean; note?: string; request_id: string }; Returns: Json };
      /**
       * For moderators: takes the badge from somebody else; of moderators and admins only an admin does. `note`, up to 2000 characters, is for the person to read, in
       * their request, which counts as refused. Returns {user_id, verified_at: null}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION, USER_NOT_FOUND.
       */
      revoke_verification: { Args: { note?: string; user_id: string }; Returns: Json };
      /**
       * Bookmarks a post, in an own collection or in none; saving it again moves it: {post_id, collection_id, saved: true}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, POST_NOT_FOUND, COLLECTION_NOT_FOUND, RATE_LIMITED.
       */
      save_post: { Args: { collection_id?: string; post_id: string }; Returns: Json };
      /**
       * The reels that the caller has saved, the last first: {items: [post as get_post gives it], next_cursor}.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      saved_reels: { Args: { cursor?: string; page_size?: number }; Returns: Json };
      /**
       * For admins: tells an audience something. `title` (100 characters) and `body` (500): a text, or texts by language {"en": …, "de": …}. `send_at`: with an
       * offset (2026-12-24T18:00:00Z) one moment for all, without one (2026-12-24T18:00:00) that time on the clock of each person; where it is over already, at
       * once. `repeat`: daily, weekly, monthly, until it is cancelled. `audience`: {} is all; else any of {interests: [slug], age_min, age_max,
       * seen_within_days, unseen_for_days, app_role, platforms: [device], calling_codes: ["49"], time_zones: ["Europe/Berlin"]}, all of which must hold when it is
       * told. Returns the schedule as list_scheduled_notifications.
       * With dry_run nothing is scheduled: {people, off: who has turned it off and is not in people, quiet_hours, over_budget, without_device: of the people, how
       * many will not hear of it at once, null where nothing is pushed, zones: [{time_zone, at, hour: on the clocks there, and the same figures}]}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      schedule_notification: {
        Args: { audience: Json; body: Json; dry_run?: boolean; repeat?: string; send_at: string; title: Json };
        Returns: Json;
      };
      /**
       * For admins: how far the scores of texts are right: of those that moderators have judged in the last `days` (1 to 180), by score, how many they upheld: {items:
       * [{kind, threshold: from what score on moderators are told, learnt_from: from how many judged texts it has learnt, learnt_at, bins: [{from, to, texts, upheld,
       * score: the mean}]}]}, ten bins, those without a text left out. Well calibrated is what is upheld as often as its score says; who reports and what is flagged
       * decides what is judged at all. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.
       */
      scorer_calibration: { Args: { days?: number }; Returns: Json };
      /**
       * Messages with words that begin like all words of `query` (up to 100 characters and 8 words, accents and case do not count), the
       * newest first, as list_messages gives them: {items, next_cursor}. Where a sentence has no blanks (Han, kana, Thai and others) any two
       * characters that stand together are found. In all conversations of the caller, or in one. A message is found
       * about a second after it was sent.
       * Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE,
       * RATE_LIMITED.
       */
      search_messages: {
        Args: { conversation_id?: string; cursor?: string; page_size?: number; query: string };
        Returns: Json;
      };
      /**
       * People, by any combination of: `query` (up to 100 characters: handle or names, without regard to case, accents and order, typos
       * forgiven), `interests` (slugs, any or all of them as `match` says), age, `within_km` (1 to 500, between areas of about
       * 5 km), `looking_for`, `genders`, `online_only`, `verified_only`. First the exact handle, then beginnings of handle and
       * names, then similar ones; among equals by shared interests (rare ones weigh more), popularity and nearness.
       * Returns {items: [as profile_card with {relationship: as follow returns it, gender, is_private, looking_for, age, distance_km,
       * shared_interests: [slug], online}], next_cursor}; age, distance_km and online are null where not shown. A list ends after 100 people;
       * a cursor is good for 15 minutes and for the same filters.
       * Nobody is found across a block, against their settings, or between minors and adults who are not connected.
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
       * Posts whose captions have all words of `query` (up to 100 characters and 8 words; accents and case do not count, the last word may be the beginning of one;
       * #tags are words), the newest first: {items: [post as get_post gives it], next_cursor}.
       * Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_CURSOR, INVALID_PAGE_SIZE, RATE_LIMITED.
       */
      search_posts: { Args: { cursor?: string; page_size?: number; query: string }; Returns: Json };
      /**
       * Topics that begin like `query` (up to 100 characters, with or without #), those with most posts first: {items: [{topic, posts}], next_cursor:
       * null}. `posts` are those that topic_feed would give the caller, counted up to 100. Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_PAGE_SIZE, RATE_LIMITED.
       */
      search_topics: { Args: { page_size?: number; query: string }; Returns: Json };
      /**
       * Sends a message, and returns it as list_messages does. When this answers the message is stored, and on its way to everybody.
       * `client_id` is made by the client: a retry with the same one returns the message that exists. `kind`: text, image, video, audio,
       * file (with 1 to 10 `media_ids` that the caller has uploaded for messages; body is the caption) or location (degrees, WGS 84).
       * `body`: up to 4000 characters; in a group @username points at up to 50 members. `reply_to`: a message of the same conversation.
       * A text with a link gets details.preview a moment later, if its page has one. Sending marks the conversation as read.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, MESSAGE_NOT_FOUND,
       * INVALID_MESSAGE, INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.
       */
      send_message: {
        Args: {
          body?: string;
          client_id: string;
          conversation_id: string;
          kind?: string;
          latitude?: number;
          longitude?: number;
          media_ids?: string[];
          reply_to?: string;
        };
        Returns: Json;
      };
      /**
       * For admins: says what somebody may do in the product, `app_role` user, moderator or admin. Whoever is dismissed stops at once; who is appointed begins with
       * the next access token. Nobody changes their own role, except to give it up, and the last admin stays. The first one is made by npm run admin. Returns
       * {user_id, app_role}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, USER_NOT_FOUND, LAST_ADMIN.
       */
      set_app_role: { Args: { app_role: string; user_id: string }; Returns: Json };
      /**
       * After how many seconds what is said from now on disappears, 60 to 31622400 (366 days), or null for never; for either of two, and
       * for the admins of a group. Returns the conversation, as list_conversations does.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, ADMINS_ONLY,
       * INVALID_ARGUMENT, RATE_LIMITED.
       */
      set_disappearing: { Args: { after_s: number; conversation_id: string }; Returns: Json };
      /**
       * Changes what get_feed_settings gives, and returns it: an object with any of its keys; of `weights` also some only. Up to 200 muted words
       * of up to 60 characters, and as many topics. It counts from the next ranked page on.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_FEED_SETTINGS, RATE_LIMITED.
       */
      set_feed_settings: { Args: { changes: Json }; Returns: Json };
      /**
       * For admins: changes what factors count for, for everybody and from the next ranked page on; feed_what_if tells before what that would have brought.
       * `weights`: {factor: -10 to 10}; who is not named stays. Returns them all, as list_feed_weights.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, INVALID_FEED_SETTINGS.
       */
      set_feed_weights: { Args: { feed?: string; weights: Json }; Returns: Json };
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
       * Makes somebody in a group admin or member again, or hands the group over: `role` admin, member, owner. For the owner, who is an
       * admin after handing over. Returns the conversation, as list_conversations does. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, OWNER_ONLY, USER_NOT_FOUND (not in the group),
       * RATE_LIMITED.
       */
      set_member_role: { Args: { conversation_id: string; role: string; user_id: string }; Returns: Json };
      /**
       * Changes some of what get_notification_settings returns, and returns it all: {kinds: {like: false}, strangers: "box", time_zone:
       * "Europe/Berlin", language: "de-AT"}. It counts for what comes from then on. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS, RATE_LIMITED.
       */
      set_notification_settings: { Args: { changes: Json }; Returns: Json };
      /**
       * Changes some of what get_push_settings returns, and returns it all: {kinds: {like: false}, quiet_from: "22:00", quiet_until: "08:00"}.
       * It counts for what is sent from then on, also of what waits. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS, RATE_LIMITED.
       */
      set_push_settings: { Args: { changes: Json }; Returns: Json };
      /**
       * For admins: changes a rate limit, from the next call on, and returns it: {name, capacity, refill_per_second, description}. `capacity`: 1 to 1000000 calls
       * at once; `refill_per_second`: above 0, up to 100000. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, SETTING_NOT_FOUND, INVALID_SETTING.
       */
      set_rate_limit: { Args: { capacity: number; name: string; refill_per_second: number }; Returns: Json };
      /**
       * For admins: makes a rule, or changes some of one: {name, description, targets: some of post, comment, message, profile, report; condition, action: flag (moderators are told), hold (others
       * get it once a moderator has let it go; not of profiles) or slow (whoever wrote it may go on more slowly), reason, severity: 1 to 5, once_per: thing, person or text, state: off, shadow (it is
       * only counted what it would do) or live}. `condition` is {all: […]}, {any: […]}, {not: …} or {fact, is, value, minutes}; list_rules says which facts there are. A new rule needs its
       * targets and condition, and is in shadow unless it says otherwise; `version` is null for a new one, else the one that was seen. It counts from the next
       * text on, and is in the audit log. Returns the rule as list_rules does.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_RULE, RULE_CHANGED (somebody else has changed it, or there is one of that name).
       */
      set_rule: { Args: { rule: Json; version?: number }; Returns: Json };
      /**
       * For admins: changes a setting, from the next call on, and returns it: {name, value, description}. `value` has to be of the kind that it was: a number
       * of at least 0, or true or false. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, SETTING_NOT_FOUND, INVALID_SETTING.
       */
      set_setting: { Args: { name: string; value: Json }; Returns: Json };
      /**
       * Changes some of the settings that get_settings returns, and returns them all. Who does not show age, distance or online
       * state is not found by a search for it either; who is not discoverable is in no search and no suggestion. Who turns read_receipts
       * off shows nobody what they have read, and sees of nobody what they have.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SETTINGS (details names every wrong or unknown one), RATE_LIMITED.
       */
      set_settings: { Args: { changes: Json }; Returns: Json };
      /**
       * For admins: adds a term to what automatic moderation looks for, or changes it. It counts from the next text on.
       * `severity`: hint (looked at where it is aimed at somebody), flag (looked at) or block (refused). `category`: the kind of harm. `locale`: the language, or any.
       * With `dry_run` nothing changes. Answers {term, severity, category, locale, dry_run, looked_at, would_hit, examples: [{target: post|comment, id, text}]}: in how
       * many of the newest 500 public posts and 500 comments it would have been found, and ten of them.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_TERM.
       */
      set_term: {
        Args: { category?: string; dry_run?: boolean; locale?: string; severity: string; term: string };
        Returns: Json;
      };
      /**
       * For moderators: keeps a post from being offered to everybody, at once and for good, or (vetoed: false) lets its velocity decide again. `note`, 1 to
       * 2000 characters, says why, for other moderators; nobody else learns of it. Returns {post_id, vetoed, note, created_at}. Repeating it changes
       * nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, POST_NOT_FOUND, INVALID_ARGUMENT.
       */
      set_viral_veto: { Args: { note?: string; post_id: string; vetoed: boolean }; Returns: Json };
      /**
       * Passes a public post on, and counts it: {post_id, via, shared: true}. `via`: repost (to the caller's followers), message, link,
       * external. Each way counts once a person and post; repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_SHARE, POST_NOT_FOUND, POST_NOT_SHAREABLE (not public), RATE_LIMITED.
       */
      share_post: { Args: { post_id: string; via?: string }; Returns: Json };
      /**
       * Calls the others of a conversation, with `media` audio or video; in groups of up to 8. It rings on all of their devices for 45 s
       * (event call.ringing on user:<id>). Where a call is under way already, this joins it: so two people who call each other at once
       * are in one call, and a retry changes nothing. Somebody who is in another call is not rung; if nobody is, the call has ended when
       * this returns, with outcome busy. Returns the call, as get_call.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, CONVERSATION_CLOSED, MESSAGE_REQUEST_PENDING, ADMINS_ONLY,
       * CALL_GROUP_TOO_LARGE, INVALID_CALL, ALREADY_IN_CALL (details: the id of that call), CALL_ANSWERED_ELSEWHERE (another device of the
       * caller is in this one), CALL_NOT_FOUND (somebody with whom there is a block is in it), RATE_LIMITED.
       */
      start_call: { Args: { conversation_id: string; media: string }; Returns: Json };
      /**
       * The conversation of the caller and somebody else, as list_conversations gives it: the one that exists, whoever began it, or a new
       * one. With somebody who is not connected with the caller and does not follow them it begins as a request, which waits for their
       * answer. They hear of it with the first message. A request that the caller has declined is accepted by this.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND, MESSAGES_NOT_ALLOWED, RATE_LIMITED.
       */
      start_conversation: { Args: { user_id: string }; Returns: Json };
      /**
       * Everything that has changed for the caller after a point, for clients that were away: {conversations, messages, receipts,
       * notifications, removed: {conversations: [id], messages: [{conversation_id, seq}]}, next_since, more}. Without `since` nothing but
       * the point of now, to begin from: take it before the first lists are read. `messages`: new and changed ones as list_messages gives
       * them, conversation by conversation and there in their order, up to 200 a page; while `more` is true, call again with next_since.
       * `conversations`: as list_conversations gives them, each as it is now. `receipts`: {conversation_id, member_id, user_id,
       * last_delivered_seq, last_read_seq}. `match`: where the caller's search for somebody stands, as GET matchmaking/status says it. All but
       * the messages come with the first page. Nothing is left out and nothing comes twice, whoever
       * writes at the same moment. docs/sync.md shows a client.
       * Errors: NOT_AUTHENTICATED, INVALID_CURSOR.
       */
      sync: { Args: { since?: string }; Returns: Json };
      /**
       * What an app asks when it starts, about its URL or token: {action: keep|renew, server_key}. keep: pushes go there, and now to the caller's present session. renew: register
       * again, a browser after a new subscription with server_key, since the provider has dropped the old one, or it was made with another key.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.
       */
      sync_push: { Args: { endpoint: string }; Returns: Json };
      /**
       * The posts with a hashtag, the newest first: {items: [post as get_post gives it], next_cursor}. `topic` with or without #; case, accents, - and _ do not
       * count. Errors: NOT_AUTHENTICATED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      topic_feed: { Args: { cursor?: string; page_size?: number; topic: string }; Returns: Json };
      /**
       * For moderators: topics that would trend and that nobody has reviewed, the most surprising first: {items: [{topic, people, usual}], next_cursor: null}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_PAGE_SIZE.
       */
      topics_to_review: { Args: { page_size?: number }; Returns: Json };
      /**
       * Posts with which more happens than is usual for their authors, the most surprising first: {items: [post as get_post gives it], next_cursor}. `within`: 1h,
       * 24h or 7d. `language`: only captions that seem to be in it (en, de, es …). `nearby_km`: only what was made within 5 to 200 km of the caller.
       * Errors: NOT_AUTHENTICATED, LOCATION_REQUIRED, INVALID_ARGUMENT, INVALID_CURSOR, INVALID_PAGE_SIZE.
       */
      trending_posts: {
        Args: { cursor?: string; language?: string; nearby_km?: number; page_size?: number; within?: string };
        Returns: Json;
      };
      /**
       * What more people than usual have to do with in the last 24 hours, the most surprising first: {items: [{topic, people, usual}], next_cursor: null}. `people`
       * and `usual`: how many in 24 hours, now and on an average day of the week before, to the nearest whole number by their trust. Everywhere, or within
       * `within_km` (5 to 200) of a place (degrees); `language`: only posts that seem to be in it. Topics that the caller has muted are left out, and those that
       * moderators have refused. Errors: NOT_AUTHENTICATED, INVALID_LOCATION, INVALID_ARGUMENT, INVALID_PAGE_SIZE.
       */
      trending_topics: {
        Args: { language?: string; latitude?: number; longitude?: number; page_size?: number; within_km?: number };
        Returns: Json;
      };
      /**
       * For admins: what a rule, as set_rule takes it, would have hit within so many days, up to 30: the newest 5,000 of each of its targets, as they are now, for up to four seconds. Nothing happens.
       * Returns {looked_at, would_hit, share, upheld, dismissed, undecided, since, complete, days: [{day, looked_at, would_hit}], examples: [{target, id, text, at, outcome: upheld|dismissed|null}]}.
       * `upheld`, `dismissed`: what moderators have decided about what it would hit. `since`: how far back it got, which is all that was asked for if it is `complete`. `examples`: the newest ten; their
       * `text` only of what everybody may read. Of people it knows trust, badge, warnings and followers as they are now. Days are of UTC.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_RULE, INVALID_ARGUMENT.
       */
      try_rule: { Args: { days?: number; rule: Json }; Returns: Json };
      /**
       * For every keystroke: whose handle, first or last name begins with `prefix` (1 to 50 characters), the exact handle first, then by
       * popularity: {items: [as profile_card]}, without further pages. Nobody is found across a block or
       * against their settings. Errors: NOT_AUTHENTICATED, INVALID_SEARCH, INVALID_PAGE_SIZE, RATE_LIMITED.
       */
      typeahead_people: { Args: { page_size?: number; prefix: string }; Returns: Json };
      /**
       * For moderators: takes a ban of this upload back. What is held for it stays held until somebody answers for it. Nothing happens where there is no ban.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.
       */
      unban_media: { Args: { media_id: string }; Returns: undefined };
      /**
       * Ends a block; what it ended stays ended. Repeating it changes nothing. Returns the relationship, as follow.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, SELF_TARGET, USER_NOT_FOUND.
       */
      unblock: { Args: { user_id: string }; Returns: Json };
      /**
       * For moderators: takes an own decision back within ten minutes, before anybody was told; an admin takes back anybody's. Everything is as it was, and
       * the case is open again. Returns the decision as decide does. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, DECISION_NOT_FOUND, DECISION_FINAL (its time is over, or somebody has changed what it did).
       */
      undo_decision: { Args: { decision_id: string }; Returns: Json };
      /**
       * For moderators: takes back what one decide_many of theirs did, as undo_decision does; an admin anybody's. Returns {undone, final}: how many decisions, and how
       * many could no longer be undone. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, DECISION_NOT_FOUND.
       */
      undo_many: { Args: { batch_id: string }; Returns: Json };
      /**
       * Takes back a not_interested of the caller, by its id: the post may come again, and its author and topics count as before. Repeating it
       * changes nothing. Returns {id, undone: true}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.
       */
      undo_not_interested: { Args: { id: string }; Returns: Json };
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
       * Withdraws the caller's reaction: {target, target_id, emoji: null}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_REACTION, MESSAGE_NOT_FOUND, RATE_LIMITED.
       */
      unreact: { Args: { target: string; target_id: string }; Returns: Json };
      /**
       * What waits for the caller: {notifications: groups that are unread, unseen: those that no list has shown, box: those of strangers,
       * messages: unread in conversations that are neither muted nor put away, conversations: in how many of them, message_requests, connection_requests,
       * follow_requests}. All of them are counted, none is kept. Errors: NOT_AUTHENTICATED.
       */
      unread_counts: { Args: Record<PropertyKey, never>; Returns: Json };
      /**
       * No more pushes to this device of the caller: `endpoint` is its URL or token. {unregistered: whether it was there}.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED.
       */
      unregister_push: { Args: { endpoint: string }; Returns: Json };
      /**
       * Removes a bookmark: {post_id, collection_id: null, saved: false}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.
       */
      unsave_post: { Args: { post_id: string }; Returns: Json };
      /**
       * Takes a share back: {post_id, via, shared: false}. Repeating it changes nothing.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, RATE_LIMITED.
       */
      unshare_post: { Args: { post_id: string; via?: string }; Returns: Json };
      /**
       * Changes a group; for its admins. `changes` may have title (1 to 100 characters), picture (the media_id of an image that the caller
       * has uploaded for messages and that is ready, or null), members_may_add, only_admins_send, history_for_new (whether who joins reads
       * what was said before) and disappear_after_s (as set_disappearing). Returns the conversation, as list_conversations does.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT, ADMINS_ONLY, INVALID_GROUP (details names every
       * wrong or unknown field), INVALID_MEDIA, CONTENT_REJECTED, RATE_LIMITED.
       */
      update_group: { Args: { changes: Json; conversation_id: string }; Returns: Json };
      /**
       * Changes some fields of the own profile and returns it as GET auth/me does: {first_name, last_name, username, gender,
       * pronouns, bio, links, looking_for}, each one optional. Names have 1 to 50 characters, pronouns up to 40 (null removes them), a bio
       * up to 500; links are up to five https addresses; looking_for is any of dating (from 18 years on) and friendship. Who
       * changes first name, last name or username loses the badge of the verified.
       * Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_PROFILE (details names every wrong or unknown field), CONTENT_REJECTED, USERNAME_TAKEN,
       * USERNAME_RESERVED, TOO_YOUNG (for dating), RATE_LIMITED.
       */
      update_profile: { Args: { changes: Json }; Returns: Json };
      /**
       * Why the caller was told something: {notification_id, kind, events: [{event, causes, first_at, last_at}], grouped_by: {kind, target_kind, target_id},
       * let_in_by: setting (the kind is on, or cannot be turned off), box (from strangers, apart), interruptions: {step, next_at}, pushes: what became of its
       * pushes, the last first: [{kind, outcome, reason, until, at}]}. `next_at`: how many causes it takes to tell of it again. Errors: NOT_AUTHENTICATED, NOTIFICATION_NOT_FOUND.
       */
      why_notified: { Args: { notification_id: string }; Returns: Json };
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

/** A case as moderation_queue lists it. */
export interface QueuedCase {
  id: string;
  target: "user" | "post" | "comment" | "message" | "stranger";
  target_id: string;
  severity: number;
  reports: number;
  /** Kept from others meanwhile. */
  held: boolean;
  claimed: boolean;
  created_at: string;
}

/** What the reporter could read, when they reported it. Its fields depend on the target. */
export interface Evidence {
  username?: string;
  bio?: string | null;
  caption?: string | null;
  body?: string | null;
  media_ids?: string[];
  messages?: {
    id: string;
    sender: "reporter" | "reported" | "other";
    body: string | null;
    kind: string;
    created_at: string;
  }[];
}

/** A case as get_case shows it to whoever has claimed it. */
export interface OpenCase extends Omit<QueuedCase, "reports"> {
  person: {
    id: string;
    username: string;
    app_role: string;
    banned: boolean;
    banned_until: string | null;
    shadow_banned: boolean;
    strikes: number;
  };
  /** The latest 50. */
  reports: { id: string; reason: string; note: string | null; evidence: Evidence; created_at: string }[];
  /** What filters have found in it. */
  flags: {
    id: string;
    source: string;
    reason: string;
    rule: string | null;
    severity: number;
    evidence: Evidence | null;
  }[];
}

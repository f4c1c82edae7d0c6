/** A device, as it has registered itself. */
export interface PushEndpoint {
  platform: "web" | "android" | "ios";
  /** The URL of a browser's push service, or the token of FCM or APNs. A secret. */
  address: string;
  p256dh: string | null;
  auth: string | null;
  app_id: string | null;
  /** The VAPID key that a browser subscribed with, if it has said so. */
  server_key: string | null;
}

/** What a device is told, as private.claim_pushes hands it out. */
export interface PushMessage {
  push_id: string;
  /** Grows with each thing that is said under the same tag. */
  version: number;
  /** Replaces what the device shows under it. */
  tag: string;
  kind: string;
  /** What is shown under the tag is to be closed; there is nothing to show, and title, body and path are missing. */
  withdraws: boolean;
  badge: number;
  is_urgent: boolean;
  /** After so many seconds it is of no use. */
  lives_s: number;
  target_id: string | null;
  title?: string;
  body?: string;
  language?: string | null;
  /** Below APP_URL. */
  path?: string;
}

/** What a provider said. */
export type PushResult =
  | { outcome: "delivered" }
  /** The device is not there any more. */
  | { outcome: "gone"; error?: string }
  /** Shorter it may go. */
  | { outcome: "too_large" }
  /** `of_provider`: it is not about this device alone, so nothing more is sent there meanwhile. */
  | { outcome: "later"; retry_after_s?: number; of_provider: boolean; error: string }
  /** It will never take this message. */
  | { outcome: "refused"; error: string };

/** A way to devices. It never throws for what a provider says or fails to say. */
export interface PushProvider {
  send(endpoint: PushEndpoint, message: PushMessage): Promise<PushResult>;
  close(): void;
}

/** Nobody waits longer for an answer: less than the minute of private.push_lease. */
export const answerTimeoutMs = 10_000;

/** The seconds of a Retry-After header, which is a number of them or a date (RFC 9110, section 10.2.3); a day at most. */
export function retryAfterSeconds(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1_000);
  return /^(\d+$|[A-Z][a-z]{2},)/.test(header) && Number.isFinite(seconds)
    ? Math.min(Math.max(seconds, 1), 86_400)
    : undefined;
}

/** No answer, or one of a server in trouble: the provider is given time. */
export const inTrouble = (error: string, retryAfter?: string | null): PushResult => {
  const retry_after_s = retryAfterSeconds(retryAfter);
  return { outcome: "later", of_provider: true, error, ...(retry_after_s === undefined ? {} : { retry_after_s }) };
};

import type { Sql } from "postgres";
import type { FetchOptions } from "../link-preview/fetch-page.ts";
import { apnsProvider } from "./apns-provider.ts";
import { fcmProvider } from "./fcm-provider.ts";
import type { PushEndpoint, PushProvider } from "./push-provider.ts";
import { vapidPublicKey, webPushProvider } from "./web-push-provider.ts";

/** Every way to devices that this worker has. */
export interface PushSenders {
  /** What browsers subscribe with. */
  serverKey: string | undefined;
  providers: Map<PushEndpoint["platform"], PushProvider>;
  close(): void;
}

/**
 * Reads VAPID_PRIVATE_KEY, VAPID_PRIVATE_KEY_OLD and VAPID_SUBJECT, FCM_SERVICE_ACCOUNT, and APNS_KEY, APNS_KEY_ID, APNS_TEAM_ID and APNS_TOPIC: each of the three may
 * be missing. PUSH_UNSAFE_ALLOW_LOOPBACK=true is for tests.
 */
export function pushSenders(environment: NodeJS.ProcessEnv, appUrl: string): PushSenders {
  const {
    VAPID_PRIVATE_KEY,
    VAPID_PRIVATE_KEY_OLD,
    VAPID_SUBJECT,
    FCM_SERVICE_ACCOUNT,
    FCM_URL,
    APNS_KEY,
    APNS_KEY_ID,
    APNS_TEAM_ID,
    APNS_TOPIC,
    APNS_URL,
  } = environment;
  const options: FetchOptions = { allowLoopback: environment.PUSH_UNSAFE_ALLOW_LOOPBACK === "true" };
  const providers: PushSenders["providers"] = new Map();
  if (VAPID_PRIVATE_KEY) {
    if (!/^(mailto:|https:)/.test(VAPID_SUBJECT ?? ""))
      throw new Error("VAPID_SUBJECT must be a mailto: or https: address.");
    providers.set(
      "web",
      webPushProvider(
        {
          privateKey: VAPID_PRIVATE_KEY,
          subject: VAPID_SUBJECT as string,
          ...(VAPID_PRIVATE_KEY_OLD && { oldPrivateKey: VAPID_PRIVATE_KEY_OLD }),
        },
        appUrl,
        options,
      ),
    );
  }
  if (FCM_SERVICE_ACCOUNT) {
    providers.set("android", fcmProvider(JSON.parse(FCM_SERVICE_ACCOUNT), FCM_URL || "https://fcm.googleapis.com"));
  }
  if (APNS_KEY) {
    if (!APNS_KEY_ID || !APNS_TEAM_ID || !APNS_TOPIC)
      throw new Error("APNS_KEY needs APNS_KEY_ID, APNS_TEAM_ID and APNS_TOPIC.");
    const url = APNS_URL || "https://api.push.apple.com";
    // In a variable, lines may be written as \n.
    const key = APNS_KEY.replaceAll("\\n", "\n");
    providers.set("ios", apnsProvider({ key, keyId: APNS_KEY_ID, teamId: APNS_TEAM_ID, topic: APNS_TOPIC, url }));
  }
  return {
    serverKey: VAPID_PRIVATE_KEY && vapidPublicKey(VAPID_PRIVATE_KEY),
    providers,
    close: () => {
      for (const provider of providers.values()) provider.close();
    },
  };
}

/** Tells the database whom it can promise pushes, and what browsers subscribe with. */
export async function writePushSenders(sql: Sql, { serverKey, providers }: PushSenders): Promise<void> {
  await sql`select private.set_push_senders(${serverKey ?? null}, ${[...providers.keys()]})`;
}

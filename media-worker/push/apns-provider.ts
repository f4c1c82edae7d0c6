import { createPrivateKey } from "node:crypto";
import { type ClientHttp2Session, connect } from "node:http2";
import { SignJWT } from "jose";
import {
  answerTimeoutMs,
  inTrouble,
  type PushEndpoint,
  type PushMessage,
  type PushProvider,
  type PushResult,
} from "./push-provider.ts";

export interface ApnsSettings {
  /** The .p8 file of a key for APNs: PKCS #8 in PEM. */
  key: string;
  keyId: string;
  teamId: string;
  /** The bundle id of the app. */
  topic: string;
  url: string;
}

/** Apple wants a new token after 20 minutes at the earliest and within the hour. */
const tokenMs = 40 * 60_000;

interface Answer {
  status: number;
  retryAfter: string | undefined;
  reason: string;
}

function body({
  push_id,
  version,
  tag,
  kind,
  target_id,
  badge,
  withdraws,
  is_urgent,
  title,
  body,
  path,
}: PushMessage): string {
  if (withdraws) return JSON.stringify({ aps: { "content-available": 1, badge }, withdraws: tag, push_id, version });
  return JSON.stringify({
    aps: {
      alert: { title, body },
      badge,
      sound: "default",
      "thread-id": tag,
      "interruption-level": is_urgent ? "time-sensitive" : "active",
      "mutable-content": 1,
    },
    push_id,
    version,
    kind,
    target_id,
    path,
  });
}

/** The Apple Push Notification service, over HTTP/2 with a token (developer.apple.com, "Sending notification requests to APNs"). */
export function apnsProvider(
  { key, keyId, teamId, topic, url }: ApnsSettings,
  timeoutMs = answerTimeoutMs,
): PushProvider {
  const privateKey = createPrivateKey(key);
  let session: ClientHttp2Session | undefined;
  let token: { text: Promise<string>; madeAt: number } | undefined;

  function connection(): ClientHttp2Session {
    if (!session || session.closed || session.destroyed) {
      const fresh = connect(url);
      // A stream of its own learns of it too.
      fresh.on("error", () => fresh.destroy());
      fresh.on("goaway", () => fresh.close());
      fresh.unref();
      session = fresh;
    }
    return session;
  }

  function bearer(): Promise<string> {
    if (!token || Date.now() - token.madeAt > tokenMs) {
      const text = new SignJWT()
        .setProtectedHeader({ alg: "ES256", kid: keyId })
        .setIssuer(teamId)
        .setIssuedAt()
        .sign(privateKey);
      token = { text, madeAt: Date.now() };
    }
    return token.text;
  }

  async function ask({ address, app_id }: PushEndpoint, message: PushMessage): Promise<Answer> {
    const authorization = `bearer ${await bearer()}`;
    return new Promise((resolve, reject) => {
      const stream = connection().request({
        ":method": "POST",
        ":path": `/3/device/${address}`,
        authorization,
        "apns-topic": app_id ?? topic,
        "apns-push-type": message.withdraws ? "background" : "alert",
        "apns-priority": message.withdraws ? "5" : "10",
        "apns-expiration": String(Math.floor(Date.now() / 1_000) + message.lives_s),
        "apns-collapse-id": message.tag,
      });
      let status = 0;
      let retryAfter: string | undefined;
      let text = "";
      stream.setTimeout(timeoutMs, () => stream.destroy(new Error("It took too long.")));
      stream.setEncoding("utf8");
      stream.on("response", (headers) => {
        status = Number(headers[":status"]);
        retryAfter = headers["retry-after"];
      });
      stream.on("data", (chunk) => (text += chunk));
      stream.on("end", () => resolve({ status, retryAfter, reason: reasonOf(text) }));
      stream.on("error", reject);
      stream.on("close", () => reject(new Error("The connection was closed.")));
      stream.end(body(message));
    });
  }

  return {
    async send(endpoint, message) {
      try {
        let answer = await ask(endpoint, message);
        if (answer.reason === "ExpiredProviderToken") {
          token = undefined;
          answer = await ask(endpoint, message);
        }
        return resultOf(answer);
      } catch (error) {
        return inTrouble((error as Error).message);
      }
    },
    close() {
      session?.destroy();
    },
  };
}

function reasonOf(text: string): string {
  try {
    return String(JSON.parse(text).reason ?? "");
  } catch {
    return "";
  }
}

/** What a device token is for, and this is not. */
const wrongDevice = ["BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered", "ExpiredToken"];

function resultOf({ status, retryAfter, reason }: Answer): PushResult {
  const error = `APNs answered ${status} ${reason}`.trim();
  if (status === 200) return { outcome: "delivered" };
  if (status === 410 || wrongDevice.includes(reason)) return { outcome: "gone", error };
  if (status === 413) return { outcome: "too_large" };
  // Too many for one device are no fault of the others.
  if (status === 429 && reason === "TooManyRequests")
    return { ...inTrouble(error, retryAfter), of_provider: false } as PushResult;
  // A token that it does not take is a fault of ours, for everybody: what waits goes out once it is mended.
  if (status === 403 || status === 429 || status >= 500) return inTrouble(error, retryAfter);
  return { outcome: "refused", error };
}

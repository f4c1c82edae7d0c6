import { createECDH, createHash } from "node:crypto";
import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import webPush from "web-push";
import { addressOf, type FetchOptions, NoPage } from "../link-preview/fetch-page.ts";
import {
  answerTimeoutMs,
  inTrouble,
  type PushEndpoint,
  type PushMessage,
  type PushProvider,
  type PushResult,
  retryAfterSeconds,
} from "./push-provider.ts";

export interface VapidSettings {
  /** 32 bytes in base64url. */
  privateKey: string;
  /** The key before, where it has just been changed: browsers take nothing that another key than theirs has signed. */
  oldPrivateKey?: string;
  /** Whom a push service can complain to: mailto: or https: (RFC 8292). */
  subject: string;
}

/** What every push service takes (RFC 8030, section 7.2), less what encryption adds to a record (RFC 8188). */
const maxPayloadBytes = 4096 - 86 - 17;

/** The public half of a VAPID key, which browsers subscribe with. */
export function vapidPublicKey(privateKey: string): string {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey, "base64url");
  return curve.getPublicKey("base64url");
}

/**
 * The declarative form (w3c.github.io/push-api, "declarative push message"), which browsers that know it show by themselves, so that none takes the
 * permission away because a service worker showed nothing; others give the same JSON to the service worker. What is to be
 * closed is none, and goes to the service worker everywhere.
 */
export function webPayload(message: PushMessage, appUrl: string): string {
  const { push_id, version, tag, kind, target_id, badge, withdraws, title, body, language, path } = message;
  if (withdraws) return JSON.stringify({ withdraws: tag, push_id, version, app_badge: badge });
  return JSON.stringify({
    web_push: 8030,
    notification: {
      title,
      body,
      navigate: `${appUrl}${path}`,
      tag,
      ...(language ? { lang: language } : {}),
      data: { push_id, version, kind, target_id },
    },
    app_badge: badge,
    mutable: true,
  });
}

/** Web Push (RFC 8030), encrypted (RFC 8291) and signed with VAPID (RFC 8292). The address is a stranger's: it is called as link previews call theirs. */
export function webPushProvider(
  vapid: VapidSettings,
  appUrl: string,
  options: FetchOptions,
  timeoutMs = answerTimeoutMs,
): PushProvider {
  const { subject, privateKey, oldPrivateKey } = vapid;
  const detailsOf = (key: string) => ({ subject, privateKey: key, publicKey: vapidPublicKey(key) });
  const current = detailsOf(privateKey);
  const old = oldPrivateKey === undefined ? undefined : detailsOf(oldPrivateKey);
  const agents = {
    plain: new PlainAgent({ keepAlive: true, maxSockets: 64 }),
    secure: new SecureAgent({ keepAlive: true, maxSockets: 64 }),
  };

  function post(url: URL, host: string, headers: Record<string, string>, body: Buffer): Promise<IncomingMessage> {
    const isSecure = url.protocol === "https:";
    return new Promise((resolve, reject) => {
      const request = (isSecure ? requestSecure : requestPlain)({
        method: "POST",
        host,
        port: url.port || (isSecure ? 443 : 80),
        path: `${url.pathname}${url.search}`,
        // Its certificate has to be that of the name, not of the address that was checked.
        servername: url.hostname,
        headers: { ...headers, host: url.host },
        agent: isSecure ? agents.secure : agents.plain,
        signal: AbortSignal.timeout(timeoutMs),
      });
      request.on("response", resolve);
      request.on("error", reject);
      request.end(body);
    });
  }

  return {
    async send({ address, p256dh, auth, server_key }: PushEndpoint, message: PushMessage): Promise<PushResult> {
      const url = new URL(address);
      // Safari shows something for whatever arrives: what is to be closed there closes with the next push, or in the app.
      if (message.withdraws && url.hostname.endsWith(".push.apple.com")) return { outcome: "delivered" };
      const payload = webPayload(message, appUrl);
      if (Buffer.byteLength(payload) > maxPayloadBytes) return { outcome: "too_large" };
      let details: ReturnType<typeof webPush.generateRequestDetails>;
      try {
        details = webPush.generateRequestDetails(
          { endpoint: address, keys: { p256dh: p256dh ?? "", auth: auth ?? "" } },
          payload,
          {
            vapidDetails: server_key !== null && server_key === old?.publicKey ? old : current,
            TTL: message.lives_s,
            urgency: message.withdraws ? "low" : message.is_urgent ? "high" : "normal",
            topic: createHash("sha256").update(message.tag).digest("base64url").slice(0, 32),
          },
        );
      } catch {
        return { outcome: "gone", error: "Its keys are none." };
      }
      try {
        const host = await addressOf(url, options, "https:");
        const answer = await post(url, host, details.headers as Record<string, string>, details.body as Buffer);
        // What it says beside that is of no interest, and may have no end.
        answer.destroy();
        return resultOf(answer);
      } catch (error) {
        if (error instanceof NoPage) return { outcome: "gone", error: error.message };
        return inTrouble((error as Error).name === "AbortError" ? "It took too long." : (error as Error).message);
      }
    },
    close() {
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

function resultOf({ statusCode = 0, headers }: IncomingMessage): PushResult {
  const error = `The push service answered ${statusCode}.`;
  if (statusCode >= 200 && statusCode < 300) return { outcome: "delivered" };
  if (statusCode === 404 || statusCode === 410) return { outcome: "gone", error };
  if (statusCode === 413) return { outcome: "too_large" };
  if (statusCode >= 500) return inTrouble(error, headers["retry-after"]);
  // Too many for one subscription (RFC 8030, section 8.4) are no fault of the others.
  if (statusCode === 408 || statusCode === 429)
    return {
      outcome: "later",
      of_provider: false,
      error,
      retry_after_s: retryAfterSeconds(headers["retry-after"]) ?? 1,
    };
  return { outcome: "refused", error };
}

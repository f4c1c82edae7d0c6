import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import {
  answerTimeoutMs,
  inTrouble,
  type PushEndpoint,
  type PushMessage,
  type PushProvider,
  type PushResult,
} from "./push-provider.ts";

/** Of the JSON file of a service account. */
export interface ServiceAccount {
  project_id: string;
  client_email: string;
  private_key: string;
  token_uri: string;
}

interface AccessToken {
  text: string;
  expiresAt: number;
}

const scope = "https://www.googleapis.com/auth/firebase.messaging";
/** It is renewed so long before it expires. */
const marginMs = 60_000;

function body({ address }: PushEndpoint, message: PushMessage): string {
  const { push_id, version, tag, kind, target_id, badge, withdraws, is_urgent, lives_s, title, body, path } = message;
  const known = { push_id, version: String(version), tag, kind, badge: String(badge) };
  const android = { collapse_key: tag, priority: is_urgent ? "HIGH" : "NORMAL", ttl: `${lives_s}s` };
  return JSON.stringify({
    message: withdraws
      ? { token: address, data: { ...known, withdraws: tag }, android }
      : {
          token: address,
          notification: { title, body },
          data: { ...known, path, ...(target_id ? { target_id } : {}) },
          android: { ...android, notification: { tag, notification_count: badge } },
        },
  });
}

/** Firebase Cloud Messaging, HTTP v1 (firebase.google.com, "projects.messages.send"). */
export function fcmProvider(
  { project_id, client_email, private_key, token_uri }: ServiceAccount,
  url: string,
  timeoutMs = answerTimeoutMs,
): PushProvider {
  const key = createPrivateKey(private_key);
  const onTheirWay = new Set<AbortController>();
  let token: Promise<AccessToken> | undefined;

  /** By a timer that is held: of signals that are made of others Node has let some go unheard, and the request waited for ever. */
  async function inTime<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new Error("It took too long.")), timeoutMs);
    onTheirWay.add(controller);
    try {
      return await ask(controller.signal);
    } finally {
      clearTimeout(timer);
      onTheirWay.delete(controller);
    }
  }

  /** Trades a signed claim for an access token (RFC 7523). */
  async function fetchToken(): Promise<AccessToken> {
    const assertion = await new SignJWT({ scope })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(client_email)
      .setAudience(token_uri)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(key);
    return inTime(async (signal) => {
      const answer = await fetch(token_uri, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }),
        redirect: "error",
        signal,
      });
      if (!answer.ok) throw new Error(`Google gave no token: ${answer.status}.`);
      const { access_token, expires_in } = (await answer.json()) as { access_token: string; expires_in: number };
      return { text: access_token, expiresAt: Date.now() + expires_in * 1_000 };
    });
  }

  /** The token of now, which everybody shares; another one if Google has `refused` it. */
  async function accessToken(refused?: string): Promise<string> {
    token ??= fetchToken();
    const current = token;
    const known = await current.catch(() => undefined);
    if (known && known.text !== refused && known.expiresAt - marginMs > Date.now()) return known.text;
    if (token === current) token = fetchToken();
    return (await token).text;
  }

  const ask = (endpoint: PushEndpoint, message: PushMessage, bearer: string): Promise<Said> =>
    inTime(async (signal) => {
      const answer = await fetch(`${url}/v1/projects/${project_id}/messages:send`, {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: body(endpoint, message),
        redirect: "error",
        signal,
      });
      const said = (await answer.json().catch(() => ({}))) as ErrorBody;
      return { status: answer.status, retryAfter: answer.headers.get("retry-after"), said };
    });

  return {
    async send(endpoint, message) {
      try {
        const bearer = await accessToken();
        let answer = await ask(endpoint, message, bearer);
        if (answer.status === 401) answer = await ask(endpoint, message, await accessToken(bearer));
        return resultOf(answer);
      } catch (error) {
        return inTrouble((error as Error).message);
      }
    },
    close() {
      for (const controller of onTheirWay) controller.abort();
    },
  };
}

interface ErrorBody {
  error?: { details?: { errorCode?: string; fieldViolations?: { field?: string }[] }[] };
}

interface Said {
  status: number;
  retryAfter: string | null;
  said: ErrorBody;
}

function resultOf({ status, retryAfter, said }: Said): PushResult {
  const details = Array.isArray(said.error?.details) ? said.error.details : [];
  const code = details.find(({ errorCode }) => errorCode)?.errorCode ?? "";
  const error = `FCM answered ${status} ${code}`.trim();
  if (status === 200) return { outcome: "delivered" };
  const isNoToken = details.some(({ fieldViolations }) =>
    fieldViolations?.some(({ field }) => field === "message.token"),
  );
  if (status === 404 || status === 410 || code === "UNREGISTERED" || code === "SENDER_ID_MISMATCH" || isNoToken) {
    return { outcome: "gone", error };
  }
  if (status === 413) return { outcome: "too_large" };
  // The quota is the project's. Without a Retry-After Google asks for a minute.
  if (status === 429) return inTrouble(error, retryAfter ?? "60");
  if (status === 401 || status === 403 || status >= 500) return inTrouble(error, retryAfter);
  return { outcome: "refused", error };
}

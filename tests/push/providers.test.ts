import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { apnsProvider } from "../../media-worker/push/apns-provider.ts";
import { fcmProvider } from "../../media-worker/push/fcm-provider.ts";
import {
  type PushEndpoint,
  type PushMessage,
  type PushProvider,
  retryAfterSeconds,
} from "../../media-worker/push/push-provider.ts";
import { vapidPublicKey, webPushProvider } from "../../media-worker/push/web-push-provider.ts";
import { type Scripted, startApns, startFcm } from "../support/push/provider-servers.ts";
import { startPushService } from "../support/push/push-service.ts";

const message: PushMessage = {
  push_id: "11111111-1111-1111-1111-111111111111",
  version: 3,
  tag: "notification:22222222-2222-2222-2222-222222222222",
  kind: "comment",
  withdraws: false,
  badge: 4,
  is_urgent: false,
  lives_s: 600,
  target_id: null,
  title: "Mila commented",
  body: "schön!",
  language: "en",
  path: "/posts/1",
};
const withdrawal: PushMessage = (({ title, body, language, path, ...rest }) => ({ ...rest, withdraws: true }))(message);

/** A provider with one device of its own at a server of the documented protocol. */
interface Setting {
  provider: PushProvider;
  endpoint: PushEndpoint;
  script(answer: (count: number) => Scripted): void;
  close(): Promise<void>;
}

/** Shorter than the product's, which nobody wants to wait for. */
const timeoutMs = 1_000;

async function web(): Promise<Setting> {
  const service = await startPushService();
  const privateKey = randomBytes(32).toString("base64url");
  const browser = service.subscribe(vapidPublicKey(privateKey));
  const { endpoint, keys } = browser.subscription;
  return {
    provider: webPushProvider(
      { privateKey, subject: "mailto:us@example.com" },
      "https://app.example",
      {
        allowLoopback: true,
      },
      timeoutMs,
    ),
    endpoint: { platform: "web", address: endpoint, ...keys, app_id: null, server_key: null },
    script: (answer) => {
      browser.answer = (count) => {
        const scripted = answer(count);
        return scripted === "hang" || scripted.status !== 200 ? scripted : { status: 201 };
      };
    },
    close: () => service.close(),
  };
}

async function fcm(): Promise<Setting> {
  const server = await startFcm();
  return {
    provider: fcmProvider(server.account, server.url, timeoutMs),
    endpoint: { platform: "android", address: "device", p256dh: null, auth: null, app_id: null, server_key: null },
    script: (answer) => {
      server.state.answer = answer;
    },
    close: () => server.close(),
  };
}

async function apns(): Promise<Setting> {
  const server = await startApns();
  return {
    provider: apnsProvider(server.settings, timeoutMs),
    endpoint: { platform: "ios", address: "ab".repeat(32), p256dh: null, auth: null, app_id: null, server_key: null },
    script: (answer) => {
      server.state.answer = answer;
    },
    close: () => server.close(),
  };
}

const unregistered = { error: { details: [{ errorCode: "UNREGISTERED" }] } };

describe.each([
  { name: "Web Push", start: web, gone: { status: 410 } },
  { name: "FCM", start: fcm, gone: { status: 404, body: unregistered } },
  { name: "APNs", start: apns, gone: { status: 410, body: { reason: "Unregistered" } } },
])("$name", ({ start, gone }) => {
  let setting: Setting;
  const send = (what = message) => setting.provider.send(setting.endpoint, what);
  beforeEach(async () => {
    setting = await start();
  });
  afterEach(async () => {
    setting.provider.close();
    await setting.close();
  });

  test("takes a message and its withdrawal", async () => {
    expect(await send()).toEqual({ outcome: "delivered" });
    expect(await send(withdrawal)).toEqual({ outcome: "delivered" });
  });

  test("says that a device is gone, and which message was too large", async () => {
    setting.script(() => gone);
    expect(await send()).toMatchObject({ outcome: "gone" });
    setting.script(() => ({ status: 413, body: { reason: "PayloadTooLarge" } }));
    expect(await send()).toEqual({ outcome: "too_large" });
  });

  test("names the seconds after which to come again, as a number or a date", async () => {
    setting.script(() => ({ status: 503, headers: { "retry-after": "42" } }));
    expect(await send()).toMatchObject({ outcome: "later", retry_after_s: 42, of_provider: true });
    const date = new Date(Date.now() + 90_000).toUTCString();
    setting.script(() => ({ status: 503, headers: { "retry-after": date } }));
    const answer = await send();
    expect(answer).toMatchObject({ outcome: "later", of_provider: true });
    expect((answer as { retry_after_s: number }).retry_after_s).toBeGreaterThan(80);
    setting.script(() => ({ status: 429, headers: { "retry-after": "7" } }));
    expect(await send()).toMatchObject({ outcome: "later", retry_after_s: 7 });
  });

  test("is given time when it is in trouble, breaks off, or is away, and works again afterwards", async () => {
    setting.script(() => ({ status: 500 }));
    expect(await send()).toMatchObject({ outcome: "later", of_provider: true });
    setting.script(() => ({ status: 200 }));
    expect(await send()).toEqual({ outcome: "delivered" });
    await setting.close();
    expect(await send()).toMatchObject({ outcome: "later", of_provider: true });
    setting = { ...setting, close: async () => {} };
  });

  test("is not waited for without end", async () => {
    setting.script(() => "hang");
    const begun = Date.now();
    expect(await send()).toMatchObject({ outcome: "later", of_provider: true });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(timeoutMs - 100);
  });

  test("refuses what it will never take, and the device stays", async () => {
    setting.script(() => ({ status: 400, body: { reason: "PayloadEmpty" } }));
    expect(await send()).toMatchObject({ outcome: "refused" });
  });

  test("is told by nobody what the address of a device is", async () => {
    for (const status of [400, 403, 410, 429, 500]) {
      setting.script(() => ({ status }));
      expect(JSON.stringify(await send())).not.toContain(setting.endpoint.address);
    }
  });
});

test("a browser that has subscribed with the key before the present one is pushed to with that, until it subscribes anew", async () => {
  const service = await startPushService();
  const [privateKey, oldPrivateKey] = [randomBytes(32).toString("base64url"), randomBytes(32).toString("base64url")];
  const settings = { privateKey, oldPrivateKey, subject: "mailto:us@example.com" };
  const provider = webPushProvider(settings, "https://app.example", { allowLoopback: true }, timeoutMs);
  for (const key of [oldPrivateKey, privateKey]) {
    const server_key = vapidPublicKey(key);
    const { endpoint, keys } = service.subscribe(server_key).subscription;
    const device: PushEndpoint = { platform: "web", address: endpoint, ...keys, app_id: null, server_key };
    expect(await provider.send(device, message)).toEqual({ outcome: "delivered" });
  }
  provider.close();
  await service.close();
});

test("FCM gets collapse key, urgency, badge and texts, and of a withdrawal the tag alone", async () => {
  const server = await startFcm();
  const provider = fcmProvider(server.account, server.url);
  const endpoint: PushEndpoint = {
    platform: "android",
    address: "device",
    p256dh: null,
    auth: null,
    app_id: null,
    server_key: null,
  };
  await provider.send(endpoint, { ...message, is_urgent: true });
  await provider.send(endpoint, withdrawal);
  expect(server.requests[0]).toEqual({
    authorization: "Bearer token-1",
    path: "/v1/projects/plaza/messages:send",
    message: {
      token: "device",
      notification: { title: "Mila commented", body: "schön!" },
      data: { push_id: message.push_id, version: "3", tag: message.tag, kind: "comment", badge: "4", path: "/posts/1" },
      android: {
        collapse_key: message.tag,
        priority: "HIGH",
        ttl: "600s",
        notification: { tag: message.tag, notification_count: 4 },
      },
    },
  });
  expect(server.requests[1]?.message.notification).toBeUndefined();
  expect(server.requests[1]?.message.data).toMatchObject({ withdraws: message.tag, badge: "4" });
  await server.close();
});

test("FCM's token is asked for once, again before it expires, and when it was revoked", async () => {
  const server = await startFcm();
  const provider = fcmProvider(server.account, server.url);
  const endpoint: PushEndpoint = {
    platform: "android",
    address: "device",
    p256dh: null,
    auth: null,
    app_id: null,
    server_key: null,
  };
  await Promise.all(Array.from({ length: 5 }, () => provider.send(endpoint, message)));
  expect(server.state.tokens).toBe(1);
  server.revokeTokens();
  expect(await provider.send(endpoint, message)).toEqual({ outcome: "delivered" });
  expect(server.state.tokens).toBe(2);
  // One that lives no longer than the margin is renewed each time.
  server.state.tokenLife = 30;
  server.revokeTokens();
  await provider.send(endpoint, message);
  await provider.send(endpoint, message);
  expect(server.state.tokens).toBe(4);
  await server.close();
});

test("a registration that FCM finds to be no token, or another sender's, is gone, and other bad requests are not", async () => {
  const server = await startFcm();
  const provider = fcmProvider(server.account, server.url);
  const endpoint: PushEndpoint = {
    platform: "android",
    address: "device",
    p256dh: null,
    auth: null,
    app_id: null,
    server_key: null,
  };
  const say = async (status: number, details: unknown[]) => {
    server.state.answer = () => ({ status, body: { error: { details } } });
    return (await provider.send(endpoint, message)).outcome;
  };
  expect(await say(400, [{ errorCode: "INVALID_ARGUMENT" }, { fieldViolations: [{ field: "message.token" }] }])).toBe(
    "gone",
  );
  expect(await say(403, [{ errorCode: "SENDER_ID_MISMATCH" }])).toBe("gone");
  expect(await say(400, [{ errorCode: "INVALID_ARGUMENT" }])).toBe("refused");
  expect(await say(403, [{ errorCode: "THIRD_PARTY_AUTH_ERROR" }])).toBe("later");
  await server.close();
});

test("a push service that has had enough for one subscription is still asked for others", async () => {
  const { provider, endpoint, script, close } = await web();
  script(() => ({ status: 429, headers: { "retry-after": "86400" } }));
  expect(await provider.send(endpoint, message)).toMatchObject({ retry_after_s: 86_400, of_provider: false });
  await close();
});

test("APNs gets topic, kind, priority, collapse id and badge, and of a withdrawal a background push", async () => {
  const server = await startApns();
  const provider = apnsProvider(server.settings);
  const endpoint: PushEndpoint = {
    platform: "ios",
    address: "ab".repeat(32),
    p256dh: null,
    auth: null,
    app_id: null,
    server_key: null,
  };
  await provider.send(endpoint, message);
  await provider.send({ ...endpoint, app_id: "example.other" }, withdrawal);
  const [shown, closed] = server.requests;
  expect(shown).toMatchObject({
    path: `/3/device/${"ab".repeat(32)}`,
    headers: {
      "apns-topic": "example.plaza",
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-collapse-id": message.tag,
    },
    body: {
      aps: { alert: { title: "Mila commented", body: "schön!" }, badge: 4 },
      push_id: message.push_id,
      version: 3,
    },
  });
  expect(closed).toMatchObject({
    headers: { "apns-topic": "example.other", "apns-push-type": "background", "apns-priority": "5" },
    body: { aps: { "content-available": 1, badge: 4 }, withdraws: message.tag },
  });
  provider.close();
  await server.close();
});

test("APNs' connection is used by all, made anew when Apple ends it, and its token when it has expired", async () => {
  const server = await startApns();
  const provider = apnsProvider(server.settings);
  const endpoint: PushEndpoint = {
    platform: "ios",
    address: "ab".repeat(32),
    p256dh: null,
    auth: null,
    app_id: null,
    server_key: null,
  };
  const many = () => Promise.all(Array.from({ length: 50 }, () => provider.send(endpoint, message)));
  expect((await many()).every(({ outcome }) => outcome === "delivered")).toBe(true);
  const tokens = () => new Set(server.requests.map(({ headers }) => headers.authorization));
  expect(tokens().size).toBe(1);
  server.sayGoodbye();
  await vi.waitFor(async () => expect((await provider.send(endpoint, message)).outcome).toBe("delivered"));
  server.breakOff();
  await vi.waitFor(async () => expect((await provider.send(endpoint, message)).outcome).toBe("delivered"));
  const before = server.requests.length;
  server.state.answer = (count) =>
    count === before ? { status: 403, body: { reason: "ExpiredProviderToken" } } : { status: 200 };
  expect(await provider.send(endpoint, message)).toEqual({ outcome: "delivered" });
  expect(tokens().size).toBe(2);
  provider.close();
  await server.close();
});

test("of APNs' refusals those of one device keep no other waiting", async () => {
  const server = await startApns();
  const provider = apnsProvider(server.settings);
  const endpoint: PushEndpoint = {
    platform: "ios",
    address: "ab".repeat(32),
    p256dh: null,
    auth: null,
    app_id: null,
    server_key: null,
  };
  server.state.answer = () => ({ status: 429, body: { reason: "TooManyRequests" } });
  expect(await provider.send(endpoint, message)).toMatchObject({ outcome: "later", of_provider: false });
  server.state.answer = () => ({ status: 429, body: { reason: "TooManyProviderTokenUpdates" } });
  expect(await provider.send(endpoint, message)).toMatchObject({ outcome: "later", of_provider: true });
  server.state.answer = () => ({ status: 400, body: { reason: "BadDeviceToken" } });
  expect(await provider.send(endpoint, message)).toMatchObject({ outcome: "gone" });
  provider.close();
  await server.close();
});

test("a browser's address is called only where it is public and encrypted, whatever its name leads to", async () => {
  const privateKey = randomBytes(32).toString("base64url");
  const service = await startPushService();
  const { keys, endpoint } = service.subscribe(vapidPublicKey(privateKey)).subscription;
  const settings = { privateKey, subject: "mailto:us@example.com" };
  const device = (address: string): PushEndpoint => ({
    platform: "web",
    address,
    ...keys,
    app_id: null,
    server_key: null,
  });
  const leading = (...addresses: string[]) =>
    webPushProvider(settings, "https://app.example", { resolve: async () => addresses });
  for (const addresses of [
    ["127.0.0.1"],
    ["10.0.0.1"],
    ["169.254.169.254"],
    ["::1"],
    ["93.184.216.34", "192.168.1.1"],
    ["fd00::1"],
  ]) {
    expect(await leading(...addresses).send(device("https://push.example/x"), message)).toMatchObject({
      outcome: "gone",
    });
  }
  expect(await leading("93.184.216.34").send(device("http://push.example/x"), message)).toMatchObject({
    outcome: "gone",
  });
  expect(await leading("93.184.216.34").send(device("https://push.example:8443/x"), message)).toMatchObject({
    outcome: "gone",
  });
  // Without the flag of tests nothing on this machine is called.
  expect(await webPushProvider(settings, "https://app.example", {}).send(device(endpoint), message)).toMatchObject({
    outcome: "gone",
  });
  await service.close();
});

test("keys that are no point of the curve end the device, and Safari is told nothing that it would show in vain", async () => {
  const service = await startPushService();
  const privateKey = randomBytes(32).toString("base64url");
  const provider = webPushProvider({ privateKey, subject: "mailto:us@example.com" }, "https://app.example", {
    allowLoopback: true,
  });
  const { endpoint, keys } = service.subscribe(vapidPublicKey(privateKey)).subscription;
  const broken = `B${"A".repeat(86)}`;
  expect(
    await provider.send(
      { platform: "web", address: endpoint, ...keys, p256dh: broken, app_id: null, server_key: null },
      message,
    ),
  ).toMatchObject({ outcome: "gone" });
  const safari: PushEndpoint = {
    platform: "web",
    address: "https://web.push.apple.com/x",
    ...keys,
    app_id: null,
    server_key: null,
  };
  expect(await provider.send(safari, withdrawal)).toEqual({ outcome: "delivered" });
  const long = await provider.send(
    { platform: "web", address: endpoint, ...keys, app_id: null, server_key: null },
    { ...message, body: "x".repeat(5_000) },
  );
  expect(long).toEqual({ outcome: "too_large" });
  await service.close();
});

test("a Retry-After that is nonsense is none, and one of years is a day", () => {
  expect(["", "soon", "-5", null, undefined].map(retryAfterSeconds)).toEqual(Array(5).fill(undefined));
  expect(retryAfterSeconds("999999999")).toBe(86_400);
  expect(retryAfterSeconds("0")).toBe(1);
});

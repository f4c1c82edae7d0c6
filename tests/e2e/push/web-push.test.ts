import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { say, startConversation } from "../../support/chat.ts";
import { connectDatabase } from "../../support/database.ts";
import { hasChromium, launchChromium } from "../../support/media/chromium.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { comment, publish } from "../../support/posts.ts";
import { type Browser, type PushService, startPushService } from "../../support/push/push-service.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";

const sql = connectDatabase();
let service: PushService;

beforeAll(async () => {
  service = await startPushService();
  // Nobody outside a test subscribes with a service on this machine.
  await sql`update private.settings set value = value || to_jsonb(array[${service.origin}]) where name = 'push_services'`;
});

afterAll(async () => {
  await sql`update private.settings set value = value - ${service.origin} where name = 'push_services'`;
  await service.close();
});

/** Subscribes a browser of this person, as an app does. */
async function subscribe(person: Person, locale = "en-GB"): Promise<Browser> {
  const { server_key } = await call<{ server_key: string }>(person, "get_push_settings");
  const browser = service.subscribe(server_key);
  await call(person, "register_push", { endpoint: { ...browser.subscription, locale } });
  return browser;
}

const titles = (browser: Browser) => [...browser.shown.values()].map(({ title }) => title);
const shows = (browser: Browser, ...expected: string[]) =>
  eventually(
    async () => [...titles(browser), ...browser.refused],
    (seen) => JSON.stringify(seen) === JSON.stringify(expected),
  );

test("a comment reaches the browser of the post's author, encrypted for it alone, and says what it is about", async () => {
  const [author, fan] = await Promise.all([newPerson(), newPerson({ first_name: "Mila" })]);
  const browser = await subscribe(author, "de-AT");
  const post = await publish(author);
  await comment(fan, post.id, "schön!");
  await shows(browser, "Mila hat deinen Beitrag kommentiert");
  const [{ payload, headers }] = browser.arrivals as [Browser["arrivals"][0]];
  expect(payload).toMatchObject({
    web_push: 8030,
    notification: { body: "schön!", lang: "de", data: { kind: "comment", version: 1 } },
    app_badge: 1,
    mutable: true,
  });
  expect(payload.notification?.navigate).toMatch(new RegExp(`/posts/${post.id}$`));
  expect(Number(headers.ttl)).toBeGreaterThan(86_400);
});

test("what is read on one device is closed on the others, and so is what is undone", async () => {
  const [author, fan] = await Promise.all([newPerson(), newPerson({ first_name: "Noor" })]);
  const [phone, laptop] = await Promise.all([subscribe(author), subscribe(author)]);
  const post = await publish(author);
  await call(fan, "react", { target: "post", target_id: post.id });
  await Promise.all([phone, laptop].map((browser) => shows(browser, "Noor reacted to your post")));
  await call(author, "mark_notifications_read", { everything: true });
  await Promise.all([phone, laptop].map((browser) => shows(browser)));
  expect(phone.arrivals.at(-1)?.payload).toMatchObject({
    withdraws: expect.stringMatching(/^notification:/),
    app_badge: 0,
  });

  await call(fan, "follow", { user_id: author.id });
  await shows(phone, "Noor follows you");
  await call(fan, "unfollow", { user_id: author.id });
  await shows(phone);
});

test("a message is pushed with its words, without them by setting, and closed once it is read", async () => {
  const [alice, bob] = await Promise.all([newPerson({ first_name: "Alice" }), newPerson()]);
  const talk = await startConversation(alice, bob);
  const browser = await subscribe(bob);
  await say(alice, talk, "meet at noon");
  await shows(browser, "Alice");
  expect([...browser.shown.values()][0]).toMatchObject({ body: "meet at noon", tag: `conversation:${talk}` });
  await call(bob, "set_push_settings", { changes: { previews: false } });
  const second = await say(alice, talk, "or at one");
  await eventually(
    async () => [...browser.shown.values()].map(({ body }) => body),
    (bodies) => bodies[0] === "New message",
  );
  expect(browser.arrivals[1]?.headers.topic).toBe(browser.arrivals[0]?.headers.topic);
  await call(bob, "mark_read", { conversation_id: talk, message_id: second.id });
  await shows(browser);
});

test("whoever is looking is not pushed what they see", async () => {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  const talk = await startConversation(alice, bob);
  const browser = await subscribe(bob);
  await bob.client.rpc("heartbeat", { status: "online", device: "web" });
  await say(alice, talk, "are you there?");
  const [push] = await eventually(
    () => sql`select reason from private.pushes where person_id = ${bob.id} and source = 'message'`,
    (rows) => rows[0]?.reason === "active",
  );
  expect(push?.reason).toBe("active");
  // They leave without having read it: then it is pushed after all.
  await sql`update private.presence set active_at = now() - interval '2 minutes' where profile_id = ${bob.id}`;
  await sql`update private.pushes set due_at = now() where person_id = ${bob.id}`;
  await eventually(
    async () => browser.arrivals.length,
    (count) => count === 1,
  );
});

test("a call rings on every device, and stops everywhere once it is over", async () => {
  const [alice, bob] = await Promise.all([newPerson({ first_name: "Alice" }), newPerson()]);
  const talk = await startConversation(alice, bob);
  const browser = await subscribe(bob);
  const ringing = await call<{ id: string }>(alice, "start_call", { conversation_id: talk, media: "video" });
  await shows(browser, "Alice is calling with video");
  expect(browser.arrivals[0]?.headers.urgency).toBe("high");
  expect(Number(browser.arrivals[0]?.headers.ttl)).toBeLessThanOrEqual(45);
  await call(alice, "end_call", { call_id: ringing.id });
  await eventually(
    async () => titles(browser).includes("Alice is calling with video"),
    (rings) => !rings,
  );
});

test("a browser whose subscription is gone is forgotten, and told to subscribe anew", async () => {
  const [author, fan] = await Promise.all([newPerson(), newPerson()]);
  const browser = await subscribe(author);
  const { endpoint } = browser.subscription;
  expect(await call(author, "sync_push", { endpoint })).toMatchObject({ action: "keep" });
  service.forget(browser);
  await call(fan, "follow", { user_id: author.id });
  await eventually(
    () => sql`select id from private.push_endpoints where address = ${endpoint}`,
    (rows) => rows.length === 0,
  );
  expect(await call(author, "sync_push", { endpoint })).toMatchObject({ action: "renew" });
});

test("a session that ends takes its device with it, and an account that signs in on it takes the device over", async () => {
  const [alice, bob] = await Promise.all([newPerson(), newPerson()]);
  const browser = await subscribe(alice);
  await call(bob, "register_push", { endpoint: browser.subscription });
  const owners = () =>
    sql`select person_id from private.push_endpoints where address = ${browser.subscription.endpoint}`;
  expect(await owners()).toMatchObject([{ person_id: bob.id }]);
  expect(await call(alice, "unregister_push", { endpoint: browser.subscription.endpoint })).toEqual({
    unregistered: false,
  });
  await sql`update private.sessions set revoked_at = now() where account_id = ${bob.id}`;
  expect(await owners()).toHaveLength(0);
});

test("nobody has the worker call an address of their choice", async () => {
  const person = await newPerson();
  const browser = service.subscribe("key");
  const invalid = { status: 422, code: "INVALID_PUSH_ENDPOINT" };
  const addresses = [
    "https://evil.example/push",
    "http://fcm.googleapis.com/fcm/send/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://x.push.apple.com.evil.example/x",
    "https://evil.example/?.push.apple.com/x",
    "https://evil.example:443.push.apple.com/x",
    "https://.push.apple.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "file:///etc/passwd",
    "https://web.push.apple.com",
    "",
  ];
  for (const endpoint of addresses) {
    expect({
      endpoint,
      ...(await refusal(person, "register_push", { endpoint: { ...browser.subscription, endpoint } })),
    }).toEqual({
      endpoint,
      ...invalid,
    });
  }
  for (const keys of [
    {},
    { p256dh: "x", auth: "y" },
    { ...browser.subscription.keys, auth: "short" },
    [],
    null,
    "keys",
  ]) {
    expect(await refusal(person, "register_push", { endpoint: { ...browser.subscription, keys } })).toEqual(invalid);
  }
  for (const endpoint of [
    { platform: "fax" },
    { platform: "ios", token: "zz" },
    { platform: "android" },
    [],
    null,
    { more: randomUUID() },
  ]) {
    expect(await refusal(person, "register_push", { endpoint })).toEqual(invalid);
  }
});

/** The service worker that the documentation shows, as it stands there. */
const [, serviceWorker = ""] = /```javascript\n(.*?)```/s.exec(
  readFileSync(new URL("../../../docs/notifications.md", import.meta.url), "utf8"),
) as RegExpExecArray;

/**
 * A page in a real browser with that service worker. What the push service has got for `browser` is handed to it as the browser's own push client would, by
 * DevTools: to subscribe, Chromium registers with Google first, which needs the internet.
 */
async function pageOf(browser: Browser) {
  const server = createServer((request, response) => {
    const isScript = request.url === "/worker.js";
    response
      .setHeader("content-type", isScript ? "text/javascript" : "text/html")
      .end(isScript ? serviceWorker : "<p>");
  }).listen(0, "127.0.0.1");
  const origin = `http://127.0.0.1:${await new Promise((resolve) => server.on("listening", () => resolve((server.address() as AddressInfo).port)))}`;
  const chromium = await launchChromium();
  const context = await chromium.newContext();
  await context.grantPermissions(["notifications"], { origin });
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(() => navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready));
  const devTools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    devTools.on(
      "ServiceWorker.workerRegistrationUpdated",
      ({ registrations: [one] }) => one && resolve(one.registrationId),
    ),
  );
  await devTools.send("ServiceWorker.enable");
  const registrationId = await registered;
  let delivered = 0;
  return {
    /** Hands over what has come since, and says what stands on the screen. */
    async look() {
      for (; delivered < browser.arrivals.length; delivered++) {
        const data = JSON.stringify(browser.arrivals[delivered]?.payload);
        await devTools.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
      }
      return page.evaluate(async () => {
        const { getNotifications } = ServiceWorkerRegistration.prototype;
        const shown = await getNotifications.call(await navigator.serviceWorker.ready);
        return shown.map(({ title, body }) => `${title}: ${body}`);
      });
    },
    deliverAgain() {
      delivered--;
    },
    async close() {
      await chromium.close();
      server.close();
    },
  };
}

test.runIf(hasChromium())(
  "a real browser shows a group once, replaces it as it grows, and closes it when it is read elsewhere",
  async () => {
    const [author, fan, other] = await Promise.all([
      newPerson(),
      newPerson({ first_name: "Ada" }),
      newPerson({ first_name: "Bea" }),
    ]);
    const browser = await subscribe(author);
    const page = await pageOf(browser);
    try {
      const onScreen = (...expected: string[]) =>
        eventually(page.look, (seen) => JSON.stringify(seen) === JSON.stringify(expected));
      const post = await publish(author);
      await comment(fan, post.id, "first");
      await onScreen("Ada commented on your post: first");
      page.deliverAgain();
      await onScreen("Ada commented on your post: first");
      await comment(other, post.id, "second");
      await onScreen("Bea and one more commented on your post: second");
      await call(author, "mark_notifications_read", { everything: true });
      await onScreen();
    } finally {
      await page.close();
    }
  },
);

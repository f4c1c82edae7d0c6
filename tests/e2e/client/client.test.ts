import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { memoryStorage, PlazaError } from "../../../client/index.ts";
import { BadNetwork } from "../../support/bad-network.ts";
import { befriend, startConversation } from "../../support/chat.ts";
import { callFunction, url } from "../../support/clients.ts";
import { newCircle } from "../../support/matchmaking.ts";
import { newPerson, registration } from "../../support/people.ts";
import { deviceOf, openPlaza } from "../../support/plaza.ts";
import { publish } from "../../support/posts.ts";
import { signToken } from "../../support/sign-token.ts";

const within = { timeout: 15_000 };

test("somebody registers, posts, reads page by page, and is still signed in when the program begins anew", async () => {
  const storage = memoryStorage();
  const plaza = openPlaza(url, storage);
  const { user } = await plaza.auth.register(registration() as never);
  for (const caption of ["one", "two", "three"]) await plaza.posts.create({ caption });
  const captions: string[][] = [];
  for await (const { items } of plaza.posts.list({ user_id: user.id, page_size: 2 })) {
    captions.push(items.map((post) => post.caption));
  }
  expect(captions).toEqual([["three", "two"], ["one"]]);
  expect((await plaza.feed.following()).items).toHaveLength(3);

  const again = openPlaza(url, storage);
  expect(await again.auth.ready()).toEqual({ user_id: user.id, ended: null });
  expect((await again.auth.me()).username).toBe(user.username);
});

test("a refusal is one class of error, with its code, whichever part of the server it comes from", async () => {
  const plaza = openPlaza();
  const nobody = await plaza.feed.home().then(null, (error) => error);
  expect(nobody).toBeInstanceOf(PlazaError);
  expect(nobody).toMatchObject({ code: "NOT_AUTHENTICATED", status: 401 });
  await expect(plaza.auth.signIn("nobody-at-all", "wrong")).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
  const { plaza: signedIn } = await deviceOf(await newPerson());
  await expect(signedIn.posts.get({ post_id: randomUUID() })).rejects.toMatchObject({
    code: "POST_NOT_FOUND",
    status: 404,
  });
  const nowhere = openPlaza("http://127.0.0.1:9");
  await expect(nowhere.posts.share({ post_id: randomUUID() })).rejects.toMatchObject({ code: "OFFLINE", status: 0 });
});

test("a call that may be made again gets through a network that breaks off", async () => {
  const network = await BadNetwork.to(url);
  const { plaza } = await deviceOf(await newPerson(), { at: network.url });
  network.cut();
  setTimeout(() => network.mend(), 1_000);
  const post = await plaza.posts.create({ caption: "through" });
  expect(post.caption).toBe("through");
  network.slow(150);
  expect((await plaza.feed.following()).items).toHaveLength(1);
  await network.close();
});

test("two tabs whose token has ended renew it once, and both go on", async () => {
  const person = await newPerson();
  const storage = memoryStorage();
  const { plaza: one } = await deviceOf(person, { storage });
  // As if both tabs had slept until after its end.
  await storage.setItem(
    `plaza.session:${url}`,
    JSON.stringify({ ...JSON.parse((await storage.getItem(`plaza.session:${url}`)) ?? "{}"), renew_at: 0 }),
  );
  const two = openPlaza(url, storage);
  const three = openPlaza(url, storage);
  const refreshes = vi.spyOn(globalThis, "fetch");
  await Promise.all([two, three, two, three].map((plaza) => plaza.profile.settings()));
  expect(refreshes.mock.calls.filter(([path]) => String(path).endsWith("auth/refresh"))).toHaveLength(1);
  refreshes.mockRestore();
  // The first tab finds what the others have got.
  await one.profile.settings();
});

test("a token that the server does not take is replaced, however wrong the clock of the device is", async () => {
  const person = await newPerson();
  const { plaza, storage } = await deviceOf(person);
  const key = `plaza.session:${url}`;
  const kept = JSON.parse((await storage.getItem(key)) ?? "{}");
  const [, claims = ""] = person.session.access_token.split(".");
  const { sub, sid } = JSON.parse(atob(claims));
  const ended = await signToken({ sub, sid, app_role: "user", exp: Math.floor(Date.now() / 1000) - 60 });
  const later = openPlaza(url, storage);
  await storage.setItem(key, JSON.stringify({ ...kept, access_token: ended, renew_at: Date.now() + 1e9 }));
  const wrong = openPlaza(url, storage);
  const heard = vi.fn();
  wrong.me.on("conversation", heard);
  await expect.poll(() => wrong.me.isLive.get(), within).toBe(true);
  expect(await wrong.profile.settings()).toHaveProperty("show_age");
  expect(await Promise.all([plaza.profile.settings(), later.profile.settings()])).toHaveLength(2);
});

test("where nothing can be kept a session lasts as long as the program, and is renewed all the same", async () => {
  const forbidden = () => {
    throw new Error("Storage is forbidden here.");
  };
  const storage = { getItem: () => null, setItem: forbidden, removeItem: forbidden };
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const person = await newPerson();
  const { plaza } = await deviceOf(person, { storage });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_200_000 });
  try {
    expect(await plaza.profile.settings()).toHaveProperty("show_age");
    expect(plaza.auth.state.get()).toEqual({ user_id: person.id, ended: null });
  } finally {
    vi.useRealTimers();
    warned.mockRestore();
  }
});

test("a session that ends elsewhere ends here, and the client says why", async () => {
  const person = await newPerson();
  const { plaza, storage } = await deviceOf(person);
  const states: unknown[] = [];
  plaza.auth.state.subscribe(({ user_id, ended }) => states.push([user_id, ended?.code]));
  await callFunction("auth/logout-all", { token: person.session.access_token });
  await expect(plaza.profile.settings()).rejects.toMatchObject({ status: 401 });
  expect(states).toEqual([[null, "INVALID_REFRESH_TOKEN"]]);
  expect(await storage.getItem(`plaza.session:${url}`)).toBeNull();
});

test("two people talk: what is said, read, answered, edited and deleted is there on both sides, and who is writing", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  await befriend(ada, ben);
  const talk = await startConversation(ada, ben);
  const [{ plaza: one }, { plaza: other }] = await Promise.all([deviceOf(ada), deviceOf(ben)]);
  const [mine, theirs] = [one.chat(talk), other.chat(talk)];
  mine.state.subscribe(() => {});
  theirs.state.subscribe(() => {});
  await mine.state.when(({ isLive }) => isLive);
  await mine.send("Hello");
  await theirs.state.when(({ messages }) => messages.length === 1);
  await expect.poll(() => theirs.state.get().unread, within).toBe(1);
  const [hello] = theirs.state.get().messages;
  await theirs.send({ body: "Hello yourself", reply_to: hello?.id ?? "" });
  await mine.state.when(({ messages }) => messages[1]?.reply_to?.body === "Hello");
  await theirs.state.when(({ isLive }) => isLive);
  await expect.poll(() => mine.state.get().present.length, within).toBe(1);
  theirs.type();
  await mine.state.when(({ typing }) => typing.length === 1);
  await mine.markRead();
  expect(mine.state.get().unread).toBe(0);
  await theirs.state.when(({ marks }) => Object.values(marks).some(({ last_read_seq }) => last_read_seq === 2));
  await mine.react(mine.state.get().messages[1]?.id ?? "", "🎉");
  await theirs.state.when(({ messages }) => messages[1]?.reactions.emojis["🎉"] === 1);
  await mine.edit(hello?.id ?? "", "Hello there");
  await theirs.state.when(({ messages }) => messages[0]?.body === "Hello there");
  await mine.delete(hello?.id ?? "", true);
  await theirs.state.when(({ messages }) => messages[0]?.deleted_at != null && messages[1]?.reply_to?.body === "");
});

test("what is said while nothing can be reached waits, survives the end of the program, and arrives once and in order", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  const talk = await startConversation(ada, ben);
  const network = await BadNetwork.to(url);
  const storage = memoryStorage();
  const { plaza } = await deviceOf(ada, { at: network.url, storage });
  network.cut();
  for (const body of ["one", "two", "three"]) await plaza.chat(talk).send(body);
  expect(
    plaza
      .chat(talk)
      .state.get()
      .unsent.map(({ body }) => body),
  ).toEqual(["one", "two", "three"]);
  await plaza.close();

  const { plaza: reader } = await deviceOf(ben);
  const theirs = reader.chat(talk);
  const seen: number[] = [];
  theirs.state.subscribe(({ messages }) => seen.push(messages.length));
  await theirs.state.when(({ isLive }) => isLive);
  const again = openPlaza(network.url, storage);
  await again.auth.ready();
  expect(again.chat(talk).state.get().messages).toEqual([]);
  network.mend();
  const { messages } = await theirs.state.when((state) => state.messages.length === 3);
  expect(messages.map(({ body }) => body)).toEqual(["one", "two", "three"]);
  await again.chat(talk).state.when(({ unsent }) => unsent.length === 0);
  await network.close();
});

test("what somebody has said is never sent in the name of who signs in next, and waits for them", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  await befriend(ada, ben);
  const talk = await startConversation(ada, ben);
  const network = await BadNetwork.to(url);
  const { plaza } = await deviceOf(ada, { at: network.url });
  network.cut();
  await plaza.chat(talk).send("from ada");
  // Signing out needs no network, for this device.
  await plaza.auth.signOut().catch(() => {});
  network.mend();
  await plaza.auth.begin(ben.session as never, ben.id);
  const theirs = plaza.chat(talk);
  await theirs.send("from ben");
  const { messages } = await theirs.state.when(({ unsent, messages }) => unsent.length === 0 && messages.length > 0);
  expect(messages.map(({ body }) => body)).toEqual(["from ben"]);
  await plaza.auth.signOut();
  await plaza.auth.signIn(ada.username, ada.password);
  const { messages: both } = await plaza.chat(talk).state.when(({ messages }) => messages.length === 2);
  expect(both.map(({ body, sender }) => [body, sender?.id])).toEqual([
    ["from ben", ben.id],
    ["from ada", ada.id],
  ]);
  await network.close();
});

test("a device that has slept for ten minutes has everything a moment later", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  const talk = await startConversation(ada, ben);
  const network = await BadNetwork.to(url);
  const [{ plaza: asleep }, { plaza: awake }] = await Promise.all([deviceOf(ben, { at: network.url }), deviceOf(ada)]);
  const theirs = asleep.chat(talk);
  theirs.state.subscribe(() => {});
  await theirs.state.when(({ isLive }) => isLive);
  // Its connections die without a word, and its clock has gone on when it wakes.
  network.freeze();
  for (const body of ["one", "two"]) await awake.messages.send({ conversation_id: talk, body });
  network.mend();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 600_000 });
  try {
    await theirs.state.when(({ messages, isLive }) => messages.length === 2 && isLive);
  } finally {
    vi.useRealTimers();
  }
  await awake.messages.send({ conversation_id: talk, body: "three" });
  await theirs.state.when(({ messages }) => messages.length === 3);
  await network.close();
});

test("a post's counters move while somebody looks at it", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  const { id } = await publish(ada);
  const [{ plaza }, { plaza: other }] = await Promise.all([deviceOf(ada), deviceOf(ben)]);
  const live = plaza.post(id);
  live.subscribe(() => {});
  await live.when(({ post }) => post !== null);
  await other.reactions.add({ target: "post", target_id: id });
  const { post } = await live.when(({ post }) => post?.reactions.count === 1);
  expect(post?.reactions.mine).toBeNull();
});

test("two who look for somebody find each other, and both learn of it where they are", async () => {
  const circle = newCircle();
  const [ada, ben] = await Promise.all([circle.person(), circle.person()]);
  const [{ plaza: one }, { plaza: other }] = await Promise.all([deviceOf(ada), deviceOf(ben)]);
  const [mine, theirs] = [one.match(), other.match()];
  mine.state.subscribe(() => {});
  theirs.state.subscribe(() => {});
  const wishes = { mode: "compatible", intent: "friendship", languages: circle.languages } as const;
  await Promise.all([
    expect.poll(() => one.me.isLive.get(), within).toBe(true),
    expect.poll(() => other.me.isLive.get(), within).toBe(true),
  ]);
  await mine.join(wishes);
  await theirs.join(wishes);
  await Promise.all([mine, theirs].map(({ state }) => state.when((now) => now?.status === "proposed")));
  await mine.respond(true);
  expect(mine.state.get()).toMatchObject({ status: "waiting" });
  await theirs.respond(true);
  const [here, there] = await Promise.all(
    [mine, theirs].map(({ state }) => state.when((now) => now?.status === "matched")),
  );
  expect(here).toMatchObject({ conversation_id: (there as { conversation_id: string }).conversation_id });
});

test("an upload says how far it is, and a large one that was broken off goes on where it stopped", async () => {
  const { plaza, storage } = await deviceOf(await newPerson());
  const small = new File([new Uint8Array(2000)], "notes.bin");
  const told: number[] = [];
  const medium = await plaza.media.upload(small, {
    purpose: "message",
    name: "notes.bin",
    onProgress: (sent) => told.push(sent),
  });
  expect(medium).toMatchObject({ name: "notes.bin", kind: "file" });
  expect(told.at(-1)).toBe(2000);

  const large = new File([new Uint8Array(65 * 1024 * 1024)], "large.bin", { lastModified: 1 });
  const end = new AbortController();
  const upload = { purpose: "message", name: "large.bin" } as const;
  const broken = plaza.media.upload(large, {
    ...upload,
    signal: end.signal,
    onProgress: (sent) => sent > 0 && end.abort(new Error("The program ends.")),
  });
  await expect(broken).rejects.toThrow("The program ends.");
  const later = openPlaza(url, storage);
  await later.auth.ready();
  const first: number[] = [];
  const whole = await later.media.upload(large, { ...upload, onProgress: (sent) => first.push(sent) });
  expect(first[0]).toBeGreaterThan(0);
  expect(first.at(-1)).toBe(large.size);
  expect(whole.kind).toBe("file");
  expect(await later.media.ready(whole.id)).toMatchObject({ status: "ready" });
});

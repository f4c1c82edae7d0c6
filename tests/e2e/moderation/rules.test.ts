import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { begin, type Conversation, listen, type Message, say } from "../../support/chat.ts";
import { clientWith } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { type Post, publish } from "../../support/posts.ts";
import { call, eventually, refusal } from "../../support/rpc.ts";
import { signIn } from "../../support/sessions.ts";

const sql = connectDatabase();
let mona: Person;
let ada: Person;
/** Two who do what rules are there for, and people who know none of them. */
let spammers: [Person, Person];
let others: Person[];

/** Somebody of this role, signed in since they have it. */
async function newOfRole(role: "moderator" | "admin"): Promise<Person> {
  const person = await newPerson();
  await sql`select private.set_app_role(${person.id}, ${role})`;
  const session = await signIn(person);
  return { ...person, session, client: clientWith(session.access_token) };
}

const openCase = (target_id: string) => sql<{ id: string; held: boolean; rules: string[] }[]>`
  select opened.id, opened.held, array(select rule from private.flags where case_id = opened.id and rule is not null order by rule) as rules
  from private.cases opened where opened.target_id = ${target_id} and opened.status = 'open'`;

async function decide(target_id: string, action: string): Promise<void> {
  const [opened] = await eventually(
    () => openCase(target_id),
    (cases) => cases[0]?.held === true,
  );
  await call(mona, "claim_case", { case_id: opened?.id });
  await call(mona, "decide", { case_id: opened?.id, action });
}

const messagesOf = async (person: Person, conversation_id: string) =>
  (await call<{ items: Message[] }>(person, "list_messages", { conversation_id })).items.map(({ body }) => body);
const isHeld = async (person: Person, post_id: string) =>
  (await refusal(person, "get_post", { post_id })).code === "POST_NOT_FOUND";

beforeAll(async () => {
  [mona, ada] = await Promise.all([newOfRole("moderator"), newOfRole("admin")]);
  spammers = await Promise.all([newPerson(), newPerson()]);
  others = await Promise.all(Array.from({ length: 8 }, () => newPerson()));
});

test("the fifth opener alike with a link from a new account waits for a moderator, and then arrives once", async () => {
  const [spammer] = spammers;
  const strangers = others.slice(0, 5);
  const last = strangers[4] as Person;
  const said = `You have to see this, it is free: https://${randomUUID()}.example`;
  const heard = await listen(last, `user:${last.id}`);
  const sent: Message[] = [];
  for (const stranger of strangers) sent.push(await say(spammer, (await begin(spammer, stranger)).id, said));
  const held = sent[4] as Message;
  const earlier = sent[3] as Message;
  expect(await messagesOf(strangers[3] as Person, earlier.conversation_id)).toEqual([said]);
  expect(await messagesOf(spammer, held.conversation_id)).toEqual([said]);
  expect(await messagesOf(last, held.conversation_id)).toEqual([]);
  expect(await call(last, "list_message_requests")).toMatchObject({ items: [] });
  const [opened] = await eventually(
    () => openCase(held.id),
    (cases) => cases[0]?.held === true && cases[0].rules.includes("new_account_same_link_openers"),
  );
  expect(opened?.rules).toContain("new_account_same_link_openers");

  expect(heard.filter(({ payload }) => JSON.stringify(payload).includes(said))).toEqual([]);
  await decide(held.id, "dismiss");
  const told = () =>
    heard.filter(({ event, payload }) => event === "conversation" && JSON.stringify(payload).includes(held.id));
  await eventually(
    async () => told().length,
    (count) => count > 0,
  );
  expect(await messagesOf(last, held.conversation_id)).toEqual([said]);
  expect(await call(last, "list_message_requests")).toMatchObject({ items: [{ id: held.conversation_id }] });
  expect(told()).toHaveLength(1);
  expect(
    await sql`select from private.engagement where kind = 'message' and details ->> 'message_id' = ${held.id}`,
  ).toHaveLength(1);
});

test("nobody slips by with openers alike that are sent at once", async () => {
  const [, spammer] = spammers;
  const talks: Conversation[] = [];
  for (const stranger of others) talks.push(await begin(spammer, stranger));
  const said = `All at once, come and see: https://${randomUUID()}.example`;
  await Promise.all(talks.map(({ id }) => say(spammer, id, said)));
  const arrived = await Promise.all(others.map((stranger, n) => messagesOf(stranger, (talks[n] as Conversation).id)));
  expect(arrived.filter(({ length }) => length > 0)).toHaveLength(4);
});

test("a raid is told to moderators once, and a rule in shadow does nothing that anybody sees", async () => {
  const name = `shadow_${randomUUID().slice(0, 8)}`;
  const caption = `Let us all go there and break it, ${randomUUID()}`;
  await call(ada, "set_rule", {
    rule: {
      name,
      targets: ["post"],
      action: "hold",
      condition: { fact: "newcomers_with_same_text", minutes: 10, is: "at_least", value: 5 },
    },
  });
  const posts: Post[] = [];
  for (const person of others.slice(0, 7)) posts.push(await publish(person, { kind: "text", caption }));
  const rule = async () =>
    (await call<{ items: { name: string; version: number; shadow_hits: number }[] }>(mona, "list_rules")).items.find(
      (item) => item.name === name,
    );
  await eventually(rule, (item) => item?.shadow_hits === 3);
  expect(await Promise.all(posts.map(({ id }) => isHeld(mona, id)))).toEqual(Array(7).fill(false));
  const tried = await call<{ would_hit: number; examples: { id: string }[] }>(ada, "try_rule", {
    rule: {
      name,
      targets: ["post"],
      condition: { fact: "newcomers_with_same_text", minutes: 10, is: "at_least", value: 5 },
    },
    days: 1,
  });
  expect(tried.examples.map(({ id }) => id)).toEqual(expect.arrayContaining(posts.slice(4).map(({ id }) => id)));
  const flagged = () => sql<{ rule: string }[]>`
    select flag.rule from private.flags flag join private.cases opened on opened.id = flag.case_id
    where opened.target_id in ${sql(posts.map(({ id }) => id))} and flag.rule is not null`;
  expect((await eventually(flagged, ({ length }) => length > 0)).map((flag) => flag.rule)).toEqual([
    "newcomers_same_text",
  ]);
  await call(ada, "set_rule", { rule: { name, state: "off" }, version: (await rule())?.version });
});

test("what is edited into something that a rule holds back is taken from who has read it", async () => {
  const name = `edits_${randomUUID().slice(0, 8)}`;
  const domain = `${randomUUID()}.example`;
  await call(ada, "set_rule", {
    rule: {
      name,
      targets: ["comment", "message"],
      action: "hold",
      state: "live",
      condition: { fact: "link_domains", is: "any_of", value: [domain] },
    },
  });
  const [one, other] = others as [Person, Person, ...Person[]];
  const heard = await listen(other, `user:${other.id}`);
  const message = await say(one, (await begin(one, other)).id, "Hello, nice to meet you");
  expect(await messagesOf(other, message.conversation_id)).toEqual(["Hello, nice to meet you"]);
  await call(one, "edit_message", { message_id: message.id, body: `Hello, see https://${domain}` });
  expect(await messagesOf(other, message.conversation_id)).toEqual([]);
  await eventually(
    async () => heard.filter(({ event }) => event === "message.deleted").length,
    (count) => count === 1,
  );
  await decide(message.id, "dismiss");
  expect(await messagesOf(other, message.conversation_id)).toEqual([`Hello, see https://${domain}`]);
  expect(
    await sql`select from private.engagement where kind = 'message' and details ->> 'message_id' = ${message.id}`,
  ).toHaveLength(1);
  await call(ada, "set_rule", { rule: { name, state: "off" }, version: 1 });
});

test("reports by a crowd hide nothing, and those of three trusted people do", async () => {
  const [author, reader, ...reporters] = others as [Person, Person, ...Person[]];
  const trusted = reporters.slice(0, 3);
  // As if they had been here for a year, and been right before.
  await sql`update private.accounts set created_at = now() - interval '1 year', email_verified_at = now() where id in ${sql(trusted.map(({ id }) => id))}`;
  const earlier = await publish(author, { kind: "text", caption: `An earlier one, ${randomUUID()}` });
  const post = await publish(author, { kind: "text", caption: `What is this, ${randomUUID()}` });
  for (const person of trusted) await call(person, "report", { target: "post", target_id: earlier.id, reason: "spam" });
  await sql`update private.reports report set outcome = 'upheld' from private.cases opened where opened.id = report.case_id and opened.target_id = ${earlier.id}`;
  for (const person of [...reporters.slice(3), ...trusted.slice(0, 2)])
    await call(person, "report", { target: "post", target_id: post.id, reason: "spam" });
  expect(await isHeld(reader, post.id)).toBe(false);
  await call(trusted[2] as Person, "report", { target: "post", target_id: post.id, reason: "spam" });
  expect(await isHeld(reader, post.id)).toBe(true);
  expect(await isHeld(author, post.id)).toBe(false);
  await decide(post.id, "dismiss");
  expect(await isHeld(reader, post.id)).toBe(false);
});

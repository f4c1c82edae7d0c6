import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlaza } from "../../client/index.ts";
import { withConnection } from "../../local/postgres/connection.ts";
import type { Message } from "../support/chat.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";

const messageCount = 10_000;
const senderCount = 12;
/** Which part is killed once how large a share of the messages has been acknowledged. */
const kills = [
  ["realtime", 0.2],
  ["worker", 0.45],
  ["postgres", 0.7],
] as const;

interface Person {
  id: string;
  client: SupabaseClient;
}

let stack: EmbeddedStack;

beforeAll(async () => {
  stack = await EmbeddedStack.make();
  await stack.start();
  await withConnection(stack.values.DB_URL, async (sql) => {
    await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e9`;
  });
});
afterAll(() => stack.discard());

const detailsOf = (n: number) => ({
  username: `person${n}`,
  email: `person${n}@example.com`,
  phone: `+49151${10_000_000 + n}`,
  password: "correct horse battery",
  first_name: "Robin",
  last_name: "Tester",
  gender: "nonbinary" as const,
  birth_date: "1995-06-15",
  interests: ["chess"],
});

async function register(n: number): Promise<Person> {
  const { API_URL, PUBLISHABLE_KEY } = stack.values;
  const body = detailsOf(n);
  const { data, error } = await createClient(API_URL, PUBLISHABLE_KEY).functions.invoke("auth/register", { body });
  if (error) throw new Error(await error.context.text());
  const token = data.session.access_token;
  const client = createClient(API_URL, PUBLISHABLE_KEY, { accessToken: async () => token });
  return { id: data.user.id, client };
}

const groupOf = (people: Person[]) =>
  withConnection(stack.values.DB_URL, async (sql) => {
    const [group] = await sql`
      insert into private.conversations (kind, title, member_count) values ('group', 'Stream', ${people.length}) returning id`;
    await sql`
      insert into private.conversation_members (conversation_id, user_id)
      select ${group?.id}, person::uuid from unnest(${people.map(({ id }) => id)}::text[]) person`;
    return group?.id as string;
  });

/** Calls as a client does that must get through: it tries again while the network or the server fails. */
async function insist<Result>({ client }: Person, name: string, args: Record<string, unknown>): Promise<Result> {
  for (;;) {
    const { data, error, status } = await client.rpc(name, args);
    if (!error) return data as Result;
    if (status !== 0 && status < 500) throw new Error(`${name}: ${status} ${JSON.stringify(error)}`);
    await sleep(100);
  }
}

/** Hears messages as an app does: by events and, after a gap or a new join, from the last that it has without one. */
class Receiver {
  readonly messages: Message[] = [];
  /** How many came by events, not by asking. */
  heard = 0;
  readonly #person: Person;
  readonly #conversation: string;
  #asking: Promise<void> | undefined;
  #ahead = false;

  constructor(person: Person, conversation: string) {
    this.#person = person;
    this.#conversation = conversation;
  }

  async join(): Promise<void> {
    const { client } = this.#person;
    await client.realtime.setAuth();
    const { topic } = await insist<{ topic: string }>(this.#person, "get_conversation", {
      conversation_id: this.#conversation,
    });
    const channel = client.channel(topic, { config: { private: true } });
    channel.on("broadcast", { event: "message.created" }, ({ payload }) => {
      this.heard += this.#take(payload as Message) ? 1 : 0;
      if (this.#ahead) this.#catchUp();
    });
    await new Promise<void>((resolve) => {
      channel.subscribe((status) => {
        if (status !== "SUBSCRIBED") return;
        resolve();
        this.#catchUp();
      });
    });
  }

  /** Takes the next message; one that is there already is passed over, one beyond a gap has to be asked for. */
  #take(message: Message): boolean {
    const expected = this.messages.length + 1;
    if (message.seq > expected) this.#ahead = true;
    if (message.seq !== expected) return false;
    this.messages.push(message);
    return true;
  }

  #catchUp(): void {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
  }

  async #ask(): Promise<void> {
    for (;;) {
      const last = this.messages.at(-1);
      this.#ahead = false;
      const { items } = await insist<{ items: Message[] }>(this.#person, "list_messages", {
        conversation_id: this.#conversation,
        page_size: 50,
        ...(last ? { after: last.id } : {}),
      });
      for (const message of last ? items : items.toReversed()) this.#take(message);
      if (!this.#ahead && items.length < 50) return;
    }
  }
}

// It takes half a minute on two idle cores.
test("a kill -9 of Realtime, of the worker and of Postgres loses no message, doubles none and changes no order", {
  timeout: 180_000,
}, async () => {
  const people = await Promise.all(Array.from({ length: senderCount + 1 }, (_, n) => register(n)));
  const [reader, ...senders] = people as [Person, ...Person[]];
  const conversation = await groupOf(people);
  const others = await groupOf(senders);
  const receiver = new Receiver(reader, conversation);
  await receiver.join();

  const acknowledged: Message[][] = senders.map(() => []);
  const all = () => acknowledged.reduce((sum, { length }) => sum + length, 0);
  let next = 0;
  const sending = senders.map(async (sender, place) => {
    while (next < messageCount) {
      const n = next++;
      const args = { client_id: randomUUID(), conversation_id: conversation, body: `message ${n}` };
      acknowledged[place]?.push(await insist<Message>(sender, "send_message", args));
      // Others talk meanwhile.
      if (n % 50 === 0) {
        const elsewhere = { client_id: randomUUID(), conversation_id: others, body: "elsewhere" };
        await insist(sender, "send_message", elsewhere);
      }
    }
  });
  for (const [part, share] of kills) {
    while (all() < messageCount * share) await sleep(10);
    process.kill(stack.processes.parts[part] as number, "SIGKILL");
  }
  await Promise.all(sending);
  for (const [part] of kills) await expect.poll(() => stack.output).toContain(`${part} is back`);

  const stored = await withConnection(
    stack.values.DB_URL,
    (sql) => sql`
      select id, seq::int, client_id, sender_id, body from private.messages
      where conversation_id = ${conversation} order by seq`,
  );
  expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: messageCount }, (_, n) => n + 1));
  expect(new Set(stored.map(({ body }) => body)).size).toBe(messageCount);
  for (const [place, sender] of senders.entries()) {
    const own = stored.filter(({ sender_id }) => sender_id === sender.id).map(({ id }) => id);
    expect(own).toEqual(acknowledged[place]?.map(({ id }) => id));
  }
  await expect.poll(() => receiver.messages.length).toBe(messageCount);
  expect(receiver.messages.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
  // Most of them came by themselves, before and after each kill.
  expect(receiver.heard).toBeGreaterThan(messageCount / 4);
  await reader.client.realtime.disconnect();
});

test("two who talk through the client have the same as the server, whichever part is killed while they do", {
  timeout: 180_000,
}, async () => {
  const { API_URL, PUBLISHABLE_KEY } = stack.values;
  const talkers = await Promise.all(
    [101, 102].map(async (n) => {
      const plaza = createPlaza(API_URL, PUBLISHABLE_KEY);
      const { user } = await plaza.auth.register(detailsOf(n));
      return { plaza, id: user.id };
    }),
  );
  const [one, other] = talkers as [(typeof talkers)[number], (typeof talkers)[number]];
  await one.plaza.people.connect({ user_id: other.id });
  await other.plaza.people.connect({ user_id: one.id });
  const { id: talk } = await one.plaza.conversations.start({ user_id: other.id });
  const chats = talkers.map(({ plaza }) => plaza.chat(talk));
  for (const { state } of chats) state.subscribe(() => {});
  await Promise.all(chats.map(({ state }) => state.when(({ isLive }) => isLive)));

  let said = 0;
  const speak = async () => {
    for (const chat of chats) for (let n = 0; n < 3; n++) await chat.send(`message ${said++}`);
  };
  for (const part of ["realtime", "gateway", "rest", "postgres", "worker"]) {
    await speak();
    process.kill(stack.processes.parts[part] as number, "SIGKILL");
    await speak();
    await Promise.all(chats.map(({ state }) => state.when(({ messages }) => messages.length === said)));
  }
  const stored = await withConnection(
    stack.values.DB_URL,
    (sql) => sql`select id, body from private.messages where conversation_id = ${talk} order by seq`,
  );
  expect(new Set(stored.map(({ body }) => body)).size).toBe(said);
  for (const { state } of chats) {
    expect(state.get().messages.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
    expect(state.get().unsent).toEqual([]);
  }
  await Promise.all(talkers.map(({ plaza }) => plaza.close()));
});

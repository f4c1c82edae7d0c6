import type { RealtimeChannel } from "@supabase/supabase-js";
import { afterEach, expect, test } from "vitest";
import { clientWith, type PlazaClient } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { newPerson } from "../../support/people.ts";

const sql = connectDatabase();
const clients: PlazaClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.realtime.disconnect();
});

interface Member {
  channel: RealtimeChannel;
  status: string;
  reason: string | undefined;
  events: { event: string; payload: Record<string, unknown> }[];
}

/** Joins a private topic and collects what arrives; resolves when the server has accepted or refused. */
async function join(accessToken: string | undefined, topic: string): Promise<Member> {
  const client = clientWith(accessToken);
  clients.push(client);
  await client.realtime.setAuth(accessToken ?? null);
  const channel = client.channel(topic, { config: { private: true } });
  const member: Member = { channel, status: "", reason: undefined, events: [] };
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => member.events.push({ event, payload }));
  await new Promise<void>((resolve) => {
    channel.subscribe((status, error) => {
      member.status = status;
      member.reason = error?.message;
      resolve();
    });
  });
  return member;
}

const broadcast = (topic: string, event: string) => sql`select private.broadcast(${topic}, ${event}, '{"n": 1}')`;

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("Waited in vain.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("people receive on their own topic what the database sends them, and only when it commits", async () => {
  const { id, session } = await newPerson();
  const topic = `user:${id}`;
  const member = await join(session.access_token, topic);
  expect(member.status).toBe("SUBSCRIBED");
  await sql
    .begin(async (transaction) => {
      await transaction`select private.broadcast(${topic}, 'rolled back', '{}')`;
      throw new Error("no");
    })
    .catch(() => {});
  await broadcast(topic, "committed");
  await until(() => member.events.length > 0);
  expect(member.events).toEqual([{ event: "committed", payload: expect.objectContaining({ n: 1 }) }]);
});

test("nobody joins another person's topic, an undeclared one, or one without signing in", async () => {
  const [alice, bob] = [await newPerson(), await newPerson()];
  for (const [token, topic] of [
    [bob.session.access_token, `user:${alice.id}`],
    [bob.session.access_token, `nothing:${bob.id}`],
    [undefined, `user:${alice.id}`],
  ] as const) {
    const member = await join(token, topic);
    expect(member.status).toBe("CHANNEL_ERROR");
    expect(member.reason).toContain("You do not have permissions to read from this Channel topic");
  }
});

test("a client cannot send on a user's topic, not even its owner", async () => {
  const { id, session } = await newPerson();
  const topic = `user:${id}`;
  const [phone, laptop] = [await join(session.access_token, topic), await join(session.access_token, topic)];
  await phone.channel.send({ type: "broadcast", event: "forged", payload: {} });
  await broadcast(topic, "genuine");
  await until(() => laptop.events.length > 0);
  expect(laptop.events.map(({ event }) => event)).toEqual(["genuine"]);
});

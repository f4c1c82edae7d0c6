import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alice, type Harness, pause, secretKey, settled, startHarness, subscribe, until, versions } from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

const member = (topic: string, vsn: (typeof versions)[number] = "2.0.0", config = {}) =>
  subscribe(realtime.client(vsn, { key: secretKey }), topic, { private: true, ...config });

describe.each(versions)("realtime.send to serializer %s", (vsn) => {
  test("reaches the members of a private topic, with its row's id", async () => {
    const joined = await member(`chat-${vsn}`, vsn);
    await realtime.sql`select realtime.send('{"text":"hi ö"}', 'message', ${`chat-${vsn}`})`;
    await until(() => joined.broadcasts.length === 1);
    const [row] = await realtime.admin`select id from realtime.messages where topic = ${`chat-${vsn}`}`;
    expect(joined.broadcasts).toEqual([
      { type: "broadcast", event: "message", payload: { text: "hi ö", id: row?.id }, meta: { id: row?.id } },
    ]);
  });

  test("keeps an id that the caller gave", async () => {
    const joined = await member(`own-id-${vsn}`, vsn);
    await realtime.sql`select realtime.send('{"id":"mine"}', 'message', ${`own-id-${vsn}`})`;
    await until(() => joined.broadcasts.length === 1);
    expect(joined.broadcasts[0]?.payload).toEqual({ id: "mine" });
    expect(joined.broadcasts[0]?.meta?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("reaches the public room only if it says so", async () => {
    const inPublic = await subscribe(realtime.client(vsn), `both-${vsn}`);
    const inPrivate = await member(`both-${vsn}`, vsn);
    await realtime.sql`select realtime.send('{}', 'to-public', ${`both-${vsn}`}, false)`;
    await realtime.sql`select realtime.send('{}', 'to-private', ${`both-${vsn}`})`;
    await until(() => inPublic.broadcasts.length === 1 && inPrivate.broadcasts.length === 1);
    expect([inPublic.broadcasts[0]?.event, inPrivate.broadcasts[0]?.event]).toEqual(["to-public", "to-private"]);
  });
});

test("a transaction that rolls back sends nothing, one that commits sends everything in order", async () => {
  const joined = await member("transaction");
  await realtime.sql
    .begin(async (sql) => {
      await sql`select realtime.send('{}', 'rolled-back', 'transaction')`;
      throw new Error("no");
    })
    .catch(() => {});
  await realtime.sql.begin(async (sql) => {
    await sql`select realtime.send('{}', 'first', 'transaction')`;
    await settled();
    expect(joined.broadcasts).toEqual([]);
    await sql`savepoint before`;
    await sql`select realtime.send('{}', 'undone', 'transaction')`;
    await sql`rollback to before`;
    await sql`select realtime.send('{}', 'second', 'transaction')`;
  });
  await until(() => joined.broadcasts.length === 2);
  await settled();
  expect(joined.broadcasts.map(({ event }) => event)).toEqual(["first", "second"]);
});

test("bytes go to version 2 clients", async () => {
  const v2 = await member("binary");
  const v1 = await member("binary", "1.0.0");
  await realtime.sql`select realtime.send_binary('\\x00ff10', 'bytes', 'binary')`;
  await until(() => v2.broadcasts.length === 1);
  expect(Buffer.from(v2.broadcasts[0]?.payload as ArrayBuffer).toString("hex")).toBe("00ff10");
  expect(v2.broadcasts[0]?.meta?.id).toMatch(/^[0-9a-f-]{36}$/);
  await settled();
  expect(v1.broadcasts).toEqual([]);
});

test("names that are too long for a binary frame still arrive", async () => {
  const joined = await member("long-event");
  const event = "e".repeat(300);
  await realtime.sql`select realtime.send('{"n":1}', ${event}, 'long-event')`;
  await until(() => joined.broadcasts.length === 1);
  expect(joined.broadcasts[0]).toMatchObject({ event, payload: { n: 1 } });
});

test("a trigger broadcasts the change of a row", async () => {
  await realtime.sql.unsafe(`
    create table public.notes (id int primary key, body text);
    create function public.notes_changed() returns trigger language plpgsql as $$
    begin
      perform realtime.broadcast_changes('notes', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
      return null;
    end $$;
    create trigger changed after insert or update or delete on public.notes
    for each row execute function public.notes_changed()`);
  const joined = await member("notes");
  await realtime.sql`insert into public.notes values (1, 'a')`;
  await realtime.sql`update public.notes set body = 'b'`;
  await realtime.sql`delete from public.notes`;
  await until(() => joined.broadcasts.length === 3);
  const [inserted, updated, deleted] = joined.broadcasts.map(({ payload }) => payload);
  const [a, b] = [
    { id: 1, body: "a" },
    { id: 1, body: "b" },
  ];
  expect(inserted).toMatchObject({
    operation: "INSERT",
    schema: "public",
    table: "notes",
    record: a,
    old_record: null,
  });
  expect(updated).toMatchObject({ operation: "UPDATE", record: b, old_record: a });
  expect(deleted).toMatchObject({ operation: "DELETE", record: null, old_record: b });
});

test("broadcast_changes fails the statement when called wrongly", async () => {
  const { sql } = realtime;
  await expect(
    sql`select realtime.broadcast_changes('t', 'e', 'TRUNCATE', 'notes', 'public', null, null)`,
  ).rejects.toThrow("Unexpected operation type: TRUNCATE");
  await expect(
    sql`select realtime.broadcast_changes('t', 'e', 'INSERT', 'notes', 'public', null, null, 'STATEMENT')`,
  ).rejects.toThrow("each row, not for each statement");
});

test("realtime.send as a user without an insert policy warns, sends nothing and keeps the transaction", async () => {
  const joined = await member("guarded");
  const rows = await realtime.sql.begin(async (sql) => {
    await sql`set local role authenticated`;
    await sql`select realtime.send('{}', 'forbidden', 'guarded')`;
    return sql`select 1 as alive`;
  });
  expect(rows[0]?.alive).toBe(1);
  await settled();
  expect(joined.broadcasts).toEqual([]);
});

test("rows that are no message are skipped, and those behind them arrive", async () => {
  const joined = await member("odd-rows");
  await realtime.admin`insert into realtime.messages (topic, extension, private) values ('odd-rows', 'broadcast', true)`;
  await realtime.admin`
    insert into realtime.messages (topic, extension, event, payload, private) values ('odd-rows', 'broadcast', 'x', '{}', null)`;
  await realtime.sql`select realtime.send('{}', 'whole', 'odd-rows')`;
  await until(() => joined.broadcasts.length === 1);
  expect(joined.broadcasts[0]?.event).toBe("whole");
});

describe("replay", () => {
  const since = Date.now() - 60_000;
  const send = (topic: string, event: string) => realtime.sql`select realtime.send('{}', ${event}, ${topic})`;

  test.each(versions)("brings back what was sent before the join (serializer %s)", async (vsn) => {
    const topic = `replay-${vsn}`;
    // Somebody who sees all three live: what the feed has delivered cannot come to the later member live as well.
    const earlier = await member(topic, vsn);
    for (const event of ["one", "two", "three"]) await send(topic, event);
    await until(() => earlier.broadcasts.length === 3);
    const joined = await member(topic, vsn, { broadcast: { replay: { since, limit: 2 } } });
    await until(() => joined.broadcasts.length === 2);
    expect(joined.broadcasts.map(({ event, meta }) => [event, meta?.replayed])).toEqual([
      ["two", true],
      ["three", true],
    ]);
    await send(topic, "live");
    await until(() => joined.broadcasts.length === 3);
    expect(joined.broadcasts[2]?.meta?.replayed).toBeUndefined();
  });

  test("brings bytes back to version 2 and gives nothing of another topic or of long ago", async () => {
    await realtime.sql`select realtime.send_binary('\\xabcd', 'bytes', 'replay-bytes')`;
    await send("replay-other", "other");
    await realtime.sql`select realtime.send('{}', 'public', 'replay-bytes', false)`;
    const joined = await member("replay-bytes", "2.0.0", { broadcast: { replay: { since } } });
    await until(() => joined.broadcasts.length === 1);
    expect(joined.broadcasts[0]?.meta?.replayed).toBe(true);
    const later = await member("replay-bytes", "2.0.0", { broadcast: { replay: { since: Date.now() + 1_000 } } });
    await settled();
    expect([joined.broadcasts.length, later.broadcasts.length]).toEqual([1, 0]);
  });

  test("gives at most 25, however many are asked for", async () => {
    for (let n = 0; n < 30; n++) await send("replay-many", `e${n}`);
    const joined = await member("replay-many", "2.0.0", { broadcast: { replay: { since, limit: 1_000 } } });
    await until(() => joined.broadcasts.length === 25);
    expect(joined.broadcasts[0]?.event).toBe("e5");
  });

  test("brings back what was delivered before a snapshot sees it", async () => {
    const earlier = await member("replay-early");
    const waitFor = async (standby: string) => {
      await realtime.admin.unsafe(`alter system set synchronous_standby_names = '${standby}'`);
      await realtime.admin`select pg_reload_conf()`;
    };
    // A commit waits for a standby once it is written, and streamed, and before anybody sees it.
    await waitFor("nobody");
    let sent: Promise<unknown>;
    let joining: ReturnType<typeof member>;
    let n = 0;
    try {
      do {
        sent = send("replay-early", `e${n++}`).execute();
      } while (await Promise.race([sent.then(() => true), pause(300).then(() => false)]));
      await until(() => earlier.broadcasts.length === n);
      joining = member("replay-early", "2.0.0", { broadcast: { replay: { since } } });
      await pause(200);
    } finally {
      await waitFor("");
    }
    await sent;
    const joined = await joining;
    await until(() => joined.broadcasts.at(-1)?.event === `e${n - 1}`);
    expect(joined.broadcasts.at(-1)?.meta?.replayed).toBe(true);
  });

  test("loses and doubles nothing while messages keep coming", async () => {
    let n = 0;
    let sending = true;
    const sender = (async () => {
      while (sending) await send("replay-race", `e${n++}`);
    })();
    await pause(50);
    const joins = Array.from({ length: 5 }, () =>
      member("replay-race", "2.0.0", { broadcast: { replay: { since, limit: 25 } } }),
    );
    const joined = await Promise.all(joins);
    await pause(200);
    sending = false;
    await sender;
    for (const { broadcasts } of joined) {
      await until(() => broadcasts.at(-1)?.event === `e${n - 1}`);
      const numbers = broadcasts.map(({ event }) => Number(event.slice(1)));
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    }
  });
});

describe("partitions", () => {
  test("reach from yesterday to three days ahead, and old ones go", async () => {
    await realtime.admin.unsafe(`
      create table realtime.messages_2020_01_01 partition of realtime.messages
      for values from ('2020-01-01') to ('2020-01-02')`);
    await realtime.admin`select realtime.maintain_partitions()`;
    const rows = await realtime.admin`
      select child.relname as name, pg_get_userbyid(child.relowner) as owner
      from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = 'realtime.messages'::regclass order by 1`;
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    expect(rows.map(({ name }) => name)).toEqual(
      [-1, 0, 1, 2, 3].map((offset) => `messages_${day(offset).replaceAll("-", "_")}`),
    );
    expect(new Set(rows.map(({ owner }) => owner))).toEqual(new Set(["supabase_realtime_admin"]));
  });

  test("are kept by the process by itself", async () => {
    await realtime.admin.unsafe(`
      create table realtime.messages_2020_01_01 partition of realtime.messages
      for values from ('2020-01-01') to ('2020-01-02')`);
    await realtime.startServer();
    const old = async () => (await realtime.admin`select to_regclass('realtime.messages_2020_01_01') as name`)[0]?.name;
    while ((await old()) !== null) await pause(10);
  });

  test("are nobody's to maintain but the server's", async () => {
    await expect(realtime.sql`select realtime.maintain_partitions()`).rejects.toThrow("permission denied");
  });
});

test("a client that asks hears when database messages arrive", async () => {
  const client = await connectRaw(realtime.url);
  await client.join("realtime:ready", { broadcast: { replication_ready: true } });
  expect(await client.next("system")).toMatchObject({
    4: { extension: "system", status: "ok", message: "Replication connection established", channel: "ready" },
  });
  client.webSocket.close();
});

test("the topic of a transaction is what realtime.topic() says, and nothing without one", async () => {
  const [none] = await realtime.sql`select realtime.topic() as topic`;
  expect(none?.topic).toBeNull();
  const [row] = await realtime.sql.begin(
    (sql) => sql`select realtime.topic() as topic from set_config('realtime.topic', ${alice}, true)`,
  );
  expect(row?.topic).toBe(alice);
});

import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { createRest } from "../../local/rest/handler.ts";
import { settingsStatement } from "../../local/rest/rpc-statement.ts";
import type { Statement } from "../../local/rest/wire/connection.ts";
import { ConnectError, DatabaseError, PoolTimeoutError } from "../../local/rest/wire/errors.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { freePorts } from "../../local/stack/ports.ts";

let database: ScratchPostgres;
let pool: WirePool;
beforeAll(async () => {
  database = await startScratchPostgres();
  pool = new WirePool(database.postgresUrl, 2);
}, 30_000);
afterAll(async () => {
  await pool?.close();
  await database?.stop();
});

const text = async (sql: string, ...values: (string | null)[]) =>
  (await pool.transaction([{ sql, values }])).map((row) => row.map((column) => column?.toString() ?? null));

describe("a connection", () => {
  test("carries text and null both ways, and only the last statement's rows", async () => {
    expect(await text("select $1::text, $2::text, $3::text", "ü\u{1f600}", null, "")).toEqual([
      ["ü\u{1f600}", null, ""],
    ]);
    const rows = await pool.transaction([
      { sql: "select 1", values: [] },
      { sql: "select 2 union all select 3 order by 1", values: [] },
    ]);
    expect(rows.map(([column]) => column?.toString())).toEqual(["2", "3"]);
  });

  test("runs all statements in one transaction, or none", async () => {
    await text("create table kept (value int)");
    const insert = { sql: "insert into kept values ($1)", values: ["1"] };
    const failing = pool.transaction([insert, { sql: "select 1 / $1::int", values: ["0"] }]);
    await expect(failing).rejects.toThrow(DatabaseError);
    expect(await text("select count(*) from kept")).toEqual([["0"]]);
    await pool.transaction([insert, insert]);
    expect(await text("select count(*) from kept")).toEqual([["2"]]);
  });

  test("forgets role and settings at the end of a transaction, successful or not", async () => {
    const single = new WirePool(database.authenticatorUrl, 1);
    const settings = settingsStatement([
      ["statement_timeout", "3s"],
      ["role", "service_role"],
      ["request.jwt.claims", '{"role":"service_role"}'],
      ["transaction_read_only", "on"],
    ]);
    const state = async (first: Statement[]) => {
      const sql = `select current_user, current_setting('request.jwt.claims', true), current_setting('statement_timeout'),
        current_setting('transaction_read_only')`;
      const [row] = await single.transaction([...first, { sql, values: [] }]);
      return row?.map((column) => column?.toString());
    };
    expect(await state([settings])).toEqual(["service_role", '{"role":"service_role"}', "3s", "on"]);
    for (const sql of ["select 1", "select 1 / 0", "no sql", "select pg_sleep(1) from pg_class", "select 1 where $1"]) {
      const limited = settingsStatement([
        ["role", "service_role"],
        ["statement_timeout", "50ms"],
      ]);
      await single.transaction([settings, limited, { sql, values: [] }]).catch(() => {});
      expect(await state([])).toEqual(["authenticator", "", "8s", "off"]);
    }
    await single.close();
  });

  test("prepares a statement again whose preparation failed", async () => {
    await expect(text("select * from not_yet")).rejects.toMatchObject({ code: "42P01" });
    await text("create table not_yet (value int)");
    expect(await text("select * from not_yet")).toEqual([]);
  });

  test("calls that wait for a lock keep the others waiting no longer than a moment", async () => {
    const small = new WirePool(database.postgresUrl, 1, 2);
    const order: string[] = [];
    const call = (name: string, sql: string) => small.transaction([{ sql, values: [] }]).then(() => order.push(name));
    await Promise.all([call("waits", "select pg_sleep(2)"), call("first", "select 1"), call("second", "select 1")]);
    expect(order).toEqual(["first", "second", "waits"]);
    await small.close();
  });

  test("calls that are answered soon share the connections that are to be at work", async () => {
    const small = new WirePool(database.postgresUrl, 1, 2);
    const pid = async () => String((await small.transaction([{ sql: "select pg_backend_pid()", values: [] }]))[0]?.[0]);
    await pid();
    expect(new Set(await Promise.all([pid(), pid(), pid()])).size).toBe(1);
    await small.close();
  });

  test("ends a wait for a free connection when the pool closes", async () => {
    const small = new WirePool(database.postgresUrl, 1);
    await small.transaction([{ sql: "select 1", values: [] }]);
    const slow = small.transaction([{ sql: "select pg_sleep(0.2)", values: [] }]);
    const late = small.transaction([{ sql: "select 1", values: [] }]);
    await small.close();
    await expect(late).rejects.toThrow(PoolTimeoutError);
    await slow;
  });
});

describe("a server that cannot be used", () => {
  test("is a ConnectError: nobody listens, wrong password, no such database", async () => {
    const [port] = (await freePorts(1)) as [number];
    const wrongPassword = new URL(database.postgresUrl);
    wrongPassword.password = "wrong";
    const noDatabase = new URL(database.postgresUrl);
    noDatabase.pathname = "/missing";
    for (const url of [`postgresql://postgres:x@127.0.0.1:${port}/postgres`, `${wrongPassword}`, `${noDatabase}`]) {
      const broken = new WirePool(url, 1);
      await expect(broken.transaction([{ sql: "select 1", values: [] }])).rejects.toThrow(ConnectError);
      await broken.close();
    }
  });
});

test("REST says 503 while there is no database, and is ready as soon as there is one", async () => {
  const [port] = (await freePorts(1)) as [number];
  const rest = createRest({
    authenticatorUrl: database.authenticatorUrl.replace(`:${database.port}/`, `:${port}/`),
    schemas: ["public"],
    liteUrl: `http://127.0.0.1:${port}`,
    internalJwtSecret: "unused",
    maxBodyBytes: 1_000,
  });
  const caller = { role: "anon", claims: { role: "anon" }, clientIp: "127.0.0.1", requestId: "test" } as const;
  const server = createServer((request, response) => rest.handle(request, response, caller)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const call = () => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/rest/v1/rpc/anything`);
  const ready = rest.ready();
  const response = await call();
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(await response.json()).toMatchObject({ code: "PGRST002" });

  const clients = new Set<Socket>();
  const path = createTcpServer((client) => {
    clients.add(client);
    const upstream = connect(database.port, "127.0.0.1");
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
  }).listen(port, "127.0.0.1");
  await ready;
  expect((await call()).status).toBe(404);

  path.close();
  for (const client of clients) client.destroy();
  await expect(rest.ready()).rejects.toThrow();
  server.close();
  await rest.close();
}, 15_000);

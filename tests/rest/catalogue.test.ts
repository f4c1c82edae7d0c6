import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest({ withLite: false });
}, 30_000);
afterAll(() => rest?.stop());

const call = async (name: string) => {
  const response = await fetch(`${rest.restUrl}/rpc/${name}`, { method: "POST" });
  return { status: response.status, body: await response.json() };
};

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await check();
    } catch (error) {
      if (attempt === 60) throw error;
      await sleep(50);
    }
  }
}

test("a changed function is called as it is now, after notify pgrst", async () => {
  await rest.owner`create function public.changing() returns int language sql return 1`;
  await rest.owner`notify pgrst, 'reload schema'`;
  await eventually(async () => expect(await call("changing")).toEqual({ status: 200, body: 1 }));
  await rest.owner
    .unsafe(`drop function public.changing();
    create function public.changing() returns setof text language sql begin atomic select 'one'; end`)
    .simple();
  await rest.owner`notify pgrst, 'reload schema'`;
  await eventually(async () => expect(await call("changing")).toEqual({ status: 200, body: ["one"] }));
});

test("changes are still heard after the listening connection was lost", async () => {
  await rest.owner`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'`;
  await sleep(300);
  await rest.owner`create function public.after_loss() returns int language sql return 2`;
  await rest.owner`notify pgrst, 'reload schema'`;
  await eventually(async () => expect(await call("after_loss")).toEqual({ status: 200, body: 2 }));
});

test("a new function is called at once, because the platform announces every change", async () => {
  await rest.owner`create function public.announced() returns int language sql return 4`;
  await eventually(async () => expect(await call("announced")).toEqual({ status: 200, body: 4 }));
});

test("without an announcement an unknown function is looked up again, but not at every call", async () => {
  await withConnection(rest.database.adminUrl, (admin) => admin`alter event trigger pgrst_ddl_watch disable`);
  await sleep(1_000); // the interval between two looks
  expect((await call("no_such_function")).status).toBe(404);
  await rest.owner`create function public.unannounced() returns int language sql return 3`;
  expect((await call("unannounced")).status).toBe(404);
  await eventually(async () => expect(await call("unannounced")).toEqual({ status: 200, body: 3 }));
});

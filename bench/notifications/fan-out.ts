/**
 * A scheduled notification for everybody, with a phone each, while the worker and Postgres are killed: how long it takes, who is left out, who is told twice.
 * Run: node bench/notifications/fan-out.ts [people] [people between two kills; 0 kills nothing] [every how many-th has a phone; 0 nobody]
 */
import postgres from "postgres";
import { EmbeddedStack } from "../../tests/support/embedded-stack.ts";
import { makeAudience, surviveKills, tellEverybody } from "../../tests/support/fan-out.ts";
import { startFcm } from "../../tests/support/push/provider-servers.ts";

const people = Number(process.argv[2] ?? 100_000);
const step = Number(process.argv[3] ?? 20_000);
const phones = Number(process.argv[4] ?? 1);

const fcm = await startFcm();
// Durable, as `npm start` runs it.
const stack = await EmbeddedStack.make({
  environment: { PLAZA_DB_SETTINGS: "", FCM_SERVICE_ACCOUNT: JSON.stringify(fcm.account), FCM_URL: fcm.url },
});
try {
  await stack.start();
  const sql = postgres(stack.values.DB_URL, { max: 2, onnotice: () => {} });
  const admin = await makeAudience(sql, people, phones);
  console.log(`${people} people are there`);
  const schedule = await tellEverybody(sql, admin);
  console.log(
    await surviveKills(stack, sql, schedule, step || Number.POSITIVE_INFINITY, fcm.requests, {
      onKill: (done) => console.log(`${done}, a kill`),
    }),
  );
  await sql.end();
} finally {
  await stack.discard();
  await fcm.close();
}

import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import type { EmbeddedStack } from "../support/embedded-stack.ts";
import type { Random } from "./random.ts";

/** `sql`: as the superuser. */
type Trouble = (stack: EmbeddedStack, sql: Sql) => Promise<void>;

/** A part ends at once, in the midst of whatever it does. */
const killed =
  (part: string): Trouble =>
  async (stack) => {
    signal(stack, part, "SIGKILL");
  };

/** A part hears and says nothing for a while, as behind a network that stalls, and then goes on where it was. */
const frozen =
  (part: string, ms = 1_500): Trouble =>
  async (stack) => {
    const pid = signal(stack, part, "SIGSTOP");
    await sleep(ms);
    if (pid) process.kill(pid, "SIGCONT");
  };

/** The process that was sent it, unless the part is being started at that moment. */
function signal(stack: EmbeddedStack, part: string, name: NodeJS.Signals): number | undefined {
  const pid = stack.processes.parts[part];
  try {
    if (pid) process.kill(pid, name);
    return pid;
  } catch {
    return undefined;
  }
}

export const troubles: Record<string, Trouble> = {
  "kill of the worker": killed("worker"),
  "kill of Postgres": killed("postgres"),
  "kill of Realtime": killed("realtime"),
  "kill of the gateway": killed("gateway"),
  "kill of REST": killed("rest"),
  "kill of S3": killed("s3"),
  "kill of matchmaking": killed("functions/matchmaking"),
  "kill of media": killed("functions/media"),
  "frozen worker": frozen("worker"),
  "frozen Realtime": frozen("realtime"),
  "frozen REST": frozen("rest"),
  "frozen S3": frozen("s3"),
  // No new connection is answered; those that there are go on.
  "frozen postmaster": frozen("postgres"),
  // All that is under way in the database is undone, and everybody has to connect anew; Realtime's slot, a temporary one, is lost with it.
  "cut connections": async (_stack, sql) => {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and backend_type in ('client backend', 'walsender')`;
  },
  // As of the next release: it waits for no more than a second for what is under way, and tries again.
  migration: async (_stack, sql) => {
    const migrate = (statement: string) =>
      sql.begin(async (transaction) => {
        await transaction`set local lock_timeout = '1s'`;
        await transaction.unsafe(statement);
      });
    await migrate("alter table public.posts add column if not exists of_the_next_release int not null default 0");
    await migrate("alter table private.messages add column if not exists of_the_next_release text");
    await migrate("alter table public.posts drop column of_the_next_release");
    await migrate("alter table private.messages drop column of_the_next_release");
  },
};

/** One trouble after the other until then, in the order that the seed gives, each at least once if there is time. Returns which there were. */
export async function trouble(stack: EmbeddedStack, random: Random, until: number): Promise<string[]> {
  const sql = postgres(stack.superuserUrl, { max: 1, onnotice: () => {} });
  const met: string[] = [];
  let left: string[] = [];
  while (Date.now() < until) {
    if (left.length === 0) left = Object.keys(troubles);
    const name = left.splice(random.below(left.length), 1)[0] as string;
    // Postgres itself may be away.
    await troubles[name]?.(stack, sql).then(
      () => met.push(name),
      (error) => console.log(`faults: no ${name}: ${error}`),
    );
    await sleep(900 + random.below(900));
  }
  await sql.end({ timeout: 5 });
  return met;
}

import { randomUUID } from "node:crypto";
import postgres, { type TransactionSql } from "postgres";
import type { Database } from "./database.ts";
import type { Identity } from "./identity.ts";
import { Refusal } from "./refusal.ts";

/** What the policies on `realtime.messages` tell apart: they test the column `extension`. */
export type Extension = "broadcast" | "presence";

export type Permissions = Record<Extension, boolean>;

/** Who asks, and about which topic (without the client's `realtime:` prefix). */
export interface Question {
  identity: Identity;
  topic: string;
  /** Request headers as JSON, which policies see in `request.headers`. */
  headers: string;
}

class Answer extends Error {
  readonly permissions: Permissions;

  constructor(permissions: Permissions) {
    super();
    this.permissions = permissions;
  }
}

/** Runs a probe in a transaction that is always rolled back: the answer leaves it as an exception. */
async function probe(database: Database, work: (transaction: TransactionSql) => Promise<Permissions>) {
  try {
    await database.run((sql) =>
      sql.begin(async (transaction) => {
        throw new Answer(await work(transaction));
      }),
    );
  } catch (error) {
    if (error instanceof Answer) return error.permissions;
    if (error instanceof Refusal) throw error;
  }
  // A policy that raises, or a role that does not exist, allows nothing.
  return { broadcast: false, presence: false };
}

function become(transaction: TransactionSql, { identity, topic, headers }: Question) {
  return transaction`
    select
      set_config('role', ${identity.role}, true),
      set_config('realtime.topic', ${topic}, true),
      set_config('request.jwt.claims', ${identity.claims}, true),
      set_config('request.jwt.claim.sub', ${identity.subject}, true),
      set_config('request.jwt.claim.role', ${identity.role}, true),
      set_config('request.headers', ${headers}, true)`;
}

/**
 * Whether the client may read each extension: may it see a row of that kind on this topic?
 * @throws Refusal if the database cannot be asked.
 */
export function readPermissions(database: Database, question: Question, extensions: Extension[]): Promise<Permissions> {
  return probe(database, async (transaction) => {
    const rows = extensions.map((extension) => ({ id: randomUUID(), topic: question.topic, extension }));
    const ids = rows.map((row) => row.id);
    // The three are sent at once; the server works through them in order.
    const [, , visible] = await Promise.all([
      transaction`insert into realtime.messages ${transaction(rows)}`,
      become(transaction, question),
      transaction<{ extension: Extension }[]>`
        select extension from realtime.messages where id = any(${ids}::uuid[]) and inserted_at = now()::timestamp`,
    ]);
    const readable = new Set(visible.map((row) => row.extension));
    return { broadcast: readable.has("broadcast"), presence: readable.has("presence") };
  });
}

/**
 * Whether the client may write one extension: would a row of that kind pass on this topic?
 * @throws Refusal if the database cannot be asked.
 */
export async function mayWrite(database: Database, question: Question, extension: Extension): Promise<boolean> {
  const permissions = await probe(database, async (transaction) => {
    const insertion = Promise.all([
      become(transaction, question),
      transaction`insert into realtime.messages (topic, extension) values (${question.topic}, ${extension})`,
    ]);
    const allowed = await insertion.then(
      () => true,
      (error) => {
        if (error instanceof postgres.PostgresError && error.code === "42501") return false;
        throw error;
      },
    );
    return { broadcast: allowed, presence: allowed };
  });
  return permissions[extension];
}

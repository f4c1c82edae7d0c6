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

const permissionsOf = (readable: Iterable<Extension> | undefined): Permissions => {
  const extensions = new Set(readable);
  return { broadcast: extensions.has("broadcast"), presence: extensions.has("presence") };
};

/**
 * Whether the client may read each extension: may it see a row of that kind on this topic?
 * @throws Refusal if the database cannot be asked.
 */
export async function readPermissions(
  database: Database,
  { identity: { role, claims, subject }, headers, topic }: Question,
  extensions: Extension[],
): Promise<Permissions> {
  const rows = await orNothing(
    database.run(
      (sql) => sql<{ readable: Extension[] }[]>`
        select realtime.readable(${role}, ${claims}, ${subject}, ${headers}, ${topic}, ${extensions}) as readable`,
    ),
  );
  return permissionsOf(rows[0]?.readable);
}

/**
 * What each of many clients may read, in one statement: half the time that one for each takes.
 * @throws Refusal if the database cannot be asked, and what a policy raises: it takes the other answers along.
 */
export async function readPermissionsOfAll(
  database: Database,
  questions: (Question & { extensions: Extension[] })[],
): Promise<Permissions[]> {
  const asked = questions.map(({ identity, ...question }) => ({ ...identity, ...question }));
  // One row, which comes when all is known: a statement that fails behind its first row leaves a hole in the next answer on its connection (postgres 3.4.9).
  const [row] = await database.run(
    (sql) => sql<{ readable: Extension[][] }[]>`
      select jsonb_agg(realtime.readable(role, claims, subject, headers, topic, extensions) order by number) as readable
      from rows from (jsonb_to_recordset(${sql.json(asked)})
        as (role text, claims text, subject text, headers text, topic text, extensions text[]))
        with ordinality as asked (role, claims, subject, headers, topic, extensions, number)`,
  );
  return (row?.readable ?? []).map(permissionsOf);
}

/**
 * Whether the client may write one extension: would a row of that kind pass on this topic? Policies also see
 * the key under which it wants to be present, in `realtime.presence_key`: Supabase's Realtime does not tell.
 * @throws Refusal if the database cannot be asked.
 */
export async function mayWrite(
  database: Database,
  { identity: { role, claims, subject }, headers, topic }: Question,
  extension: Extension,
  presenceKey = "",
): Promise<boolean> {
  const rows = await orNothing(
    database.run(
      (sql) => sql<{ writable: boolean }[]>`
        select realtime.writable(${role}, ${claims}, ${subject}, ${headers}, ${topic}, ${extension}) as writable
        from set_config('realtime.presence_key', ${presenceKey}, true)`,
    ),
  );
  return rows[0]?.writable ?? false;
}

/** A policy that raises, or a role that does not exist, allows nothing. */
function orNothing<Row>(asked: Promise<Row[]>): Promise<Row[]> {
  return asked.catch((error) => {
    if (error instanceof Refusal) throw error;
    return [];
  });
}

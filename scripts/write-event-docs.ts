import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../", import.meta.url));

/** Whom and what a line of the log is about: the words of the comment of the function that writes it. */
type Fields = Partial<Record<"actor" | "subject" | "target" | "details", string>>;

export interface SqlFunction {
  name: string;
  /** The kinds of each place where its body writes into private.engagement. */
  writes: string[][];
  /** The kinds that its comment promises. */
  promises: Map<string, Fields>;
  /** The kinds that it picks out of the log. */
  reads: string[];
}

const kindsIn = (text: string) => [...text.matchAll(/'([a-z_]+)'/g)].map(([, kind]) => kind as string);

/** What stands before the first comma that is not in brackets: a `case` has no other. */
function firstArgument(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && depth-- === 0) return text.slice(0, at);
    else if (text[at] === "," && depth === 0) return text.slice(0, at);
  }
  return text;
}

/** The kinds of each write into the log. */
function writesIn(body: string): string[][] {
  const writes = /private\.emit\(|insert into private\.engagement \([^)]*\)\s+(?:select |values \()/g;
  return [...body.matchAll(writes)].map(({ index, 0: start }) =>
    kindsIn(firstArgument(body.slice(index + start.length))),
  );
}

/** "Emits follow or follow_request (subject: the followee) and post (target: the post)." */
export function promised(comment: string): Map<string, Fields> {
  const promises = new Map<string, Fields>();
  const names = "[a-z_]+(?:(?:,| or| and) [a-z_]+)*";
  for (const [, sentence] of comment
    .replace(/\s+/g, " ")
    .matchAll(new RegExp(String.raw`Emits ((?:${names} \([^)]*\)(?:,? (?:and |or )?)?)+)`, "g"))) {
    for (const [, kinds, fields] of (sentence as string).matchAll(
      new RegExp(String.raw`(?:^|(?<=\) )|(?<=, ))(?:and |or )?(${names}) \(([^)]*)\)`, "g"),
    )) {
      const parts = (fields as string).split(/(?:^|, )(actor|subject|target|details): /).slice(1);
      const told: Fields = {};
      for (let at = 0; at < parts.length; at += 2) told[parts[at] as keyof Fields] = parts[at + 1] as string;
      for (const kind of (kinds as string).split(/,? (?:or|and) |, /)) promises.set(kind, told);
    }
  }
  return promises;
}

/** The kinds that a function which reads between two places tells apart. */
function read(body: string): string[] {
  if (!/from private\.engagement\b[^;]*transaction_id >=/.test(body)) return [];
  const listed = [...body.matchAll(/\bkind (?:=|in) (\([^)]*\)|'[a-z_]+')/g)].flatMap(([, kinds]) =>
    kindsIn(kinds as string),
  );
  const cases = /\bcase (?:[a-z_]+\.)?kind\b/.test(body) ? [...body.matchAll(/\bwhen '([a-z_]+)' then/g)] : [];
  return [...new Set([...listed, ...cases.map(([, kind]) => kind as string)])];
}

export const schemaText = () =>
  globSync("sql/**/*.sql", { cwd: project })
    .sort()
    .map((path) => readFileSync(`${project}${path}`, "utf8"))
    .join("\n");

/** Every function of `sql/` that writes into the log or reads it. */
export function functionsOfTheLog(text = schemaText()): SqlFunction[] {
  const comments = new Map(
    [...text.matchAll(/^comment on function ([a-z_.]+)(?:\([^)]*\))? is\s+'((?:[^']|'')*)';/gm)].map(
      ([, name, comment]) => [name as string, (comment as string).replaceAll("''", "'")],
    ),
  );
  return [...text.matchAll(/^create function ([a-z_.]+)\(.*?\nas \$\$(.*?)\$\$;/gms)]
    .map(([, name, body]) => ({
      name: name as string,
      writes: writesIn(body as string),
      promises: promised(comments.get(name as string) ?? ""),
      reads: read(body as string),
    }))
    .filter(({ writes, promises, reads }) => writes.length + promises.size + reads.length > 0);
}

/** docs/events.md, written from the comments of the functions that emit. */
export function eventDocs(functions = functionsOfTheLog()): string {
  const kinds = new Map<string, { fields: Fields; writers: string[]; readers: string[] }>();
  for (const { name, promises } of functions) {
    for (const [kind, fields] of promises) {
      const known = kinds.get(kind) ?? { fields, writers: [], readers: [] };
      kinds.set(kind, known);
      known.writers.push(name);
    }
  }
  for (const { name, reads } of functions) for (const kind of reads) kinds.get(kind)?.readers.push(name);
  const code = (names: string[]) => names.map((name) => `\`${name.replace("private.", "")}\``).join(", ");
  const rows = [...kinds]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([kind, { fields, writers, readers }]) =>
        `| \`${kind}\` | ${fields.subject ?? ""} | ${fields.target ?? ""} | ${fields.details ? `\`${fields.details}\`` : ""} | ${code(writers)} | ${code(readers)} |`,
    );
  return `# Events

What people do is a line in \`private.engagement\`, written in the transaction of the deed (\`sql/00_platform/engagement.sql\`).
Counters, search, notifications and analytics read the log, so nobody who writes has to know who listens. A reader is a
function that calls \`private.begin_reading\` and \`private.finish_reading\`, and a line in \`media-worker/queues/readers.ts\`,
by which it is called about once a second. Lines are kept for 30 days, and until every reader has read them.

\`actor_id\` is who did it (of \`connection_accept\`: the addressee), \`subject_id\` whom it concerns.

Written by \`npm run docs:events\` from the comments of the functions that emit.

| kind | subject | target | details | emitted by | read by |
|---|---|---|---|---|---|
${rows.join("\n")}
`;
}

if (import.meta.main) writeFileSync(`${project}docs/events.md`, eventDocs());

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventDocs, functionsOfTheLog, schemaText } from "../../scripts/write-event-docs.ts";

const functions = functionsOfTheLog();
const kindsOf = ({ writes }: { writes: string[][] }) => [...new Set(writes.flat())].sort();
const kindsEmitted = functions.flatMap(kindsOf);

test("a function that emits an event says so in its comment, and one that says so emits it", () => {
  expect(kindsEmitted.length).toBeGreaterThan(30);
  for (const { name, writes, promises } of functions) {
    expect({ name, kinds: [...promises.keys()].sort() }).toEqual({ name, kinds: kindsOf({ writes }) });
  }
});

test("every write into the log was understood by this test", () => {
  // But for private.emit itself.
  const written = schemaText().match(
    /(?<!create function )private\.emit\(|insert into private\.engagement \((?!.*\n {2}values \(emit\.)/g,
  );
  const understood = functions.flatMap(({ writes }) => writes.filter((kinds) => kinds.length > 0));
  expect(understood).toHaveLength(written?.length ?? 0);
});

test("a kind has one meaning, whoever emits it", () => {
  const meanings = new Map<string, unknown>();
  for (const { name, promises } of functions) {
    for (const [kind, fields] of promises) {
      if (meanings.has(kind)) expect({ kind, name, fields }).toEqual({ kind, name, fields: meanings.get(kind) });
      meanings.set(kind, fields);
    }
  }
});

test("every kind that a reader of the log picks out is emitted by somebody", () => {
  const readers = functions.filter(({ reads }) => reads.length > 0);
  expect(readers.map(({ name }) => name)).toContain("private.index_messages");
  for (const { name, reads } of readers) {
    expect({ name, unknown: reads.filter((kind) => !kindsEmitted.includes(kind)) }).toEqual({ name, unknown: [] });
  }
});

test("docs/events.md is written from the comments", () => {
  const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
  expect(page, 'run "npm run docs:events"').toBe(eventDocs());
});

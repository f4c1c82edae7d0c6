import type { ScheduledQueue } from "../queue.ts";
import { type Judged, learn } from "../scorer/learn.ts";

interface Row {
  kind: string;
  weights: Uint8Array;
  scale: number;
  bias: number;
  threshold: number;
  tests: { harmful: boolean; slots: string }[];
}

/** What moderators have decided moves the weights that texts are scored by. */
export const trainScorers: ScheduledQueue = {
  name: "train-scorers",
  cron: "29 4 * * *",
  async handle({ sql, say }) {
    const lessons = await sql<(Judged & { kind: string })[]>`select kind, slots, harmful from private.scorer_lessons()`;
    for (const row of await sql<Row[]>`select * from private.scorers_to_train()`) {
      const own = lessons.filter(({ kind }) => kind === row.kind);
      const shipped = { bytes: Uint8Array.from(row.weights), scale: row.scale, bias: row.bias };
      const tests = row.tests.map(({ harmful, slots }) => ({ harmful, slots: unpacked(slots) }));
      const learnt = learn(shipped, row.threshold, own, tests);
      if (learnt) await sql`select private.store_learnt_weights(${row.kind}, ${Buffer.from(learnt)}, ${own.length})`;
      say("trained a scorer", { kind: row.kind, lessons: own.length, taken: learnt !== undefined });
    }
  },
};

/** As scripts/train-scorers.ts packs them: two bytes a slot. */
function unpacked(slots: string): number[] {
  const bytes = Buffer.from(slots, "base64");
  return Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readUInt16BE(2 * n));
}

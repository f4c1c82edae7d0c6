import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { brokenMatches, makeCrowd } from "../../support/crowd.ts";
import { connectDatabase } from "../../support/database.ts";
import { newCircle } from "../../support/matchmaking.ts";
import { eventually } from "../../support/rpc.ts";
import { signToken } from "../../support/sign-token.ts";

const sql = connectDatabase();
const people = 1_000;

for (const mode of ["compatible", "random"]) {
  test(`a thousand who join at once (${mode}) are each with one other person`, async () => {
    const crowd = await makeCrowd(sql, people, signToken);
    const ids = crowd.map(({ id }) => id);
    const { languages } = newCircle();
    const begun = performance.now();
    const answers = await Promise.all(
      crowd.map(({ token }) => callFunction("matchmaking/join", { token, body: { mode, languages } })),
    );
    const took = performance.now() - begun;
    expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body)).toEqual([]);
    const atOnce = answers.filter(({ body }) => body.status !== "searching").length;
    console.log(`${people} joins (${mode}) took ${Math.round(took)} ms; ${atOnce} had somebody with the answer`);

    // Whoever was being claimed at that moment is paired by a sweep: nobody is left over.
    const pairsOf = () => sql<{ low_id: string; high_id: string }[]>`
      select low_id, high_id from private.match_proposals where low_id = any (${ids}::uuid[]) or high_id = any (${ids}::uuid[])`;
    const pairs = await eventually(pairsOf, ({ length }) => length === people / 2);
    expect(new Set(pairs.flatMap(({ low_id, high_id }) => [low_id, high_id])).size).toBe(people);
    expect(pairs.filter(({ low_id, high_id }) => low_id === high_id)).toEqual([]);
    expect(await brokenMatches(sql)).toEqual([]);
    if (mode === "random") {
      const members = await sql`
        select user_id from private.conversation_members where user_id = any (${ids}::uuid[]) group by 1 having count(*) <> 1`;
      expect(members).toEqual([]);
    }
  });
}

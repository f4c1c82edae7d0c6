import { authenticate } from "../_shared/access-token.ts";
import { edgeFunction } from "../_shared/app.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { readBody } from "../_shared/body.ts";
import { sql } from "../_shared/database.ts";
import { joinBody, reportBody, respondBody, skipBody } from "./bodies.ts";
import { matchNow } from "./match-now.ts";

/** The edge function `matchmaking`: who looks for whom. Its calls are listed in docs/api.md. */
export const app = edgeFunction("matchmaking", 16 * 1024);

app.post("/join", async (context) => {
  const identity = await authenticate(context);
  const wishes = await readBody(context, joinBody);
  await asCaller(
    identity,
    sql`private.join_matching(${wishes.mode}, ${wishes.intent ?? null}, ${wishes.interests ?? null}, ${wishes.genders ?? null},
      ${wishes.age_min ?? null}, ${wishes.age_max ?? null}, ${wishes.max_distance_km ?? null}, ${wishes.languages ?? null})`,
  );
  return context.json(await matchNow(identity));
});

app.get("/status", async (context) =>
  context.json(await asCaller<Record<string, unknown>>(await authenticate(context), sql`private.get_match()`)),
);

app.post("/leave", async (context) => {
  await asCaller(await authenticate(context), sql`private.leave_matching()`);
  return context.body(null, 204);
});

app.post("/respond", async (context) => {
  const identity = await authenticate(context);
  const { proposal_id, accept } = await readBody(context, respondBody);
  const answer = sql`private.respond_to_match(${proposal_id}, ${accept})`;
  return context.json(await asCaller<Record<string, unknown>>(identity, answer));
});

app.post("/skip", async (context) => {
  const identity = await authenticate(context);
  const { conversation_id, interests, languages } = await readBody(context, skipBody);
  await asCaller(identity, sql`private.skip_stranger(${conversation_id}, ${interests ?? null}, ${languages ?? null})`);
  return context.json(await matchNow(identity));
});

app.post("/report", async (context) => {
  const identity = await authenticate(context);
  const { conversation_id, reason, note } = await readBody(context, reportBody);
  await asCaller(identity, sql`private.report_stranger(${conversation_id}, ${reason}, ${note ?? null})`);
  return context.body(null, 204);
});

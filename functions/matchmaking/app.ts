import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { z } from "zod";
import { authenticate } from "../_shared/access-token.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { readBody } from "../_shared/body.ts";
import { ApiError, answerError, answerNotFound } from "../_shared/errors.ts";
import { matchNow } from "./match-now.ts";

const slugs = z.array(z.string().max(40)).max(50);
const languages = z.array(z.string().max(35)).max(10);

const joinBody = z.strictObject({
  mode: z.enum(["compatible", "random"]),
  intent: z.enum(["dating", "friendship"]).optional(),
  interests: slugs.optional(),
  genders: z.array(z.enum(["female", "male", "nonbinary", "other"])).max(4).optional(),
  age_min: z.int().min(13).max(120).optional(),
  age_max: z.int().min(13).max(120).optional(),
  max_distance_km: z.int().min(1).max(20_000).optional(),
  languages: languages.optional(),
});
const respondBody = z.strictObject({ proposal_id: z.uuid(), accept: z.boolean() });
const skipBody = z.strictObject({
  conversation_id: z.uuid(),
  interests: slugs.optional(),
  languages: languages.optional(),
});
const reportBody = z.strictObject({
  conversation_id: z.uuid(),
  reason: z.string().max(40),
  note: z.string().max(1000).optional(),
});

/** The edge function `matchmaking`: who looks for whom. Its calls are listed in docs/api.md. */
export const app = new Hono().basePath("/matchmaking");

app.onError(answerError);
app.notFound(answerNotFound);
// Any origin: the token decides, never a cookie.
app.use(cors({ origin: "*", exposeHeaders: ["retry-after", "x-request-id"], maxAge: 86_400 }));
app.use(
  bodyLimit({
    maxSize: 16 * 1024,
    onError: () => {
      throw new ApiError("BODY_TOO_LARGE");
    },
  }),
);

app.post("/join", async (context) => {
  const identity = await authenticate(context);
  const wishes = await readBody(context, joinBody);
  await asCaller(
    identity,
    (sql) => sql`
      select private.join_matching(${wishes.mode}, ${wishes.intent ?? null}, ${wishes.interests ?? null}, ${wishes.genders ?? null},
        ${wishes.age_min ?? null}, ${wishes.age_max ?? null}, ${wishes.max_distance_km ?? null}, ${wishes.languages ?? null})`,
  );
  return context.json(await matchNow(identity));
});

app.get("/status", async (context) => {
  const [row] = await asCaller(await authenticate(context), (sql) => sql`select private.get_match() as status`);
  return context.json(row?.status);
});

app.post("/leave", async (context) => {
  await asCaller(await authenticate(context), (sql) => sql`select private.leave_matching()`);
  return context.body(null, 204);
});

app.post("/respond", async (context) => {
  const identity = await authenticate(context);
  const { proposal_id, accept } = await readBody(context, respondBody);
  const [row] = await asCaller(
    identity,
    (sql) => sql`select private.respond_to_match(${proposal_id}, ${accept}) as answer`,
  );
  return context.json(row?.answer);
});

app.post("/skip", async (context) => {
  const identity = await authenticate(context);
  const { conversation_id, interests, languages } = await readBody(context, skipBody);
  await asCaller(
    identity,
    (sql) => sql`select private.skip_stranger(${conversation_id}, ${interests ?? null}, ${languages ?? null})`,
  );
  return context.json(await matchNow(identity));
});

app.post("/report", async (context) => {
  const identity = await authenticate(context);
  const { conversation_id, reason, note } = await readBody(context, reportBody);
  await asCaller(
    identity,
    (sql) => sql`select private.report_stranger(${conversation_id}, ${reason}, ${note ?? null})`,
  );
  return context.body(null, 204);
});

import { expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { phonePhoto } from "../../support/media/files.ts";
import { getMedia, share } from "../../support/media/uploads.ts";
import { newPerson, registration } from "../../support/people.ts";
import { refusal } from "../../support/rpc.ts";
import { newModerator } from "../../support/sessions.ts";

const sql = connectDatabase();
const statement = "I am the writer of a book that everybody knows.";

test("a moderator grants the badge, once", async () => {
  const [author, moderator] = [await newPerson(), await newModerator(sql)];
  const { data: asked } = await author.client.rpc("request_verification", { statement });
  const request_id = (asked as { id: string }).id;
  const { data: queue } = await moderator.client
    .from("verification_requests")
    .select("id, statement")
    .eq("id", request_id);
  expect(queue).toEqual([{ id: request_id, statement }]);

  const decisions = await Promise.all(
    [1, 2, 3].map(() => moderator.client.rpc("review_verification", { request_id, approve: true })),
  );
  expect(decisions.map(({ status }) => status)).toEqual([200, 200, 200]);
  const { data: profile } = await author.client.rpc("get_profile", { user_id: author.id });
  expect((profile as { verified_at: string }).verified_at).toEqual(expect.any(String));
  const { data: own } = await author.client.from("verification_requests").select("status");
  expect(own).toEqual([{ status: "approved" }]);
  expect((await refusal(moderator, "review_verification", { request_id, approve: false })).code).toBe(
    "VERIFICATION_DECIDED",
  );
});

test("nobody takes a username that looks like that of somebody with the badge", async () => {
  const [star, other, moderator] = [await newPerson(), await newPerson(), await newModerator(sql)];
  const username = `il${star.username.slice(0, 20)}`;
  await star.client.rpc("update_profile", { changes: { username } });
  const { data: asked } = await star.client.rpc("request_verification", { statement });
  await moderator.client.rpc("review_verification", { request_id: (asked as { id: string }).id, approve: true });

  const lookalike = username.replace("il", "1_I").toLowerCase();
  const registered = await callFunction("auth/register", { body: registration({ username: lookalike }) });
  expect({ status: registered.status, code: registered.body.code }).toEqual({ status: 422, code: "USERNAME_RESERVED" });
  expect(await refusal(other, "update_profile", { changes: { username: lookalike } })).toEqual({
    status: 422,
    code: "USERNAME_RESERVED",
  });
  const { body } = await callFunction("auth/username-available", { body: { username: lookalike } });
  expect(body.available).toBe(false);

  // Their own look-alike they may have, and lose the badge by it: then it is free to others again.
  expect((await star.client.rpc("update_profile", { changes: { username: lookalike } })).error).toBeNull();
  expect((await other.client.rpc("update_profile", { changes: { username } })).error).toBeNull();
});

test("parallel requests make one", async () => {
  const { id, client } = await newPerson();
  await Promise.all([1, 2, 3, 4].map(() => client.rpc("request_verification", { statement })));
  expect(await sql`select from public.verification_requests where profile_id = ${id}`).toHaveLength(1);
});

test("others neither see nor decide requests", async () => {
  const [author, other] = [await newPerson(), await newPerson()];
  const { data: asked } = await author.client.rpc("request_verification", { statement });
  const request_id = (asked as { id: string }).id;
  expect((await other.client.from("verification_requests").select("id")).data).toEqual([]);
  expect(await refusal(other, "review_verification", { request_id, approve: true })).toEqual({
    status: 403,
    code: "NOT_ALLOWED",
  });
});

test("proof is for moderators alone, without a lasting address, and goes with the decision", async () => {
  const [author, other, moderator] = [await newPerson(), await newPerson(), await newModerator(sql)];
  const { id, variants } = await share(author, await phonePhoto(), "image/jpeg", "verification");
  const link = new URL(variants[0]?.url ?? "");
  expect((await fetch(link)).status).toBe(200);
  link.search = "";
  expect((await fetch(link)).status).toBe(403);
  expect(await refusal(other, "request_verification", { statement, media_ids: [id] })).toEqual({
    status: 422,
    code: "INVALID_VERIFICATION",
  });

  const { data: asked } = await author.client.rpc("request_verification", { statement, media_ids: [id] });
  expect((await getMedia(other, id)).status).toBe(404);
  expect((await getMedia(moderator, id)).status).toBe(200);
  const request_id = (asked as { id: string }).id;
  await moderator.client.rpc("review_verification", { request_id, approve: false });
  expect((await getMedia(author, id)).status).toBe(404);
});

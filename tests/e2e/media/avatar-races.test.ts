import { beforeEach, expect, test } from "vitest";
import { callFunction } from "../../support/clients.ts";
import { connectDatabase } from "../../support/database.ts";
import { whileWaiting } from "../../support/held-locks.ts";
import { newPerson, type Person } from "../../support/people.ts";

const sql = connectDatabase();
let robin: Person;
let picture: string;

beforeEach(async () => {
  robin = await newPerson();
  // As the worker has it under its hands: nobody sends it a job for this one.
  const row = {
    owner_id: robin.id,
    purpose: "avatar",
    kind: "image",
    content_type: "image/png",
    byte_size: 1,
    status: "processing",
    expires_at: new Date(),
    completed_at: new Date(),
    etag: '"x"',
    attempt: 1,
  };
  const [made] = await sql`insert into private.media ${sql(row)} returning id`;
  picture = made?.id;
});

const remove = async (path: string) =>
  (await callFunction(`media/${path}`, { method: "DELETE", token: robin.session.access_token })).status;

const finish = async () => {
  const result = { width: 1, height: 1, blurhash: "x", variants: [] };
  const [row] = await sql`select private.finish_media(${picture}, 1, ${sql.json(result)}) as is_shown`;
  return row?.is_shown as boolean;
};

const left = async () => ({
  media: (await sql`select from private.media where owner_id = ${robin.id}`).length,
  avatar: (await sql`select avatar from public.profiles where id = ${robin.id}`)[0]?.avatar ?? null,
});

test.each<[string, () => Promise<unknown>, unknown]>([
  ["the worker finishes a picture", finish, false],
  ["somebody takes their picture away", () => remove("avatar"), 204],
  ["somebody deletes the medium by its name", () => remove(picture), 204],
])(
  "%s while the profile and then its pictures are taken, as a deletion does: nobody waits in a circle",
  async (_, deed, expected) => {
    const answer = await whileWaiting(
      sql,
      (session) => session`select from public.profiles where id = ${robin.id} for update`,
      deed,
      (session) => session`delete from private.media where owner_id = ${robin.id}`,
    );
    expect(answer).toBe(expected);
    expect(await left()).toEqual({ media: 0, avatar: null });
  },
);

test("a picture that is finished while it is taken away does not turn up afterwards", async () => {
  for (let round = 0; round < 5; round++) {
    await sql`update private.media set status = 'processing', progress = 0 where id = ${picture}`;
    const [, status] = await Promise.all([finish(), remove("avatar")]);
    expect(status).toBe(204);
    expect(await left()).toEqual({ media: 0, avatar: null });
  }
});

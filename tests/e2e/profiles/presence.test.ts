import { expect, test } from "vitest";
import { newPerson } from "../../support/people.ts";
import { refusal } from "../../support/rpc.ts";

test("a heartbeat shows to others, unless its sender does not want that", async () => {
  const [viewer, person] = [await newPerson(), await newPerson()];
  const presence = async () => (await viewer.client.rpc("presence_of", { user_ids: [person.id] })).data;
  const answer = (status: string | null) => ({ items: [{ user_id: person.id, status, last_seen_at: null }] });
  expect(await presence()).toEqual(answer("offline"));
  expect((await person.client.rpc("heartbeat", { status: "away", device: "web" })).status).toBe(204);
  expect(await presence()).toEqual(answer("away"));
  await person.client.rpc("heartbeat", { status: "online", device: "ios" });
  expect(await presence()).toEqual(answer("online"));
  await person.client.rpc("set_settings", { changes: { show_online: false } });
  expect(await presence()).toEqual(answer(null));
});

test("a status that does not exist is refused", async () => {
  const { client } = await newPerson();
  expect(await refusal({ client }, "heartbeat", { status: "busy" })).toEqual({ status: 422, code: "INVALID_PRESENCE" });
});

import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmbeddedStack } from "../support/embedded-stack.ts";
import { phonePhoto } from "../support/media/files.ts";

/** An address of this machine that is not the loopback one, as a phone in the network would use it. */
const lanAddress = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === "IPv4" && !each.internal)?.address;
/** Without a network, the next best: another address than the one that a stack listens on by itself. */
const address = lanAddress ?? "127.0.0.2";

let stack: EmbeddedStack;
let url: string;

beforeAll(async () => {
  stack = await EmbeddedStack.make({ host: address });
  await stack.start();
  url = stack.values.API_URL;
});
afterAll(() => stack.discard());

test("somebody on another device registers, uploads a picture, sees it, and hears of it by Realtime", async () => {
  expect(stack.output).toContain(url);
  const { PUBLISHABLE_KEY } = stack.values;
  const { data } = await createClient(url, PUBLISHABLE_KEY).functions.invoke("auth/register", {
    body: {
      username: "ada",
      email: "ada@example.com",
      phone: "+4915112345678",
      password: "correct horse battery",
      first_name: "Ada",
      last_name: "Lovelace",
      gender: "female",
      birth_date: "1990-12-10",
    },
  });
  const ada = createClient(url, PUBLISHABLE_KEY, { accessToken: async () => data.session.access_token });
  await ada.realtime.setAuth();
  const heard: unknown[] = [];
  const channel = ada.channel(`user:${data.user.id}`, { config: { private: true } });
  await new Promise<void>((resolve, reject) => {
    channel
      .on("broadcast", { event: "media" }, ({ payload }) => heard.push(payload))
      .subscribe((status, error) => (status === "SUBSCRIBED" ? resolve() : reject(error ?? new Error(status))));
  });

  const picture = await phonePhoto(300, 200);
  const { data: begun } = await ada.functions.invoke("media/uploads", {
    body: { purpose: "avatar", content_type: "image/jpeg", byte_size: picture.length },
  });
  const { upload, media_id } = begun;
  expect(upload.url.startsWith(`${url}/s3/`)).toBe(true);
  const put = await fetch(upload.url, {
    method: upload.method,
    headers: upload.headers,
    body: new Uint8Array(picture),
  });
  expect(put.status).toBe(200);
  await ada.functions.invoke(`media/uploads/${media_id}/complete`);
  await expect.poll(() => heard).toEqual(expect.arrayContaining([expect.objectContaining({ status: "ready" })]));

  const { data: profile } = await ada.rpc("get_profile", { username: "ada" });
  const links = JSON.stringify(profile).match(/https?:\/\/[^"]+/g) ?? [];
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) {
    expect(link.startsWith(`${url}/s3/`)).toBe(true);
    expect((await fetch(link)).headers.get("content-type")).toMatch(/^image\//);
  }
  await ada.removeAllChannels();
});

/** Asks the gateway at an address, with any Host header. */
const statusOf = (path: string, at: string, host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(url);
    request({ host: at, port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

test("the inbox stays this machine's own, whatever another claims", async () => {
  const { port, host } = new URL(url);
  const local = `127.0.0.1:${port}`;
  expect(await statusOf("/dev/inbox", "127.0.0.1", local)).toBe(200);
  expect(await statusOf("/dev/inbox", address, host)).toBe(404);
  expect(await statusOf("/dev/inbox", "127.0.0.1", host)).toBe(404);
  if (lanAddress) expect(await statusOf("/dev/inbox", address, local)).toBe(404);
  expect(stack.values.INBOX_URL).toBe(`http://${local}/dev/inbox`);
});

test("this machine's own programs find the stack where they always do", async () => {
  const { port } = new URL(url);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
});

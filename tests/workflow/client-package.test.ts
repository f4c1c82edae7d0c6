import { expect, test } from "vitest";
import { adminFunctions } from "../../client/contract/admin.ts";
import { functions } from "../../client/contract/index.ts";
import { scheduledNotificationFunctions } from "../../client/contract/notifications.ts";
import { moderationFunctions, ruleFunctions } from "../../client/contract/safety.ts";
import { lists, oncePerClientId, themes } from "../../client/themes.ts";
import { bundleClient, compressedSize } from "../../scripts/build-client.ts";

const importsOf = (code: string) => [...code.matchAll(/(?:from|import)\s*"([^"]+)"/g)].map(([, name]) => name);

test("the client is small, and needs nothing but supabase-js", async () => {
  const code = await bundleClient("index");
  const size = compressedSize(code);
  console.log(`The client has ${(size / 1024).toFixed(1)} kB gzip.`);
  expect(importsOf(code)).toEqual(["@supabase/supabase-js"]);
  expect(size).toBeLessThan(15 * 1024);
});

test("the hooks need React alone, and the contract zod", async () => {
  expect(importsOf(await bundleClient("react"))).toEqual(["react"]);
  expect(importsOf(await bundleClient("contract"))).toEqual(["zod"]);
});

test("every function that is for everybody is a method of the client, once", () => {
  const forStaff = { ...moderationFunctions, ...ruleFunctions, ...adminFunctions, ...scheduledNotificationFunctions };
  // The client calls these by itself.
  const own = ["sync", "heartbeat"];
  const wanted = Object.keys(functions).filter((name) => !(name in forStaff) && !own.includes(name));
  expect(
    Object.values(themes)
      .flatMap((methods) => Object.values(methods))
      .sort(),
  ).toEqual(wanted.sort());
});

test("a function answers page by page exactly if it takes a cursor, and is made once by its client_id exactly if it takes one", () => {
  for (const [name, { args }] of Object.entries(functions)) {
    expect([name, lists.test(name)]).toEqual([name, "cursor" in args.shape]);
    expect([name, oncePerClientId.has(name)]).toEqual([name, "client_id" in args.shape]);
  }
});

import { onTestFinished } from "vitest";
import { createPlaza, memoryStorage, type Plaza, type Storage } from "../../client/index.ts";
import { publishableKey, url } from "./clients.ts";
import type { Person } from "./people.ts";

export interface Device {
  plaza: Plaza;
  storage: Storage;
}

/** A device on which somebody is signed in, with Plaza's client; until the test is over. */
export async function deviceOf(
  person: Pick<Person, "id" | "session">,
  { at = url, storage = memoryStorage() }: { at?: string; storage?: Storage } = {},
): Promise<Device> {
  const plaza = openPlaza(at, storage);
  await plaza.auth.begin(person.session as never, person.id);
  return { plaza, storage };
}

/** Plaza's client as a program begins with it. */
export function openPlaza(at = url, storage = memoryStorage()): Plaza {
  const plaza = createPlaza(at, publishableKey, { storage });
  onTestFinished(() => plaza.close());
  return plaza;
}

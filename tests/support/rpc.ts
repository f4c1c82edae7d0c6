import { setTimeout as sleep } from "node:timers/promises";
import type { Person } from "./people.ts";

/** Calls a function and expects it to succeed. */
export async function call<Result>(person: Person, name: string, args: Record<string, unknown> = {}): Promise<Result> {
  const { data, error } = await person.client.rpc(name as never, args as never);
  if (error) throw new Error(`${name}: ${JSON.stringify(error)}`);
  return data as Result;
}

/** Calls a function that must be refused, and returns its status and code. */
export async function refusal(person: Pick<Person, "client">, name: string, args: Record<string, unknown> = {}) {
  const { status, error } = await person.client.rpc(name as never, args as never);
  return { status, code: (error as { code: string } | null)?.code };
}

/** Asks again until the answer is as expected, for what the worker does; throws with the last one after half a minute. */
export async function eventually<Answer>(ask: () => Promise<Answer>, expected: (answer: Answer) => boolean) {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (expected(answer)) return answer;
    if (Date.now() > end) throw new Error(`Still ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

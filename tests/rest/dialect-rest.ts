import { afterAll, afterEach, beforeAll } from "vitest";
import { asService, startRest, type TestRest } from "./start-rest.ts";

export let rest: TestRest;
beforeAll(async () => {
  rest = await startRest({ fixtures: ["dialect.sql"] });
}, 30_000);
afterAll(() => rest?.stop());
afterEach(() => rest.owner`delete from public.things where id > 3`);

export interface Answer {
  status: number;
  /** As it came, so that digits are seen that JSON.parse would cut. */
  text: string;
  headers: Headers;
}

/** Asks as the secret key does, for whom no policy counts. */
export async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | object,
): Promise<Answer> {
  const response = await fetch(`${rest.restUrl}${path}`, {
    method,
    headers: { ...asService, ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

export const rows = async (path: string, headers?: Record<string, string>) =>
  JSON.parse((await ask("GET", path, headers)).text);
export const refusal = async (path: string) => {
  const { status, text } = await ask("GET", path);
  return { status, code: JSON.parse(text).code };
};
/** Which rows of `things` a filter finds. */
export const ids = async (filter: string) =>
  (await rows(`/things?select=id&order=id&${filter}`)).map(({ id }: { id: number }) => id);
export const returning = { Prefer: "return=representation" };

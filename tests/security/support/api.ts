import { inject } from "vitest";

const { url, publishableKey } = inject("target");

export interface Answer {
  status: number;
  text: string;
}

export interface Request {
  method?: string;
  /** Sent as it is if it is a text, else as JSON. */
  body?: unknown;
  token?: string | undefined;
  key?: string;
  headers?: Record<string, string>;
}

/** Any request to the API, its answer unread. */
export async function request(
  path: string,
  { method = "POST", body, token, key, headers }: Request = {},
): Promise<Answer> {
  const response = await fetch(`${url}/${path}`, {
    method,
    headers: {
      apikey: key ?? publishableKey,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

export const rpc = (name: string, args: unknown, token?: string): Promise<Answer> =>
  request(`rest/v1/rpc/${name}`, { body: args, token });

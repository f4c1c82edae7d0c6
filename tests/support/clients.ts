import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { inject } from "vitest";
import type { Database } from "../../supabase/database.types.ts";

export type PlazaClient = SupabaseClient<Database>;

export interface ApiAnswer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export const { url, publishableKey } = inject("target");

/** A client that nobody has signed in to, or that sends the given access token. */
export function clientWith(accessToken?: string): PlazaClient {
  const options = accessToken === undefined ? {} : { accessToken: async () => accessToken };
  return createClient<Database>(url, publishableKey, options);
}

/** Calls an edge function and tells status, headers and body, which `functions.invoke` does only for errors. */
export async function callFunction(
  path: string,
  {
    method = "POST",
    body,
    token,
    headers = {},
  }: { method?: string; body?: unknown; token?: string; headers?: Record<string, string> } = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${url}/functions/v1/${path}`, {
    method,
    headers: {
      apikey: publishableKey,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

import { timingSafeEqual } from "node:crypto";

export interface ApiKeys {
  publishable: string;
  secret: string;
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The Postgres role that an API key stands for, as Supabase maps them; undefined for an unknown key. */
export function roleOfKey(key: string, keys: ApiKeys): "anon" | "service_role" | undefined {
  if (isSame(key, keys.publishable)) return "anon";
  if (isSame(key, keys.secret)) return "service_role";
  return undefined;
}

import { createClient } from "@supabase/supabase-js";

/** What auth/login and auth/refresh answer. */
interface Session {
  access_token: string;
  refresh_token: string;
  /** Seconds since 1970. */
  expires_at: number;
}

/** Who has signed in, out of the token's own claims. What they may do, the database decides at every call. */
export interface Operator {
  id: string;
  role: "moderator" | "admin";
}

/** Of this tab alone: a console is not left open for whoever opens the next one. */
const storageKey = "plaza-console-session";
const marginSeconds = 60;

let session: Session | undefined = JSON.parse(sessionStorage.getItem(storageKey) ?? "null") ?? undefined;
let renewing: Promise<void> | undefined;
let whenEnded = () => {};

const { publishable_key, url = location.origin } = (await (await fetch("config.json")).json()) as {
  publishable_key: string;
  url?: string;
};
const guest = createClient(url, publishable_key, { auth: { persistSession: false, autoRefreshToken: false } });

function keep(next: Session | undefined): void {
  session = next;
  if (next) sessionStorage.setItem(storageKey, JSON.stringify(next));
  else sessionStorage.removeItem(storageKey);
}

/** The body of a refusal by an edge function. */
async function refusalOf(error: { context?: unknown; message: string }): Promise<{ code: string; message: string }> {
  const answer = error.context;
  return answer instanceof Response ? answer.json() : { code: "OFFLINE", message: "Plaza cannot be reached." };
}

async function renew(): Promise<void> {
  const { data, error } = await guest.functions.invoke("auth/refresh", {
    body: { refresh_token: session?.refresh_token },
  });
  if (!error) keep(data.session);
  else if ((await refusalOf(error)).code === "INVALID_REFRESH_TOKEN") endSession();
  else throw error;
}

/** A token that is good for another minute; renewed by one call, however many ask. */
async function accessToken(): Promise<string | null> {
  if (session && session.expires_at - Date.now() / 1000 < marginSeconds) {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    await renewing;
  }
  return session?.access_token ?? null;
}

/** The client of whoever has signed in. */
export const plaza = createClient(url, publishable_key, { accessToken });

/** Who has signed in, or undefined. */
export function operator(): Operator | undefined {
  if (!session) return undefined;
  const claims = JSON.parse(
    atob((session.access_token.split(".")[1] as string).replaceAll("-", "+").replaceAll("_", "/")),
  );
  return { id: claims.sub, role: claims.app_role };
}

/** Signs in; returns why it could not. Only moderators and admins get in, and others are signed out again at once. */
export async function signIn(identifier: string, password: string): Promise<string | undefined> {
  const { data, error } = await guest.functions.invoke("auth/login", { body: { identifier, password } });
  if (error) return (await refusalOf(error)).message;
  keep(data.session);
  if (["moderator", "admin"].includes(operator()?.role ?? "")) return undefined;
  await signOut();
  return "This account is neither a moderator's nor an admin's.";
}

export async function signOut(): Promise<void> {
  await plaza.functions.invoke("auth/logout").catch(() => {});
  endSession();
}

/** Calls `listener` when the session is over, by whatever ended it. */
export function onEnd(listener: () => void): void {
  whenEnded = listener;
}

export function endSession(): void {
  keep(undefined);
  whenEnded();
}

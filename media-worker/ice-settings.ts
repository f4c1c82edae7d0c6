import type { Sql } from "postgres";

/** By what devices in a call find each other. */
export interface IceSettings {
  stunUrls: string[];
  turnUrls: string[];
  turnSecret: string | undefined;
}

const urls = (text: string | undefined): string[] =>
  (text ?? "")
    .split(",")
    .map((url) => url.trim())
    .filter(Boolean);

/** Reads STUN_URLS, TURN_URLS and TURN_SECRET; an empty STUN_URLS means none. */
export function iceSettings({ STUN_URLS, TURN_URLS, TURN_SECRET }: NodeJS.ProcessEnv): IceSettings {
  const turnUrls = urls(TURN_URLS);
  if (turnUrls.length > 0 && (TURN_SECRET ?? "").length < 16) {
    throw new Error("TURN_URLS needs TURN_SECRET, of 16 characters or more.");
  }
  return { stunUrls: urls(STUN_URLS ?? "stun:stun.cloudflare.com:3478"), turnUrls, turnSecret: TURN_SECRET };
}

/** Hands the settings to the database, where ice_servers signs with the secret. */
export async function writeIceSettings(sql: Sql, { stunUrls, turnUrls, turnSecret }: IceSettings): Promise<void> {
  await sql`select private.set_ice_settings(${stunUrls}, ${turnUrls}, ${turnSecret ?? null})`;
}

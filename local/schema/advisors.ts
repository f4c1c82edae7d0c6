import { supabaseCli } from "./supabase-cli.ts";

interface Lint {
  name: string;
  level: string;
  detail: string;
}

/**
 * What `supabase db advisors` prints about a database, one line a finding; empty when it is silent. It looks at
 * the schemas that `[api] schemas` of the project's config.toml exposes, at the CLI's own level (warnings).
 */
export async function adviceOn(projectFolder: string, postgresUrl: string): Promise<string[]> {
  const report = await supabaseCli(projectFolder, [
    ...["db", "advisors", "--output-format", "json"],
    `--remote=${postgresUrl}`,
  ]);
  const { results } = JSON.parse(report) as { results: Lint[] };
  return results.map(({ level, name, detail }) => `${level} ${name}: ${detail}`);
}

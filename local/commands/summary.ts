import type { StackConfig } from "../stack/config.ts";
import type { Secrets } from "../stack/secrets.ts";
import { connectionValues, secretNames } from "./connection-values.ts";

const labels: [name: keyof ReturnType<typeof connectionValues>, label: string][] = [
  ["API_URL", "API URL"],
  ["REST_URL", "REST"],
  ["FUNCTIONS_URL", "Edge functions"],
  ["REALTIME_URL", "Realtime"],
  ["STORAGE_S3_URL", "S3"],
  ["CONSOLE_URL", "Admin console"],
  ["INBOX_URL", "Mail inbox"],
  ["DB_URL", "Database"],
  ["PUBLISHABLE_KEY", "Publishable key"],
  ["SECRET_KEY", "Secret key"],
  ["S3_PROTOCOL_ACCESS_KEY_ID", "S3 access key"],
  ["S3_PROTOCOL_ACCESS_KEY_SECRET", "S3 secret key"],
];

/** The table that a person reads after a start. Secrets are shown to a person only, never to a log. */
export function summary(config: StackConfig, secrets: Secrets, { withSecrets }: { withSecrets: boolean }): string {
  const values = connectionValues(config, secrets);
  const shown = (name: keyof typeof values) =>
    secretNames.has(name) && !withSecrets ? 'hidden ("npm run -s status -- --json" prints it)' : values[name];
  const lines = labels.map(([name, label]) => `  ${label.padStart(16)}  ${shown(name)}`);
  return ["", ...lines, ""].join("\n");
}

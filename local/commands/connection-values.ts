import { s3Region } from "../functions/function-settings.ts";
import { apiUrl, localUrl, mediaBucket, type StackConfig } from "../stack/config.ts";
import { databaseUrls } from "../stack/parts.ts";
import type { Secrets } from "../stack/secrets.ts";

/** What a client needs to use a stack, under the names that `supabase status -o env` uses. */
export function connectionValues(config: StackConfig, secrets: Secrets) {
  return {
    API_URL: apiUrl(config),
    REST_URL: `${apiUrl(config)}/rest/v1`,
    FUNCTIONS_URL: `${apiUrl(config)}/functions/v1`,
    REALTIME_URL: `${apiUrl(config)}/realtime/v1`,
    CONSOLE_URL: `${apiUrl(config)}/admin/`,
    INBOX_URL: `${localUrl(config)}/dev/inbox`,
    STORAGE_S3_URL: `${apiUrl(config)}/s3`,
    DB_URL: databaseUrls(config, secrets).postgres,
    PUBLISHABLE_KEY: secrets.publishableKey,
    SECRET_KEY: secrets.secretKey,
    S3_PROTOCOL_ACCESS_KEY_ID: secrets.s3AccessKeyId,
    S3_PROTOCOL_ACCESS_KEY_SECRET: secrets.s3SecretAccessKey,
    S3_PROTOCOL_REGION: s3Region,
    S3_BUCKET: mediaBucket,
  };
}

/** Those of them that must not end up in a terminal's log by accident. */
export const secretNames = new Set(["SECRET_KEY", "S3_PROTOCOL_ACCESS_KEY_SECRET"]);

import { apiUrl, localUrl, mediaBucket, publicMediaPrefix, type StackConfig, tokenIssuer } from "../stack/config.ts";
import { publicJwks, type Secrets } from "../stack/secrets.ts";

/** The region of the embedded S3; clients have to sign for it. */
export const s3Region = "local";

/** Where objects are and the key to them, for whoever stores or signs: functions/media and the worker. */
export const storageEnvironment = (config: StackConfig, secrets: Secrets): Record<string, string> => ({
  S3_ENDPOINT: `${localUrl(config)}/s3`,
  S3_PUBLIC_ENDPOINT: `${apiUrl(config)}/s3`,
  S3_REGION: s3Region,
  S3_BUCKET: mediaBucket,
  S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
  S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
  MEDIA_BASE_URL: `${apiUrl(config)}/s3/${mediaBucket}/${publicMediaPrefix}`.replace(/\/$/, ""),
});

export interface FunctionSettings {
  /** Everything it finds in its environment. */
  environment: Record<string, string>;
  /** What its npm packages may ask about the machine. */
  system: string[];
  /** Whether it may speak to the world, or to the stack alone. */
  network: "world" | "stack";
}

/**
 * The secrets that Supabase gives every function.
 * Source: https://supabase.com/docs/guides/functions/secrets, "Default secrets". The legacy keys are there under their
 * names, as API keys of the new kind: the embedded stack has no other, and clients take either.
 */
const defaultSecrets = (config: StackConfig, secrets: Secrets, databaseUrl: string): Record<string, string> => ({
  SUPABASE_URL: localUrl(config),
  SUPABASE_DB_URL: databaseUrl,
  SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: secrets.publishableKey }),
  SUPABASE_SECRET_KEYS: JSON.stringify({ default: secrets.secretKey }),
  SUPABASE_JWKS: publicJwks(secrets),
  SUPABASE_ANON_KEY: secrets.publishableKey,
  SUPABASE_SERVICE_ROLE_KEY: secrets.secretKey,
});

/** What each edge function gets: what Supabase gives all of them, and what `supabase secrets set` would give Plaza's own. */
export function settingsOfFunction(
  name: string,
  config: StackConfig,
  secrets: Secrets,
  databaseUrl: string,
): FunctionSettings {
  const defaults = defaultSecrets(config, secrets, databaseUrl);
  const ours = {
    ...defaults,
    JWT_SIGNING_KEYS: JSON.stringify(secrets.signingKeys),
    JWT_ISSUER: tokenIssuer(config),
    CLIENT_IP_HEADER: "cf-connecting-ip", // what the gateway sets
    LOG_REQUESTS: "false", // the gateway writes a line a request
  };
  switch (name) {
    case "auth":
      return {
        environment: {
          ...ours,
          REFRESH_TOKEN_SECRET: secrets.refreshTokenSecret,
          MAIL_TOKEN_SECRET: secrets.mailTokenSecret,
          REFRESH_TOKEN_SECRET_OLD: secrets.refreshTokenSecretOld ?? "",
          MAIL_TOKEN_SECRET_OLD: secrets.mailTokenSecretOld ?? "",
          BCRYPT_COST: String(config.bcryptCost),
        },
        system: [],
        network: "stack",
      };
    case "media": {
      const { MEDIA_BASE_URL: _public, ...storage } = storageEnvironment(config, secrets);
      // The AWS SDK names the system in its user agent.
      return { environment: { ...ours, ...storage }, system: ["osRelease", "homedir"], network: "stack" };
    }
    case "matchmaking":
      return { environment: ours, system: [], network: "stack" };
    default:
      return { environment: defaults, system: [], network: "world" };
  }
}

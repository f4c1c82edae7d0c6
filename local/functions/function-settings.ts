import { apiUrl, mediaBucket, publicMediaPrefix, type StackConfig, tokenIssuer } from "../stack/config.ts";
import type { Secrets } from "../stack/secrets.ts";

/** The region of the embedded S3; clients have to sign for it. */
export const s3Region = "local";

/** Where objects are and the key to them, for whoever stores or signs: functions/media and the worker. */
export const storageEnvironment = (config: StackConfig, secrets: Secrets): Record<string, string> => ({
  S3_ENDPOINT: `${apiUrl(config)}/s3`,
  S3_REGION: s3Region,
  S3_BUCKET: mediaBucket,
  S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
  S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
  MEDIA_BASE_URL: `${apiUrl(config)}/s3/${mediaBucket}/${publicMediaPrefix}`.replace(/\/$/, ""),
});

export interface FunctionSettings {
  /** Everything it may read of the environment, by name. */
  environment: Record<string, string>;
  /** Variables that its npm packages look at while they load: readable, but never set. */
  packageVariables: string[];
  /** What its npm packages may ask about the machine. */
  system: string[];
}

/** What each edge function gets: what all of them need, and what it alone does. */
export function settingsOfFunction(
  name: string,
  config: StackConfig,
  secrets: Secrets,
  databaseUrl: string,
): FunctionSettings {
  const shared: FunctionSettings = {
    environment: {
      SUPABASE_URL: apiUrl(config),
      SUPABASE_DB_URL: databaseUrl,
      JWT_SIGNING_KEYS: JSON.stringify(secrets.signingKeys),
      JWT_ISSUER: tokenIssuer(config),
      CLIENT_IP_HEADER: "cf-connecting-ip", // what the gateway sets
    },
    packageVariables: ["PG*", "USER", "USERNAME", "LOGNAME", "NODE_ENV", "NO_COLOR", "FORCE_COLOR"],
    system: [],
  };
  switch (name) {
    case "auth":
      return {
        ...shared,
        environment: {
          ...shared.environment,
          REFRESH_TOKEN_SECRET: secrets.refreshTokenSecret,
          BCRYPT_COST: String(config.bcryptCost),
        },
      };
    case "media": {
      const { MEDIA_BASE_URL: _public, ...storage } = storageEnvironment(config, secrets);
      return {
        environment: { ...shared.environment, ...storage },
        // The AWS SDK looks for settings and names the system in its user agent.
        packageVariables: [...shared.packageVariables, "AWS_*", "HOME", "USERPROFILE", "HOMEPATH", "HOMEDRIVE"],
        system: ["osRelease", "homedir"],
      };
    }
    default:
      return shared;
  }
}

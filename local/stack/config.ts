import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const projectFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Where one embedded stack keeps its data and which ports it offers. Every field has a variable in .env.example. */
export interface StackConfig {
  /** Holds the database, objects, secrets, logs and the state of the running stack. */
  dataFolder: string;
  apiPort: number;
  databasePort: number;
  databasePassword: string;
  bcryptCost: number;
  /** How mail leaves, and who it says it is from. Without a URL it stays in the local inbox. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Where links in mails point to. */
  appUrl: string;
  /** Restart an edge function when its source changes. */
  watchFunctions: boolean;
  /** Extra Postgres settings; tests turn fsync off. */
  databaseSettings: Record<string, string>;
}

function port(name: string, otherwise: number): number {
  const text = process.env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    throw new Error(`${name}=${text} is not a port number (1 to 65535).`);
  }
  return value;
}

/** `name=value,name=value` */
function settings(name: string): Record<string, string> {
  const pairs = (process.env[name] || "").split(",").filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = "", value] = pair.split("=", 2);
      if (!/^[a-z_.]+$/.test(key) || value === undefined) throw new Error(`${name}: "${pair}" is not name=value.`);
      return [key, value];
    }),
  );
}

export function configFromEnvironment(): StackConfig {
  const apiPort = port("PLAZA_API_PORT", 54321);
  return {
    dataFolder: resolve(projectFolder, process.env.PLAZA_DATA_DIR || ".plaza"),
    apiPort,
    databasePort: port("PLAZA_DB_PORT", 54322),
    databasePassword: process.env.PLAZA_DB_PASSWORD || "postgres",
    bcryptCost: Number(process.env.BCRYPT_COST || 10),
    smtpUrl: process.env.SMTP_URL || undefined,
    mailFrom: process.env.MAIL_FROM || "Plaza <plaza@localhost>",
    appUrl: process.env.APP_URL || `http://127.0.0.1:${apiPort}/dev`, // the pages of the local inbox
    watchFunctions: process.env.PLAZA_WATCH !== "false",
    databaseSettings: settings("PLAZA_DB_SETTINGS"),
  };
}

export const apiUrl = (config: StackConfig): string => `http://127.0.0.1:${config.apiPort}`;

/** `iss` of every access token of this stack. */
export const tokenIssuer = (config: StackConfig): string => `${apiUrl(config)}/functions/v1/auth`;

/** Where mails are kept that are not sent. */
export const inboxFolder = (config: StackConfig): string => join(config.dataFolder, "inbox");

/** Schemas that REST offers; the first is the default. As in supabase/config.toml. */
export const exposedSchemas = ["public", "analytics"];

/** The bucket of all media, and the part of it that anybody may read. */
export const mediaBucket = "media";
export const publicMediaPrefix = "public/";
/** What is read by addresses that expire (docs/media.md). */
export const signedMediaPrefix = "signed/";

/** The edge functions: every folder of functions/ with an entry point. */
export function functionNames(): string[] {
  return readdirSync(join(projectFolder, "functions"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
    .map((entry) => entry.name)
    .sort();
}

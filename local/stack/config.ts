import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ProjectConfig, readProjectConfig } from "./project-config.ts";
import { StartError } from "./start-error.ts";

export const projectFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Where one embedded stack keeps its data and what it offers where. Every field has a variable in .env.example. */
export interface StackConfig extends ProjectConfig {
  /** Holds the database, objects, secrets, logs and the state of the running stack. */
  dataFolder: string;
  /** The address that the gateway listens on, besides the loopback one. */
  host: string;
  /** Where clients find the gateway, if that is not the loopback address. */
  publicUrl: string | undefined;
  databasePassword: string;
  bcryptCost: number;
  /** How mail leaves, and who it says it is from. Without a URL it stays in the local inbox. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Where links in mails point to. */
  appUrl: string;
  /** Restart an edge function when its source changes. */
  watchFunctions: boolean;
  /** Whether rate limits refuse anybody. */
  limits: boolean;
  /** Extra Postgres settings; tests turn fsync off. */
  databaseSettings: Record<string, string>;
}

function integer(name: string, otherwise: number, { min, max, what }: { min: number; max: number; what: string }) {
  const text = process.env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new StartError(`${name}=${text} is no ${what} (${min} to ${max}).`);
}

const port = (name: string, otherwise: number) =>
  integer(name, otherwise, { min: 1, max: 65_535, what: "port number" });

function oneOf<Value extends string>(name: string, values: readonly [Value, ...Value[]]): Value {
  const text = process.env[name] || values[0];
  const value = values.find((each) => each === text);
  if (value === undefined) throw new StartError(`${name}=${text} is neither ${values.join(" nor ")}.`);
  return value;
}

/** `name=value,name=value` */
function settings(name: string): Record<string, string> {
  const pairs = (process.env[name] || "").split(",").filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = "", value] = pair.split("=", 2);
      if (!/^[a-z_.]+$/.test(key) || value === undefined) throw new StartError(`${name}: "${pair}" is not name=value.`);
      return [key, value];
    }),
  );
}

function origin(name: string): string | undefined {
  const text = process.env[name];
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash) return url.origin;
  throw new StartError(`${name}=${text} is no origin, for instance http://192.168.1.20:54321.`);
}

function address(name: string): string {
  const text = process.env[name] || "127.0.0.1";
  if (text === "localhost") return "127.0.0.1";
  if (isIP(text) === 0) throw new StartError(`${name}=${text} is no IP address; 0.0.0.0 is all of this machine.`);
  return text;
}

export function configFromEnvironment(): StackConfig {
  const project = readProjectConfig(projectFolder);
  const apiPort = port("PLAZA_API_PORT", project.apiPort);
  return {
    ...project,
    dataFolder: resolve(projectFolder, process.env.PLAZA_DATA_DIR || ".plaza"),
    host: address("PLAZA_HOST"),
    apiPort,
    publicUrl: origin("PLAZA_PUBLIC_URL"),
    databasePort: port("PLAZA_DB_PORT", project.databasePort),
    databasePassword: process.env.PLAZA_DB_PASSWORD || "postgres",
    bcryptCost: integer("BCRYPT_COST", 10, { min: 10, max: 15, what: "work factor" }),
    smtpUrl: process.env.SMTP_URL || undefined,
    mailFrom: process.env.MAIL_FROM || "Plaza <plaza@localhost>",
    appUrl: process.env.APP_URL || `http://127.0.0.1:${apiPort}/dev`, // the local inbox, which only this machine may open
    watchFunctions: oneOf("PLAZA_WATCH", ["true", "false"]) === "true",
    limits: oneOf("PLAZA_LIMITS", ["on", "off"]) === "on",
    databaseSettings: settings("PLAZA_DB_SETTINGS"),
  };
}

/** Where the stack's own parts and this machine's programs find the gateway. */
export const localUrl = (config: StackConfig): string => `http://127.0.0.1:${config.apiPort}`;

/** Where clients find it: the beginning of every URL that they are given. */
export const apiUrl = (config: StackConfig): string => config.publicUrl ?? localUrl(config);

/** `iss` of every access token of this stack. */
export const tokenIssuer = (config: StackConfig): string => `${apiUrl(config)}/functions/v1/auth`;

/** Where the bundled admin console is kept. */
export const consoleFolder = (config: StackConfig): string => join(config.dataFolder, "console");

/** Where mails are kept that are not sent. */
export const inboxFolder = (config: StackConfig): string => join(config.dataFolder, "inbox");

/** The bucket of all media, and the part of it that anybody may read. */
export const mediaBucket = "media";
export const publicMediaPrefix = "public/";
/** What is read by addresses that expire (docs/media.md). */
export const signedMediaPrefix = "signed/";

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { settingsOfFunction, storageEnvironment } from "../functions/function-settings.ts";
import { spawnFunction } from "../functions/spawn-function.ts";
import { type Cluster, spawnPostgres } from "../postgres/cluster.ts";
import { databaseUrl } from "../postgres/connection.ts";
import { databaseAnswers } from "../postgres/ready.ts";
import { limitVariables } from "../realtime/limits.ts";
import {
  apiUrl,
  exposedSchemas,
  functionNames,
  inboxFolder,
  mediaBucket,
  projectFolder,
  publicMediaPrefix,
  type StackConfig,
  tokenIssuer,
} from "./config.ts";
import type { PartDefinition } from "./part.ts";
import type { Secrets } from "./secrets.ts";
import { answers } from "./wait.ts";

/** The ports that only the parts themselves use, handed out anew at every start. */
export interface InternalPorts {
  rest: number;
  realtime: number;
  s3: number;
  worker: number;
  functions: Record<string, number>;
}

const host = (port: number) => `http://127.0.0.1:${port}`;

export const databaseUrls = (config: StackConfig, secrets: Secrets) => {
  const url = (user: string, password: string) => databaseUrl({ port: config.databasePort, user, password });
  return {
    admin: url("supabase_admin", secrets.databaseAdminPassword),
    postgres: url("postgres", config.databasePassword),
    authenticator: url("authenticator", secrets.authenticatorPassword),
  };
};

export const clusterOf = (config: StackConfig, secrets: Secrets): Cluster => ({
  dataFolder: join(config.dataFolder, "postgres"),
  port: config.databasePort,
  adminPassword: secrets.databaseAdminPassword,
  settings: config.databaseSettings,
});

/** A part that is one of our own Node programs. It gets the variables named here and nothing else of ours. */
function spawnNode(program: string, environment: Record<string, string>): ChildProcess {
  const followParent = join(projectFolder, "local/stack/follow-parent.ts");
  return spawn(process.execPath, ["--import", followParent, join(projectFolder, program)], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true, // Ctrl-C reaches the supervisor alone, which then ends the parts in order
  });
}

/** Those of the variables that are set where the stack was started. */
const variablesOfOurs = (names: string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/** The worker puts mails there that nobody sends, and the gateway shows them. */
const inboxVariables = (config: StackConfig) => ({ INBOX_FOLDER: inboxFolder(config) });

export function postgresPart(config: StackConfig, secrets: Secrets): PartDefinition {
  return {
    name: "postgres",
    spawn: () => spawnPostgres(clusterOf(config, secrets)),
    ready: () => databaseAnswers(databaseUrls(config, secrets).admin),
    stopSignal: "SIGINT",
    // It refuses to start while sessions of a killed predecessor still hold its memory; they end by themselves.
    attempts: 20,
  };
}

/** Everything behind the gateway except Postgres; none of them needs another to start. */
export function servicePartsOf(config: StackConfig, secrets: Secrets, ports: InternalPorts): PartDefinition[] {
  const urls = databaseUrls(config, secrets);
  const jwks = publicJwks(secrets);
  return [
    {
      name: "rest",
      spawn: () =>
        spawnNode("local/rest/lite-server.ts", {
          LITE_PORT: String(ports.rest),
          DATABASE_URL: urls.authenticator,
          REST_SCHEMAS: exposedSchemas.join(","),
          INTERNAL_JWT_SECRET: secrets.internalJwtSecret,
          LITE_TELEMETRY: "0",
        }),
      ready: () => answers(`${host(ports.rest)}/health`),
    },
    {
      name: "realtime",
      spawn: () =>
        spawnNode("local/realtime/main.ts", {
          REALTIME_PORT: String(ports.realtime),
          DATABASE_URL_ADMIN: urls.admin,
          JWKS: jwks,
          JWT_ISSUER: tokenIssuer(config),
          PUBLISHABLE_KEY: secrets.publishableKey,
          SECRET_KEY: secrets.secretKey,
          ...variablesOfOurs(["REALTIME_PRIVATE_ONLY", ...limitVariables]),
        }),
      ready: () => answers(`${host(ports.realtime)}/health`),
    },
    {
      name: "s3",
      spawn: () =>
        spawnNode("local/s3/main.ts", {
          S3_PORT: String(ports.s3),
          S3_DATA_FOLDER: join(config.dataFolder, "s3"),
          S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
          S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
          S3_BUCKET: mediaBucket,
          S3_PUBLIC_PREFIX: publicMediaPrefix,
        }),
      ready: () => answers(`${host(ports.s3)}/health`),
    },
    {
      name: "worker",
      spawn: () =>
        spawnNode("media-worker/main.ts", {
          WORKER_PORT: String(ports.worker),
          DATABASE_URL: urls.postgres,
          APP_URL: config.appUrl,
          MAIL_TOKEN_SECRET: secrets.mailTokenSecret,
          MAIL_FROM: config.mailFrom,
          ...(config.smtpUrl ? { SMTP_URL: config.smtpUrl } : inboxVariables(config)),
          ...storageEnvironment(config, secrets),
          ...variablesOfOurs(["STUN_URLS", "TURN_URLS", "TURN_SECRET", "LINK_PREVIEW_UNSAFE_ALLOW_LOOPBACK"]),
        }),
      ready: () => answers(`${host(ports.worker)}/health`),
    },
    ...functionNames().map((name) => functionPart(name, config, secrets, ports)),
  ];
}

function functionPart(name: string, config: StackConfig, secrets: Secrets, ports: InternalPorts): PartDefinition {
  const port = ports.functions[name] as number;
  return {
    name: `functions/${name}`,
    spawn: () =>
      spawnFunction({
        name,
        port,
        reachable: [config.databasePort, config.apiPort],
        settings: settingsOfFunction(name, config, secrets, databaseUrls(config, secrets).postgres),
      }),
    ready: () => answers(host(port)),
  };
}

export function gatewayPart(config: StackConfig, secrets: Secrets, ports: InternalPorts): PartDefinition {
  const functionUrls = Object.entries(ports.functions).map(([name, port]) => [name, host(port)]);
  return {
    name: "gateway",
    spawn: () =>
      spawnNode("local/gateway/main.ts", {
        GATEWAY_PORT: String(config.apiPort),
        DATABASE_URL: databaseUrls(config, secrets).authenticator,
        REST_SCHEMAS: exposedSchemas.join(","),
        REST_URL: host(ports.rest),
        REALTIME_URL: host(ports.realtime),
        S3_URL: host(ports.s3),
        WORKER_URL: host(ports.worker),
        ...(config.smtpUrl ? {} : inboxVariables(config)),
        FUNCTION_URLS: JSON.stringify(Object.fromEntries(functionUrls)),
        INTERNAL_JWT_SECRET: secrets.internalJwtSecret,
        PUBLISHABLE_KEY: secrets.publishableKey,
        SECRET_KEY: secrets.secretKey,
        JWKS: publicJwks(secrets),
        JWT_ISSUER: tokenIssuer(config),
      }),
    // Not /health: that is about the other parts too.
    ready: () => answers(`${apiUrl(config)}/auth/v1/.well-known/jwks.json`),
  };
}

/** The public halves of the signing keys: all that a part needs which only verifies. */
function publicJwks(secrets: Secrets): string {
  return JSON.stringify({
    keys: secrets.signingKeys.map(({ d: _private, ...key }) => ({ ...key, key_ops: ["verify"] })),
  });
}

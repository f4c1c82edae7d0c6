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
  consoleFolder,
  inboxFolder,
  localUrl,
  mediaBucket,
  projectFolder,
  publicMediaPrefix,
  type StackConfig,
  signedMediaPrefix,
  tokenIssuer,
} from "./config.ts";
import type { PartDefinition } from "./part.ts";
import type { FunctionConfig } from "./project-config.ts";
import { publicJwks, type Secrets } from "./secrets.ts";
import { answers, listens } from "./wait.ts";

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
function spawnNode(config: StackConfig, program: string, environment: Record<string, string>): ChildProcess {
  const followParent = join(projectFolder, "local/stack/follow-parent.ts");
  return spawn(process.execPath, ["--import", followParent, join(projectFolder, program)], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, NODE_ENV: "production", FOLLOW_PARENT_IN: config.dataFolder, ...environment },
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
export function servicePartsOf(
  config: StackConfig,
  secrets: Secrets,
  ports: InternalPorts,
  show: (line: string) => void,
): PartDefinition[] {
  const urls = databaseUrls(config, secrets);
  const jwks = publicJwks(secrets);
  return [
    {
      name: "rest",
      spawn: () =>
        spawnNode(config, "local/rest/lite-server.ts", {
          LITE_PORT: String(ports.rest),
          DATABASE_URL: urls.authenticator,
          REST_SCHEMAS: config.schemas.join(","),
          REST_MAX_ROWS: String(config.maxRows),
          INTERNAL_JWT_SECRET: secrets.internalJwtSecret,
          LITE_TELEMETRY: "0",
        }),
      ready: () => answers(`${host(ports.rest)}/health`),
    },
    {
      name: "realtime",
      spawn: () =>
        spawnNode(config, "local/realtime/main.ts", {
          REALTIME_PORT: String(ports.realtime),
          DATABASE_URL_ADMIN: urls.admin,
          JWKS: jwks,
          JWT_ISSUER: tokenIssuer(config),
          PUBLISHABLE_KEY: secrets.publishableKey,
          SECRET_KEY: secrets.secretKey,
          REALTIME_PRIVATE_ONLY: process.env.REALTIME_PRIVATE_ONLY || "true",
          ...variablesOfOurs(limitVariables),
        }),
      ready: () => answers(`${host(ports.realtime)}/health`),
    },
    {
      name: "s3",
      spawn: () =>
        spawnNode(config, "local/s3/main.ts", {
          S3_PORT: String(ports.s3),
          S3_DATA_FOLDER: join(config.dataFolder, "s3"),
          S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
          S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
          S3_BUCKET: mediaBucket,
          S3_PUBLIC_PREFIX: publicMediaPrefix,
          S3_SIGNED_PREFIX: signedMediaPrefix,
          S3_URL_SECRET: secrets.mediaUrlSecret,
          S3_URL_SECRET_OLD: secrets.mediaUrlSecretOld ?? "",
        }),
      ready: () => answers(`${host(ports.s3)}/health`),
    },
    {
      name: "worker",
      spawn: () =>
        spawnNode(config, "media-worker/main.ts", {
          WORKER_PORT: String(ports.worker),
          DATABASE_URL: urls.postgres,
          APP_URL: config.appUrl,
          FUNCTIONS_URL: `${apiUrl(config)}/functions/v1`,
          MAIL_TOKEN_SECRET: secrets.mailTokenSecret,
          MEDIA_URL_SECRET: secrets.mediaUrlSecret,
          MAIL_FROM: config.mailFrom,
          ...(config.smtpUrl ? { SMTP_URL: config.smtpUrl } : inboxVariables(config)),
          ...storageEnvironment(config, secrets),
          VAPID_PRIVATE_KEY: secrets.vapidPrivateKey,
          VAPID_PRIVATE_KEY_OLD: secrets.vapidPrivateKeyOld ?? "",
          VAPID_SUBJECT: "https://plaza.example",
          ...variablesOfOurs([
            ...[
              "STUN_URLS",
              "TURN_URLS",
              "TURN_SECRET",
              "VAPID_PRIVATE_KEY",
              "VAPID_PRIVATE_KEY_OLD",
              "VAPID_SUBJECT",
              "FCM_SERVICE_ACCOUNT",
              "FCM_URL",
            ],
            ...["APNS_KEY", "APNS_KEY_ID", "APNS_TEAM_ID", "APNS_TOPIC", "APNS_URL"],
            ...["LINK_PREVIEW_UNSAFE_ALLOW_LOOPBACK", "PUSH_UNSAFE_ALLOW_LOOPBACK"],
          ]),
        }),
      ready: () => answers(`${host(ports.worker)}/health`),
    },
    ...config.functions.map((each) => functionPart(each, config, secrets, ports, show)),
  ];
}

function functionPart(
  config: FunctionConfig,
  stack: StackConfig,
  secrets: Secrets,
  ports: InternalPorts,
  show: (line: string) => void,
): PartDefinition {
  const port = ports.functions[config.name] as number;
  const name = `functions/${config.name}`;
  return {
    name,
    spawn: () =>
      spawnFunction({
        config,
        port,
        reachable: [stack.databasePort, stack.apiPort],
        settings: settingsOfFunction(config.name, stack, secrets, databaseUrls(stack, secrets).postgres),
      }),
    ready: () => listens(port, name),
    isOptional: true,
    show: (line) => show(`${name}: ${line}`),
  };
}

export function gatewayPart(
  config: StackConfig,
  secrets: Secrets,
  ports: InternalPorts,
  show: ((line: string) => void) | undefined,
): PartDefinition {
  const functions = config.functions.map(({ name, verifyJwt }) => {
    return [name, { url: host(ports.functions[name] as number), verifyJwt }];
  });
  return {
    name: "gateway",
    spawn: () =>
      spawnNode(config, "local/gateway/main.ts", {
        GATEWAY_PORT: String(config.apiPort),
        GATEWAY_HOST: config.host,
        DATABASE_URL: databaseUrls(config, secrets).authenticator,
        REST_SCHEMAS: config.schemas.join(","),
        REST_MAX_ROWS: String(config.maxRows),
        REST_URL: host(ports.rest),
        REALTIME_URL: host(ports.realtime),
        S3_URL: host(ports.s3),
        WORKER_URL: host(ports.worker),
        FUNCTIONS: JSON.stringify(Object.fromEntries(functions)),
        CONSOLE_FOLDER: consoleFolder(config),
        ...(config.smtpUrl ? {} : inboxVariables(config)),
        INTERNAL_JWT_SECRET: secrets.internalJwtSecret,
        PUBLISHABLE_KEY: secrets.publishableKey,
        SECRET_KEY: secrets.secretKey,
        JWKS: publicJwks(secrets),
        JWT_ISSUER: tokenIssuer(config),
      }),
    // Not /health: that is about the other parts too.
    ready: () => answers(`${localUrl(config)}/auth/v1/.well-known/jwks.json`),
    ...(show && { show }),
  };
}

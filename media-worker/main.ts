/**
 * The worker process. DATABASE_URL: the role `postgres`, in session mode. WORKER_PORT, WORKER_HOST: where
 * GET /health and GET /metrics are, on the loopback address if nothing else is named; METRICS_TOKEN: who may read the latter from elsewhere.
 * S3_… and MEDIA_BASE_URL: where objects are; MEDIA_URL_SECRET signs their addresses. APP_URL, FUNCTIONS_URL and MAIL_TOKEN_SECRET make the links of mails; SMTP_URL and
 * MAIL_FROM send them, or INBOX_FOLDER is where they are put. STUN_URLS, TURN_URLS and TURN_SECRET: what calls find each other by.
 * VAPID_…, FCM_SERVICE_ACCOUNT and APNS_…: by what devices are pushed to.
 * LINK_PREVIEW_UNSAFE_ALLOW_LOOPBACK=true and PUSH_UNSAFE_ALLOW_LOOPBACK=true are for tests.
 */
import { iceSettings } from "./ice-settings.ts";
import { folderMailer } from "./mail/folder-mailer.ts";
import { smtpMailer } from "./mail/mailer.ts";
import { pushSenders } from "./push/push-senders.ts";
import { statusServer } from "./status-server.ts";
import { startWorker } from "./worker.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set.`);
  return value;
}

const say = (message: string, details: Record<string, unknown> = {}) =>
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...details }));

const { SMTP_URL, INBOX_FOLDER } = process.env;
const appUrl = variable("APP_URL").replace(/\/+$/, "");
const worker = await startWorker({
  databaseUrl: variable("DATABASE_URL"),
  storage: {
    endpoint: variable("S3_ENDPOINT"),
    region: variable("S3_REGION"),
    bucket: variable("S3_BUCKET"),
    accessKeyId: variable("S3_ACCESS_KEY_ID"),
    secretAccessKey: variable("S3_SECRET_ACCESS_KEY"),
    publicUrl: variable("MEDIA_BASE_URL"),
  },
  mediaSecret: variable("MEDIA_URL_SECRET"),
  mailer:
    !SMTP_URL && INBOX_FOLDER ? folderMailer(INBOX_FOLDER) : smtpMailer(variable("SMTP_URL"), variable("MAIL_FROM")),
  links: {
    appUrl,
    functionsUrl: variable("FUNCTIONS_URL").replace(/\/+$/, ""),
    tokenSecret: variable("MAIL_TOKEN_SECRET"),
  },
  push: pushSenders(process.env, appUrl),
  linkPreview: { allowLoopback: process.env.LINK_PREVIEW_UNSAFE_ALLOW_LOOPBACK === "true" },
  ice: iceSettings(process.env),
  say,
});

const server = statusServer(worker, process.env.METRICS_TOKEN || undefined);
server.listen(Number(variable("WORKER_PORT")), process.env.WORKER_HOST || "127.0.0.1");
say("worker ready");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    say("worker stopping", { signal });
    server.close();
    await worker.stop();
    process.exit(0);
  });
}

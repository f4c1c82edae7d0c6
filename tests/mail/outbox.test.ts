import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readMailToken } from "../../functions/_shared/mail-token.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import { startSmtpServer } from "./smtp.ts";
import { startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const tokenSecret = "a secret of this test, which no log may hold";
const accountId = "11111111-1111-1111-1111-111111111111";

let database: ScratchPostgres;
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
let sql: Sql;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  database = await startScratchPostgres();
  await applyMigrations(project, database.postgresUrl);
  sql = postgres(database.postgresUrl, { max: 2, onnotice: () => {} });
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date)
    values (${accountId}, 'alice', 'alice@example.com', '+491511234567', '1990-01-01')`;
  smtp = await startSmtpServer();
}, 60_000);

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill("SIGKILL");
  smtp.state.judge = () => {};
  smtp.state.whenDataBegins = () => {};
  smtp.taken.length = 0;
  await sql`delete from private.outbox_mails`;
});

afterAll(async () => {
  await sql.end();
  await smtp.close();
  await database.stop();
});

async function startWorker(url = smtp.url): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    DATABASE_URL: database.postgresUrl,
    SMTP_URL: url,
    MAIL_FROM: "Plaza <hello@plaza.example>",
    APP_URL: "https://app.example/",
    MAIL_TOKEN_SECRET: tokenSecret,
  });
  workers.push(worker);
  return worker;
}

const queue = (template: string, recipient = "alice@example.com") =>
  sql`select private.queue_mail(${template}, ${recipient}, ${accountId}, '{"time": "2026-01-01T12:00:00Z"}')`;
const queueMany = (count: number) =>
  sql`select private.queue_mail('password_changed', 'reader' || n || '@example.com', ${accountId}, '{"time": "2026-01-01T12:00:00Z"}')
      from generate_series(1, ${count}) n`;
const states = async () => (await sql`select state from private.outbox_mails order by id`).map(({ state }) => state);
const untilSent = (count: number) => expect.poll(states).toEqual(Array(count).fill("sent"));
/** As if the two minutes had gone by in which a dead worker might still have been alive. */
const letLeasesPass = async () => {
  await sql`update private.outbox_mails set due_at = now() where state = 'queued'`;
  await sql`notify plaza_mails`;
};
const messageIds = () => smtp.taken.map(({ messageId }) => messageId);

test("a mail goes out at once, as text and HTML, with a link that only this installation can have made", async () => {
  const worker = await startWorker();
  await queue("verify_email");
  await untilSent(1);
  const [mail] = smtp.taken;
  const [row] = await sql`select id from private.outbox_mails`;
  expect(mail).toMatchObject({
    from: "hello@plaza.example",
    to: ["alice@example.com"],
    messageId: `<${row?.id}@plaza.example>`,
  });
  const source = (mail?.source ?? "").replace(/=\r\n/g, "").replaceAll("=3D", "=");
  expect(source).toMatch(/^Subject: Confirm your e-mail address/m);
  expect(source).toMatch(/^Auto-Submitted: auto-generated/m);
  expect(source).toMatch(/text\/plain/);
  expect(source).toMatch(/text\/html/);
  const token = /https:\/\/app\.example\/verify-email\?token=([\w-]+)/.exec(source)?.[1] as string;
  expect(readMailToken([tokenSecret], "verify_email", token)).toBe(row?.id);
  expect(worker.log).toContain("mail sent");
  for (const secret of [token, tokenSecret, "alice@example.com"]) expect(worker.log).not.toContain(secret);
});

test("mails that were asked for while no worker ran go out when one starts", async () => {
  await queueMany(3);
  await startWorker();
  await untilSent(3);
});

test("what is rolled back is not mailed", async () => {
  await startWorker();
  await sql
    .begin(async (transaction) => {
      await transaction`select private.queue_mail('password_changed', 'nobody@example.com', ${accountId}, '{}')`;
      throw new Error("rolled back");
    })
    .catch(() => {});
  await queue("password_changed");
  await untilSent(1);
  expect(smtp.taken.map(({ to }) => to)).toEqual([["alice@example.com"]]);
});

test("however many workers there are, each mail goes out once", async () => {
  await Promise.all([startWorker(), startWorker()]);
  await queueMany(60);
  await untilSent(60);
  expect(new Set(smtp.taken.map(({ to }) => to[0])).size).toBe(60);
  expect(smtp.taken).toHaveLength(60);
});

test("a worker that is killed while it hands a mail over has not sent it, and the next one sends it once", async () => {
  const worker = await startWorker();
  const killed = new Promise<void>((resolve) => {
    smtp.state.whenDataBegins = async () => {
      smtp.state.whenDataBegins = () => {};
      await worker.kill("SIGKILL");
      resolve();
    };
  });
  // Refused if it should arrive whole after all: its sender is dead.
  smtp.state.judge = () => {
    throw new Error("The sender is gone.");
  };
  await queue("password_changed");
  await killed;
  expect(await states()).toEqual(["queued"]);
  smtp.state.judge = () => {};
  await startWorker();
  await letLeasesPass();
  await untilSent(1);
  expect(smtp.taken).toHaveLength(1);
});

test("only a kill between the server's taking a mail and the mark makes a second copy, of the same Message-ID", async () => {
  const worker = await startWorker();
  const killed = new Promise<void>((resolve) => {
    smtp.state.judge = async () => {
      smtp.state.judge = () => {};
      await worker.kill("SIGKILL");
      resolve();
    };
  });
  await queue("password_changed");
  await killed;
  await expect.poll(() => smtp.taken.length).toBe(1);
  await startWorker();
  await letLeasesPass();
  await untilSent(1);
  expect(smtp.taken).toHaveLength(2);
  expect(new Set(messageIds()).size).toBe(1);
});

test("over kills in the middle of a crowd of mails none is lost, and by Message-ID each arrives exactly once", async () => {
  await queueMany(60);
  let kills = 0;
  for (const killAfter of [10, 25, 40]) {
    const worker = await startWorker();
    await expect.poll(() => smtp.taken.length, { interval: 1 }).toBeGreaterThanOrEqual(killAfter);
    await worker.kill("SIGKILL");
    kills += 1;
    await letLeasesPass();
  }
  await startWorker();
  await untilSent(60);
  expect(new Set(messageIds()).size).toBe(60);
  // At most the three that each killed worker had in hand went out again.
  expect(smtp.taken.length).toBeLessThanOrEqual(60 + 3 * kills);
}, 60_000);

test("a mail that the server refuses is tried again later, and sent when the server has come round", async () => {
  smtp.state.judge = () => {
    throw Object.assign(new Error("Try again later"), { responseCode: 451 });
  };
  await startWorker();
  await queue("password_changed");
  await expect
    .poll(async () => (await sql`select last_error from private.outbox_mails`)[0]?.last_error)
    .toContain("451");
  const [waiting] = await sql`
    select state, attempts, extract(epoch from due_at - now())::int as seconds from private.outbox_mails`;
  expect(waiting).toMatchObject({ state: "queued", attempts: 1 });
  expect(waiting?.seconds).toBeGreaterThan(50);
  smtp.state.judge = () => {};
  await letLeasesPass();
  await untilSent(1);
});

test("a server that is away costs a mail one attempt, and the last attempt makes it dead", async () => {
  await startWorker("smtp://127.0.0.1:1");
  await sql`insert into private.outbox_mails (template, recipient, account_id, attempts) values ('verify_email', 'alice@example.com', ${accountId}, 9)`;
  await letLeasesPass();
  await expect.poll(states).toEqual(["dead"]);
  const [row] = await sql`select attempts, last_error from private.outbox_mails`;
  expect(row).toMatchObject({ attempts: 10, last_error: expect.stringContaining("ECONNREFUSED") });
});

test("a mail that cannot be written keeps no other from going out", async () => {
  await startWorker();
  await queue("no_such_template");
  await queue("password_changed");
  await expect.poll(async () => (await states()).sort()).toEqual(["queued", "sent"]);
});

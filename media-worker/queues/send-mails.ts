import { type ClaimedMail, renderMail } from "../mail/render.ts";
import type { ScheduledQueue, WorkerContext } from "../queue.ts";

/** Mails on their way at once. */
const concurrency = 3;

/**
 * Sends what is in the outbox until nothing is due. A mail is claimed and marked in two transactions of its own, and
 * between them given to the mail server. So it is sent once, however many workers there are and wherever one is killed,
 * except between the server's "250" and the mark: then it is sent again, under the same Message-ID. A duplicate rather
 * than a loss is what SMTP asks for (RFC 1047; RFC 5321, section 4.5.3.2.6).
 */
export const sendMails: ScheduledQueue = {
  name: "send-mails",
  channel: "plaza_mails",
  cron: "* * * * *",
  async handle(context) {
    await Promise.all(Array.from({ length: concurrency }, () => sendUntilEmpty(context)));
  },
};

async function sendUntilEmpty({ sql, say, metrics, mailer, links }: WorkerContext): Promise<void> {
  for (;;) {
    const [row] = await sql`select private.claim_mail() as mail`;
    const mail: ClaimedMail | null = row?.mail ?? null;
    if (!mail) return;
    const about = { mail: mail.id, template: mail.template, attempt: mail.attempt };
    try {
      await mailer.deliver(renderMail(mail, links));
    } catch (error) {
      const reason = (error as Error).message;
      metrics.noteMail("failed");
      await sql`select private.mail_failed(${mail.id}, ${mail.attempt}, ${reason})`;
      say("mail failed", { ...about, reason });
      continue;
    }
    await sql`select private.mail_sent(${mail.id})`;
    metrics.noteMail("sent");
    say("mail sent", about);
  }
}

import nodemailer from "nodemailer";
import type { RenderedMail } from "./render.ts";

/** A way out for mails. Resolves once somebody else has taken the mail over. */
export interface Mailer {
  deliver(mail: RenderedMail): Promise<void>;
  close(): void;
}

const second = 1_000;
/** Together less than the two minutes of private.claim_mail: nobody sends a mail that another may have taken. */
const timeouts = {
  dnsTimeout: 10 * second,
  connectionTimeout: 15 * second,
  greetingTimeout: 15 * second,
  socketTimeout: 30 * second,
};
const deliveryTimeoutMs = 100 * second;

/**
 * Sends through SMTP. The Message-ID is the mail's own id, so a mail that has to be sent again, because nobody knows
 * whether the first try arrived, can be told to be the same one (RFC 5322, section 3.6.4).
 */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport({ url, pool: true, maxConnections: 3, ...timeouts });
  const domain = from.match(/@([^>\s]+)/)?.[1] ?? "localhost";
  return {
    async deliver({ id, to, subject, text, html, headers }) {
      const sending = transport.sendMail({
        from,
        // As an address and not as a header line, where a comma would make two of it.
        to: { name: "", address: to },
        subject,
        text,
        html,
        messageId: `<${id}@${domain}>`,
        headers: { "Auto-Submitted": "auto-generated", ...headers },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("The mail server took too long.")), deliveryTimeoutMs);
      });
      await Promise.race([sending, late]).finally(() => clearTimeout(timer));
    },
    close: () => transport.close(),
  };
}

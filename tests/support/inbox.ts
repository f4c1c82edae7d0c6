import { inject } from "vitest";

export interface ReceivedMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

const { url } = inject("target");

/** The local inbox keeps mail only where the embedded stack sends it. */
export async function mailsTo(address: string): Promise<ReceivedMail[]> {
  const answer = await fetch(`${url}/dev/inbox.json?to=${encodeURIComponent(address)}`);
  return ((await answer.json()) as { items: ReceivedMail[] }).items;
}

/** Waits for a mail with this subject, the newest if there are several. */
export async function mailTo(address: string, subject: RegExp): Promise<ReceivedMail> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const mails = await mailsTo(address);
    const mail = mails.find((candidate) => subject.test(candidate.subject));
    if (mail) return mail;
    if (Date.now() > deadline) {
      throw new Error(`No mail ${subject} to ${address}, but: ${mails.map((other) => other.subject).join(", ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The token of the link in a mail. */
export function tokenIn(mail: ReceivedMail): string {
  const token = /[?&]token=([\w-]+)/.exec(mail.text)?.[1];
  if (!token) throw new Error(`The mail "${mail.subject}" has no link.`);
  return token;
}

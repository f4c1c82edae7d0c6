import { makeMailToken } from "../../functions/_shared/mail-token.ts";
import { escapeHtml } from "../escape-html.ts";
import { type MailFacts, templates } from "./templates.ts";

/** A mail that private.claim_mail has handed out. */
export interface ClaimedMail extends MailFacts {
  id: string;
  attempt: number;
  template: string;
  recipient: string;
}

/** A mail as it goes out. */
export interface RenderedMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Beside what every mail has. */
  headers?: Record<string, string>;
}

export interface LinkSettings {
  /** Where links point to: the pages of the app. */
  appUrl: string;
  /** Where the edge functions are: mail programs call one of them. */
  functionsUrl: string;
  /** Signs the tokens in links. */
  tokenSecret: string;
}

/** Turns a claimed mail into text and HTML. The token of its link comes to be here, and is kept nowhere. */
export function renderMail(mail: ClaimedMail, { appUrl, functionsUrl, tokenSecret }: LinkSettings): RenderedMail {
  const template = Object.hasOwn(templates, mail.template) ? templates[mail.template] : undefined;
  if (!template) throw new Error(`There is no mail template ${mail.template}.`);
  const { subject, paragraphs, link, unsubscribes, written } = template(mail);
  const { language, greeting } = written ?? {
    language: "en",
    greeting: mail.username ? `Hello ${mail.username},` : "Hello,",
  };
  const url =
    link && `${appUrl}${link.path}${link.purpose ? `?token=${makeMailToken(tokenSecret, link.purpose, mail.id)}` : ""}`;
  // It says who no longer wants what, for ever, and nothing else: so it is of the account, and never used up.
  const leave = unsubscribes && `?token=${makeMailToken(tokenSecret, "unsubscribe", unsubscribes.accountId)}`;
  const leavePage = leave && `${appUrl}/unsubscribe${leave}&lang=${encodeURIComponent(language)}`;

  const text = [greeting, ...paragraphs, ...(link ? [`${link.label}:\n${url}`] : []), "Plaza"];
  if (leavePage) text.push(`${unsubscribes?.label}:\n${leavePage}`);
  const button = link
    ? `<p><a href="${escapeHtml(url as string)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#3b4cca;color:#fff;text-decoration:none">${escapeHtml(link.label)}</a></p>`
    : "";
  const html = `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f7;color:#222;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:32rem;margin:auto;padding:24px;border-radius:12px;background:#fff">
${[greeting, ...paragraphs].map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join("\n")}
${button}
<p style="color:#777">Plaza${leavePage ? ` · <a href="${escapeHtml(leavePage)}" style="color:#777">${escapeHtml(unsubscribes?.label ?? "")}</a>` : ""}</p>
</div></body></html>
`;
  const headers = leave && {
    // RFC 8058: one click in the mail program.
    "List-Unsubscribe": `<${functionsUrl}/auth/email/unsubscribe${leave}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
  return { id: mail.id, to: mail.recipient, subject, text: text.join("\n\n"), html, ...(headers ? { headers } : {}) };
}

import { escapeHtml } from "../../media-worker/escape-html.ts";
import type { StoredMail } from "../../media-worker/mail/folder-mailer.ts";

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #222 }
table { width: 100%; border-collapse: collapse } td { padding: .5rem; border-top: 1px solid #ddd }
iframe { width: 100%; height: 30rem; border: 1px solid #ddd; border-radius: 8px } pre { white-space: pre-wrap; overflow-wrap: anywhere }
input, button { font: inherit; padding: .5rem } small { color: #777 }
</style></head><body>${body}</body></html>
`;

export function listPage(mails: StoredMail[]): string {
  const rows = mails.map(
    ({ id, to, subject, received_at }) =>
      `<tr><td><a href="/dev/inbox/${id}">${escapeHtml(subject)}</a></td><td>${escapeHtml(to)}</td><td><small>${escapeHtml(received_at)}</small></td></tr>`,
  );
  const list = rows.length > 0 ? `<table>${rows.join("\n")}</table>` : "<p>No mail yet. Register somebody.</p>";
  return page("Inbox", `<h1>Inbox</h1><p><small>What Plaza would have mailed: no SMTP_URL is set.</small></p>${list}`);
}

/** One mail. Its HTML is shown in a frame that may run nothing, whatever got into it. */
export function mailPage({ id, to, subject, text, received_at }: StoredMail): string {
  const frame = `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/dev/inbox/${id}.html" title="The mail"></iframe>`;
  return page(
    subject,
    `<p><a href="/dev/inbox">Inbox</a></p><h1>${escapeHtml(subject)}</h1><p><small>to ${escapeHtml(to)}, ${escapeHtml(received_at)}</small></p>${frame}<h2>As text</h2><pre>${escapeHtml(text)}</pre>`,
  );
}

/** The pages that links point to while there is no app (APP_URL): each does its one call. */
export const linkPages: Record<string, { title: string; method: string; call: string; askPassword: boolean }> = {
  "/dev/verify-email": {
    title: "Confirm your e-mail address",
    method: "POST",
    call: "email/verify",
    askPassword: false,
  },
  "/dev/reset-password": { title: "Choose a new password", method: "POST", call: "password/reset", askPassword: true },
  "/dev/unsubscribe": {
    title: "No more mails like this",
    method: "POST",
    call: "email/unsubscribe",
    askPassword: false,
  },
  "/dev/delete-account": { title: "Delete your account", method: "DELETE", call: "account", askPassword: false },
};

export function linkPage({ title, method, call, askPassword }: (typeof linkPages)[string]): string {
  const field = askPassword ? `<input name="new_password" type="password" autocomplete="new-password" required> ` : "";
  return page(
    title,
    `<h1>${title}</h1><form data-method="${method}" data-call="${call}">${field}<button>${title}</button></form><p id="outcome" role="status"></p><script src="/dev/link.js"></script>`,
  );
}

/** The script of every link page. */
export const linkScript = `const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = new URLSearchParams(location.search).get("token") ?? "";
  const body = JSON.stringify({ token, ...Object.fromEntries(new FormData(form)) });
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/functions/v1/auth/" + form.dataset.call, { method: form.dataset.method, headers, body });
  const refusal = answer.ok ? undefined : await answer.json();
  document.querySelector("#outcome").textContent = answer.ok ? "Done." : [refusal.message, refusal.details].filter(Boolean).join(" ");
  if (answer.ok) form.remove();
});
`;

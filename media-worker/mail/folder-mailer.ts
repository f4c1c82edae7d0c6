import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mailer } from "./mailer.ts";
import type { RenderedMail } from "./render.ts";

export interface StoredMail extends RenderedMail {
  received_at: string;
}

/** Puts mails into a folder instead: a file a mail, named after its id, so that a repeated mail is one. */
export function folderMailer(folder: string): Mailer {
  return {
    async deliver(mail) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${mail.id}.json`);
      const stored: StoredMail = { ...mail, received_at: new Date().toISOString() };
      await writeFile(`${path}.new`, JSON.stringify(stored), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    close: () => {},
  };
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StoredMail } from "../../media-worker/mail/folder-mailer.ts";

const newest = 200;
const fileName = /^[0-9a-f-]{36}\.json$/;

/** What the worker has put into its folder instead of mailing it. */
export class Inbox {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The newest mails first; ids are ordered by time. */
  async list(to?: string): Promise<StoredMail[]> {
    const names = (await readdir(this.#folder).catch(() => []))
      .filter((name) => fileName.test(name))
      .sort()
      .reverse();
    const mails: StoredMail[] = [];
    for (const name of names) {
      if (mails.length === newest) break;
      const mail = await this.find(name.slice(0, -".json".length));
      if (mail && (to === undefined || mail.to === to)) mails.push(mail);
    }
    return mails;
  }

  async find(id: string): Promise<StoredMail | undefined> {
    if (!fileName.test(`${id}.json`)) return undefined;
    return readFile(join(this.#folder, `${id}.json`), "utf8").then(JSON.parse, () => undefined);
  }
}

import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RenderedMail } from "../mail/render.ts";

export interface StoredMail extends RenderedMail {
  received_at: string;
}

const newest = 200;
const fileName = /^[0-9a-f-]{36}\.json$/;

/** The local stand-in for mailboxes: a folder with a file a mail, named after its id, so that a repeated mail is one. */
export class Inbox {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async add(mail: RenderedMail): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${mail.id}.json`);
    const stored: StoredMail = { ...mail, received_at: new Date().toISOString() };
    await writeFile(`${path}.new`, JSON.stringify(stored), { mode: 0o600 });
    await rename(`${path}.new`, path);
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

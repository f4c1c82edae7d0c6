import type { ScheduledQueue } from "../queue.ts";

/**
 * Removes what was uploaded and belongs to nobody: a permission to upload outlives its medium. What lies there is only
 * what is on its way, so all of it is looked at.
 */
export const sweepUploadObjects: ScheduledQueue = {
  name: "sweep-upload-objects",
  cron: "*/10 * * * *",
  async handle({ sql, storage, say }) {
    let removed = 0;
    for await (const keys of storage.pages("uploads/")) {
      const folderOf = (key: string) => key.split("/")[1] ?? "";
      const wanted = await sql`select folder from private.wanted_uploads(${keys.map(folderOf)}) folder`;
      const folders = new Set(wanted.map(({ folder }) => folder));
      const ownerless = keys.filter((key) => !folders.has(folderOf(key)));
      await storage.delete(ownerless);
      removed += ownerless.length;
    }
    if (removed > 0) say("removed uploads without an owner", { removed });
  },
};

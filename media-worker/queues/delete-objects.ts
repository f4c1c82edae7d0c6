import type { JobQueue } from "../queue.ts";

/** Removes the objects of what has been deleted. The row goes last, so that a killed try is done again. */
export const deleteObjects: JobQueue = {
  name: "delete-objects",
  concurrency: 2,
  retries: 20,
  expireSeconds: 10 * 60,
  async handle({ sql, storage }, { id }) {
    const [deletion] = await sql`select prefix, upload_key, upload_id from private.object_deletions where id = ${id}`;
    if (!deletion) return;
    if (deletion.upload_id) await storage.abortUpload(deletion.upload_key, deletion.upload_id);
    await storage.deleteAll(deletion.prefix);
    await sql`delete from private.object_deletions where id = ${id}`;
  },
};

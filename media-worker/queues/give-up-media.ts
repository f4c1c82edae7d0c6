import type { JobQueue } from "../queue.ts";

const reason = "The file could not be processed, for a reason on our side. Upload it again later.";

/** The dead letters of media: what has failed every time. The owner hears of it, and the objects go. */
export const giveUpMedia: JobQueue = {
  name: "give-up-media",
  concurrency: 1,
  retries: 10,
  expireSeconds: 60,
  async handle({ sql, say }, { id }) {
    const [given] = await sql`select private.fail_media(${id}, null, ${reason}) as up`;
    if (given?.up) say("media given up after every try failed", { id });
  },
};

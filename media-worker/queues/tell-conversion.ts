import type { ScheduledQueue } from "../queue.ts";

/** Says whether this worker can convert video and sound. Where none can, uploads are refused, and what waits is given up. */
export const tellConversion: ScheduledQueue = {
  name: "tell-conversion",
  everySeconds: 60,
  async handle({ sql, say, canConvert }) {
    const [told] = await sql`select private.tell_conversion(${canConvert}) as possible`;
    if (told?.possible) return;
    const [given] = await sql`select private.fail_unconvertible() as up`;
    if (given?.up !== "0") say("given up, because no worker has ffmpeg", { media: Number(given?.up) });
  },
};

import { databaseCall } from "../database-call.ts";

/**
 * What is read or told about once a second: the readers of the engagement log (docs/events.md), and presence. Every
 * worker asks; the functions see to it that one finds the work, and the others that it is being done.
 */
export const readers = [
  { name: "roll-up-engagement", call: "private.roll_up_engagement" },
  { name: "learn-from-engagement", call: "private.learn_from_engagement" },
  { name: "learn-virality", call: "private.learn_virality" },
  { name: "index-messages", call: "private.index_messages" },
  { name: "tell-presence", call: "private.tell_presence_changes" },
].map((reader) => databaseCall({ ...reader, everySeconds: 1, isQuiet: true }));

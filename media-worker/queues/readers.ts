import { databaseCall } from "../database-call.ts";

/**
 * What is read or told every second or few: the readers of the engagement log (docs/events.md), and presence. Every
 * worker asks; the functions see to it that one finds the work, and the others that it is being done.
 */
export const readers = [
  { name: "roll-up-engagement", call: "private.roll_up_engagement" },
  { name: "learn-from-engagement", call: "private.learn_from_engagement" },
  { name: "learn-virality", call: "private.learn_virality" },
  { name: "learn-topics", call: "private.learn_topics" },
  { name: "learn-activity", call: "private.learn_activity" },
  { name: "index-messages", call: "private.index_messages" },
  { name: "log-events", call: "private.log_events" },
  { name: "open-flagged-cases", call: "private.open_flagged_cases" },
  { name: "judge-texts", call: "private.judge_texts" },
  { name: "apply-rules", call: "private.apply_rules" },
  { name: "notify-people", call: "private.notify_people" },
  { name: "push-people", call: "private.push_people" },
  { name: "tell-presence", call: "private.tell_presence_changes" },
  // What came in five seconds is one event a person.
  { name: "tell-followers", call: "private.tell_followers", everySeconds: 5 },
].map((reader) => databaseCall({ everySeconds: 1, ...reader, isQuiet: true }));

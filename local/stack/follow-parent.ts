/**
 * Preloaded into every Node part (`node --import`): when the supervisor is killed, its end of the channel closes, and the
 * part ends too instead of holding its port for ever. Postgres and the functions hear of no channel, so they are told;
 * twice does not matter to them. FOLLOW_PARENT_IN: the stack's data folder.
 */
import { isRunning } from "./process-identity.ts";
import { readState } from "./state.ts";

const supervisor = process.ppid;
const folder = process.env.FOLLOW_PARENT_IN;

function endTheOthers(): void {
  const state = folder === undefined ? undefined : readState(folder);
  // Another start may have taken the folder over meanwhile.
  if (state?.supervisor.pid !== supervisor) return;
  for (const part of Object.values(state.parts)) if (isRunning(part)) process.kill(part.pid, "SIGINT");
}

process.on("disconnect", () => {
  try {
    endTheOthers();
  } finally {
    process.exit(1);
  }
});
process.channel?.unref();

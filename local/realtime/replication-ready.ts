import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";

const interval = 500;

/** Tells a channel that asked for it when database messages arrive, or closes it if they never do. */
export function announceReplication(context: Context, channel: Channel): void {
  const deadline = Date.now() + context.limits.replicationReadyTimeoutMs;
  const check = () => {
    if (!channel.isOpen) return;
    if (context.isFeedLive) {
      channel.system("ok", "Replication connection established");
    } else if (Date.now() >= deadline) {
      channel.shutdown("Replication connection was not established in time");
    } else {
      setTimeout(check, interval).unref();
    }
  };
  check();
}

import { setTimeout as sleep } from "node:timers/promises";
import type { PushEndpoint, PushMessage, PushResult } from "../push/push-provider.ts";
import type { ScheduledQueue, WorkerContext } from "../queue.ts";

/** Deliveries on their way at once. */
const concurrency = 128;
/** After that long the rest waits for the next call, so that a worker can be stopped while there is always something to do. */
const turnMs = 5_000;

/** A delivery that private.claim_pushes has handed out. */
interface ClaimedPush {
  push_id: string;
  endpoint_id: string;
  version: number;
  claimed_at: string;
  endpoint: PushEndpoint;
  message: PushMessage;
}

/**
 * Decides what becomes of pushes that are due, and sends those that are to be sent. A delivery is claimed and marked in two transactions of its
 * own, and between them given to the provider. So it is sent once, wherever a worker is killed, except between the provider's
 * answer and the mark: then it is sent again under the same tag and version, which replaces itself on the device.
 */
export const sendPushes: ScheduledQueue = {
  name: "send-pushes",
  channel: "plaza_pushes",
  everySeconds: 1,
  async handle(context) {
    const { sql } = context;
    const inHand = new Set<Promise<void>>();
    const turnEnds = Date.now() + turnMs;
    for (;;) {
      const [row] = await sql`select private.decide_pushes() as decided`;
      const room = concurrency - inHand.size;
      const claimed: ClaimedPush[] =
        room > 0 ? (await sql`select private.claim_pushes(${room}) as claimed`)[0]?.claimed : [];
      for (const push of claimed) {
        const sending = deliver(context, push).finally(() => inHand.delete(sending));
        inHand.add(sending);
      }
      if (Date.now() > turnEnds) break;
      if (claimed.length > 0 || row?.decided > 0) continue;
      if (inHand.size === 0) return;
      // One provider may be slow: whatever comes meanwhile for the others does not wait for it.
      await Promise.race([...inHand, sleep(200)]);
    }
    await Promise.all(inHand);
  },
};

async function deliver({ sql, say, metrics, push: { providers } }: WorkerContext, claimed: ClaimedPush): Promise<void> {
  const { push_id, endpoint_id, version, claimed_at, endpoint, message } = claimed;
  try {
    const provider = providers.get(endpoint.platform);
    const result: PushResult = provider
      ? await provider.send(endpoint, message)
      : { outcome: "later", of_provider: false, error: "This worker has no way there." };
    metrics.notePush(endpoint.platform, result.outcome);
    const {
      retry_after_s = null,
      of_provider = false,
      error = null,
    } = { ...result } as {
      retry_after_s?: number;
      of_provider?: boolean;
      error?: string;
    };
    await sql`
      select private.push_answered(${push_id}, ${endpoint_id}, ${version}, ${message.withdraws}, ${claimed_at}, ${result.outcome}, ${retry_after_s},
        ${of_provider}, ${error})`;
    if (error)
      say("push failed", { push: push_id, platform: endpoint.platform, outcome: result.outcome, reason: error });
  } catch (error) {
    // It stays claimed, and is sent again after that.
    say("push failed", { push: push_id, platform: endpoint.platform, reason: (error as Error).message });
  }
}

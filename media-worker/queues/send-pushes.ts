import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { inBatches } from "../in-batches.ts";
import type { PushEndpoint, PushMessage, PushProvider, PushResult } from "../push/push-provider.ts";
import type { ScheduledQueue, WorkerContext } from "../queue.ts";

/** Deliveries on their way at once. */
const concurrency = 256;
/** So many are claimed at least: one by one each would cost what a hundred do. */
const smallestClaim = 64;
/** After that long the rest waits for the next call, so that a worker can be stopped while there is always something to do. */
const turnMs = 5_000;
/** Between two looks while something is on its way. */
const lookMs = 20;

/** A delivery that private.claim_pushes has handed out. */
interface ClaimedPush {
  push_id: string;
  endpoint_id: string;
  version: number;
  claimed_at: string;
  endpoint: PushEndpoint;
  message: PushMessage;
}

/** What private.pushes_delivered marks. */
interface Delivered {
  push_id: string;
  endpoint_id: string;
  version: number;
  withdrew: boolean;
}

/**
 * Decides what becomes of pushes that are due, and sends those that are to be sent. A delivery is claimed and marked in two transactions, and
 * between them given to the provider. So it is sent once, wherever a worker is killed, except between the provider's
 * answer and the mark: then it is sent again under the same tag and version, which replaces itself on the device.
 */
export const sendPushes: ScheduledQueue = {
  name: "send-pushes",
  channel: "plaza_pushes",
  everySeconds: 1,
  async handle(context) {
    const { sql } = context;
    const inHand = new Set<Promise<void>>();
    const deliver = deliverer(context);
    const turnEnds = Date.now() + turnMs;
    for (;;) {
      const [row] = await sql`select private.decide_pushes() as decided`;
      const room = concurrency - inHand.size;
      const claimed: ClaimedPush[] =
        room >= smallestClaim ? (await sql`select private.claim_pushes(${room}) as claimed`)[0]?.claimed : [];
      for (const push of claimed) {
        const sending = deliver(push).finally(() => inHand.delete(sending));
        inHand.add(sending);
      }
      if (Date.now() > turnEnds) break;
      if (claimed.length > 0 || row?.decided > 0) continue;
      if (inHand.size === 0) return;
      // One provider may be slow: whatever comes meanwhile for the others does not wait for it.
      await sleep(lookMs);
    }
    await Promise.all(inHand);
  },
};

/** Gives one delivery after the other to its provider, and marks what has arrived in batches. */
function deliverer({ sql, say, metrics, push: { providers } }: WorkerContext): (claimed: ClaimedPush) => Promise<void> {
  const answered = ({ push_id, endpoint_id, version, claimed_at, message }: ClaimedPush, result: PushResult) => {
    const {
      retry_after_s = null,
      of_provider = false,
      error = null,
    } = { ...result } as { retry_after_s?: number; of_provider?: boolean; error?: string };
    return persistently(
      () => sql`
      select private.push_answered(${push_id}, ${endpoint_id}, ${version}, ${message.withdraws}, ${claimed_at}, ${result.outcome}, ${retry_after_s},
        ${of_provider}, ${error})`,
    );
  };
  const mark = inBatches<ClaimedPush>(async (pushes) => {
    const delivered: Delivered[] = pushes.map(({ push_id, endpoint_id, version, message }) => ({
      push_id,
      endpoint_id,
      version,
      withdrew: message.withdraws,
    }));
    const [row] = await persistently(
      () => sql<{ others: Delivered[] }[]>`
      select private.pushes_delivered(${JSON.stringify(delivered)}::text::jsonb) as others`,
    );
    for (const other of row?.others ?? []) {
      const push = pushes.find(
        ({ push_id, endpoint_id }) => push_id === other.push_id && endpoint_id === other.endpoint_id,
      );
      if (push) await answered(push, { outcome: "delivered" });
    }
  });

  return async (claimed) => {
    const about = { push: claimed.push_id, platform: claimed.endpoint.platform };
    try {
      const result = await send(providers.get(claimed.endpoint.platform), claimed);
      metrics.notePush(claimed.endpoint.platform, result.outcome);
      await (result.outcome === "delivered" ? mark(claimed) : answered(claimed, result));
      if ("error" in result) say("push failed", { ...about, outcome: result.outcome, reason: result.error });
    } catch (error) {
      // It stays claimed, and is sent again after that.
      say("push failed", { ...about, reason: (error as Error).message });
    }
  };
}

/** Postgres may restart: what a provider has answered is marked once it is back, or the device would be told again. */
async function persistently<Row>(ask: () => Promise<Row>): Promise<Row> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const isAway = !(error instanceof postgres.PostgresError) || /^(08|57)/.test(error.code);
      if (!isAway || tries === 30) throw error;
      await sleep(500);
    }
  }
}

async function send(provider: PushProvider | undefined, { endpoint, message }: ClaimedPush): Promise<PushResult> {
  if (!provider) return { outcome: "later", of_provider: false, error: "This worker has no way there." };
  try {
    return await provider.send(endpoint, message);
  } catch (error) {
    // What no provider was asked for fails like one that does not answer, and at last is dead.
    return { outcome: "later", of_provider: false, error: (error as Error).message };
  }
}

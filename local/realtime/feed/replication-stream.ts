import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import postgres from "postgres";

const publication = "supabase_realtime_messages_publication";
const statusIntervalMs = 5_000;
/** Postgres says something every 30 s (half its `wal_sender_timeout`); after this long the peer is gone. */
const silenceMs = 90_000;

export interface Listener {
  /** Awaited before the first change arrives; every change that is not visible by then will arrive. */
  prepare: () => Promise<void>;
  /** Called once changes begin to arrive. */
  live: () => void;
  /** Called with each message of `pgoutput`, values in binary. */
  receive: (message: Buffer) => void;
}

/**
 * Streams the changes of `realtime.messages` until the connection ends or `signal` aborts. The slot is
 * temporary, as on Supabase: what is written while nobody listens is never delivered, and a dead
 * listener never makes Postgres keep its log.
 *
 * @throws Error when the connection cannot be made or breaks.
 */
export async function streamChanges(
  url: string,
  { prepare, live, receive }: Listener,
  signal: AbortSignal,
): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: 5,
    onnotice: () => {},
    // `replication` is a start-up parameter of the protocol, which the driver's types do not name.
    connection: { replication: "database", application_name: "realtime_broadcast" } as Record<string, string>,
  });
  const end = () => sql.end({ timeout: 0 });
  signal.addEventListener("abort", end, { once: true });
  try {
    const slot = `supabase_realtime_messages_replication_slot_${randomBytes(4).toString("hex")}`;
    const [made] = await sql.unsafe(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`);
    await prepare();
    const stream = (await sql
      .unsafe(
        `START_REPLICATION SLOT ${slot} LOGICAL ${made?.consistent_point} (proto_version '2', publication_names '${publication}', binary 'true')`,
      )
      .writable()) as Duplex;
    live();
    await follow(stream, receive);
  } finally {
    signal.removeEventListener("abort", end);
    await end();
  }
}

async function follow(stream: Duplex, receive: (message: Buffer) => void): Promise<void> {
  let position = 0n;
  let heardAt = Date.now();
  stream.on("data", (message: Buffer) => {
    heardAt = Date.now();
    if (message[0] === 0x77) {
      // w: start of the data, end of the log, server's time, then the change
      position = message.readBigUInt64BE(1);
      receive(message.subarray(25));
    } else if (message[0] === 0x6b) {
      // k: end of the log, server's time, whether it waits for an answer
      position = message.readBigUInt64BE(1);
      if (message[17] === 1) stream.write(standbyStatus(position));
    }
  });
  // Half of a stream is no use: when Postgres ends its side, all of it ends.
  stream.on("end", () => stream.destroy());
  const timer = setInterval(() => {
    if (Date.now() - heardAt > silenceMs) stream.destroy(new Error("The replication connection went silent."));
    else stream.write(standbyStatus(position));
  }, statusIntervalMs);
  try {
    await once(stream, "close");
  } finally {
    clearInterval(timer);
  }
}

/** Tells Postgres that everything up to `position` may be forgotten. */
function standbyStatus(position: bigint): Buffer {
  const status = Buffer.alloc(34);
  status.write("r");
  for (const offset of [1, 9, 17]) status.writeBigUInt64BE(position, offset);
  status.writeBigInt64BE(BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1000n, 25);
  return status;
}

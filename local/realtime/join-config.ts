import { randomUUID } from "node:crypto";
import { fields } from "./wire/client-message.ts";

/** What a client asks for when it joins. */
export interface JoinConfig {
  isPrivate: boolean;
  /** Whether a broadcast is answered, and whether it comes back to its sender. */
  ack: boolean;
  self: boolean;
  /** The client wants to hear when database messages arrive. */
  replicationReady: boolean;
  /** As the client sent it: it is checked against the channel's kind later. */
  replay: unknown;
  presence: { key: string; enabled: boolean };
  /** Whether it listens for Postgres Changes. */
  postgresChanges: boolean;
}

const maxKeyBytes = 255;

const flag = (value: unknown) => value === true || value === "true";

/** Reads `config` of a join; what is missing or of the wrong shape gets its default. */
export function readJoinConfig(payload: unknown): JoinConfig {
  const config = fields(fields(payload).config);
  const broadcast = fields(config.broadcast);
  const presence = fields(config.presence);
  const bindings = Array.isArray(config.postgres_changes) ? config.postgres_changes : [];
  return {
    isPrivate: flag(config.private),
    ack: flag(broadcast.ack),
    self: flag(broadcast.self),
    replicationReady: flag(broadcast.replication_ready),
    replay: broadcast.replay ?? undefined,
    presence: { key: presenceKey(presence.key), enabled: flag(presence.enabled) },
    postgresChanges: bindings.some((binding) => binding !== null),
  };
}

function presenceKey(value: unknown): string {
  const isUsable = typeof value === "string" && value !== "" && Buffer.byteLength(value) <= maxKeyBytes;
  return isUsable ? value : randomUUID();
}

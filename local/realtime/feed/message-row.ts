import type { UserBroadcast } from "../wire/client-message.ts";
import type { Relation } from "./pgoutput.ts";

/** A row of `realtime.messages` that is to be delivered. */
export interface MessageRow {
  id: string;
  topic: string;
  isPrivate: boolean;
  broadcast: UserBroadcast;
}

/** Reads a row in Postgres's binary format; undefined if it is no message or lacks what a message needs. */
export function messageOf({ table, columns }: Relation, values: (Buffer | null)[]): MessageRow | undefined {
  if (!table.startsWith("messages")) return undefined;
  const value = (name: string) => values[columns.indexOf(name)] ?? null;
  const [id, topic, event, isPrivate] = [value("id"), value("topic"), value("event"), value("private")];
  const json = value("payload");
  const bytes = value("binary_payload");
  if (!id || !topic || !event || !isPrivate || (!json && !bytes)) return undefined;
  return {
    id: uuid(id),
    topic: topic.toString(),
    isPrivate: isPrivate[0] === 1,
    broadcast: {
      event: event.toString(),
      // Binary `jsonb` is its text after one byte of version.
      payload: json ? json.subarray(1) : (bytes as Buffer),
      encoding: json ? "json" : "binary",
    },
  };
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

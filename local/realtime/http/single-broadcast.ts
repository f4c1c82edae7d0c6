import type { IncomingMessage } from "node:http";
import { mayWrite } from "../authorisation.ts";
import type { Context } from "../context.ts";
import { RoomMessage } from "../room-message.ts";
import type { UserBroadcast } from "../wire/client-message.ts";
import { unsupported } from "./batch-broadcast.ts";
import { mediaType, parseJson, readBody } from "./body.ts";
import { readCaller } from "./caller.ts";
import { requireCapacity } from "./rate.ts";
import { HttpError } from "./response.ts";

/** `POST .../api/broadcast/<topic>/events/<event>[?private=true]`: the body is the payload, JSON or bytes. */
export async function singleBroadcast(
  context: Context,
  request: IncomingMessage,
  { topic, event, isPrivate }: { topic: string; event: string; isPrivate: boolean },
): Promise<void> {
  const caller = await readCaller(context, request);
  const type = mediaType(request);
  if (type !== "application/json" && type !== "application/octet-stream") throw unsupported();
  const body = await readBody(request, context.limits.maxHttpBodyBytes);
  if (body.length === 0) throw new HttpError(422, { errors: { payload: ["can't be blank"] } });
  const broadcast: UserBroadcast =
    type === "application/json"
      ? { event, payload: jsonObject(body), encoding: "json" }
      : { event, payload: body, encoding: "binary" };
  if (broadcast.payload.length > context.limits.maxPayloadBytes) {
    throw new HttpError(422, { errors: { payload: ["Payload size exceeds tenant limit"] } });
  }
  requireCapacity(context, 1);
  if (isPrivate && !(await mayWrite(context.database, { ...caller, topic }, "broadcast"))) {
    throw new HttpError(403, { message: "Unauthorized" });
  }
  context.counters.messagesIn++;
  context.rates.events.add(1);
  context.rooms.find(topic, isPrivate)?.broadcast(RoomMessage.user(`realtime:${topic}`, broadcast));
}

/** A payload is an object; any other JSON travels under `_json`, as it does through Supabase. */
function jsonObject(body: Buffer): Buffer {
  const value = parseJson(body);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? body : Buffer.from(JSON.stringify({ _json: value }));
}

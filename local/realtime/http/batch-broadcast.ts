import type { IncomingMessage } from "node:http";
import { mayWrite } from "../authorisation.ts";
import type { Context } from "../context.ts";
import { RoomMessage } from "../room-message.ts";
import { fields } from "../wire/client-message.ts";
import { mediaType, parseJson, readBody } from "./body.ts";
import { type Caller, readCaller } from "./caller.ts";
import { requireCapacity } from "./rate.ts";
import { HttpError } from "./response.ts";

interface BatchMessage {
  topic: string;
  event: string;
  payload: string;
  isPrivate: boolean;
}

/**
 * `POST .../api/broadcast` with `{messages: [{topic, event, payload, private?}]}`. One invalid message
 * refuses the batch; messages on private topics that the caller may not write to are skipped.
 */
export async function batchBroadcast(context: Context, request: IncomingMessage): Promise<void> {
  const caller = await readCaller(context, request);
  if (mediaType(request) !== "application/json") throw unsupported();
  const body = await readBody(request, context.limits.maxHttpBodyBytes);
  const messages = validMessages(fields(parseJson(body)).messages, context.limits.maxPayloadBytes);
  requireCapacity(context, messages.length);
  const closed = await closedTopics(context, caller, messages);
  for (const { topic, event, payload, isPrivate } of messages) {
    if (isPrivate && closed.has(topic)) continue;
    context.counters.messagesIn++;
    context.rates.events.add(1);
    const text = `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${payload}}`;
    context.rooms.find(topic, isPrivate)?.broadcast(RoomMessage.text(`realtime:${topic}`, "broadcast", text));
  }
}

export function unsupported(): HttpError {
  return new HttpError(415, {
    error: "Unsupported Media Type. Use application/json or application/octet-stream.",
  });
}

function validMessages(messages: unknown, maxPayloadBytes: number): BatchMessage[] {
  if (!Array.isArray(messages)) throw new HttpError(422, { errors: { messages: ["can't be blank"] } });
  const read = messages.map((message) => readMessage(fields(message), maxPayloadBytes));
  const errors = read.map((result) => result.errors);
  if (errors.some((error) => Object.keys(error).length > 0)) throw new HttpError(422, { errors: { messages: errors } });
  return read.map((result) => result.message);
}

function readMessage({ topic, event, payload, private: isPrivate }: Record<string, unknown>, maxBytes: number) {
  const errors: Record<string, string[]> = {};
  const text = JSON.stringify(payload ?? null);
  if (payload === undefined || payload === null) errors.payload = ["can't be blank"];
  else if (typeof payload !== "object" || Array.isArray(payload)) errors.payload = ["is invalid"];
  else if (Buffer.byteLength(text) > maxBytes) errors.payload = ["Payload size exceeds tenant limit"];
  for (const [name, value] of Object.entries({ topic, event })) {
    if (value === undefined || value === null || value === "") errors[name] = ["can't be blank"];
    else if (typeof value !== "string") errors[name] = ["is invalid"];
  }
  const message = { topic: String(topic), event: String(event), payload: text, isPrivate: isPrivate === true };
  return { message, errors };
}

/** The private topics of a batch that its sender may not write to. Each is asked about once. */
async function closedTopics(context: Context, caller: Caller, messages: BatchMessage[]): Promise<Set<string>> {
  const topics = new Set(messages.filter((message) => message.isPrivate).map((message) => message.topic));
  const closed = new Set<string>();
  for (const topic of topics) {
    if (!(await mayWrite(context.database, { ...caller, topic }, "broadcast"))) closed.add(topic);
  }
  return closed;
}

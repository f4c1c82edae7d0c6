import { z } from "zod";

/** What all parts of the contract are made of. */
export const id = z.uuid();
/** A moment: ISO 8601 with its offset. */
export const time = z.iso.datetime({ offset: true });
/** A day of the calendar: `YYYY-MM-DD`. */
export const day = z.iso.date();
export const count = z.int().min(0);
export const slug = z.string();
export const emoji = z.string();
export const share = z.number().min(0).max(1);
export const texts = z.array(z.string());
export const ids = z.array(id);
export const anything = z.record(z.string(), z.unknown());

/** An argument that may be left out, or be null. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().optional();

/** The arguments of every list. */
export const paging = { cursor: maybe(z.string()), page_size: maybe(z.int().min(1).max(100)) };

/** The answer of every list: call again with `next_cursor` until it is null. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() });

/** A function of the API: what it takes, and what it answers. */
export const rpc = <Args extends z.ZodRawShape, Result extends z.ZodType>(args: Args, result: Result) => ({
  args: z.strictObject(args),
  result,
});

/** What answers with nothing. */
export const nothing = z.null();

/** A call of an edge function: its body, and what it answers with which status. */
export const endpoint = <
  const Method extends "GET" | "POST" | "PATCH" | "DELETE",
  const Path extends string,
  Body extends z.ZodType,
  Result extends z.ZodType,
>(
  method: Method,
  path: Path,
  status: 200 | 201 | 202 | 204,
  body: Body,
  result: Result,
) => ({ method, path, status, body, result });

/** What an event says: with an identifier of its own, unless what it carries has one. */
export const event = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ id, ...shape });

/** The body of a call that has none. */
export const empty = z.undefined();

/** Reactions, by emoji. */
export const reactionCounts = z.strictObject({ count, emojis: z.record(z.string(), count) });
/** Reactions as one person sees them: `mine` is the own one. */
export const reactions = reactionCounts.extend({ mine: emoji.nullable() });

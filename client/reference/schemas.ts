import { z } from "zod";
import { shapes } from "../contract/index.ts";

type Json = Record<string, unknown>;

const named = z.registry<{ id: string }>();
for (const [name, shape] of Object.entries(shapes)) named.add(shape as z.ZodType, { id: name });

/** JSON schemas that name what they share: `#/components/schemas/Post`. */
export class Schemas {
  readonly components: Record<string, Json> = {};

  /** What a client sends (`input`), or gets. */
  of(schema: z.ZodType, io: "input" | "output"): Json {
    const {
      $schema: _,
      $defs,
      ...written
    } = z.toJSONSchema(schema, {
      io,
      metadata: named,
      unrepresentable: "any",
    }) as Json & { $defs?: Record<string, Json> };
    const refer = (value: unknown): Json =>
      JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
    for (const [name, definition] of Object.entries($defs ?? {})) this.components[name] ??= refer(definition);
    return refer(written);
  }
}

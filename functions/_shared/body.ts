import type { Context } from "hono";
import type { z } from "zod";
import { ApiError } from "./errors.ts";

/** The JSON body in the shape of a zod schema. Errors: INVALID_JSON; INVALID_BODY, naming every wrong field. */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const body = await context.req.json().catch(() => {
    throw new ApiError("INVALID_JSON");
  });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  throw new ApiError("INVALID_BODY", undefined, problems.join("; "));
}

import { z } from "zod";
import { errorCodes } from "../../functions/_shared/error-codes.ts";

export { type ErrorCode, errorCodes } from "../../functions/_shared/error-codes.ts";

/** The one shape of a refusal. Postgres, PostgREST and hosted gateways have codes of their own besides those of the list. */
export const errorBody = z.strictObject({
  code: z.union([
    z.enum(Object.keys(errorCodes) as [keyof typeof errorCodes, ...(keyof typeof errorCodes)[]]),
    z.string().regex(/^([0-9A-Z]{5}|PGRST\d{3}|[A-Z][A-Z_]+)$/),
  ]),
  message: z.string(),
  details: z.union([z.string(), z.record(z.string(), z.string())]).nullable(),
  hint: z.string().nullable(),
});

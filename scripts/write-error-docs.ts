import { writeFileSync } from "node:fs";
import { errorCodes } from "../functions/_shared/error-codes.ts";

/** docs/errors.md, written from the one list of codes. */
export function errorDocs(): string {
  const rows = Object.entries(errorCodes).map(
    ([code, [status, meaning]]) => `| \`${code}\` | ${status} | ${meaning} |`,
  );
  return `# Errors

Every refusal has the shape \`{code, message, details, hint}\` and the HTTP status below, whether it comes from an RPC, a
table, an edge function or the gateway. \`code\` is stable: branch on it. \`message\` is for people and may change.

Written by \`npm run docs:errors\` from \`functions/_shared/error-codes.ts\`.

| code | status | meaning |
|---|---|---|
${rows.join("\n")}

Codes of five characters (\`42501\`, \`23505\`, …) are Postgres's own, and \`PGRST…\` are PostgREST's. The ones to expect:

| code | status | meaning |
|---|---|---|
| \`42501\` | 401 for nobody, 403 for somebody | The caller's role may not do this. |
| \`22P02\` | 400 | An argument has the wrong form, for instance an id that is no uuid. |
| \`57014\` | 500 | The statement ran longer than the role's limit. |
| \`PGRST202\` | 404 | There is no function of this name with these arguments. |
| \`PGRST301\` | 401 | The access token could not be verified. |
`;
}

if (import.meta.main) writeFileSync(new URL("../docs/errors.md", import.meta.url), errorDocs());

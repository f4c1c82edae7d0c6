import { writeFileSync } from "node:fs";
import { errorCodes } from "../functions/_shared/error-codes.ts";
import { gatewayErrorCodes } from "../local/gateway/error-codes.ts";

type Codes = Record<string, readonly [status: number, meaning: string]>;

const tableOf = (codes: Codes): string =>
  [
    "| code | status | meaning |",
    "|---|---|---|",
    ...Object.entries(codes).map(([code, [status, meaning]]) => `| \`${code}\` | ${status} | ${meaning} |`),
  ].join("\n");

/** docs/errors.md, written from the list of codes of the product and that of the embedded gateway. */
export function errorDocs(): string {
  const gatewaysOwn = Object.fromEntries(Object.entries(gatewayErrorCodes).filter(([code]) => !(code in errorCodes)));
  return `# Errors

Every refusal has the shape \`{code, message, details, hint}\` and the HTTP status below, whether it comes from an RPC, a
table, an edge function or the gateway. \`code\` is stable: branch on it. \`message\` is for people and may change.

\`functions.invoke\` hides the body of a refusal in its error:

\`\`\`js
const { data, error } = await supabase.functions.invoke("auth/login", { body: { identifier, password } });
if (error) {
  const { code, message, details } = await error.context.json();
}
\`\`\`

\`rpc\` and tables give it as \`error\` itself. \`details\` of INVALID_BODY is an object: \`{"birth_date": "is required"}\`.

Written by \`npm run docs:errors\` from \`functions/_shared/error-codes.ts\` and
\`local/gateway/error-codes.ts\`.

${tableOf(errorCodes)}

The embedded platform's gateway alone has these. A hosted project's refuses the same requests with the same status, mostly
with other codes:

${tableOf(gatewaysOwn)}

Codes of five characters (\`42501\`, \`23505\`, …) are Postgres's own, and \`PGRST…\` are PostgREST's. The ones to expect:

| code | status | meaning |
|---|---|---|
| \`42501\` | 401 for nobody, 403 for somebody | The caller's role may not do this. Hosted projects say it, too, where the embedded stack says \`NOT_AUTHENTICATED\`. |
| \`22P02\` | 400 | An argument has the wrong form, for instance an id that is no uuid. |
| \`57014\` | 500 | The statement ran longer than the role's limit. |
| \`PGRST202\` | 404 | There is no function of this name with these arguments; \`hint\` shows those of the one that is near. |
| \`21000\` | 400 | An update or delete of a table without a filter. |
| \`PGRST301\` | 401 | The access token could not be verified. |
`;
}

if (import.meta.main) writeFileSync(new URL("../docs/errors.md", import.meta.url), errorDocs());

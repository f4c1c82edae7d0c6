import type { RpcFunction } from "../../local/rest/catalogue.ts";
import { preRequestStatements, rpcStatement, settingsStatement } from "../../local/rest/rpc-statement.ts";
import { transactionSettings } from "../../local/rest/transaction-settings.ts";
import type { WirePool } from "../../local/rest/wire/pool.ts";
import { userId } from "./database.ts";

const parameter = (name: string, type: string) => ({ name, type, isRequired: true, isVariadic: false });

/** A function of `public` as the RPC path knows it. */
export const rpc = (name: string, parameters: Record<string, string>, isVolatile: boolean): RpcFunction => ({
  schema: "public",
  name,
  parameters: Object.entries(parameters).map(([argument, type]) => parameter(argument, type)),
  returns: "json",
  isVolatile,
  needsSession: false,
  settings: [],
});

/** Calls it as user number `user`, with the very statements that the RPC path sends, in one pipelined transaction. */
export async function callAs(pool: WirePool, user: number, called: RpcFunction, args: Record<string, unknown>) {
  const id = userId(user);
  const settings = transactionSettings(
    {
      role: "authenticated",
      claims: { sub: id, sid: id, app_role: "user", aud: "authenticated", iat: 1_893_455_100, exp: 1_893_456_000 },
      schema: "public",
      method: "POST",
      path: `/rpc/${called.name}`,
      headers: { host: "bench", "content-type": "application/json" },
      isReadOnly: !called.isVolatile,
    },
    [["statement_timeout", "8s"]],
  );
  const call = rpcStatement(called, { kind: "object", names: Object.keys(args), json: JSON.stringify(args) }, 1_000);
  return pool.transaction([settingsStatement(settings), ...preRequestStatements('"private"."check_request"'), call]);
}

// The global one; TypeScript's idea of browsers does not know its `from`.
import { ReadableStream, TextEncoderStream } from "node:stream/web";
import type { Context } from "hono";
import postgres from "postgres";
import { authenticate } from "../_shared/access-token.ts";
import { clientIp } from "../_shared/client-ip.ts";
import { sql } from "../_shared/database.ts";
import { required } from "../_shared/environment.ts";
import { userAgent } from "../_shared/user-agent.ts";

/** Rows that are in memory at a time. */
const batch = 200;
/** An export holds a connection for as long as its client takes to read it: no longer than this. */
const longestMs = 120_000;

// Connections of their own, so that slow readers keep nobody from signing in.
const exports = postgres(required("SUPABASE_DB_URL"), { prepare: false, max: 2, idle_timeout: 10, onnotice: () => {} });

/** GET /account/export: everything that is the caller's, as `{exported_at, <part>: [...], …}`, streamed. */
export async function exportAccount(context: Context): Promise<Response> {
  const { sub, sid } = await authenticate(context);
  const parts =
    await sql`select part from private.begin_export(${sub}, ${sid}, ${userAgent(context)}, ${clientIp(context)}) part`;
  const text = exportText(
    sub,
    parts.map((row) => row.part),
  );
  const bytes = ReadableStream.from(text).pipeThrough(new TextEncoderStream());
  return new Response(bytes as unknown as BodyInit, {
    headers: {
      "content-type": "application/json",
      "content-disposition": 'attachment; filename="plaza-export.json"',
      "cache-control": "no-store",
    },
  });
}

/** The JSON text of an export, read from one snapshot of the database. */
async function* exportText(accountId: string, parts: string[]): AsyncGenerator<string> {
  const connection = await exports.reserve();
  try {
    await connection`begin isolation level repeatable read read only`;
    await connection`select set_config('idle_in_transaction_session_timeout', ${String(longestMs)}, true)`;
    const deadline = Date.now() + longestMs;
    yield `{"exported_at":${JSON.stringify(new Date().toISOString())}`;
    for (const part of parts) {
      yield `,${JSON.stringify(part)}:[`;
      let separator = "";
      const rows = connection`select row::text from ${connection(`private.export_${part}`)}(${accountId}) row`;
      for await (const page of rows.cursor(batch)) {
        if (Date.now() > deadline) throw new Error("The client of an export reads too slowly.");
        yield separator + page.map((each) => each.row).join(",");
        separator = ",";
      }
      yield "]";
    }
    yield "}";
  } finally {
    await connection`rollback`.catch(() => {});
    connection.release();
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { withConnection } from "./connection.ts";

/** Resolves once the server answers a query; rejects with the last error after `timeoutMs`. */
export async function databaseAnswers(url: string, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await withConnection(url, (sql) => sql`select 1`);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

import { readFileSync } from "node:fs";
import type { Sql } from "postgres";

/** Microseconds that these processes were on a processor so far (Linux, nanoseconds in /proc/PID/schedstat). */
export const onProcessor = (pids: number[]): number =>
  pids.reduce((sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1000, 0);

/** The processes that serve the callers. */
export async function backends(admin: Sql): Promise<number[]> {
  const rows = await admin`
    select pid from pg_stat_activity where usename = 'authenticator' and backend_type = 'client backend'`;
  return rows.map(({ pid }) => pid as number);
}

export interface Work {
  statements: number;
  walBytes: number;
  indexInsertions: number;
}

/**
 * What one call makes Postgres do: statements at any depth, bytes of WAL and entries of B-trees, its commit included. Unlogged tables
 * leave no WAL, so what is written there counts as nothing.
 */
export async function workOf(admin: Sql, calls: number, call: (n: number) => Promise<unknown>): Promise<Work> {
  const track = async (what: string) => {
    await admin.unsafe(`alter system set pg_stat_statements.track = '${what}'`);
    await admin`select pg_reload_conf()`;
    // A session takes the setting over between two of its transactions.
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  await track("all");
  await call(0);
  await admin`select pg_stat_statements_reset()`;
  const [begin] = await admin`select pg_current_wal_insert_lsn()::text as at`;
  for (let n = 0; n < calls; n++) await call(1 + n);
  // A read leaves no WAL, and of none there is nothing to look at.
  await admin`select pg_logical_emit_message(true, 'bench', '')`;
  const [end] = await admin`select pg_current_wal_insert_lsn()::text as at`;
  const [counted] = await admin`
    select sum(calls)::int as statements from pg_stat_statements
    where userid <> (select oid from pg_roles where rolname = current_user)`;
  const [nested] = await admin`
    select coalesce(sum(calls), 0)::int as statements from pg_stat_statements
    where not toplevel and userid = (select oid from pg_roles where rolname = current_user)`;
  await track("top");
  const [log] = await admin`
    select coalesce(sum(record_length), 0)::bigint as bytes,
      count(*) filter (where resource_manager = 'Btree' and record_type ~ '^(INSERT_(LEAF|POST)|SPLIT)')::int as entries
    from pg_get_wal_records_info(${begin?.at}, ${end?.at})
    where resource_manager <> 'LogicalMessage'`;
  return {
    statements: ((counted?.statements ?? 0) + (nested?.statements ?? 0)) / calls,
    walBytes: Number(log?.bytes) / calls,
    indexInsertions: log?.entries / calls,
  };
}

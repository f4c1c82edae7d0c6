import type { ReservedSql, Sql } from "postgres";
import { expect } from "vitest";

/**
 * Makes a call while a transaction of its own holds what the call needs: `hold` takes it, the call begins and waits, `meanwhile`
 * happens, and then it is let go. Returns what the call answers.
 */
export async function whileWaiting<Answer>(
  sql: Sql,
  hold: (session: ReservedSql) => Promise<unknown>,
  begin: () => Promise<Answer>,
  meanwhile: (session: ReservedSql) => Promise<unknown> = async () => {},
): Promise<Answer> {
  const session = await sql.reserve();
  try {
    await session`begin`;
    await hold(session);
    const answer = begin();
    await untilBlocked(session, 1);
    await meanwhile(session);
    await session`commit`;
    return await answer;
  } finally {
    await session`rollback`;
    session.release();
  }
}

/** Waits until so many transactions wait, directly or behind each other, for what this session holds. */
export async function untilBlocked(session: ReservedSql, count: number): Promise<void> {
  const waiting = async () => {
    const [row] = await session`
      with recursive blocked as (
        select pg_backend_pid() as pid
        union
        select lock.pid from pg_locks lock join blocked on not lock.granted and blocked.pid = any (pg_blocking_pids(lock.pid))
      )
      select count(*)::int - 1 as waiting from blocked`;
    return row?.waiting as number;
  };
  await expect.poll(waiting).toBeGreaterThanOrEqual(count);
}

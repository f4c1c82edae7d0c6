import { readFileSync } from "node:fs";
import type { RealtimeChannelOptions } from "@supabase/supabase-js";
import type { Limits } from "../../local/realtime/limits.ts";
import { type Harness, type Observed, pause, startHarness, subscribe } from "./harness.ts";

const schemaFile = (name: string) => readFileSync(new URL(`../../sql/${name}`, import.meta.url), "utf8");

/**
 * A domain as it is built on sql/00_platform, with accounts whose sessions end: members of a room receive on `room:<id>`, most of them send, and
 * where that is null its function raises. Its answers wait for an advisory lock, so that a test can hold them, and tell what was so before they waited.
 */
const domain = `
  create table private.signed_out (account_id uuid primary key);
  create function private.is_live_session() returns boolean language sql stable security definer set search_path = ''
  as $$ select not exists (select from private.signed_out where account_id = auth.uid()) $$;
  grant execute on function private.is_live_session to authenticated;
  create table private.room_members (
    room_id text, account_id uuid, may_send boolean default true, primary key (room_id, account_id)
  );
  create function private.topic_room(id text) returns private.topic_access language plpgsql stable set search_path = ''
  as $$
  declare
    access private.topic_access := (array[]::text[], array[]::text[]);
  begin
    perform pg_advisory_xact_lock_shared(hashtext(id));
    if exists (select from private.room_members where room_id = id and account_id = auth.uid() and may_send is null) then
      raise exception 'This policy is broken.';
    end if;
    select array['broadcast', 'presence'], case when may_send then array['broadcast', 'presence'] else '{}' end
    into access
    from private.room_members where room_id = id and account_id = auth.uid();
    return access;
  end
  $$`;

export interface Domain extends Harness {
  letIn(room: string, people: number[]): Promise<void>;
  /** Lets people into a room and joins it for each with a client of its own. */
  members(
    room: string,
    people: number[],
    options?: { url?: string; config?: RealtimeChannelOptions["config"] },
  ): Promise<Observed[]>;
  /** Takes somebody's access away as a domain does; what `then` sends comes after it in the same transaction. */
  remove(room: string, people: number[], then?: string[]): Promise<void>;
  broadcast(room: string, event: string): Promise<unknown>;
  /** Holds back every answer about a room until the function it returns is called. */
  holdAnswers(room: string): Promise<() => Promise<void>>;
  /** As `remove`, with a check that has begun and waits: answers about the room are held back. */
  removeSlowly(room: string, people: number[], then?: string[]): Promise<() => Promise<void>>;
  /** How many questions about rooms wait for `holdAnswers`. */
  questions(): Promise<number>;
}

export const personId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export async function startDomain(limits: Partial<Limits> = {}): Promise<Domain> {
  const realtime = await startHarness(limits);
  const { sql, admin, issuer } = realtime;
  for (const file of ["schemas.sql", "identifiers.sql", "seams.sql", "realtime.sql"])
    await sql.unsafe(schemaFile(`00_platform/${file}`));
  await sql.unsafe(domain);
  await sql.unsafe(schemaFile("10_identity/policies.sql"));

  const ids = (people: number[]) => people.map(personId);
  const letIn = async (room: string, people: number[]) => {
    await sql`insert into private.room_members select ${room}, unnest(${ids(people)}::uuid[])`;
  };
  const remove: Domain["remove"] = async (room, people, then = []) => {
    const topic = `room:${room}`;
    await sql.begin(async (transaction) => {
      await transaction`delete from private.room_members where room_id = ${room} and account_id = any(${ids(people)})`;
      await transaction`select private.recheck_topic(${topic})`;
      for (const event of then) await transaction`select private.broadcast(${topic}, ${event}, '{}')`;
    });
  };
  const holdAnswers: Domain["holdAnswers"] = async (room) => {
    const holder = await admin.reserve();
    await holder`select pg_advisory_lock(hashtext(${room}))`;
    return async () => {
      await holder`select pg_advisory_unlock(hashtext(${room}))`;
      holder.release();
    };
  };
  const questions = async () => {
    const [row] = await admin`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`;
    return row?.n;
  };
  return {
    ...realtime,
    letIn,
    async members(room, people, { url = realtime.url, config = {} } = {}) {
      await letIn(room, people);
      return Promise.all(
        people.map(async (person) => {
          const client = realtime.client("2.0.0", { token: await issuer.user(personId(person)), url });
          await client.realtime.setAuth();
          return subscribe(client, `room:${room}`, { private: true, ...config });
        }),
      );
    },
    remove,
    async removeSlowly(room, people, then) {
      const release = await holdAnswers(room);
      await remove(room, people, then);
      while ((await questions()) === 0) await pause(5);
      return release;
    },
    broadcast: (room, event) => sql`select private.broadcast(${`room:${room}`}, ${event}, '{}')`,
    holdAnswers,
    questions,
  };
}

export const statusesOf = (observed: Observed) => observed.statuses.map(({ status }) => status);
export const eventsOf = (observed: Observed) => observed.broadcasts.map(({ event }) => event);

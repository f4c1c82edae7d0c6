import { withConnection } from "../../local/postgres/connection.ts";

/**
 * Makes conversations of two between people 1 and 2, 3 and 4 … of `makePeople`, as if they had long been talking, and
 * returns their identifiers.
 */
export async function makePairs(postgresUrl: string, count: number): Promise<string[]> {
  return withConnection(postgresUrl, async (sql) => {
    const rows = await sql`
      insert into private.conversations (kind, low_id, high_id, creator_id, member_count)
      select 'direct', low, high, low, 2
      from generate_series(1, ${count}::int) n,
        lateral (select lpad(to_hex(n * 2 - 1), 32, '0')::uuid as low, lpad(to_hex(n * 2), 32, '0')::uuid as high)
      order by n
      returning id`;
    await sql`
      insert into private.conversation_members (conversation_id, user_id)
      select id, unnest(array[low_id, high_id]) from private.conversations where kind = 'direct'`;
    return rows.map(({ id }) => id as string);
  });
}

/** Makes a group of people `from` to `to` of `makePeople`, owned by the first, and returns its identifier. */
export async function makeGroup(postgresUrl: string, from: number, to: number): Promise<string> {
  return withConnection(postgresUrl, async (sql) => {
    const [group] = await sql`
      insert into private.conversations (kind, title, creator_id, member_count)
      values ('group', 'A group', lpad(to_hex(${from}::int), 32, '0')::uuid, ${to - from + 1}) returning id`;
    await sql`
      insert into private.conversation_members (conversation_id, user_id, role)
      select ${group?.id}, lpad(to_hex(n), 32, '0')::uuid, case n when ${from}::int then 'owner' else 'member' end
      from generate_series(${from}::int, ${to}::int) n`;
    return group?.id as string;
  });
}

import type { Sql } from "postgres";

/** What must never be, whoever does what at the same moment: proposals that the tickets of both do not bear out. */
export const brokenMatches = (sql: Sql) => sql`
  select proposal.id, proposal.low_id, proposal.high_id, proposal.state, array_agg(ticket.person_id) as tickets
  from private.match_proposals proposal
  full join private.match_tickets ticket on ticket.proposal_id = proposal.id
  where proposal.state = 'open' or ticket.proposal_id is not null
  group by proposal.id
  having proposal.id is null or proposal.state <> 'open' or count(ticket.person_id) <> 2
    or not array_agg(ticket.person_id) @> array[proposal.low_id, proposal.high_id]`;

/** People who have just signed in, so many that registering them would take minutes; returns an access token of each. */
export async function makeCrowd(sql: Sql, count: number, sign: (claims: Record<string, unknown>) => Promise<string>) {
  const first = Date.now() % 1e9;
  const people = await sql<{ id: string }[]>`
    insert into private.accounts (username, email, phone, birth_date)
    select 'c' || n, 'c' || n || '@example.com', '+99' || n, '1990-01-01' from generate_series(${first}::int, ${first + count - 1}::int) n
    returning id`;
  const ids = people.map(({ id }) => id);
  await sql`
    insert into public.profiles (id, username, first_name, last_name, gender, looking_for)
    select id, username, 'Robin', 'Crowd', 'other', '{friendship}' from private.accounts where id = any (${ids}::uuid[])`;
  await sql`
    insert into private.sessions (id, account_id, refresh_hash, expires_at)
    select id, id, sha256(''), now() + interval '1 day' from private.accounts where id = any (${ids}::uuid[])`;
  return Promise.all(ids.map(async (id) => ({ id, token: await sign({ sub: id, sid: id, app_role: "user" }) })));
}

import { withConnection } from "../../local/postgres/connection.ts";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";

export interface BenchDatabase {
  authenticatorUrl: string;
  stop(): Promise<void>;
}

/** The same work in both languages: Postgres keeps the plan of PL/pgSQL, and plans SQL at every call. */
const body = `select coalesce(jsonb_agg(jsonb_build_object(
    'id', item.id, 'title', item.title, 'created_at', item.created_at) order by item.id), '[]')
  from (select * from public.items where items.owner = $1 order by items.id limit 10) as item`;

const schema = `
create table public.items (
  id int primary key,
  owner int not null,
  title text not null,
  created_at timestamptz not null default now()
);
insert into public.items (id, owner, title)
  select number, number % 10000, 'item number ' || number from generate_series(1, 100000) as number;
create index on public.items (owner, id);
alter table public.items enable row level security;
create policy items_read on public.items for select to authenticated using (true);
grant select on public.items to authenticated;
create function public.read_items(owner int) returns jsonb language plpgsql stable set search_path = ''
  as $$ begin return (${body}); end $$;
create function public.read_items_sql(owner int) returns jsonb language sql stable set search_path = '' as $$ ${body} $$;
`;

/** A scratch Postgres as the embedded stack runs it, durability included, with 100,000 rows to read. */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const { adminUrl, authenticatorUrl, stop } = await startScratchPostgres({ durable: true });
  await withConnection(adminUrl, async (admin) => {
    await admin.unsafe(schema).simple();
    await admin`vacuum analyze public.items`;
  });
  return { authenticatorUrl, stop };
}

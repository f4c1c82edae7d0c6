import type { Sql } from "postgres";
import { Gauge, type Registry } from "prom-client";

interface Figure {
  name: string;
  help: string;
  labels: string[];
}

const figures: Figure[] = [
  { name: "plaza_jobs", help: "Jobs of a queue of the worker, by state.", labels: ["queue", "state"] },
  {
    name: "plaza_job_oldest_seconds",
    help: "For how long the oldest due job of a queue has waited.",
    labels: ["queue"],
  },
  { name: "plaza_outbox_jobs", help: "Jobs that no worker has taken out of the outbox yet.", labels: [] },
  {
    name: "plaza_outbox_oldest_seconds",
    help: "For how long the oldest due job of the outbox has waited.",
    labels: [],
  },
  {
    name: "plaza_reader_lag_seconds",
    help: "How old the first line of the event log is that a reader has not read.",
    labels: ["reader"],
  },
  { name: "plaza_pushes_due", help: "Pushes to devices that are due and not delivered.", labels: ["provider"] },
  { name: "plaza_push_oldest_seconds", help: "For how long the oldest of them is due.", labels: ["provider"] },
  { name: "plaza_mails_due", help: "Mails that are due and not sent.", labels: [] },
  { name: "plaza_connections", help: "Connections to the database, by role and state.", labels: ["role", "state"] },
  { name: "plaza_connections_max", help: "How many connections the database has room for.", labels: [] },
  { name: "plaza_transaction_oldest_seconds", help: "How long the longest transaction has been open.", labels: [] },
  { name: "plaza_lock_waits", help: "Statements that wait for a lock.", labels: [] },
  {
    name: "plaza_replication_lag_bytes",
    help: "Log that the database keeps for a replication slot, which Realtime reads by one.",
    labels: ["slot"],
  },
  { name: "plaza_database_bytes", help: "Size of the database.", labels: [] },
];

/**
 * Depths, ages and connections, read by indexes and by the statistics that are kept anyway; the counts of queues are those
 * that pg-boss keeps, some seconds old.
 */
const readFigures = (sql: Sql) => sql<{ name: string; labels: Record<string, string>; value: number | null }[]>`
  select figure.name, figure.labels, figure.value::float8 as value from (
    select 'plaza_jobs' as name, jsonb_build_object('queue', queue.name, 'state', state.name) as labels, state.jobs::numeric as value
    from pgboss.queue
    cross join lateral (values ('waiting', queue.queued_count), ('active', queue.active_count), ('failed', queue.failed_count)) state (name, jobs)
    union all
    select 'plaza_job_oldest_seconds', jsonb_build_object('queue', queue.name), coalesce(extract(epoch from now() - (
      select min(job.start_after) from pgboss.job where job.name = queue.name and job.state < 'active' and job.start_after <= now())), 0)
    from pgboss.queue
    union all
    select 'plaza_outbox_jobs', '{}', count(*) from private.job_outbox
    union all
    select 'plaza_outbox_oldest_seconds', '{}', coalesce(extract(epoch from now() - min(waiting.start_after)), 0)
    from private.job_outbox waiting where waiting.start_after <= now()
    union all
    select 'plaza_reader_lag_seconds', jsonb_build_object('reader', reader.name), coalesce(extract(epoch from now() - (
      select line.happened_at from private.engagement line where line.transaction_id >= reader.place
      order by line.transaction_id, line.id limit 1)), 0)
    from private.engagement_readers reader
    union all
    select figure.name, jsonb_build_object('provider', due.provider), figure.value
    from (
      select sending.provider, count(*) as pushes, extract(epoch from now() - min(sending.due_at)) as age
      from private.push_deliveries sending where sending.state = 'queued' and sending.due_at <= now() group by sending.provider) due
    cross join lateral (values ('plaza_pushes_due', due.pushes), ('plaza_push_oldest_seconds', due.age)) figure (name, value)
    union all
    select 'plaza_mails_due', '{}', count(*) from private.outbox_mails mail where mail.state = 'queued' and mail.due_at <= now()
    union all
    select 'plaza_connections', jsonb_build_object('role', coalesce(backend.usename, 'system'), 'state', coalesce(backend.state, 'none')), count(*)
    from pg_stat_activity backend where backend.backend_type in ('client backend', 'walsender') group by backend.usename, backend.state
    union all
    select 'plaza_connections_max', '{}', current_setting('max_connections')::numeric
    union all
    select 'plaza_transaction_oldest_seconds', '{}', coalesce(extract(epoch from max(now() - backend.xact_start)), 0)
    from pg_stat_activity backend where backend.backend_type = 'client backend' and backend.pid <> pg_backend_pid()
    union all
    select 'plaza_lock_waits', '{}', count(*) from pg_stat_activity backend where backend.wait_event_type = 'Lock'
    union all
    select 'plaza_replication_lag_bytes', jsonb_build_object('slot', slot.slot_name), pg_current_wal_lsn() - slot.restart_lsn
    from pg_replication_slots slot where slot.restart_lsn is not null
    union all
    select 'plaza_database_bytes', '{}', pg_database_size(current_database())
  ) figure`;

/** Scrapes closer together than this share one reading, so that whoever asks often costs the database nothing. */
const keptMs = 5_000;

/** Gauges of what the database knows, read when somebody scrapes. */
export function addDatabaseMetrics(registry: Registry, sql: Sql): void {
  const gauges = new Map(
    figures.map(({ name, help, labels }) => [
      name,
      new Gauge({ name, help, labelNames: labels, registers: [registry], collect: refresh }),
    ]),
  );
  const up = new Gauge({
    name: "plaza_database_up",
    help: "Whether the worker could ask the database: 1 or 0.",
    registers: [registry],
    collect: refresh,
  });
  let reading: Promise<void> | undefined;

  // Each of the gauges asks for it, and the first one reads for all.
  function refresh(): Promise<void> {
    if (!reading) {
      reading = read();
      setTimeout(() => {
        reading = undefined;
      }, keptMs).unref();
    }
    return reading;
  }

  async function read(): Promise<void> {
    const rows = await readFigures(sql).catch(() => undefined);
    up.set(rows === undefined ? 0 : 1);
    // What cannot be read is missing, not what it was an hour ago.
    for (const gauge of gauges.values()) gauge.reset();
    for (const { name, labels, value } of rows ?? []) gauges.get(name)?.set(labels, value ?? 0);
  }
}

// Takes messages from the queue and stores them, many at a time.
import { Worker } from "bullmq";
import postgres from "postgres";

const sql = postgres(process.env.DATABASE_URL, { max: 10, onnotice: () => {} });
await sql`
  create table if not exists messages (
    id bigint primary key generated always as identity,
    client_id uuid not null,
    conversation_id uuid not null,
    sender_id uuid not null,
    body text not null,
    created_at timestamptz not null,
    stored_at timestamptz not null default clock_timestamp()
  )`;
await sql`create index if not exists messages_conversation_id on messages (conversation_id, created_at)`;

const worker = new Worker(
  "messages",
  async ({ data }) => {
    await sql`
      insert into messages (client_id, conversation_id, sender_id, body, created_at)
      values (${data.clientId}, ${data.conversationId}, ${data.senderId}, ${data.body}, ${data.createdAt})`;
  },
  {
    connection: { port: Number(process.env.REDIS_PORT), host: "127.0.0.1" },
    concurrency: 50,
    // Not the 30 s of BullMQ, so that the bench need not wait so long for the jobs of a worker that was killed.
    lockDuration: 5_000,
    stalledInterval: 5_000,
  },
);
worker.on("error", () => {}); // Redis is away: the client tries again by itself.

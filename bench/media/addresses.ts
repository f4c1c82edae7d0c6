/**
 * What it costs to show media with addresses that expire, against addresses that are stored as they are.
 * node bench/media/addresses.ts [media] [rounds]
 */
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";

const count = Number(process.argv[2] ?? 2_000);
const rounds = Number(process.argv[3] ?? 5);
const database = await startScratchPostgres();
const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });
try {
  await applyMigrations(fileURLToPath(new URL("../..", import.meta.url)), database.postgresUrl);
  const owner = "11111111-1111-1111-1111-111111111111";
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date)
    values (${owner}, 'bench', 'bench@example.com', '+4915100000000', '1990-01-01')`;
  await sql`
    insert into public.profiles (id, username, first_name, last_name, gender) values (${owner}, 'bench', 'Ben', 'Ch', 'other')`;
  await sql`select private.set_media_addresses('https://media.example.com', 'a secret for benchmarks, of 32 or more')`;
  // Twelve variants, as a picture has.
  await sql`
    insert into private.media (owner_id, purpose, kind, content_type, byte_size, status, expires_at, completed_at, etag, progress)
    select ${owner}, 'post', 'image', 'image/jpeg', 1, 'ready', now(), now(), 'x', 100 from generate_series(1, ${count})`;
  const variants = (base: string) => sql`
    update private.media medium set variants = (
      select jsonb_agg(jsonb_build_object('url', ${base} || medium.folder || '/1/w' || width || '-abcdefghijkl.avif',
        'type', 'image/avif', 'width', width, 'height', width, 'byte_size', 12345)) from generate_series(1, 12) width)`;
  const perMedium = async () => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      await sql`select count(private.media_view(medium)) from private.media medium`;
      times.push((performance.now() - startedAt) / count);
    }
    return Math.min(...times) * 1_000;
  };
  await variants("https://media.example.com/");
  const stored = await perMedium();
  await variants("signed/");
  const signed = await perMedium();
  console.log(`stored addresses ${stored.toFixed(1)} µs a medium, addresses that expire ${signed.toFixed(1)} µs`);
  console.log(`a page of 20 posts with a picture each: ${((20 * (signed - stored)) / 1_000).toFixed(2)} ms more`);
} finally {
  await sql.end();
  await database.stop();
}

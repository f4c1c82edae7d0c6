/** A Postgres for `bench.ts --at`, until it is interrupted: node bench/analytics/server.ts */
import { once } from "node:events";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { settings } from "./settings.ts";

const server = await startScratchPostgres({ settings });
console.log(server.adminUrl);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
await server.stop();

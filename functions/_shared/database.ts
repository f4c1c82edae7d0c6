import postgres from "postgres";
import { required } from "./environment.ts";

/**
 * The functions' connection, as `postgres` through the pooler: few connections, and no prepared statements,
 * which a pooler in transaction mode cannot keep.
 */
export const sql = postgres(required("SUPABASE_DB_URL"), {
  prepare: false,
  max: 5,
  idle_timeout: 60,
  connect_timeout: 5,
  connection: { application_name: "functions" },
  onnotice: () => {},
});

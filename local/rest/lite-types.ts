import type postgres from "postgres";

/**
 * Values go to Postgres as the texts that clients sent: the driver would make dates and truths of some, and JSON
 * of what is JSON already. What comes back is JSON that Postgres rendered (rendered-rows.ts).
 */
export const driverTypes: Record<string, postgres.PostgresType> = {
  boolean: asText(16),
  bytea: asText(17),
  date: asText(1082),
  timestamp: asText(1114),
  timestamptz: asText(1184),
  numeric: asText(1700),
  bigint: asText(20),
  json: { to: 114, from: [114], serialize: jsonText, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize: jsonText, parse: JSON.parse },
};

function asText(oid: number): postgres.PostgresType {
  return { to: oid, from: [oid], serialize: String, parse: (text: string) => text };
}

function jsonText(value: unknown): unknown {
  return typeof value === "string" ? value : JSON.stringify(value);
}

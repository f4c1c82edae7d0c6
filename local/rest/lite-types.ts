import type postgres from "postgres";

type Types = Record<string, postgres.PostgresType>;

/** Values as PostgREST renders them in JSON, where the driver would make JavaScript values of them. */
export const postgrestTypes: Types = {
  timestamp: type([1114], (text) => text.replace(" ", "T")),
  timestamptz: type([1184], isoTimestamp),
  bytea: type([17], (text) => text),
  numeric: type([1700], numberIfFinite),
  float: type([700, 701], numberIfFinite),
};

/** lite hands a JSON argument of a function over as JSON text, but a JSON column of a row as a value. */
export const jsonTextTypes: Types = {
  json: type([114], JSON.parse, jsonText),
  jsonb: type([3802], JSON.parse, jsonText),
};

function type(
  from: [number, ...number[]],
  parse: (text: string) => unknown,
  serialize: (value: unknown) => unknown = String,
): postgres.PostgresType {
  return { to: from[0], from, serialize, parse };
}

/** `2026-01-31 10:00:00.5+00` becomes `2026-01-31T10:00:00.5+00:00`. */
function isoTimestamp(text: string): string {
  return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
}

/** JSON has no NaN and no infinity; Postgres writes them as strings. */
function numberIfFinite(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function jsonText(value: unknown): unknown {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * JSON whose numbers keep every digit, as int8 and numeric have more of them than a JavaScript number holds.
 * Whole numbers become a BigInt, which lite passes on and compares like any value; a fraction becomes a function,
 * the one kind of value that lite neither copies nor rounds. Both are written as they were read.
 */
export function parseExactJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  const keepDigits: Reviver = (_key, value, { source }) =>
    typeof value === "number" && source !== undefined ? exactly(source, value) : value;
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

/** As in ECMAScript 2026; TypeScript does not know the third argument yet. */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** A digit string that may be cut when it is read as a double; most documents have none, and are read faster. */
const longNumber = /\d[\d.]{15}|\d[eE][+-]?\d/;

function exactly(source: string, value: number): unknown {
  if (Number.isSafeInteger(value)) return value;
  if (/^-?\d+$/.test(source)) return BigInt(source);
  if (String(value) === source) return value;
  return Object.assign(() => source, { toString: () => source, toJSON: () => JSON.rawJSON(source) });
}

declare global {
  interface BigInt {
    toJSON(): unknown;
  }
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** lite writes its answers with JSON.stringify, which throws at a BigInt without this. */
BigInt.prototype.toJSON = function () {
  return JSON.rawJSON(this.toString());
};

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type ErrorCode, errorCodes } from "../../functions/_shared/error-codes.ts";
import { gatewayErrorCodes } from "../../local/gateway/error-codes.ts";
import { errorDocs } from "../../scripts/write-error-docs.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const read = (pattern: string) =>
  globSync(pattern, { cwd: project }).map((path) => readFileSync(`${project}${path}`, "utf8"));

/** Every `private.raise('CODE', 'message', status` of the schema. */
const raisedInSql = read("sql/**/*.sql").flatMap((text) =>
  [...text.matchAll(/private\.raise\(\s*'([A-Z_]+)',.+?,\s*(\d{3})\s*[,)]/gs)].map(([, code, status]) => ({
    code: code as string,
    status: Number(status),
  })),
);

test("SQL raises only codes of the list, with the status of the list", () => {
  expect(raisedInSql.length).toBeGreaterThan(5);
  for (const { code, status } of raisedInSql) {
    expect({ code, status: errorCodes[code as ErrorCode]?.[0] }).toEqual({ code, status });
  }
});

test("every call of private.raise was understood by this test", () => {
  const calls = read("sql/**/*.sql")
    .join("\n")
    .match(/private\.raise\(\s*'/g);
  expect(calls).toHaveLength(raisedInSql.length);
});

const unused = (codes: object, sources: string[]) =>
  Object.keys(codes).filter(
    (code) => !sources.some((text) => text.includes(`"${code}"`) || text.includes(`'${code}'`)),
  );

test("no code is on a list that nothing raises", () => {
  expect(unused(errorCodes, [...read("sql/**/*.sql"), ...read("functions/**/!(error-codes).ts")])).toEqual([]);
  expect(unused(gatewayErrorCodes, read("local/gateway/!(error-codes).ts"))).toEqual([]);
});

test("the embedded gateway knows nothing of the product, and a code that both use has one status", () => {
  expect(read("local/gateway/*.ts").filter((text) => text.includes("/functions/_shared/"))).toEqual([]);
  const shared = Object.entries(gatewayErrorCodes).filter(([code]) => code in errorCodes);
  for (const [code, [status]] of shared) expect(errorCodes[code as ErrorCode][0]).toBe(status);
});

test("docs/errors.md is written from the list", () => {
  expect(readFileSync(`${project}docs/errors.md`, "utf8"), 'run "npm run docs:errors"').toBe(errorDocs());
});

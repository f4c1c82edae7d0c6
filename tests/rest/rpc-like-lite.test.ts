import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareRpc } from "../support/compare-rpc.ts";
import { alice, asUser, startRest, type TestRest } from "./start-rest.ts";

let rest: TestRest;
beforeAll(async () => {
  rest = await startRest();
}, 30_000);
afterAll(() => rest?.stop());

const calls: [name: string, args?: Record<string, unknown>][] = [
  ["get_int"],
  ["get_bigint"],
  ["get_text"],
  ["get_bool"],
  ["get_numeric"],
  ["get_float"],
  ["get_timestamptz"],
  ["get_timestamp"],
  ["get_date"],
  ["get_uuid"],
  ["get_bytea"],
  ["get_int_array"],
  ["get_domain"],
  ["get_jsonb"],
  ["get_json"],
  ["get_json_null"],
  ["get_sql_null_json"],
  ["get_sql_null_text"],
  ["get_composite"],
  ["get_null_composite"],
  ["get_composites"],
  ["get_no_composites"],
  ["get_table"],
  ["get_table_of_one"],
  ["get_out_argument", { given: 4 }],
  ["get_out_arguments", { given: 4 }],
  ["get_ints"],
  ["get_no_ints"],
  ["do_nothing"],
  ["greet", { name: "Ada" }],
  ["greet", { name: "Ada", marks: 3 }],
  ["sum_array", { numbers: [1, 2] }],
  ["echo_json", { document: { a: [null, 1.5] } }],
  ["join_words", { separator: "-", words: ["a", "b"] }],
  ["whole_body", { any: "thing" }],
  ["overloaded", { id: 1 }],
  ["overloaded", { name: "x" }],
  ["overloaded", { name: "x", id: 1 }],
  ["ambiguous", { value: 1 }],
  ["echo_time", { at: "2026-01-31T12:00:00Z" }],
  ["answer_with_status"],
  ["answer_with_bad_headers"],
  ["answer_without_content"],
  ["fail_simply"],
  ["fail_with_response"],
  ["fail_with", { sqlstate: "23505" }],
  ["fail_with", { sqlstate: "PT402" }],
  ["divide", { a: 1, b: 0 }],
  ["not_granted"],
  ["insert_orphan", { parent: 1 }],
  ["greet", { nam: "x" }],
  ["greet", {}],
];

describe("the RPC path and lite answer alike", () => {
  test.each(calls)("%s %j", async (name, args = {}) => {
    const { fast, lite } = await compareRpc({ restUrl: rest.restUrl, headers: asUser(alice), name, args });
    expect(fast).toEqual(lite);
  });
});

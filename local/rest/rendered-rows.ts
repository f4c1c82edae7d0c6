import type { PostgresConnection } from "@supabase/lite/postgres";
import { parseExactJson } from "./exact-json.ts";

type Database = PostgresConnection["kysely"];
type Plugin = Parameters<Database["withPlugin"]>[0];
type Query = Parameters<Plugin["transformQuery"]>[0]["node"];

/** A node of the query builder that lite uses. */
interface Node {
  kind: string;
}

/** What a request learns from the queries that lite made for it. */
export interface QueryRecord {
  /** The rows of the last query that answered with rows. */
  rows: number;
  /** The same rows as lines of CSV, if wanted. */
  csv: string[] | undefined;
}

/**
 * Lets Postgres render every row that lite reads, as on the RPC path: the driver makes JavaScript values of
 * the columns, which cuts long numbers, turns NULL in an array into a text, and knows no composite types.
 */
export function renderedRows(database: Database, record: QueryRecord): Database {
  const rendered = new WeakSet<object>();
  return database.withPlugin({
    transformQuery({ node, queryId }) {
      const complete = withDefaults(node);
      const query = rendering(complete, record.csv !== undefined);
      if (query) rendered.add(queryId);
      return query ?? complete;
    },
    async transformResult({ result, queryId }) {
      if (!rendered.has(queryId)) return result;
      const rows = result.rows as { json: string; line: string }[];
      record.rows = rows.length;
      if (record.csv) record.csv = rows.map(({ line }) => line);
      return { ...result, rows: rows.map(({ json }) => parseExactJson(json) as Record<string, unknown>) };
    },
  });
}

/** The same query with one rendered column; undefined for one that answers without rows. */
function rendering(query: Query, withCsv: boolean): Query | undefined {
  // With the star it is the row, whatever its columns are called.
  const columns = [
    "to_json(lite_row.*)::text as json",
    withCsv ? "substring((lite_row.*)::text, 2, length((lite_row.*)::text) - 2) as line" : "null as line",
  ];
  if (query.kind === "SelectQueryNode") {
    const from = { kind: "FromNode", froms: [raw(["", " as lite_row"], query)] };
    return {
      kind: "SelectQueryNode",
      from,
      selections: columns.map((column) => selection(raw([column]))),
    } as unknown as Query;
  }
  if (query.kind !== "InsertQueryNode" && query.kind !== "UpdateQueryNode" && query.kind !== "DeleteQueryNode")
    return undefined;
  if (!query.returning) return undefined;
  const table = targetOf(query);
  const returned = query.returning.selections.map((each) =>
    (each.selection as Node).kind === "SelectAllNode" ? selection(raw(["", ".*"], table)) : each,
  );
  const row = { kind: "SelectQueryNode", selections: returned };
  const selections = columns.map((column) => {
    const [expression, name] = column.split(" as ") as [string, string];
    return selection(raw([`(select ${expression} from `, ` as lite_row) as ${name}`], row));
  });
  return { ...query, returning: { kind: "ReturningNode", selections } } as unknown as Query;
}

function targetOf(query: Query): Node {
  if (query.kind === "InsertQueryNode") return query.into as Node;
  if (query.kind === "UpdateQueryNode") return query.table as Node;
  return (query as unknown as { from: { froms: [Node] } }).from.froms[0];
}

const selection = (node: Node) => ({ kind: "SelectionNode", selection: node });
const raw = (sqlFragments: string[], ...parameters: Node[]) => ({ kind: "RawNode", sqlFragments, parameters });

/** An object without keys is a row of defaults; lite makes `() values ()` of it. */
function withDefaults(query: Query): Query {
  if (query.kind !== "InsertQueryNode" || query.columns === undefined || query.columns.length > 0) return query;
  const { columns, values, ...rest } = query;
  return { ...rest, defaultValues: true } as Query;
}

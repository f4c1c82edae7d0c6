/**
 * Which relationship an embed means, by PostgREST's rules ("Resource Embedding" in its documentation). lite takes
 * an alias for a hint, sees no second way through a junction table, and of a table that refers to itself gives the
 * wrong side.
 */
import type { IntrospectResult } from "@supabase/lite";
import { HttpError } from "./http-error.ts";

export interface Relationship {
  kind: "many-to-one" | "one-to-many" | "one-to-one" | "many-to-many";
  /** Names that a hint may say: constraint, own and foreign column, junction. */
  hints: string[];
  /** What tells it from the others: the constraint, or the junction table. */
  name: string;
  /** The table on the other side. */
  target: string;
  /** The one column of the foreign key in the embedding table, if it is there. */
  column: string | undefined;
  /** The one column of the foreign key in the embedded table, if it is there. */
  foreignColumn: string | undefined;
  description: string;
}

interface ForeignKey {
  name: string;
  table: string;
  columns: string[];
  refTable: string;
  refColumns: string[];
}

/** The relationships between tables of one schema. */
export class Relationships {
  readonly #foreignKeys: ForeignKey[];
  readonly #unique: Map<string, string[][]> = new Map();
  readonly #primary: Map<string, string[]>;

  constructor({ foreign_keys, primary_keys, unique_constraints }: IntrospectResult) {
    const keys = new Map<string, ForeignKey>();
    for (const part of foreign_keys) {
      const group = `${part.table} ${part.ref_table} ${part.foreign_key_group ?? part.foreign_key_name}`;
      const key = keys.get(group) ?? {
        name: part.foreign_key_name ?? "",
        table: part.table,
        columns: [],
        refTable: part.ref_table,
        refColumns: [],
      };
      key.columns.push(part.column);
      key.refColumns.push(part.ref_column);
      keys.set(group, key);
    }
    this.#foreignKeys = [...keys.values()];
    this.#primary = new Map(primary_keys.map(({ table, columns }) => [table, columns]));
    for (const { table, columns } of [...primary_keys, ...unique_constraints]) {
      this.#unique.set(table, [...(this.#unique.get(table) ?? []), columns]);
    }
  }

  /** What `target` or `target!hint` may mean in a select on `origin`: nothing, one relationship, or several. */
  find(origin: string, target: string, hint: string | undefined): Relationship[] {
    return this.#of(origin).filter((known) => {
      if (known.target === origin) {
        if (hint !== undefined)
          return target === origin && known.kind === "one-to-many" && known.foreignColumn === hint;
        return known.kind === "one-to-many"
          ? target === origin
          : known.kind === "many-to-one" && known.column === target;
      }
      if (hint !== undefined) return known.target === target && known.hints.includes(hint);
      return (
        known.target === target || known.column === target || (known.name === target && known.kind !== "many-to-many")
      );
    });
  }

  isForeignKeyColumn(table: string, column: string): boolean {
    return this.#foreignKeys.some((key) => key.table === table && key.columns.includes(column));
  }

  #of(origin: string): Relationship[] {
    const direct = this.#foreignKeys.flatMap((key) => [
      ...(key.table === origin ? [this.#toOne(key)] : []),
      ...(key.refTable === origin ? [this.#toMany(key)] : []),
    ]);
    return [...direct, ...this.#throughJunctions(origin)];
  }

  #toOne(key: ForeignKey): Relationship {
    return {
      kind: this.#isUnique(key) ? "one-to-one" : "many-to-one",
      hints: hintsOf(key),
      name: key.name,
      target: key.refTable,
      column: only(key.columns),
      foreignColumn: only(key.refColumns),
      description: `${key.name} using ${key.table}(${key.columns.join(", ")}) and ${key.refTable}(${key.refColumns.join(", ")})`,
    };
  }

  #toMany(key: ForeignKey): Relationship {
    return {
      kind: this.#isUnique(key) ? "one-to-one" : "one-to-many",
      hints: hintsOf(key),
      name: key.name,
      target: key.table,
      column: only(key.refColumns),
      foreignColumn: only(key.columns),
      description: `${key.name} using ${key.refTable}(${key.refColumns.join(", ")}) and ${key.table}(${key.columns.join(", ")})`,
    };
  }

  /** A junction is a table whose primary key holds both foreign keys. */
  #throughJunctions(origin: string): Relationship[] {
    return this.#foreignKeys
      .filter((near) => near.refTable === origin)
      .flatMap((near) =>
        this.#foreignKeys
          .filter((far) => far.table === near.table && far !== near && far.name !== near.name)
          .filter((far) =>
            [...near.columns, ...far.columns].every((column) => this.#primary.get(near.table)?.includes(column)),
          )
          .map((far) => ({
            kind: "many-to-many" as const,
            hints: [near.table],
            name: near.table,
            target: far.refTable,
            column: undefined,
            foreignColumn: undefined,
            description: `${near.table} using ${near.name}(${near.columns.join(", ")}) and ${far.name}(${far.columns.join(", ")})`,
          })),
      );
  }

  #isUnique({ table, columns }: ForeignKey): boolean {
    return (this.#unique.get(table) ?? []).some(
      (unique) => unique.length === columns.length && unique.every((column) => columns.includes(column)),
    );
  }
}

const only = (columns: string[]) => (columns.length === 1 ? columns[0] : undefined);
const hintsOf = (key: ForeignKey) => [
  key.name,
  ...(key.columns.length === 1 ? [...key.columns, ...key.refColumns] : []),
];

export function ambiguous(origin: string, target: string, found: Relationship[]): HttpError {
  const choices = found.map(({ name }) => `'${target}!${name}'`).join(", ");
  return new HttpError(300, {
    code: "PGRST201",
    message: `Could not embed because more than one relationship was found for '${origin}' and '${target}'`,
    details: found.map(({ kind, description, target: embedded }) => ({
      cardinality: kind,
      embedding: `${origin} with ${embedded}`,
      relationship: description,
    })),
    hint: `Try changing '${target}' to one of the following: ${choices}. Find the desired relationship in the 'details' key.`,
  });
}

export function unrelated(schema: string, origin: string, target: string, hint: string | undefined): HttpError {
  const by = hint === undefined ? "" : ` using the hint '${hint}'`;
  return new HttpError(400, {
    code: "PGRST200",
    message: `Could not find a relationship between '${origin}' and '${target}' in the schema cache`,
    details: `Searched for a foreign key relationship between '${origin}' and '${target}'${by} in the schema '${schema}', but no matches were found.`,
  });
}

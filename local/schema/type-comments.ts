import type { Sql } from "postgres";

/** Comments of the database by where their object stands in the generated types: `public.Tables.posts.Row.id`. */
export type CommentsByPath = Map<string, string>;

/** Reads the comments of what `supabase gen types` writes types for. */
export async function readComments(sql: Sql, schemas: string[]): Promise<CommentsByPath> {
  const rows = await sql<{ path: string; comment: string }[]>`
    select format('%s.%s.%s%s', class.relnamespace::regnamespace,
        case when relkind in ('r', 'p') then 'Tables' else 'Views' end, relname, '.Row.' || attname) as path,
      description as comment
    from pg_class class
    join pg_description on objoid = class.oid and classoid = 'pg_class'::regclass
    left join pg_attribute on attrelid = class.oid and attnum = objsubid and objsubid > 0
    where relkind in ('r', 'p', 'v', 'm') and relnamespace::regnamespace::text = any(${schemas})
    union all
    select format('%s.Functions.%s', pronamespace::regnamespace, proname), string_agg(description, E'\n' order by routine.oid)
    from pg_proc routine
    join pg_description on objoid = routine.oid and classoid = 'pg_proc'::regclass
    where pronamespace::regnamespace::text = any(${schemas})
    group by pronamespace, proname
    union all
    select format('%s.Enums.%s', typnamespace::regnamespace, typname), description
    from pg_type type
    join pg_description on objoid = type.oid and classoid = 'pg_type'::regclass
    where typtype = 'e' and typnamespace::regnamespace::text = any(${schemas})`;
  return new Map(rows.map(({ path, comment }) => [path, comment]));
}

function tsdoc(comment: string, indent: string): string[] {
  const lines = comment.trim().replaceAll("*/", "*\\/").split("\n");
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/**
 * Puts the comments above what they describe. `source` is the formatted output of `supabase gen types`, in which
 * the depth of a line is its indentation: schema, kind, object, Row, column.
 */
export function addComments(source: string, comments: CommentsByPath): string {
  const path: string[] = [];
  return source
    .split("\n")
    .flatMap((line) => {
      const [, indent, name] = /^( +)"?(\w+)"?\??:/.exec(line) ?? [];
      if (indent === undefined || name === undefined) return [line];
      path.splice(indent.length / 2 - 1, Number.POSITIVE_INFINITY, name);
      const comment = comments.get(path.join("."));
      return comment ? [...tsdoc(comment, indent), line] : [line];
    })
    .join("\n");
}

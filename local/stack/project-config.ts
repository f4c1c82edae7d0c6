import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { StartError } from "./start-error.ts";

/** An edge function, as config.toml declares it or Supabase's defaults have it. */
export interface FunctionConfig {
  name: string;
  /** The module that serves it. */
  entrypoint: string;
  /** The deno.json or import map that its imports go by, if it has one. */
  importMap: string | undefined;
  /** Callers need an access token before the function hears of them. */
  verifyJwt: boolean;
  /** The files that it may read. */
  staticFiles: string[];
}

/** What the embedded stack obeys of supabase/config.toml; the rest of the file is for the Supabase CLI. */
export interface ProjectConfig {
  apiPort: number;
  databasePort: number;
  /** The schemas that REST offers; the first is the default. */
  schemas: [string, ...string[]];
  /** Rows that one answer of REST holds at most. */
  maxRows: number;
  functions: FunctionConfig[];
}

const port = z.int().min(1).max(65_535);
const functionSection = z.object({
  enabled: z.boolean().default(true),
  verify_jwt: z.boolean().default(true),
  entrypoint: z.string().optional(),
  import_map: z.string().optional(),
  static_files: z.array(z.string()).default([]),
});
/** The defaults are those of the Supabase CLI. */
const file = z.object({
  api: z
    .object({
      port: port.default(54_321),
      schemas: z.tuple([z.string()], z.string()).default(["public", "graphql_public"]),
      max_rows: z.int().min(1).default(1_000),
    })
    .prefault({}),
  db: z.object({ port: port.default(54_322) }).prefault({}),
  functions: z.record(z.string().regex(/^[A-Za-z][\w-]*$/), functionSection).default({}),
});

/** Reads `supabase/config.toml` of a checkout. Paths in it are relative to its folder. */
export function readProjectConfig(projectFolder: string): ProjectConfig {
  const path = join(projectFolder, "supabase/config.toml");
  const { api, db, functions } = understand(path);
  const declared = {
    ...Object.fromEntries(foundFunctions(projectFolder).map((name) => [name, undeclared])),
    ...functions,
  };
  return {
    apiPort: api.port,
    databasePort: db.port,
    schemas: api.schemas,
    maxRows: api.max_rows,
    functions: Object.entries(declared)
      .filter(([, { enabled }]) => enabled)
      .map(([name, section]) => functionConfig(projectFolder, name, section))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

const undeclared = functionSection.parse({});

function understand(path: string): z.infer<typeof file> {
  try {
    return file.parse(parse(readFileSync(path, "utf8")));
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")
        : (error as Error).message.split("\n", 1)[0];
    throw new StartError(`${path} cannot be used: ${reason}`);
  }
}

/** Functions without a section: those of `supabase functions new`, and ours. */
const homes = (projectFolder: string) => ["supabase/functions", "functions"].map((home) => join(projectFolder, home));

const foundFunctions = (projectFolder: string): string[] =>
  homes(projectFolder)
    .filter((home) => existsSync(home))
    .flatMap((home) => readdirSync(home).filter((name) => existsSync(join(home, name, "index.ts"))));

function functionConfig(projectFolder: string, name: string, section: z.infer<typeof functionSection>): FunctionConfig {
  const fromFile = (path: string) => resolve(projectFolder, "supabase", path);
  const home = homes(projectFolder).find((each) => existsSync(join(each, name, "index.ts")));
  const entrypoint = section.entrypoint
    ? fromFile(section.entrypoint)
    : join(home ?? join(projectFolder, "supabase/functions"), name, "index.ts");
  const beside = ["deno.json", "deno.jsonc"]
    .map((each) => join(dirname(entrypoint), each))
    .find((each) => existsSync(each));
  return {
    name,
    entrypoint,
    importMap: section.import_map ? fromFile(section.import_map) : beside,
    verifyJwt: section.verify_jwt,
    staticFiles: section.static_files.flatMap((pattern) => globSync(fromFile(pattern))),
  };
}

/** Whether a function's import map is a whole configuration of Deno. */
export const isDenoConfig = (path: string): boolean => /^deno\.jsonc?$/.test(basename(path));

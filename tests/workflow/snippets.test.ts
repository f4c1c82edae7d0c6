import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";

const pages = ["README.md", ...readdirSync(join(repositoryFolder, "docs")).map((page) => `docs/${page}`)];

/** The JavaScript of a page, of which later blocks use what earlier ones have declared. */
const scriptOf = (page: string): string =>
  [...readFileSync(join(repositoryFolder, page), "utf8").matchAll(/^```jsx?\n([\s\S]*?)^```/gm)]
    .map(([, code]) => code)
    .join("");
const usesClient = (script: string) => script.includes(`from "@plaza/client`);

/** What a page leaves to its reader: names, and of what type they are. */
const given: Record<string, Record<string, string>> = {
  "README.md": { file: "File", charles: "string" },
  "docs/client.md": { file: "File", charles: "string" },
  "docs/calls.md": {
    plaza: "Plaza",
    me: "string",
    conversation_id: "string",
    storage: "{ load(key: string): Promise<any>, save(key: string, value: any): Promise<void> }",
    showPrompt: "(call: any) => void",
    hidePrompt: "(call: any) => void",
    show: "(stream: MediaStream) => void",
    hide: "(call: any) => void",
  },
  "docs/errors.md": { supabase: "Plaza", identifier: "string", password: "string" },
};
const fileOf = (page: string) => `${page.replace("/", "-").replace(".md", "")}.js`;
/** "The client of sync.md has the channel." */
const imports: Record<string, string> = { "docs/calls.md": `import { startChat } from "./${fileOf("docs/sync.md")}";` };

// Names of functions and their arguments are checked; answers are jsonb, which a client reads as it likes.
const types = `
  import type { SupabaseClient, createClient as create } from "@supabase/supabase-js";
  import type { Database } from "../../supabase/database.types.ts";
  type Functions = Database["public"]["Functions"];
  type Called = { [Name in keyof Functions]: Functions[Name] extends { Args: infer Args } ? { Args: Args; Returns: any } : never };
  type Schema = { public: Omit<Database["public"], "Functions"> & { Functions: Called } };
  declare global {
    type Plaza = SupabaseClient<Schema>;
    type Channel = import("@supabase/supabase-js").RealtimeChannel;
  }
  export const createClient: (...args: Parameters<typeof create>) => Plaza;`;
const ambient = `
  declare namespace NodeJS { interface ProcessEnv { PUBLISHABLE_KEY: string } }
  declare module "cloudfront" { const cf: { kvs(): { get(key: string): Promise<string> } }; export default cf; }`;

/** As strict as can be for what uses the client: it has types for everything. What uses supabase-js alone reads answers as it likes. */
const strictness = (withClient: boolean) =>
  withClient
    ? { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, erasableSyntaxOnly: true }
    : { strict: true, noImplicitAny: false, strictNullChecks: false, useUnknownInCatchVariables: false };

/** What tsc says of the pages, each as a module beside node_modules, as a client's are. */
async function problemsOf(scripts: Record<string, string>, withClient = false): Promise<string> {
  mkdirSync(join(repositoryFolder, "node_modules"), { recursive: true });
  const folder = mkdtempSync(join(repositoryFolder, "node_modules/.snippets-"));
  try {
    const compilerOptions = {
      target: "esnext",
      module: "nodenext",
      lib: ["esnext", "dom", "dom.iterable"],
      types: ["node"],
      ...strictness(withClient),
      jsx: "react-jsx",
      allowImportingTsExtensions: true,
      allowJs: true,
      checkJs: true,
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, include: ["*.js", "*.jsx", "*.d.ts"] }),
    );
    writeFileSync(join(folder, "plaza.d.ts"), types);
    writeFileSync(join(folder, "ambient.d.ts"), ambient);
    for (const [page, script] of Object.entries(scripts)) {
      const code = script
        .replaceAll(`from "@supabase/supabase-js"`, `from "./plaza.js"`)
        .replaceAll(`from "@plaza/client"`, `from "../../client/index.ts"`)
        .replaceAll(`from "@plaza/client/react"`, `from "../../client/react/index.ts"`)
        // Parameters of these names are a client, and one of its channels.
        .replaceAll(/(function \w+\()plaza\b/g, "$1/** @type {Plaza} */ plaza")
        .replaceAll(/(function \w+\()channel\b/g, "$1/** @type {Channel} */ channel");
      const names = Object.entries(given[page] ?? {}).map(
        ([name, type]) => `/** @type {${type}} */ let ${name} = /** @type {any} */ (null);`,
      );
      const file = withClient ? `${fileOf(page)}x` : fileOf(page);
      writeFileSync(join(folder, file), [imports[page] ?? "", names.join(" "), code, "export {};"].join("\n"));
    }
    const tsc = join(repositoryFolder, "node_modules/.bin/tsc");
    return await promisify(execFile)(tsc, ["--project", folder], { cwd: folder }).then(
      () => "",
      ({ stdout }: { stdout: string }) => stdout,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scripts = pages.map((page): [string, string] => [page, scriptOf(page)]).filter(([, script]) => script);

test("the JavaScript of the docs compiles against the types of the API", async () => {
  const plain = Object.fromEntries(scripts.filter(([, script]) => !usesClient(script)));
  expect(Object.keys(plain)).toEqual(expect.arrayContaining(["docs/calls.md", "docs/sync.md"]));
  expect(await problemsOf(plain)).toBe("");
});

/** Line by line what nobody can write without seeing that it is wrong. */
const wrong = `import { createPlaza } from "@plaza/client";
const plaza = createPlaza("", "");
plaza.posts.create({ kind: "photo" });
plaza.posts.create({ visibility: "friends" });
plaza.reactions.add({ target: "posts", target_id: "" });
plaza.posts.get();
plaza.me.on("mesage.created", () => {});
(await plaza.feed.home()).items[0]?.captoin;
await plaza.auth.call("changePassword", { curent_password: "" });
plaza.feed.home({ cursor: null, page_size: 10 });`;

test("what README and docs do with the client compiles as strictly as can be, and what is wrong does not", {
  timeout: 180_000,
}, async () => {
  const withClient = Object.fromEntries(scripts.filter(([, script]) => usesClient(script)));
  expect(Object.keys(withClient)).toEqual(["README.md", "docs/client.md"]);
  const problems = await problemsOf({ ...withClient, "docs/wrong.md": wrong }, true);
  const places = [...problems.matchAll(/^(\S+)\((\d+),/gm)].map(([, file, line]) => `${file} ${Number(line) - 2}`);
  expect(new Set(places)).toEqual(new Set([3, 4, 5, 6, 7, 8, 9].map((line) => `docs-wrong.jsx ${line}`)));
});

test("a snippet that calls what there is not does not compile", async () => {
  const problems = await problemsOf({
    "docs/errors.md": `await supabase.rpc("no_such_function");
      await supabase.rpc("get_post", { id: "x" });
      await supabase.rpc("get_post", { post_id: 7 });
      const { data } = await supabase.rpc("get_post", { post_id: nowhere });`,
  });
  expect(problems.match(/\((\d+),/g)?.map((line) => Number(line.slice(1, -1)))).toEqual([3, 4, 5, 6]);
});

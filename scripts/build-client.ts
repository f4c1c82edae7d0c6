import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** The modules of the package, by how they are imported, without what their users have already. */
const modules = { index: "client/index.ts", react: "client/react/index.ts", contract: "client/contract/index.ts" };
const external = [/^@supabase\/supabase-js$/, /^react$/, /^zod$/];

export type ClientModule = keyof typeof modules;

/** The JavaScript of one module of the package, minified. */
export async function bundleClient(module: ClientModule): Promise<string> {
  const bundle = await rolldown({ input: join(repository, modules[module]), external, platform: "neutral" });
  try {
    const { output } = await bundle.generate({ format: "esm", minify: true });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

/** How much of it goes over the wire, in bytes. */
export const compressedSize = (code: string): number => gzipSync(code, { level: 9 }).length;

/** Writes the package as it is installed: JavaScript and types. */
async function buildClient(target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const module of Object.keys(modules) as ClientModule[]) {
    const code = await bundleClient(module);
    writeFileSync(join(target, `${module}.js`), code);
    console.log(`${module}.js  ${(compressedSize(code) / 1024).toFixed(1)} kB gzip`);
  }
  const settings = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--rewriteRelativeImportExtensions"];
  const tsc = join(repository, "node_modules/.bin/tsc");
  const project = join(repository, "client/tsconfig.json");
  execFileSync(tsc, ["--project", project, ...settings, "--outDir", join(target, "types")], { stdio: "inherit" });
  copyFileSync(join(repository, "client/package.json"), join(target, "package.json"));
}

if (import.meta.filename === process.argv[1]) await buildClient(process.argv[2] ?? join(repository, "dist/client"));

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";

const require = createRequire(import.meta.url);

/** The styles in the order of the cascade: uPlot's own, then ours. */
const styles = ["tokens", "base", "shell", "parts", "pages"];

/**
 * The admin console as files of a static host, by name: the page, its styles and its scripts, minified. `config.json`,
 * which says where Plaza is, is the host's to add.
 */
export async function bundleConsole(folder: string): Promise<Map<string, string>> {
  const bundle = await rolldown({
    input: { main: join(folder, "main.tsx") },
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  });
  await bundle.close();
  const files = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file.code] as const] : [])));
  const sheets = [
    require.resolve("uplot/dist/uPlot.min.css"),
    ...styles.map((name) => join(folder, `styles/${name}.css`)),
  ];
  const css = await Promise.all(sheets.map((sheet) => readFile(sheet, "utf8")));
  files.set("console.css", css.join("\n"));
  files.set("index.html", await readFile(join(folder, "index.html"), "utf8"));
  return files;
}

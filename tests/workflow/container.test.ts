import { existsSync, globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";

// What media-worker/Dockerfile copies and installs is enough for the worker. The image itself is built where there is Docker.
const read = (path: string) => readFileSync(join(repositoryFolder, path), "utf8");
const dockerfile = read("media-worker/Dockerfile");

/** Every file that a program loads, and the names of the packages in them. */
function loadedBy(program: string): { files: string[]; packages: string[] } {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, imported] of readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)"/gm)) {
      const specifier = imported as string;
      if (specifier.startsWith(".")) visit(resolve(dirname(file), specifier));
      else if (!builtinModules.includes(specifier.replace(/^node:/, ""))) {
        packages.add(specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/"));
      }
    }
  };
  visit(join(repositoryFolder, program));
  return { files: [...files].map((file) => relative(repositoryFolder, file)), packages: [...packages] };
}

const { files, packages } = loadedBy("media-worker/main.ts");

test("the image has every file that the worker loads, and the build is sent those alone", () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(\S+) \S+$/gm)].map(([, folder]) => folder as string);
  expect(files.length).toBeGreaterThan(60);
  expect(files.filter((file) => !copied.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
  const sent = read(".dockerignore").split("\n").filter(Boolean);
  expect(sent[0]).toBe("*");
  for (const folder of copied) expect(sent).toContain(`!${folder}`);
});

test("the image keeps every package that the worker imports, and no program of the embedded stack", () => {
  const dependencies = Object.keys(JSON.parse(read("package.json")).dependencies);
  const dropped = [...dockerfile.matchAll(/dependencies\.(\S+)/g)].map(([, name]) => name as string);
  expect(dropped.filter((name) => !dependencies.includes(name))).toEqual([]);
  const kept = dependencies.filter((name) => !dropped.includes(name));
  expect(kept.sort()).toEqual(packages.sort());
});

test("the image runs as nobody's account, says how it is and how it is stopped, and has what confines ffmpeg", () => {
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK [\s\S]*?\/health/m);
  expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
  for (const program of ["ffmpeg", "libheif-examples", "util-linux", "tini"]) expect(dockerfile).toContain(program);
  // The version that package.json names is the one that everything is tested with.
  const { node } = JSON.parse(read("package.json")).dependencies;
  expect(dockerfile).toContain(`ARG BASE=node:${node}-`);
});

test("what confines a stranger's file can be run as it lies there", () => {
  const programs = globSync("media-worker/confined/*", { cwd: repositoryFolder }).filter(
    (path) => !path.endsWith(".ts"),
  );
  expect(programs.length).toBeGreaterThan(2);
  for (const path of programs) expect(existsSync(join(repositoryFolder, path))).toBe(true);
  for (const path of programs) expect(read(path)).toMatch(/^#!\/bin\/sh\n/);
});

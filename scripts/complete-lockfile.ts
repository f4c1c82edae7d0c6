import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The parts of a package-lock.json (lockfileVersion 3) that matter here. */
export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

/** Where npm looks for a dependency of the package at `path`: beside it, then further and further out. */
function lookupPaths(path: string, name: string): string[] {
  const paths: string[] = [];
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    paths.push(`${folder === "" ? "" : `${folder}/`}node_modules/${name}`);
    if (!folder.includes("/node_modules/")) break;
  }
  if (path !== "") paths.push(`node_modules/${name}`);
  return paths;
}

/** A dependency that a lock names without an entry for it. */
export interface MissingEntry {
  dependent: string;
  name: string;
  wanted: string;
  optional: boolean;
}

/** What `npm ci` would call "Missing: … from lock file". */
export function missingEntries({ packages }: Lockfile): MissingEntry[] {
  return Object.entries(packages).flatMap(([dependent, entry]) =>
    (["dependencies", "optionalDependencies"] as const).flatMap((kind) =>
      Object.entries(entry[kind] ?? {})
        .filter(([name]) => !lookupPaths(dependent, name).some((path) => path in packages))
        .map(([name, wanted]) => ({ dependent, name, wanted, optional: kind === "optionalDependencies" })),
    ),
  );
}

/** For which machines a binary package is made, read from its name: `@deno/linux-arm64-glibc`. */
function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.split(/[/-]/).map((word) => (word === "windows" ? "win32" : word));
  const os = words.find((word) =>
    /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/.test(word),
  );
  const cpu = words.find((word) => /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)$/.test(word));
  const libc = words.find((word) => /^(glibc|musl)$/.test(word));
  if (!os || !cpu) throw new Error(`${name} does not name its platform: add its entry to package-lock.json by hand.`);
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}

/**
 * Adds the entries that npm left out because the registry lacks the package for another platform right now:
 * without them `npm ci` refuses the lock on every platform. Returns the names added. There is no integrity hash
 * for a package that could not be fetched. Throws when an entry that is not optional is missing.
 */
export function completeLockfile(lock: Lockfile): string[] {
  const missing = missingEntries(lock);
  for (const { dependent, name, wanted, optional } of missing) {
    if (!optional || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(wanted)) {
      throw new Error(
        `package-lock.json lacks ${name}@${wanted}, which ${dependent || "package.json"} needs: run npm install.`,
      );
    }
    const { dev } = lock.packages[dependent] ?? {};
    lock.packages[`node_modules/${name}`] = {
      version: wanted,
      ...platformOf(name),
      ...(dev && { dev }),
      optional: true,
    };
  }
  // npm writes the entries in this order, so its next change stays a small diff.
  const inOrder = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(inOrder);
  return missing.map(({ name }) => name);
}

if (import.meta.main) {
  // Or the lock of another folder, as a benchmark's peer has one.
  const file = resolve(fileURLToPath(new URL("..", import.meta.url)), process.argv[2] ?? "", "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
  const added = completeLockfile(lock);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length > 0 ? `Added to package-lock.json: ${added.join(", ")}` : "package-lock.json is complete.");
}

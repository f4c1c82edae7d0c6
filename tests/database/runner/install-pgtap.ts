import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresBinaries } from "../../../local/postgres/binaries.ts";

// pgTAP is plain SQL, so the files of any of these packages work on Postgres 17.
const debianPackages = ["postgresql-17-pgtap", "postgresql-16-pgtap", "postgresql-15-pgtap"];

const subfolders = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort().reverse() : []);

/** The extension folder below `root` that holds pgTAP, of the newest Postgres there. */
function pgtapBelow(root: string): string | undefined {
  const versions = join(root, "usr", "share", "postgresql");
  return subfolders(versions)
    .map((version) => join(versions, version, "extension"))
    .find((folder) => existsSync(join(folder, "pgtap.control")));
}

const apt = (folder: string, ...args: string[]) =>
  spawnSync("apt-get", ["-qq", ...args], { cwd: folder, stdio: "ignore" }).status === 0;

/** Unpacks Debian's package into a temporary folder: nothing is installed, and no root is needed. */
function download(folder: string): string | undefined {
  const attempt = () => debianPackages.some((name) => apt(folder, "download", name));
  // The second attempt is for a machine whose package lists are missing or old.
  if (!attempt() && !(apt(folder, "update") && attempt())) return undefined;
  const file = readdirSync(folder).find((name) => name.endsWith(".deb")) as string;
  execFileSync("dpkg", ["-x", file, "unpacked"], { cwd: folder });
  return pgtapBelow(join(folder, "unpacked"));
}

/** Makes `create extension pgtap` possible in the embedded Postgres. Throws one line on what to install. */
export async function installPgtap(): Promise<void> {
  const { extensionFolder } = await postgresBinaries();
  if (existsSync(join(extensionFolder, "pgtap.control"))) return;
  const temporary = mkdtempSync(join(tmpdir(), "plaza-pgtap-"));
  try {
    const source = pgtapBelow("/") ?? download(temporary);
    if (!source)
      throw new Error("The database tests need pgTAP: install the package postgresql-17-pgtap (or -16-, -15-).");
    const files = readdirSync(source).filter((name) => /^pgtap--\d+\.\d+\.\d+\.sql$/.test(name));
    // The control file comes last, because it is what says that the installation is complete.
    for (const name of [...files, "pgtap.control"]) copyFileSync(join(source, name), join(extensionFolder, name));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

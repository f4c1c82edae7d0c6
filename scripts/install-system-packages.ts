/**
 * Installs what Plaza needs beside npm packages: ffmpeg 5 or newer and libheif's heif-convert for the worker, Chromium for the
 * tests of playback.
 * With apt where that is allowed; elsewhere it says in one line what to install.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { hasFfmpeg } from "../media-worker/confined/has-ffmpeg.ts";

const chromiumPath = process.env.CHROMIUM_PATH || "/usr/bin/chromium";

const isThere = (program: string) => spawnSync("which", [program]).status === 0;
/** Newer Debians keep the codecs of libheif apart. */
const heif = ["libheif-examples", "libheif-plugin-libde265", "libheif-plugin-x265"].filter(
  (name) => spawnSync("apt-cache", ["show", name]).status === 0,
);

const missing = [
  ...((await hasFfmpeg()) ? [] : ["ffmpeg"]),
  ...(isThere("heif-convert") ? [] : heif),
  ...(existsSync(chromiumPath) ? [] : ["chromium"]),
];

const mayUseApt = () => process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;

function install(packages: string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) => execFileSync("apt-get", args, { stdio: "inherit", env: environment });
  apt("update", "--quiet");
  apt("install", "--yes", "--quiet", "--no-install-recommends", ...packages);
}

if (missing.length > 0) {
  if (mayUseApt()) install(missing);
  else {
    console.error(`Please install ${missing.join(" and ")} (ffmpeg 5 or newer; CHROMIUM_PATH names another Chromium).`);
    process.exitCode = 1;
  }
}

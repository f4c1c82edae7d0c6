import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const requireHere = createRequire(import.meta.url);
const packages = new URL("../node_modules/", import.meta.url);

/** What npm leaves out when the Node that runs it is too old for a package's `engines`: the libraries of sharp. */
const canLoad = (name) => {
  try {
    requireHere(name);
    return true;
  } catch {
    return false;
  }
};

/**
 * Why this Node cannot run Plaza here, in a sentence; undefined if it can.
 * @param {{ version?: string, isInstalled?: boolean, isComplete?: () => boolean }} [facts]
 * @returns {string | undefined}
 */
export function unreadable({
  version = process.versions.node,
  isInstalled = existsSync(new URL("node/bin/node", packages)),
  isComplete = () => canLoad("sharp"),
} = {}) {
  const [major, minor] = version.split(".").map(Number);
  if (!isInstalled) return 'The packages are not there yet: run "npm ci" first, with Node 20 or newer.';
  // Since 22.18 and 23.6 Node runs TypeScript as it is.
  if (!(major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18))) {
    return `This is Node ${version}, which cannot run Plaza. Its own is in node_modules: use "npm start" and the other npm scripts.`;
  }
  if (!isComplete())
    return 'Some packages are missing: npm leaves them out under an old Node. Run "npm ci" with Node 20 or newer.';
  return undefined;
}

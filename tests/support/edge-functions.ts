import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../../local/schema/command.ts";

/** The names of Plaza's edge functions: each folder of `functions/` but what they share. */
export const edgeFunctionNames: string[] = readdirSync(join(repositoryFolder, "functions")).filter(
  (name) => !name.startsWith("_"),
);

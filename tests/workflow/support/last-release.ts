import { cpSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../../../local/schema/command.ts";
import { migrationNames, migrationsFolder } from "../../../local/schema/migrations.ts";
import { type TemporaryProject, temporaryProject } from "./project.ts";

/** The last migration that databases out there are sure to have. Moves on with each release. */
const lastOfRelease = "20261121000012";

export const isOfLastRelease = (name: string): boolean => name.slice(0, lastOfRelease.length) <= lastOfRelease;

/** A checkout of the last release, as far as its migrations go. */
export function lastRelease(): TemporaryProject {
  const project = temporaryProject({});
  for (const name of migrationNames(repositoryFolder).filter(isOfLastRelease)) {
    cpSync(join(migrationsFolder(repositoryFolder), name), join(migrationsFolder(project.folder), name));
  }
  return project;
}

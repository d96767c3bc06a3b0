import { existsSync, readFileSync } from "node:fs";
import { readSnapshot } from "./compose/folder.ts";
import { readVersions } from "./compose/versions.ts";
import { frozenModule } from "./freeze/module.ts";

/** The versions whose tables applications can have beside the newest ones, and their modules. */
const frozen: Readonly<Record<number, string>> = { 27: "schema/v27.ts" };

/**
 * The modules of frozen versions, made anew from their snapshots.
 *
 * @param folder the `drizzle` folder
 * @returns each module's text by its path
 * @example
 * frozenModules("drizzle").get("schema/v27.ts")
 */
export function frozenModules(folder: string): Map<string, string> {
  const core = readVersions(folder).filter((declared) => declared.core !== false);
  return new Map(
    Object.entries(frozen).map(([version, path]) => {
      const index = core.findIndex((declared) => declared.version === Number(version));
      return [path, frozenModule(Number(version), readSnapshot(folder, index), path)];
    }),
  );
}

/**
 * The modules of frozen versions as they lie there now.
 *
 * @example
 * [...frozenModulesPresent().keys()]
 */
export function frozenModulesPresent(): Map<string, string> {
  const paths = Object.values(frozen).filter((path) => existsSync(path));
  return new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

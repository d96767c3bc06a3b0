import { existsSync, readFileSync } from "node:fs";
import { readSnapshot } from "../compose/folder.ts";
import { readVersions } from "../compose/versions.ts";
import { renderFrozenModule } from "./module.ts";

/** The versions whose tables applications can have beside the newest ones, and their modules. */
const frozen: Readonly<Record<number, string>> = {
  27: "schema/frozen/v27.ts",
  137: "schema/frozen/v137.ts",
};

/**
 * The modules of frozen versions that are not what would be made now of their snapshots.
 *
 * @param folder the `drizzle` folder
 * @returns path → the text that belongs there
 * @example
 * findStaleFrozenModules("drizzle").size === 0
 */
export function findStaleFrozenModules(folder: string): Map<string, string> {
  const core = readVersions(folder).filter((declared) => declared.core !== false);
  const modules = Object.entries(frozen).map(([version, path]): [string, string] => {
    const index = core.findIndex((declared) => declared.version === Number(version));
    return [path, renderFrozenModule(Number(version), readSnapshot(folder, index), path)];
  });
  return new Map(modules.filter(([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text));
}

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { staleFrozenModules } from "../freeze/frozen-modules.ts";
import { newestSnapshot } from "./folder.ts";
import { composeReferenceCatalogs } from "./reference-catalogs.ts";
import { schemaSnapshot } from "./schema.ts";
import { staleFiles, writeComposed } from "./write.ts";

/**
 * `npm run generate [-- --check]`: composes drizzle/ and the modules of frozen versions, or says what in them is
 * not what would be composed.
 */
const folder = "drizzle";

const newest = newestSnapshot(folder);
if ((await schemaSnapshot(newest.prevId)).id !== newest.id) {
  console.error('schema/ is not the newest snapshot: start a version with npm run version:new -- "<title>"');
  process.exit(1);
}
const modules = staleFrozenModules(folder);
const catalogs = join(folder, "catalogs.json");
if (process.argv.includes("--check")) {
  const composed = [...(await staleFiles(folder)).keys()].map((path) => join(folder, path));
  const stale = [...composed, ...modules.keys()];
  if (readText(catalogs) !== (await composeReferenceCatalogs())) stale.push(catalogs);
  for (const path of stale) console.error(`${path} is not what npm run generate composes`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [path, text] of modules) writeFileSync(path, text);
for (const path of [...modules.keys(), ...(await writeComposed(folder))]) console.error(path);
// made by the files that were just composed
const composedCatalogs = await composeReferenceCatalogs();
if (readText(catalogs) !== composedCatalogs) {
  writeFileSync(catalogs, composedCatalogs);
  console.error(catalogs);
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

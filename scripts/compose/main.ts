import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findStaleFrozenModules } from "../freeze/frozen-modules.ts";
import { findStaleAssets } from "../site/assets.ts";
import { renderDocDiagrams } from "../site/doc-diagrams.ts";
import { installFile, readNewestSnapshot } from "./folder.ts";
import { composeInstall } from "./install.ts";
import { runReferenceVersions } from "./reference-catalogs.ts";
import { takeSchemaSnapshot } from "./schema.ts";
import { findStaleFiles, writeComposed } from "./write-folder.ts";

/**
 * `npm run generate [-- --check]`: composes drizzle/ and the modules of frozen versions, or says what in them is
 * not what would be composed.
 */
const folder = "drizzle";

const newest = readNewestSnapshot(folder);
if ((await takeSchemaSnapshot(newest.prevId)).id !== newest.id) {
  console.error('schema/ is not the newest snapshot: start a version with npm run version:new -- "<title>"');
  process.exit(1);
}
const modules = findStaleFrozenModules(folder);
const catalogs = join(folder, "catalogs.json");
const install = join(folder, installFile);
if (process.argv.includes("--check")) {
  const composed = [...(await findStaleFiles(folder)).keys()].map((path) => join(folder, path));
  const stale = [...composed, ...modules.keys()];
  const run = await runReferenceVersions();
  if (readText(catalogs) !== run.catalogs) stale.push(catalogs);
  if (readText(install) !== composeInstall(run.seeds)) stale.push(install);
  stale.push(...(await findStaleAssets()).keys());
  for (const [path, text] of renderDocDiagrams()) if (readText(path) !== text) stale.push(path);
  for (const path of stale) console.error(`${path} is not what npm run generate composes`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [path, text] of modules) writeFileSync(path, text);
for (const path of [...modules.keys(), ...(await writeComposed(folder))]) console.error(path);
// each is made of what was just composed
const run = await runReferenceVersions();
writeIfStale(catalogs, run.catalogs);
writeIfStale(install, composeInstall(run.seeds));
for (const [path, text] of await findStaleAssets()) writeIfStale(path, text);
// drawn from the layouts that were just written
for (const [path, text] of renderDocDiagrams()) writeIfStale(path, text);

function writeIfStale(path: string, text: string): void {
  if (readText(path) === text) return;
  writeFileSync(path, text);
  console.error(path);
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

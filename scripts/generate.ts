import { join } from "node:path";
import { newestSnapshot } from "./compose/folder.ts";
import { schemaSnapshot } from "./compose/schema.ts";
import { staleFiles, writeComposed } from "./compose/write.ts";

/** `npm run generate [-- --check]`: composes drizzle/, or says what in it is not what would be composed. */
const folder = "drizzle";

const newest = newestSnapshot(folder);
if ((await schemaSnapshot(newest.prevId)).id !== newest.id) {
  console.error('schema/ is not the newest snapshot: start a version with npm run version:new -- "<title>"');
  process.exit(1);
}
if (process.argv.includes("--check")) {
  const stale = [...(await staleFiles(folder)).keys()];
  for (const path of stale) console.error(`${join(folder, path)} is not what npm run generate composes`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const path of await writeComposed(folder)) console.error(path);

import { createVersion } from "./new-version.ts";
import { writeComposed } from "./write-folder.ts";

/** `npm run version:new -- "<title>"`: the next version from schema/, composed and ready to be patched. */
const folder = "drizzle";

try {
  const { version, written } = await createVersion(folder, process.argv.slice(2).join(" "));
  const composed = await writeComposed(folder);
  console.error([...written, ...composed].join("\n"));
  console.error(
    `\nV${version}. Fill in or delete its patches; where a column was renamed or is filled by a patch, say so in ` +
      `${folder}/versions.json (renames, backfilled). Then: npm run generate && npm test`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

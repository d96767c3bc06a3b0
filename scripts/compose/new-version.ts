import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatSnapshotPath, readSnapshot } from "./folder.ts";
import { takeSchemaSnapshot } from "./schema.ts";
import { padVersion, readVersions, type VersionDeclaration } from "./versions.ts";

/** The patches that a version may have, with what each is for. */
const stubs: Record<string, string> = {
  before:
    "runs before the generated statements: remove what would stand in their way, or refuse with a count",
  after: "runs after them: fill new columns, seed rows, comments, functions",
  "down.before": "runs before the generated down statements",
  "down.after": "runs after them",
};

/**
 * Starts the next version from `schema/` as it stands: its declaration, its snapshot and stubs for its patches.
 * With the title of the newest version it refreshes the snapshot of that version instead.
 *
 * @param folder the `drizzle` folder
 * @param title the version's title
 * @returns the version's number, and the paths that were written
 * @throws Error if the title is blank
 * @example
 * await createVersion("drizzle", "Avatars")
 */
export async function createVersion(
  folder: string,
  title: string,
): Promise<{ version: number; written: string[] }> {
  if (!title.trim()) throw new Error('Say what the version brings: npm run version:new -- "Avatars"');
  const versions = readVersions(folder);
  const newest = versions.at(-1);
  const amended = newest?.title === title;
  const declared = amended ? versions : [...versions, { version: versions.length + 1, title }];
  const { version } = declared.at(-1) as VersionDeclaration;
  const index = declared.filter(({ core }) => core !== false).length - 1;
  const { id } =
    index === 0 ? { id: "00000000-0000-0000-0000-000000000000" } : readSnapshot(folder, index - 1);
  const written = [join(folder, formatSnapshotPath(index))];
  writeFileSync(join(folder, formatSnapshotPath(index)), formatJson(await takeSchemaSnapshot(id)));
  if (!amended) {
    writeFileSync(join(folder, "versions.json"), `[\n${declared.map(formatLine).join(",\n")}\n]\n`);
    written.push(join(folder, "versions.json"));
  }
  for (const [part, purpose] of Object.entries(stubs)) {
    const path = join(folder, "patches", `v${padVersion(version)}.${part}.sql`);
    if (existsSync(path)) continue;
    writeFileSync(path, `-- ${purpose}; delete this file where nothing is to do\n`);
    written.push(path);
  }
  return { version, written };
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** One version a line, as the file is kept. */
function formatLine(declared: VersionDeclaration): string {
  return `  ${JSON.stringify(declared)}`;
}

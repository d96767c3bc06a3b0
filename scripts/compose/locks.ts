import type { Snapshot } from "./drizzle-kit.ts";

/**
 * The statements by which a step takes the locks that it will need at once, parents before children. A step that took
 * them one by one would meet an application half-way that writes the same tables in another order, and could count rows
 * that change behind its back.
 *
 * @param from the shape before the step
 * @param statements all of the step's own
 * @returns SQL for `public`; none if the step touches no table that is there
 * @example
 * lockStatements(v52, ['ALTER TABLE "public"."phoenix_kit_files" …']) // ['LOCK TABLE … IN ACCESS EXCLUSIVE MODE;']
 */
export function lockStatements(from: Snapshot, statements: readonly string[]): string[] {
  const text = statements.join("\n");
  const altered = findAlteredTables(from, text);
  const touched = sortParentsFirst(from).filter(
    (name) => new RegExp(`\\b${name}\\b`).test(text) || altered.has(name),
  );
  const groups: { mode: string; tables: string[] }[] = [];
  for (const name of touched) {
    // the other mode lets readers go on
    const mode = altered.has(name) ? "ACCESS EXCLUSIVE" : "SHARE ROW EXCLUSIVE";
    const last = groups.at(-1);
    if (last?.mode === mode) last.tables.push(name);
    else groups.push({ mode, tables: [name] });
  }
  return groups.map(({ mode, tables }) => {
    const names = tables.map((name) => `"public"."${name}"`).join(",\n  ");
    return `LOCK TABLE\n  ${names}\nIN ${mode} MODE;`;
  });
}

function findAlteredTables(from: Snapshot, text: string): Set<string> {
  const altered = [...text.matchAll(/ALTER TABLE "public"\."?(\w+)/g)].map(([, name = ""]) => name);
  const dropped = findDroppedTables(text.match(/DROP TABLE [^;]+/g) ?? []);
  const indexes = new Set([...text.matchAll(/DROP INDEX "public"\."?(\w+)/g)].map(([, name]) => name));
  const ofIndexes = Object.values(from.tables)
    .filter((table) => Object.values(table.indexes).some(({ name }) => indexes.has(name)))
    .map(({ name }) => name);
  return new Set([...altered, ...dropped, ...ofIndexes]);
}

function findDroppedTables(drops: readonly string[]): string[] {
  return drops.flatMap((drop) => [...drop.matchAll(/"public"\."?(\w+)/g)].map(([, name = ""]) => name));
}

/**
 * Of tables that may come next, the one that most others refer to: there an application's transactions begin. So does a
 * circle.
 */
function sortParentsFirst({ tables }: Snapshot): string[] {
  const all = Object.values(tables).map(({ name, foreignKeys }) => ({
    name,
    parents: Object.values(foreignKeys).map(({ tableTo }) => tableTo),
  }));
  const countChildren = (name: string) => all.filter(({ parents }) => parents.includes(name)).length;
  const waiting = all.sort(
    (a, b) => countChildren(b.name) - countChildren(a.name) || (a.name < b.name ? -1 : 1),
  );
  const ordered: string[] = [];
  while (waiting.length > 0) {
    const isFree = ({ name, parents }: { name: string; parents: string[] }) =>
      parents.every((parent) => parent === name || ordered.includes(parent));
    const [next] = waiting.splice(Math.max(0, waiting.findIndex(isFree)), 1);
    if (next) ordered.push(next.name);
  }
  return ordered;
}

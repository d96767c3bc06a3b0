import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Snapshot } from "../compose/kit.ts";
import { frozenImports, frozenTables } from "./facts.ts";
import { renderTable } from "./table.ts";

/**
 * The module of one version's tables, for applications whose database stays there.
 *
 * @param version the version
 * @param snapshot its shape
 * @param path where the module goes, which decides how it is formatted
 * @returns TypeScript, written from the snapshot and the facts beside it
 * @example
 * renderFrozenModule(27, readSnapshot("drizzle", 26), "schema/frozen/v27.ts")
 */
export function renderFrozenModule(version: number, snapshot: Snapshot, path: string): string {
  const names = Object.values(frozenTables).map(({ name }) => name);
  const everything = [...names, "obanJobState"].join(", ");
  const body = `
// Made by \`npm run generate\` from version ${version}'s snapshot; edit scripts/freeze/.

${renderImports(renderTables(snapshot))}

function tablesIn(prefix?: string) {
  const { table, enumType } = defineNamespace(prefix);

  ${renderTables(snapshot)}

  return { ${everything} };
}

/** PhoenixKit's tables and its enum type, as they are at version ${version}. */
export type Tables = ReturnType<typeof tablesIn>;

const publicTables = tablesIn();

/**
 * PhoenixKit's tables at version ${version} in the PostgreSQL schema \`prefix\`; without one, those of \`public\`.
 *
 * @example
 * const { users } = defineTables("tenant_42");
 * await db.select().from(users); // select … from "tenant_42"."phoenix_kit_users"
 */
export function defineTables(prefix?: string): Tables {
  return prefix === undefined || prefix === "public" ? publicTables : tablesIn(prefix);
}

export const { ${everything} } = publicTables;

export type { JsonObject, JsonValue } from "../columns.ts";
export type { EntityField } from "../entities.ts";
export * from "../allowed-values.ts";
`;
  return formatCode(body.trimStart(), path);
}

function renderTables(snapshot: Snapshot): string {
  const tables = Object.keys(frozenTables).map((name) => snapshot.tables[`public.${name}`]);
  const known = tables.filter((table) => table !== undefined);
  if (known.length !== tables.length || known.length !== Object.keys(snapshot.tables).length) {
    throw new Error("freeze: the facts name other tables than the snapshot has");
  }
  const states = 'const obanJobState = enumType("oban_job_state", obanJobStates);';
  return [states, ...known.map(renderTable)].join("\n\n  ");
}

/** Every name that the code may need, by its module; of these it imports what it uses. */
const importable: Readonly<Record<string, readonly string[]>> = {
  "drizzle-orm": ["sql"],
  "drizzle-orm/pg-core": [
    ...["bigint", "bigserial", "boolean", "check", "foreignKey", "index", "integer", "jsonb"],
    ...["serial", "text", "uniqueIndex", "uuid", "varchar"],
  ],
  "../columns.ts": ["bytea", "citext", "varchar255"],
  "../timestamp.ts": ["strictDate"],
  "../timestamp-columns.ts": [
    ...["insertedAtMicros", "insertedAtSeconds", "updatedAtMicros", "updatedAtSeconds", "utcMicros"],
    ...["utcMicrosNow", "utcMicrosRenewed", "utcSeconds", "utcSecondsNow", "utcSecondsRenewed"],
  ],
  "../allowed-values.ts": ["obanJobStates"],
};

function renderImports(code: string): string {
  const findUsed = (names: readonly string[]) =>
    names.filter((name) => new RegExp(`(?<![."\\w])${name}\\b(?=[(\`,);>\\[])`).test(code));
  const modules = [...new Set([...Object.keys(importable), ...Object.keys(frozenImports)])];
  const imports = modules.map((module) => {
    const types = findUsed(frozenImports[module] ?? []).map((name) => `type ${name}`);
    return `import { ${[...findUsed(importable[module] ?? []), ...types].join(", ")} } from "${module}";`;
  });
  return [...imports, 'import { defineNamespace } from "../namespace.ts";'].join("\n");
}

function formatCode(code: string, path: string): string {
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const options = ["check", "--write", `--stdin-file-path=${path}`];
  return execFileSync(process.execPath, [biome, ...options], { input: code, encoding: "utf8" });
}

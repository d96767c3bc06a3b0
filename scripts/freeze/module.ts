import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Snapshot, SnapshotTable } from "../compose/drizzle-kit.ts";
import { frozenImports, frozenTables } from "./facts.ts";
import { renderRelations } from "./relations.ts";
import { renderRowTypes } from "./row-types.ts";
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
  const tables = listTables(snapshot);
  const names = tables.map((table) => frozenTables[table.name]?.name ?? "");
  const everything = [...names, "obanJobState"].join(", ");
  const code = renderTables(tables);
  const relations = renderRelations(snapshot);
  const jsonTypes = Object.entries(typesBeside).filter(([, type]) => new RegExp(`<${type}\\b`).test(code));
  const body = `
// Made by \`npm run generate\` from version ${version}'s snapshot; edit scripts/freeze/.

${renderImports(`${code}${relations}`)}

function tablesIn(prefix?: string) {
  const { table, enumType${code.includes("newUuid") ? ", newUuid" : ""} } = defineNamespace(prefix);

  ${code}

  return { ${everything} };
}

type DefinedTables = ReturnType<typeof tablesIn>;

/** PhoenixKit's tables and its enum type, as they are at version ${version}. */
export type Tables = { [Name in keyof DefinedTables]: DefinedTables[Name] };

const publicTables: Tables = tablesIn();

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

function relationsOf(tables: Tables) {
  return { ${relations} };
}

type DefinedSchema = Tables & ReturnType<typeof relationsOf>;

/** The tables, and how they refer to each other: what Drizzle's \`db.query\` goes by. */
export type Schema = { [Name in keyof DefinedSchema]: DefinedSchema[Name] };

/** The tables of \`public\` at version ${version} and their relations, for \`drizzle({ client, schema })\`. */
export const schema: Schema = { ...publicTables, ...relationsOf(publicTables) };

/**
 * The tables at version ${version} in the PostgreSQL schema \`prefix\` and their relations; without one, those of \`public\`.
 *
 * @example
 * const db = drizzle(process.env.DATABASE_URL!, { schema: defineSchema("tenant_42") });
 * await db.query.emailLogs.findMany({ with: { events: true } });
 */
export function defineSchema(prefix?: string): Schema {
  if (prefix === undefined || prefix === "public") return schema;
  const tables = tablesIn(prefix);
  return { ...tables, ...relationsOf(tables) };
}

${renderRowTypes(names)}

export type { JsonObject, JsonValue } from "../columns.ts";
${jsonTypes.map(([module, type]) => `export type { ${type} } from "${module}";`).join("\n")}
export * from "../allowed-values.ts";
`;
  return formatCode(body.trimStart(), path);
}

/** In the facts' order. */
function listTables(snapshot: Snapshot): SnapshotTable[] {
  const known = Object.keys(frozenTables).flatMap((name) => snapshot.tables[`public.${name}`] ?? []);
  if (known.length === Object.keys(snapshot.tables).length) return known;
  throw new Error("freeze: the snapshot has tables that the facts do not name");
}

function renderTables(tables: readonly SnapshotTable[]): string {
  const states = 'const obanJobState = enumType("oban_job_state", obanJobStates);';
  return [states, ...tables.map(renderTable)].join("\n\n  ");
}

/** Types of JSON columns that applications want by name, by their module. */
const typesBeside: Readonly<Record<string, string>> = {
  "../email-templates.ts": "TranslatedText",
  "../entities.ts": "EntityField",
};

/** Every name that the code may need, by its module; of these it imports what it uses. */
const importable: Readonly<Record<string, readonly string[]>> = {
  "drizzle-orm": ["relations", "sql"],
  "drizzle-orm/pg-core": [
    ...[
      "type AnyPgColumn",
      "bigint",
      "bigserial",
      "boolean",
      "check",
      "foreignKey",
      "index",
      "integer",
      "jsonb",
    ],
    ...["serial", "text", "uniqueIndex", "uuid", "varchar"],
  ],
  "../columns.ts": [
    ...["bytea", "citext", "insertedAt", "instant", "instantNow", "instantRenewed", "updatedAt"],
    ...["uuidKey", "varchar255"],
  ],
  "../relations/optional.ts": ["loosenRelation"],
  "../timestamp.ts": ["strictDate"],
  "../timestamp-columns.ts": [
    ...["insertedAtMicros", "insertedAtSeconds", "updatedAtMicros", "updatedAtSeconds", "utcMicros"],
    ...["utcMicrosNow", "utcMicrosRenewed", "utcSeconds", "utcSecondsNow", "utcSecondsRenewed"],
  ],
  "../allowed-values.ts": ["obanJobStates"],
};

function renderImports(code: string): string {
  const findUsed = (names: readonly string[]) =>
    names.filter((name) => {
      const word = name.replace("type ", "");
      return new RegExp(`(?<![."\\w])${word}\\b(?=[(\`,);>\\[ ])`).test(code);
    });
  const modules = [...new Set([...Object.keys(importable), ...Object.keys(frozenImports)])];
  const imports = modules.flatMap((module) => {
    const types = findUsed(frozenImports[module] ?? []).map((name) => `type ${name}`);
    const names = [...findUsed(importable[module] ?? []), ...types];
    return names.length > 0 ? [`import { ${names.join(", ")} } from "${module}";`] : [];
  });
  return [...imports, 'import { defineNamespace } from "../namespace.ts";'].join("\n");
}

function formatCode(code: string, path: string): string {
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const options = ["check", "--write", `--stdin-file-path=${path}`];
  return execFileSync(process.execPath, [biome, ...options], { input: code, encoding: "utf8" });
}

import { emptyCatalog, type Routine } from "../../src/catalog/catalog.ts";
import type { SchemaComparison } from "../../src/drift/compare-schema.ts";
import { listDifferences } from "../../src/drift/differences.ts";
import { type Fix, sortByStage } from "../../src/drift/fixes/fix.ts";
import { decideRepair } from "../../src/drift/plan-repair.ts";
import type { Reference } from "../../src/drift/reference.ts";
import {
  readReferenceCatalog,
  stripExtensionSchemas,
  stripSchemas,
} from "../../src/migrate/reference-catalogs.ts";
import { requireHistorySql } from "../../src/migrations/guards.ts";
import { getNewestVersion, listExtensions, readVersions } from "../../src/migrations/migrations.ts";
import { joinParts } from "./compose-file.ts";
import { renderPreamble, requireWrittenSql, type WrittenRows } from "./guards.ts";
import { insertRowsSql, type SeededTable } from "./seeds.ts";

/**
 * Composes `install.sql`, which brings an empty schema to the newest version at once: what repairing an empty schema
 * would create, with the functions and triggers of the versions' files, the rows that the versions insert and the history
 * that they leave.
 *
 * @param seeds all rows at the newest version
 */
export function composeInstall(seeds: readonly SeededTable[]): string {
  const { migrations } = readVersions();
  const newest = getNewestVersion();
  const reference = readInstallReference(newest);
  const fixes = listFixes(reference, newest);
  const select = (...wanted: readonly Fix["stage"][]) =>
    fixes
      .filter(({ stage }) => wanted.includes(stage))
      .flatMap(({ statements }) => statements.map(({ sql }) => sql));
  const step = "the composed install";
  const body = joinParts([
    ["preamble", renderPreamble(step, [0], listExtensions(newest))],
    ["types", select("enum")],
    ["functions", listFunctions(reference, ({ returns }) => returns !== "trigger")],
    ["tables", select("sequence", "table", "ownership")],
    ["foreign keys", select("foreign key")],
    ["rows", seeds.map(insertRowsSql)],
    ["written", requireWrittenSql(step, seeds.map(countMissing))],
    ["triggers", listFunctions(reference, ({ returns }) => returns === "trigger")],
    ["marker", recordHistorySql([...migrations.map(({ version }) => version), newest])],
  ]);
  return `-- All versions at once, for an empty schema. Composed by \`npm run generate\`.\n${body}`;
}

/** The newest version, with names as the preamble's search_path resolves them. */
function readInstallReference(version: number): Reference {
  const { catalog, rows, dependencies } = readReferenceCatalog(version);
  return { catalog: stripSchemas(catalog), qualified: stripExtensionSchemas(catalog), rows, dependencies };
}

/** The fixes of a schema that has nothing, in their order. Rows, functions and triggers are not among them. */
function listFixes(reference: Reference, version: number): Fix[] {
  const actual = emptyCatalog();
  const context = { version, isAhead: false, rows: [], distributed: false };
  const report = listDifferences(actual, reference.catalog, context);
  const comparison: SchemaComparison = {
    prefix: "public",
    version,
    actual,
    reference,
    distributed: false,
    ...report,
  };
  const decisions = report.differences.flatMap((difference) => decideRepair(difference, comparison));
  const fixes = decisions.map((decision) => {
    if ("reason" in decision) throw new Error(`${decision.difference.name}: ${decision.reason}`);
    return decision;
  });
  return sortByStage(fixes);
}

/** The statements of the versions' files that create functions, which know of other servers and of Citus. */
function listFunctions(reference: Reference, isWanted: (routine: Routine) => boolean): string[] {
  const names = Object.entries(reference.catalog.functions)
    .filter(([, routine]) => isWanted(routine))
    .map(([signature]) => signature.replace(/\(.*/, ""));
  const statements = readVersions().migrations.flatMap(({ up }) => up.statements.map(({ sql }) => sql));
  return names.map((name) => {
    const created = statements.findLast((sql) => sql.includes(`CREATE FUNCTION "public".${name}(`));
    if (!created) throw new Error(`No version's file creates ${name}`);
    return created;
  });
}

/** A trigger that an event trigger of the host puts on each new table may keep rows out. */
function countMissing({ table, rows }: SeededTable): WrittenRows {
  return { table, query: `SELECT ${rows.length} - count(*) FROM ONLY "public".${table}` };
}

function recordHistorySql(versions: readonly number[]): string[] {
  const rows = [...new Set(versions)].map((version) => `(${version}, ${version})`);
  return [
    `INSERT INTO "public".phoenix_kit (id, version) VALUES ${rows.join(", ")};`,
    requireHistorySql(
      `(SELECT count(*) FROM ONLY "public".phoenix_kit) < ${rows.length}`,
      "the history did not take the rows of all versions",
    ),
    `COMMENT ON TABLE "public".phoenix_kit IS '${versions.at(-1)}';`,
  ];
}

import { matchDefinitions, type OtherName } from "../catalog/match-definitions.ts";
import { readCatalog } from "../catalog/read.ts";
import { isFromNothing, readStepFile, type Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier, quoteQualified } from "../postgres/sql.ts";
import { readReferenceCatalog, stripSchemas } from "./reference-catalogs.ts";

/**
 * Finds constraints and indexes that steps drop by name and that the schema has under another name, with the same
 * definition. An adopted schema may have some; a schema that this package created has none.
 */
export async function findOtherNames(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<OtherName[]> {
  const [first] = steps;
  if (!first || isFromNothing(first)) return [];
  const { rows } = await connection.query(selectMissingNames, [prefix, listDroppedNames(steps)]);
  const missing = new Set(rows.map(({ name }) => String(name)));
  if (missing.size === 0) return [];
  const version = first.direction === "up" ? first.version - 1 : first.version;
  const expected = stripSchemas(readReferenceCatalog(version).catalog);
  const wanted = Object.values(expected.tables).flatMap(({ constraints, indexes }) => [
    ...Object.keys(constraints),
    ...Object.keys(indexes),
  ]);
  if (!wanted.some((name) => missing.has(name))) return [];
  const { otherNames } = matchDefinitions(await readCatalog(connection, prefix), expected);
  return otherNames.filter(({ name }) => missing.has(name));
}

/** Builds the statements that give these constraints and indexes the names by which steps drop them. */
export async function buildRenameStatements(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<string[]> {
  return (await findOtherNames(connection, prefix, steps)).map((other) => renameSql(prefix, other));
}

/** Cached for runs on many schemas, which take the same steps. */
const droppedNames = new Map<string, string[]>();

/** Lists the names that steps drop and that no earlier step of theirs creates. */
function listDroppedNames(steps: readonly Step[]): string[] {
  const key = `${steps[0]?.direction} ${steps[0]?.version} ${steps.at(-1)?.version}`;
  const names = droppedNames.get(key) ?? readDroppedNames(steps);
  droppedNames.set(key, names);
  return names;
}

function readDroppedNames(steps: readonly Step[]): string[] {
  const created = new Set<string>();
  const dropped = new Set<string>();
  for (const step of steps) {
    if (step.kind !== "migration") continue;
    for (const { sql } of readStepFile(step).statements) {
      for (const [, name = ""] of sql.matchAll(dropsName)) if (!created.has(name)) dropped.add(name);
      for (const [, name = ""] of sql.matchAll(createsName)) created.add(name);
    }
  }
  return [...dropped];
}

const dropsName = /\bDROP (?:INDEX|CONSTRAINT) (?:IF EXISTS )?(?:"public"\.)?"?(\w+)/g;
const createsName = /\b(?:INDEX(?: IF NOT EXISTS)?|ADD CONSTRAINT|CONSTRAINT) "?(\w+)/g;

function renameSql(prefix: string, { kind, table, name, actualName }: OtherName): string {
  const [from, to] = [actualName, name].map(quoteIdentifier);
  return kind === "index"
    ? `ALTER INDEX ${quoteQualified(prefix, actualName)} RENAME TO ${to};`
    : `ALTER TABLE ${quoteQualified(prefix, table)} RENAME CONSTRAINT ${from} TO ${to};`;
}

const selectMissingNames = `SELECT wanted.name FROM pg_catalog.unnest($2::pg_catalog.text[]) AS wanted (name)
WHERE NOT EXISTS (
  SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = wanted.name
) AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
  WHERE n.nspname = $1 AND k.conname = wanted.name
)`;

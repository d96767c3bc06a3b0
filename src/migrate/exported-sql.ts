import { formatVersion } from "../error.ts";
import { markerVersionSql } from "../migrations/guards.ts";
import { breakpoint, type Migration } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import { quoteLiteral, quoteQualified } from "../postgres/sql.ts";
import { markSchemaSql } from "./create-schema.ts";
import { locateJournal } from "./journal.ts";

/**
 * Formats a version's file for `drizzle-kit migrate` on one prefix: the statements that `up` runs, each skipped if the
 * marker says that the version is applied. So the folder also continues after an `up` that ran before there was a
 * journal.
 */
export function formatExportedSql(migration: Migration, prefix: string): string {
  const { version, title, up } = migration;
  const [isolation = "", lock = "", ...others] = up.statements.map(({ sql }) => renderSql(sql, prefix));
  const before = version === 1 ? [markSchemaSql(prefix)] : [];
  const chunks = [
    isolation,
    lock,
    renderSql(setDueFlagSql(version), prefix),
    ...[...before, ...others].map((sql) => runIfDueSql(sql, prefix)),
  ];
  const header = `-- ${formatVersion(version)}: ${title}. Written by phoenix-kit export, which overwrites it.\n`;
  return `${header}${chunks.join(`\n${breakpoint}\n`)}\n`;
}

/** Records whether the version is still pending, for the later statements of the transaction. */
function setDueFlagSql(version: number): string {
  return `SELECT pg_catalog.set_config('phoenix_kit.due', CASE
  WHEN ${markerVersionSql} >= ${version} THEN 'no'
  ELSE 'yes'
END, true);`;
}

function runIfDueSql(statement: string, prefix: string): string {
  const sql = findFreeTag("phoenix_kit_sql", statement);
  const step = findFreeTag("phoenix_kit_step", statement);
  return `DO ${step} BEGIN IF pg_catalog.current_setting('phoenix_kit.due') = 'yes' THEN EXECUTE ${sql}
${statement}
${sql};${renderDistribution(statement, prefix)} END IF; END ${step};`;
}

/** Citus does not distribute a table that a DO block creates, unless asked to. drizzle-kit's journal exists by then. */
function renderDistribution(statement: string, prefix: string): string {
  const [, table] = /^CREATE TABLE (.+?) \(\n/.exec(statement) ?? [];
  if (table === undefined || prefix === "public") return "";
  const { schema, table: journal } = locateJournal(prefix);
  return `
IF pg_catalog.to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL THEN
  PERFORM pg_catalog.create_distributed_table(${quoteLiteral(table)}, NULL, colocate_with => ${quoteLiteral(quoteQualified(schema, journal))})
  FROM pg_catalog.pg_dist_schema AS distributed
  JOIN pg_catalog.pg_namespace AS n ON n.oid = distributed.schemaid AND n.nspname = ${quoteLiteral(prefix)};
END IF;`;
}

/** A prefix may contain any characters, dollars included. */
function findFreeTag(name: string, text: string): string {
  let tag = `$${name}$`;
  for (let n = 1; text.includes(tag); n++) tag = `$${name}_${n}$`;
  return tag;
}

import { formatVersion } from "../error.ts";
import { markerVersionSql } from "../migrations/guards.ts";
import { breakpoint, type Migration } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import { markSchemaSql } from "./create-schema.ts";

/**
 * A version's file for `drizzle-kit migrate` on one prefix: the statements that `up` runs, each skipped where the
 * marker says that the version is applied. So the folder also continues what `up` did before drizzle-kit had a journal.
 */
export function formatExportedSql(migration: Migration, prefix: string): string {
  const { version, title, up } = migration;
  const [isolation = "", lock = "", ...others] = up.statements.map(({ sql }) => renderSql(sql, prefix));
  const before = version === 1 ? [markSchemaSql(prefix)] : [];
  const chunks = [
    isolation,
    lock,
    renderSql(setDueFlagSql(version), prefix),
    ...[...before, ...others].map(runIfDueSql),
  ];
  const header = `-- ${formatVersion(version)}: ${title}. Written by phoenix-kit export, which overwrites it.\n`;
  return `${header}${chunks.join(`\n${breakpoint}\n`)}\n`;
}

/** Sets whether the version is still to come, for the statements after it in the transaction. */
function setDueFlagSql(version: number): string {
  return `SELECT pg_catalog.set_config('phoenix_kit.due', CASE
  WHEN ${markerVersionSql} >= ${version} THEN 'no'
  ELSE 'yes'
END, true);`;
}

function runIfDueSql(statement: string): string {
  const sql = findFreeTag("phoenix_kit_sql", statement);
  const step = findFreeTag("phoenix_kit_step", statement);
  return `DO ${step} BEGIN IF pg_catalog.current_setting('phoenix_kit.due') = 'yes' THEN EXECUTE ${sql}
${statement}
${sql}; END IF; END ${step};`;
}

/** A prefix may have anything in its name, dollars too. */
function findFreeTag(name: string, text: string): string {
  let tag = `$${name}$`;
  for (let n = 1; text.includes(tag); n++) tag = `$${name}_${n}$`;
  return tag;
}

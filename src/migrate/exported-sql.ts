import { formatVersion } from "../error.ts";
import type { Migration } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import { markSchemaSql } from "./create-schema.ts";

/** What drizzle-kit splits a file by, wherever it stands. */
export const breakpoint = "--> statement-breakpoint";

/**
 * A version's file for `drizzle-kit migrate` on one prefix: the statements that `up` runs, each passed over where the
 * marker says that the version is there. So the folder also goes on from what `up` has done before drizzle-kit had a
 * journal.
 *
 * @param migration the version
 * @param prefix a checked prefix
 * @returns the text of the file
 * @example
 * exportedSql(versions().migrations[0], "tenant_42")
 */
export function exportedSql(migration: Migration, prefix: string): string {
  const { version, title, up } = migration;
  const [lock = "", ...others] = up.statements.map(({ sql }) => renderSql(sql, prefix));
  const before = version === 1 ? [markSchemaSql(prefix)] : [];
  const chunks = [lock, renderSql(looked(version), prefix), ...[...before, ...others].map(whenDue)];
  const header = `-- ${formatVersion(version)}: ${title}. Written by phoenix-kit export, which writes it anew.\n`;
  return `${header}${chunks.join(`\n${breakpoint}\n`)}\n`;
}

/** Whether the version is still to come, for the statements after it in the transaction. */
function looked(version: number): string {
  return `SELECT pg_catalog.set_config('phoenix_kit.due', CASE
  WHEN pg_catalog.substring(
    pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class'),
    '^[[:space:]]*([0-9]{1,9})[[:space:]]*$'
  )::pg_catalog.int4 >= ${version} THEN 'no'
  ELSE 'yes'
END, true);`;
}

function whenDue(statement: string): string {
  const sql = freeTag("phoenix_kit_sql", statement);
  const step = freeTag("phoenix_kit_step", statement);
  return `DO ${step} BEGIN IF pg_catalog.current_setting('phoenix_kit.due') = 'yes' THEN EXECUTE ${sql}
${statement}
${sql}; END IF; END ${step};`;
}

/** A prefix may have anything in its name, dollars too. */
function freeTag(name: string, text: string): string {
  let tag = `$${name}$`;
  for (let n = 1; text.includes(tag); n++) tag = `$${name}_${n}$`;
  return tag;
}

import { randomBytes } from "node:crypto";
import type { Catalog } from "../catalog/catalog.ts";
import { readCatalog, readQualifiedCatalog } from "../catalog/read.ts";
import type { Connection } from "../migrator/connection.ts";
import { statementFailed } from "../migrator/failures.ts";
import { versions } from "../migrator/migrations.ts";
import { renderSql } from "../migrator/render.ts";
import { type GuaranteedRow, readGuaranteedRows } from "./guaranteed-rows.ts";
import { readShape, type Shape } from "./shape.ts";

/** What a schema should be at a version. */
export interface Reference {
  readonly catalog: Catalog;
  /** The same with every name qualified, the schema's own as `"public".`, to make statements of. */
  readonly qualified: Catalog;
  readonly rows: readonly GuaranteedRow[];
  /** The server's version number that it was read from, as in 180004. */
  readonly server: number;
}

/**
 * Reads what a schema should be at a version: the version's own files, run in a schema of their own inside a
 * transaction that is rolled back.
 *
 * @param connection an idle connection whose role may create a schema, and the extensions where they are missing
 * @param version which
 * @throws PhoenixKitError, `insufficient_privilege` among others
 * @example
 * const { catalog } = await readReference(client, 27);
 */
export async function readReference(connection: Connection, version: number): Promise<Reference> {
  return inScratch(connection, async (scratch) => {
    for (const migration of versions().migrations) {
      if (migration.version <= version) await apply(connection, scratch, migration);
    }
    return {
      catalog: await readCatalog(connection, scratch),
      qualified: asIfPublic(await readQualifiedCatalog(connection, scratch), scratch),
      rows: await readGuaranteedRows(connection, scratch),
      server: await serverVersion(connection),
    };
  });
}

/**
 * The shapes that a schema has had, version by version.
 *
 * @param connection as for {@link readReference}
 * @returns by version, those with files only
 * @throws PhoenixKitError
 * @example
 * (await readShapes(client)).get(27)
 */
export async function readShapes(connection: Connection): Promise<Map<number, Shape>> {
  return inScratch(connection, async (scratch) => {
    const shapes = new Map<number, Shape>();
    for (const migration of versions().migrations) {
      await apply(connection, scratch, migration);
      shapes.set(migration.version, await readShape(connection, scratch));
    }
    return shapes;
  });
}

/**
 * The number of a server's version.
 *
 * @param connection a connection
 * @returns as in 180004 for 18.4
 * @example
 * (await serverVersion(client)) >= 150000
 */
export async function serverVersion(connection: Connection): Promise<number> {
  const { rows } = await connection.query(
    "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS number",
  );
  return Number(rows[0]?.number);
}

/** The name needs no quotes, so that it is found again in what PostgreSQL prints. */
async function inScratch<T>(connection: Connection, work: (schema: string) => Promise<T>): Promise<T> {
  const scratch = `phoenix_kit_reference_${randomBytes(6).toString("hex")}`;
  try {
    await connection.query(`BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
      SET LOCAL standard_conforming_strings = on; SET LOCAL lock_timeout = 5000; CREATE SCHEMA ${scratch}`);
    return await work(scratch);
  } catch (error) {
    throw statementFailed(error);
  } finally {
    await connection.query("ROLLBACK").catch(() => {});
  }
}

type Migration = ReturnType<typeof versions>["migrations"][number];

async function apply(connection: Connection, scratch: string, { up }: Migration): Promise<void> {
  await connection.query(up.statements.map(({ sql }) => renderSql(sql, scratch)).join("\n"));
}

/** All that the catalog holds as text, with the scratch schema's name replaced, quoted or not. */
function asIfPublic(catalog: Catalog, scratch: string): Catalog {
  const text = JSON.stringify(catalog).replaceAll(`\\"${scratch}\\".`, `${scratch}.`);
  return JSON.parse(text.replaceAll(`${scratch}.`, '\\"public\\".')) as Catalog;
}

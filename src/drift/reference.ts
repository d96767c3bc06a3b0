import { randomBytes } from "node:crypto";
import { type Catalog, emptyCatalog } from "../catalog/catalog.ts";
import { readCatalog, readQualifiedCatalog } from "../catalog/read.ts";
import { type ErrorCode, PhoenixKitError } from "../error.ts";
import { readVersions } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { scratchTransaction } from "../postgres/transaction.ts";
import { readShape, type Shape } from "./fingerprint.ts";
import { type GuaranteedRow, readGuaranteedRows } from "./guaranteed-rows.ts";

/** What a schema should be at a version. */
export interface Reference {
  readonly catalog: Catalog;
  /** The same with every name qualified, the schema's own as `"public".`, to make statements of. */
  readonly qualified: Catalog;
  readonly rows: readonly GuaranteedRow[];
}

/**
 * Reads what a schema should be at a version: the version's own files, run in a schema of their own inside a
 * transaction that is rolled back.
 *
 * @param connection an idle connection whose role may create a schema, and the extensions where they are missing
 * @param version which
 * @throws PhoenixKitError, `reference_not_possible` among others
 * @example
 * const { catalog } = await readReference(client, 27);
 */
export async function readReference(connection: Connection, version: number): Promise<Reference> {
  if (version === 0) return { catalog: emptyCatalog(), qualified: emptyCatalog(), rows: [] };
  return inScratch(connection, async (scratch) => {
    for (const migration of readVersions().migrations) {
      if (migration.version <= version) await apply(connection, scratch, migration);
    }
    return {
      catalog: await readCatalog(connection, scratch),
      qualified: asIfPublic(await readQualifiedCatalog(connection, scratch), scratch),
      rows: await readGuaranteedRows(connection, scratch),
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
    for (const migration of readVersions().migrations) {
      await apply(connection, scratch, migration);
      shapes.set(migration.version, await readShape(connection, scratch));
    }
    return shapes;
  });
}

/**
 * Does what needs a reference where it is to be made.
 *
 * @param connection an idle connection to the database in question
 * @param elsewhere another database; undefined for that one
 * @param read what to do
 * @throws PhoenixKitError where the other database cannot be reached; what `read` throws
 * @example
 * await withReference(client, undefined, (place) => readReference(place, 27))
 */
export async function withReference<T>(
  connection: Connection,
  elsewhere: DatabaseTarget | undefined,
  read: (place: Connection) => Promise<T>,
): Promise<T> {
  return elsewhere === undefined ? read(connection) : withConnection(elsewhere, read);
}

/** The name needs no quotes, so that it is found again in what PostgreSQL prints. */
async function inScratch<T>(connection: Connection, work: (schema: string) => Promise<T>): Promise<T> {
  const scratch = `phoenix_kit_reference_${randomBytes(6).toString("hex")}`;
  try {
    return await scratchTransaction(connection, async () => {
      await connection.query(`CREATE SCHEMA ${scratch}`);
      return work(scratch);
    });
  } catch (error) {
    throw referenceError(toStatementError(error));
  }
}

/** Failures that say nothing about whether the reference can be created here. */
const otherFailures: readonly ErrorCode[] = [
  "aborted",
  "connection_lost",
  "database_unreachable",
  "lock_timeout",
  "statement_timeout",
];

/** A standby, few locks, an event trigger of the host: another database can still take the reference. */
function referenceError(error: PhoenixKitError): PhoenixKitError {
  if (otherFailures.includes(error.code)) return error;
  const here = error.code === "insufficient_privilege" ? "Grant CREATE on the database." : error.remedy;
  return new PhoenixKitError(
    `The reference, a schema that is rolled back, cannot be created in this database: ${error.message}`,
    {
      code: "reference_not_possible",
      remedy: `${here} Or give another database as reference. (The command line uses the embedded PostgreSQL.)`,
      detail: error.detail,
      hint: error.hint,
      cause: error,
    },
  );
}

type Migration = ReturnType<typeof readVersions>["migrations"][number];

async function apply(connection: Connection, scratch: string, { up }: Migration): Promise<void> {
  await connection.query(up.statements.map(({ sql }) => renderSql(sql, scratch)).join("\n"));
}

/** All that the catalog holds as text, with the scratch schema's name replaced, quoted or not. */
function asIfPublic(catalog: Catalog, scratch: string): Catalog {
  const text = JSON.stringify(catalog).replaceAll(`\\"${scratch}\\".`, `${scratch}.`);
  return JSON.parse(text.replaceAll(`${scratch}.`, '\\"public\\".')) as Catalog;
}

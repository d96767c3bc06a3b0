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
import { type Dependency, readDependencies } from "./dependencies.ts";
import { type Fingerprint, readFingerprint } from "./fingerprint.ts";
import { type GuaranteedRow, readGuaranteedRows } from "./guaranteed-rows.ts";

/** What a schema should be at a version. */
export interface Reference {
  readonly catalog: Catalog;
  /** The same with every name qualified, those of the schema itself as `"public".`, to make statements of. */
  readonly qualified: Catalog;
  readonly rows: readonly GuaranteedRow[];
  /** Which objects of the schema depend on which. */
  readonly dependencies: readonly Dependency[];
}

/**
 * Reads what a schema should be at a version: the files of the versions, run in a scratch schema inside a transaction
 * that is rolled back. The connection is idle; its role may create a schema, and the extensions where they are missing.
 */
export async function readReference(connection: Connection, version: number): Promise<Reference> {
  if (version === 0)
    return { catalog: emptyCatalog(), qualified: emptyCatalog(), rows: [], dependencies: [] };
  return withScratchSchema(connection, async (scratch) => {
    for (const migration of readVersions().migrations) {
      if (migration.version <= version) await applyMigration(connection, scratch, migration);
    }
    return {
      catalog: await readCatalog(connection, scratch),
      qualified: renameScratchToPublic(await readQualifiedCatalog(connection, scratch), scratch),
      rows: await readGuaranteedRows(connection, scratch),
      dependencies: await readDependencies(connection, scratch),
    };
  });
}

/** Reads the fingerprints that a schema has had, by version, of those with files only. Connection as above. */
export async function readFingerprints(connection: Connection): Promise<Map<number, Fingerprint>> {
  return withScratchSchema(connection, async (scratch) => {
    const fingerprints = new Map<number, Fingerprint>();
    for (const migration of readVersions().migrations) {
      await applyMigration(connection, scratch, migration);
      fingerprints.set(migration.version, await readFingerprint(connection, scratch));
    }
    return fingerprints;
  });
}

/** Calls `read` with a connection to where the reference is created: to `elsewhere`, or the database in question. */
export async function withReference<T>(
  connection: Connection,
  elsewhere: DatabaseTarget | undefined,
  read: (connection: Connection) => Promise<T>,
): Promise<T> {
  return elsewhere === undefined ? read(connection) : withConnection(elsewhere, read);
}

/** The name needs no quotes: renameScratchToPublic relies on it. */
async function withScratchSchema<T>(
  connection: Connection,
  work: (schema: string) => Promise<T>,
): Promise<T> {
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

async function applyMigration(connection: Connection, scratch: string, { up }: Migration): Promise<void> {
  await connection.query(up.statements.map(({ sql }) => renderSql(sql, scratch)).join("\n"));
}

/** Replaces the name of the scratch schema in all texts of a catalog, quoted or not. */
function renameScratchToPublic(catalog: Catalog, scratch: string): Catalog {
  const text = JSON.stringify(catalog).replaceAll(`\\"${scratch}\\".`, `${scratch}.`);
  return JSON.parse(text.replaceAll(`${scratch}.`, '\\"public\\".')) as Catalog;
}

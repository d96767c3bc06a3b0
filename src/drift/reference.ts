import type { Catalog } from "../catalog/catalog.ts";
import {
  type Dependency,
  type GuaranteedRow,
  mapTexts,
  nameExtensionPlaceholder,
  nowPlaceholder,
  readReferenceCatalog,
  stripSchemas,
} from "../migrate/reference-catalogs.ts";
import { listExtensions } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";

/** What a schema should be at a version. */
export interface Reference {
  readonly catalog: Catalog;
  /** The same with every name qualified, those of the schema itself as `"public".`, for use in statements. */
  readonly qualified: Catalog;
  readonly rows: readonly GuaranteedRow[];
  /** Which objects of the schema depend on which. */
  readonly dependencies: readonly Dependency[];
}

/** Reads from the package what a schema should be at a version in this database. Changes nothing. */
export async function readReference(connection: Connection, version: number): Promise<Reference> {
  const schemas = await readExtensionSchemas(connection, listExtensions(version));
  const now = new Date().toISOString();
  const reference = getReference(version, schemas);
  const rows = mapTexts(reference.rows, (text) => (text === nowPlaceholder ? now : text));
  return { ...reference, rows };
}

/** Cached by version and extension schemas, so that many tenants are compared with one reference. */
const references = new Map<string, Reference>();

function getReference(version: number, schemas: ReadonlyMap<string, string>): Reference {
  const key = JSON.stringify([version, ...schemas]);
  const reference = references.get(key) ?? createReference(version, schemas);
  references.set(key, reference);
  return reference;
}

function createReference(version: number, schemas: ReadonlyMap<string, string>): Reference {
  const { catalog, rows, dependencies } = readReferenceCatalog(version);
  const qualify = (text: string) => {
    let qualified = text;
    for (const [extension, schema] of schemas) {
      // "public" in quotes would be rendered to the prefix
      const name = schema === "public" ? schema : quoteIdentifier(schema);
      qualified = qualified.replaceAll(`${nameExtensionPlaceholder(extension)}.`, `${name}.`);
    }
    return qualified;
  };
  return { catalog: stripSchemas(catalog), qualified: mapTexts(catalog, qualify), rows, dependencies };
}

/** Reads the schema of each extension. A missing one will be created in `public`. */
async function readExtensionSchemas(
  connection: Connection,
  extensions: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await connection.query(
    `SELECT e.extname AS extension, n.nspname AS schema
     FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname = ANY ($1::pg_catalog.text[])`,
    [extensions],
  );
  const schemas = new Map(extensions.map((extension) => [extension, "public"]));
  for (const { extension, schema } of rows) schemas.set(String(extension), String(schema));
  return schemas;
}

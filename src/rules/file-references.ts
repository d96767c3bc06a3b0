import { eq, type SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { Tables } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRead } from "./run-rule.ts";

/** A reference to a file. */
export interface FileReference {
  /** The file. */
  readonly fileUuid: string;
  /** The table with its schema, such as `public.phoenix_kit_settings`. */
  readonly table: string;
  /** The column. */
  readonly column: string;
}

/** The tables with files and their parts, which also tell the schema to search. */
export type ReferenceTableNames =
  | "annotations"
  | "fileInstances"
  | "files"
  | "mediaFolderLinks"
  | "mediaFolders";

/** A column that may hold uuids of files. */
interface Place {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Columns without a foreign key in which PhoenixKit's application and its modules keep uuids of files. */
const placesWithoutKeys = [
  "phoenix_kit_users.custom_fields",
  "phoenix_kit_settings.value",
  "phoenix_kit_settings.value_json",
  "phoenix_kit_entity_data.data",
  "phoenix_kit_entity_data.metadata",
  "phoenix_kit_project_portal_submissions.file_uuids",
  "phoenix_kit_post_media.file_uuid",
  "phoenix_kit_post_groups.cover_image_uuid",
  "phoenix_kit_posts.metadata",
  "phoenix_kit_publishing_contents.data",
  "phoenix_kit_publishing_versions.data",
  "phoenix_kit_shop_categories.image_uuid",
  "phoenix_kit_shop_products.featured_image_uuid",
  "phoenix_kit_shop_products.file_uuid",
  "phoenix_kit_shop_products.image_uuids",
  "phoenix_kit_ticket_attachments.file_uuid",
];

/**
 * Lists what refers to a file: rows with a foreign key to it, also in the app's own tables; the data of entities,
 * custom fields of users, settings; and columns of PhoenixKit's modules. The file's own parts, such as its variants and
 * annotations, are left out. Tables without a foreign key are read as a whole.
 *
 * @param db a Drizzle database or transaction
 * @param fileUuid the file
 * @param options the tables of another prefix
 * @returns one reference for each column that has the file in one row or more
 * @throws RuleError `invalid_input`
 * @example
 * import { listFileReferences } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * for (const { table, column } of await listFileReferences(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61")) {
 *   console.log(`used by ${table}.${column}`);
 * }
 */
export async function listFileReferences(
  db: Db,
  fileUuid: string,
  options: InTables<ReferenceTableNames> = {},
): Promise<FileReference[]> {
  const tables = chooseTables(options);
  assertUuid("file", fileUuid);
  const isWanted = eq(tables.files.uuid, fileUuid);
  return runRead(db, async (on) => [
    ...(await findReferencesByKey(on, isWanted, tables)),
    ...(await findReferencesInData(on, isWanted, tables)),
  ]);
}

/** Finds references to the wanted files from columns with a foreign key. While the files are locked, none are added. */
export async function findReferencesByKey(
  db: Db,
  isWanted: SQL,
  tables: Pick<Tables, ReferenceTableNames>,
): Promise<FileReference[]> {
  const { files, mediaFolders, mediaFolderLinks: links } = tables;
  const found = (await listKeyPlaces(db, tables)).map((place) => selectUuids(place, tables));
  // a file that was trashed with its folder lives on in the other folders that show it
  const shown = sql`SELECT ${describePlace(toPlace(links, links.fileUuid.name))}, ${links.fileUuid} AS uuid FROM ${links}
    JOIN ${mediaFolders} ON ${mediaFolders.uuid} = ${links.folderUuid} AND ${mediaFolders.trashedAt} IS NULL
    WHERE ${links.fileUuid} IN (SELECT ${files.uuid} FROM ${files} WHERE ${files.folderUuid} IN
      (SELECT ${mediaFolders.uuid} FROM ${mediaFolders} WHERE ${mediaFolders.trashedAt} IS NOT NULL))`;
  return selectReferences(db, [...found, shown], { files, isWanted });
}

/** Finds references to the wanted files from columns without a foreign key. */
export async function findReferencesInData(
  db: Db,
  isWanted: SQL,
  tables: Pick<Tables, ReferenceTableNames>,
): Promise<FileReference[]> {
  const { files } = tables;
  const places = await listPlacesWithoutKeys(db, files);
  return selectReferences(
    db,
    places.map((place) => selectUuids(place, tables)),
    { files, isWanted },
  );
}

async function selectReferences(
  db: Db,
  parts: readonly SQL[],
  { files, isWanted }: { readonly files: Tables["files"]; readonly isWanted: SQL },
): Promise<FileReference[]> {
  if (parts.length === 0) return [];
  return db
    .select({
      fileUuid: files.uuid,
      table: sql<string>`found."table"`,
      column: sql<string>`found."column"`,
    })
    .from(files)
    .innerJoin(
      sql`(${sql.join([...parts], sql` UNION ALL `)}) AS found ("table", "column", uuid)`,
      sql`found.uuid = ${files.uuid}`,
    )
    .where(isWanted)
    .groupBy(files.uuid, sql`found."table"`, sql`found."column"`)
    .orderBy(files.uuid, sql`found."table"`, sql`found."column"`);
}

const uuidPattern = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Selects the uuids in a column: as such, in an array, or anywhere in a text or JSON. */
function selectUuids(place: Place, { mediaFolders }: Pick<Tables, "mediaFolders">): SQL {
  const table = sql`${sql.identifier(place.schema)}.${sql.identifier(place.table)}`;
  const column = sql`place.${sql.identifier(place.column)}`;
  const what = describePlace(place);
  if (place.type === "uuid") {
    // folders in the trash are purged together with their files
    const folders = toPlace(mediaFolders, "");
    const isFolder = place.schema === folders.schema && place.table === folders.table;
    return sql`SELECT ${what}, ${column} FROM ${table} AS place${isFolder ? sql` WHERE place.trashed_at IS NULL` : sql``}`;
  }
  if (place.type === "_uuid") return sql`SELECT ${what}, pg_catalog.unnest(${column}) FROM ${table} AS place`;
  return sql`SELECT ${what}, item.match[1]::pg_catalog.uuid FROM ${table} AS place,
    pg_catalog.regexp_matches(${column}::pg_catalog.text, ${uuidPattern}, 'gi') AS item (match)`;
}

function describePlace({ schema, table, column }: Place): SQL {
  return sql`${`${schema}.${table}`}::pg_catalog.text, ${column}::pg_catalog.text`;
}

function toPlace(table: PgTable, column: string): Place {
  const { schema = "public", name } = getTableConfig(table);
  return { schema, table: name, column, type: "uuid" };
}

const place = {
  schema: sql<string>`n.nspname`,
  table: sql<string>`c.relname`,
  column: sql<string>`a.attname`,
  type: sql<string>`t.typname`,
};
const columns = sql`pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid`;

/** Lists columns of other tables that are foreign keys to files, without those of a file's own parts. */
async function listKeyPlaces(db: Db, tables: Pick<Tables, ReferenceTableNames>): Promise<Place[]> {
  const { schema, table } = toPlace(tables.files, "");
  const parts = [tables.files, tables.fileInstances, tables.mediaFolderLinks, tables.annotations].map(
    (part) => toPlace(part, "").table,
  );
  const isKey = sql`EXISTS (SELECT FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
    WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0 AND k.conkey = ARRAY[a.attnum]
      AND r.relname = ${table} AND s.nspname = ${schema})`;
  const isPart = sql`n.nspname = ${schema} AND c.relname IN (${sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  )})`;
  return db.select(place).from(columns).where(sql`${isKey} AND NOT (${isPart})`);
}

/** Lists those of `placesWithoutKeys` that the schema has. */
async function listPlacesWithoutKeys(db: Db, files: Tables["files"]): Promise<Place[]> {
  const names = sql.join(
    placesWithoutKeys.map((name) => sql`${name}`),
    sql`, `,
  );
  return db
    .select(place)
    .from(columns)
    .where(
      sql`n.nspname = ${toPlace(files, "").schema} AND c.relkind IN ('r', 'p') AND c.relname || '.' || a.attname IN (${names})`,
    );
}

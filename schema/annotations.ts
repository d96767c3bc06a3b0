import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, jsonb, uuid, varchar } from "drizzle-orm/pg-core";
import type { AnnotationKind } from "./allowed-values.ts";
import { type JsonObject, uuidKey } from "./columns.ts";
import type { FileTables } from "./files.ts";
import type { Namespace } from "./namespace.ts";
import { insertedAtSeconds, updatedAtSeconds } from "./timestamp-columns.ts";
import type { UserTables } from "./users.ts";

/** What users draw on files. */
export function defineAnnotationTables(
  { table, newUuid }: Namespace,
  { users, files }: Pick<UserTables, "users"> & Pick<FileTables, "files">,
) {
  /** One row per shape on a file, in pixels of the image. It is deleted with its file, and outlives its creator. */
  const annotations = table(
    "phoenix_kit_annotations",
    {
      uuid: uuidKey(newUuid),
      fileUuid: uuid("file_uuid").notNull(),
      creatorUuid: uuid("creator_uuid"),
      kind: varchar("kind", { length: 32 }).$type<AnnotationKind>().notNull(),
      geometry: jsonb("geometry").$type<JsonObject>().notNull(),
      style: jsonb("style").$type<JsonObject>(),
      metadata: jsonb("metadata").$type<JsonObject>(),
      position: integer("position").notNull().default(0),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      title: varchar("title", { length: 200 }),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_annotations_file_uuid_fkey",
        columns: [t.fileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_annotations_creator_uuid_fkey",
        columns: [t.creatorUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      check(
        "phoenix_kit_annotations_kind_check",
        sql`kind IN ('rectangle', 'circle', 'polygon', 'freehand', 'callout', 'text', 'dimension', 'line', 'marker', 'image')`,
      ),
      index("phoenix_kit_annotations_file_uuid_index").on(t.fileUuid),
      index("phoenix_kit_annotations_creator_uuid_index")
        .on(t.creatorUuid)
        .where(sql`creator_uuid IS NOT NULL`),
    ],
  );

  return { annotations };
}

import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import type { FileStatus, FileType, FolderHeaderSize } from "./allowed-values.ts";
import { insertedAt, instant, type JsonObject, updatedAt, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import { utcSecondsNow, utcSecondsRenewed } from "./timestamp-columns.ts";
import type { UserTables } from "./users.ts";

/** Files, and the folders that they are shown in. */
export function defineFileTables({ table, newUuid }: Namespace, { users }: Pick<UserTables, "users">) {
  /**
   * What users uploaded, and what the system makes of a file (`parent_file_uuid`). Each user has the same content
   * once: `user_file_checksum` is unique.
   */
  const files = table(
    "phoenix_kit_files",
    {
      uuid: uuidKey(newUuid),
      originalFileName: varchar255("original_file_name").notNull(),
      fileName: varchar255("file_name").notNull(),
      filePath: varchar255("file_path"),
      mimeType: varchar255("mime_type").notNull(),
      fileType: varchar255("file_type").$type<FileType>().notNull(),
      ext: varchar255("ext").notNull(),
      fileChecksum: varchar255("file_checksum").notNull(),
      size: bigint("size", { mode: "number" }).notNull(),
      width: integer("width"),
      height: integer("height"),
      duration: integer("duration"),
      status: varchar255("status").$type<FileStatus>().notNull().default("processing"),
      metadata: jsonb("metadata").$type<JsonObject>(),
      userUuid: uuid("user_uuid"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      userFileChecksum: varchar255("user_file_checksum").notNull(),
      folderUuid: uuid("folder_uuid"),
      trashedAt: instant("trashed_at"),
      systemManaged: boolean("system_managed").notNull().default(false),
      parentFileUuid: uuid("parent_file_uuid"),
    },
    (t) => [
      foreignKey({
        name: "fk_files_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_files_folder_uuid_fkey",
        columns: [t.folderUuid],
        foreignColumns: [getFolderKey()],
      }).onDelete("set null"),
      foreignKey({
        name: "phoenix_kit_files_parent_file_uuid_fkey",
        columns: [t.parentFileUuid],
        foreignColumns: [t.uuid],
      }).onDelete("cascade"),
      check(
        "phoenix_kit_files_user_or_parent_check",
        sql`user_uuid IS NOT NULL OR parent_file_uuid IS NOT NULL`,
      ),
      index("phoenix_kit_files_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_files_folder_uuid_index").on(t.folderUuid),
      index("phoenix_kit_files_trashed_at_index").on(t.trashedAt).where(sql`trashed_at IS NOT NULL`),
      index("phoenix_kit_files_parent_uuid_index")
        .on(t.parentFileUuid)
        .where(sql`parent_file_uuid IS NOT NULL`),
      uniqueIndex("phoenix_kit_files_system_dedup_index")
        .on(t.parentFileUuid, t.fileName)
        .where(sql`system_managed = true`),
      index("phoenix_kit_files_system_managed_index")
        .on(t.insertedAt.desc().nullsFirst())
        .where(sql`system_managed = false`),
      index("phoenix_kit_files_file_type_index").on(t.fileType),
      index("phoenix_kit_files_status_index").on(t.status),
      index("phoenix_kit_files_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_files_file_path_index").on(t.filePath),
      uniqueIndex("public_phoenix_kit_files_user_file_checksum_index").on(t.userFileChecksum),
    ],
  );

  /** Files and folders refer to each other, so TypeScript cannot infer one of the references: its type is written out. */
  const getFolderKey = (): AnyPgColumn => mediaFolders.uuid;

  /** Folders of the media library, in each other. Among those outside the trash, names differ within a folder. */
  const mediaFolders = table(
    "phoenix_kit_media_folders",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      color: varchar("color", { length: 20 }),
      parentUuid: uuid("parent_uuid"),
      userUuid: uuid("user_uuid"),
      insertedAt: utcSecondsNow("inserted_at"),
      updatedAt: utcSecondsRenewed("updated_at"),
      trashedAt: instant("trashed_at"),
      description: text("description"),
      coverFileUuid: uuid("cover_file_uuid"),
      logoFileUuid: uuid("logo_file_uuid"),
      headerSize: text("header_size").$type<FolderHeaderSize>().notNull().default("small"),
      headerShowTitle: boolean("header_show_title").notNull().default(true),
      headerShowIcon: boolean("header_show_icon").notNull().default(true),
      headerShowCreator: boolean("header_show_creator").notNull().default(true),
      headerShowDate: boolean("header_show_date").notNull().default(true),
      headerShowFileCount: boolean("header_show_file_count").notNull().default(true),
      headerShowDescription: boolean("header_show_description").notNull().default(true),
      headerShowBackground: boolean("header_show_background").notNull().default(true),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_media_folders_parent_uuid_fkey",
        columns: [t.parentUuid],
        foreignColumns: [t.uuid],
      }).onDelete("set null"),
      foreignKey({
        name: "phoenix_kit_media_folders_user_uuid_fkey",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }),
      foreignKey({
        name: "phoenix_kit_media_folders_cover_file_uuid_fkey",
        columns: [t.coverFileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("set null"),
      foreignKey({
        name: "phoenix_kit_media_folders_logo_file_uuid_fkey",
        columns: [t.logoFileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_media_folders_name_parent_idx")
        .on(t.name, sql`coalesce(parent_uuid, '00000000-0000-0000-0000-000000000000'::uuid)`)
        .where(sql`trashed_at IS NULL`),
      index("phoenix_kit_media_folders_parent_uuid_index").on(t.parentUuid),
      index("phoenix_kit_media_folders_user_uuid_index").on(t.userUuid),
      index("phoenix_kit_media_folders_trashed_at_index").on(t.trashedAt).where(sql`trashed_at IS NOT NULL`),
    ],
  );

  /** Further folders that a file is shown in, beside its own. */
  const mediaFolderLinks = table(
    "phoenix_kit_media_folder_links",
    {
      uuid: uuidKey(newUuid),
      folderUuid: uuid("folder_uuid").notNull(),
      fileUuid: uuid("file_uuid").notNull(),
      insertedAt: utcSecondsNow("inserted_at"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_media_folder_links_folder_uuid_fkey",
        columns: [t.folderUuid],
        foreignColumns: [mediaFolders.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_media_folder_links_file_uuid_fkey",
        columns: [t.fileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_media_folder_links_folder_uuid_file_uuid_index").on(t.folderUuid, t.fileUuid),
      index("phoenix_kit_media_folder_links_folder_uuid_index").on(t.folderUuid),
      index("phoenix_kit_media_folder_links_file_uuid_index").on(t.fileUuid),
    ],
  );

  return { files, mediaFolders, mediaFolderLinks };
}

export type FileTables = ReturnType<typeof defineFileTables>;

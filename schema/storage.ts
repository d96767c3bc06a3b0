import { bigint, boolean, foreignKey, index, integer, jsonb, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { insertedAtSeconds, type JsonObject, updatedAtSeconds, utcSeconds, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { UserTables } from "./users.ts";
import type {
  BucketProvider,
  DimensionTarget,
  FileLocationStatus,
  FileProcessingStatus,
  FileStatus,
  FileType,
} from "./values.ts";

/** Files, the variants made of them, and where copies lie. Ids are UUIDv7 that the application makes. */
export function storageTables({ table }: Namespace, { users }: Pick<UserTables, "users">) {
  /** Places that files are stored in: a local directory or a cloud bucket with its keys. */
  const buckets = table(
    "phoenix_kit_buckets",
    {
      id: uuid("id").primaryKey(),
      name: varchar255("name").notNull(),
      provider: varchar255("provider").$type<BucketProvider>().notNull(),
      region: varchar255("region"),
      endpoint: varchar255("endpoint"),
      bucketName: varchar255("bucket_name"),
      accessKeyId: varchar255("access_key_id"),
      secretAccessKey: varchar255("secret_access_key"),
      cdnUrl: varchar255("cdn_url"),
      pathPrefix: varchar255("path_prefix"),
      enabled: boolean("enabled").notNull().default(true),
      priority: integer("priority").notNull().default(0),
      maxSizeMb: bigint("max_size_mb", { mode: "number" }),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [
      index("phoenix_kit_buckets_enabled_index").on(t.enabled),
      index("phoenix_kit_buckets_provider_index").on(t.provider),
    ],
  );

  /** What users uploaded. The same content is there once a user: `user_file_checksum` is unique. */
  const files = table(
    "phoenix_kit_files",
    {
      id: uuid("id").primaryKey(),
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
      userId: bigint("user_id", { mode: "number" }).notNull(),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      userFileChecksum: varchar255("user_file_checksum").notNull(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_files_user_id_fkey",
        columns: [t.userId],
        foreignColumns: [users.id],
      }).onDelete("cascade"),
      index("phoenix_kit_files_user_id_index").on(t.userId),
      index("phoenix_kit_files_file_type_index").on(t.fileType),
      index("phoenix_kit_files_status_index").on(t.status),
      index("phoenix_kit_files_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_files_file_path_index").on(t.filePath),
      uniqueIndex("public_phoenix_kit_files_user_file_checksum_index").on(t.userFileChecksum),
    ],
  );

  /** The original and each variant of a file: one row a file and variant name. */
  const fileInstances = table(
    "phoenix_kit_file_instances",
    {
      id: uuid("id").primaryKey(),
      variantName: varchar255("variant_name").notNull(),
      fileName: varchar255("file_name").notNull(),
      mimeType: varchar255("mime_type").notNull(),
      ext: varchar255("ext").notNull(),
      checksum: varchar255("checksum").notNull(),
      size: bigint("size", { mode: "number" }).notNull(),
      width: integer("width"),
      height: integer("height"),
      processingStatus: varchar255("processing_status")
        .$type<FileProcessingStatus>()
        .notNull()
        .default("pending"),
      fileId: uuid("file_id").notNull(),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_instances_file_id_fkey",
        columns: [t.fileId],
        foreignColumns: [files.id],
      }).onDelete("cascade"),
      index("phoenix_kit_file_instances_file_id_index").on(t.fileId),
      index("phoenix_kit_file_instances_variant_name_index").on(t.variantName),
      index("phoenix_kit_file_instances_processing_status_index").on(t.processingStatus),
      uniqueIndex("phoenix_kit_file_instances_file_id_variant_name_index").on(t.fileId, t.variantName),
    ],
  );

  /** The copies of an instance: which bucket holds one, and under which path. */
  const fileLocations = table(
    "phoenix_kit_file_locations",
    {
      id: uuid("id").primaryKey(),
      path: varchar255("path").notNull(),
      status: varchar255("status").$type<FileLocationStatus>().notNull().default("active"),
      priority: integer("priority").notNull().default(0),
      lastVerifiedAt: utcSeconds("last_verified_at"),
      fileInstanceId: uuid("file_instance_id").notNull(),
      bucketId: uuid("bucket_id").notNull(),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_locations_file_instance_id_fkey",
        columns: [t.fileInstanceId],
        foreignColumns: [fileInstances.id],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_file_locations_bucket_id_fkey",
        columns: [t.bucketId],
        foreignColumns: [buckets.id],
      }).onDelete("cascade"),
      index("phoenix_kit_file_locations_file_instance_id_index").on(t.fileInstanceId),
      index("phoenix_kit_file_locations_bucket_id_index").on(t.bucketId),
      index("phoenix_kit_file_locations_status_index").on(t.status),
    ],
  );

  /** The variants that are made of new images and videos. */
  const storageDimensions = table(
    "phoenix_kit_storage_dimensions",
    {
      id: uuid("id").primaryKey(),
      name: varchar255("name").notNull(),
      width: integer("width"),
      height: integer("height"),
      quality: integer("quality").notNull().default(85),
      format: varchar255("format"),
      appliesTo: varchar255("applies_to").$type<DimensionTarget>().notNull(),
      enabled: boolean("enabled").notNull().default(true),
      order: integer("order").notNull().default(0),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      maintainAspectRatio: boolean("maintain_aspect_ratio").notNull().default(true),
    },
    (t) => [
      uniqueIndex("phoenix_kit_storage_dimensions_name_index").on(t.name),
      index("phoenix_kit_storage_dimensions_enabled_index").on(t.enabled),
      index("phoenix_kit_storage_dimensions_order_index").on(t.order),
    ],
  );

  return { buckets, files, fileInstances, fileLocations, storageDimensions };
}

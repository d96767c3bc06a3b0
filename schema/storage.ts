import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import type {
  BucketProvider,
  DimensionTarget,
  FileLocationStatus,
  FileProcessingStatus,
} from "./allowed-values.ts";
import { insertedAt, instant, updatedAt, uuidKey, varchar255 } from "./columns.ts";
import type { FileTables } from "./files.ts";
import type { Namespace } from "./namespace.ts";

/** The variants that are made of files, and where copies of them lie. */
export function defineStorageTables({ table, newUuid }: Namespace, { files }: Pick<FileTables, "files">) {
  /**
   * Places that files are stored in: a local directory or a cloud bucket with its keys, or the integration that has
   * them. PhoenixKit's application encrypts `secret_access_key`, which then begins with `enc:v1:`.
   */
  const buckets = table(
    "phoenix_kit_buckets",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      provider: varchar255("provider").$type<BucketProvider>().notNull(),
      region: varchar255("region"),
      endpoint: varchar255("endpoint"),
      bucketName: varchar255("bucket_name"),
      accessKeyId: varchar255("access_key_id"),
      secretAccessKey: text("secret_access_key"),
      cdnUrl: varchar255("cdn_url"),
      pathPrefix: varchar255("path_prefix"),
      enabled: boolean("enabled").notNull().default(true),
      priority: integer("priority").notNull().default(0),
      maxSizeMb: bigint("max_size_mb", { mode: "number" }),
      accessType: varchar("access_type", { length: 20 }).default("public"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      integrationUuid: uuid("integration_uuid"),
    },
    (t) => [
      index("phoenix_kit_buckets_enabled_index").on(t.enabled),
      index("phoenix_kit_buckets_provider_index").on(t.provider),
      index("phoenix_kit_buckets_integration_uuid_idx")
        .on(t.integrationUuid)
        .where(sql`integration_uuid IS NOT NULL`),
    ],
  );

  /** The original and each variant of a file: one row per file and variant name. */
  const fileInstances = table(
    "phoenix_kit_file_instances",
    {
      uuid: uuidKey(newUuid),
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
      fileUuid: uuid("file_uuid").notNull(),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_instances_file_id_fkey",
        columns: [t.fileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("cascade"),
      index("phoenix_kit_file_instances_file_id_index").on(t.fileUuid),
      index("phoenix_kit_file_instances_variant_name_index").on(t.variantName),
      index("phoenix_kit_file_instances_processing_status_index").on(t.processingStatus),
      uniqueIndex("phoenix_kit_file_instances_file_uuid_variant_name_index").on(t.fileUuid, t.variantName),
    ],
  );

  /** The copies of an instance: which bucket holds one, and under which path. */
  const fileLocations = table(
    "phoenix_kit_file_locations",
    {
      uuid: uuidKey(newUuid),
      path: varchar255("path").notNull(),
      status: varchar255("status").$type<FileLocationStatus>().notNull().default("active"),
      priority: integer("priority").notNull().default(0),
      lastVerifiedAt: instant("last_verified_at"),
      fileInstanceUuid: uuid("file_instance_uuid").notNull(),
      bucketUuid: uuid("bucket_uuid").notNull(),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_locations_file_instance_id_fkey",
        columns: [t.fileInstanceUuid],
        foreignColumns: [fileInstances.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_file_locations_bucket_id_fkey",
        columns: [t.bucketUuid],
        foreignColumns: [buckets.uuid],
      }).onDelete("cascade"),
      index("phoenix_kit_file_locations_file_instance_id_index").on(t.fileInstanceUuid),
      index("phoenix_kit_file_locations_bucket_id_index").on(t.bucketUuid),
      index("phoenix_kit_file_locations_status_index").on(t.status),
    ],
  );

  /** The variants that are made of new images and videos. */
  const storageDimensions = table(
    "phoenix_kit_storage_dimensions",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      width: integer("width"),
      height: integer("height"),
      quality: integer("quality").notNull().default(85),
      format: varchar255("format"),
      appliesTo: varchar255("applies_to").$type<DimensionTarget>().notNull(),
      enabled: boolean("enabled").notNull().default(true),
      order: integer("order").notNull().default(0),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      maintainAspectRatio: boolean("maintain_aspect_ratio").notNull().default(true),
      alternativeFormats: text("alternative_formats").array().notNull().default([]),
    },
    (t) => [
      uniqueIndex("phoenix_kit_storage_dimensions_name_index").on(t.name),
      index("phoenix_kit_storage_dimensions_enabled_index").on(t.enabled),
      index("phoenix_kit_storage_dimensions_order_index").on(t.order),
    ],
  );

  return { buckets, fileInstances, fileLocations, storageDimensions };
}

import { z } from "zod";
import {
  type Bucket,
  bucketProviders,
  buckets,
  dimensionTargets,
  type FileInstance,
  type FileLocation,
  fileInstances,
  fileLocationStatuses,
  fileLocations,
  fileProcessingStatuses,
  limits,
  type NewBucket,
  type NewFileInstance,
  type NewFileLocation,
  type NewStorageDimension,
  type StorageDimension,
  storageDimensions,
} from "../../schema/index.ts";
import { count, positive, size } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled, text } from "./text.ts";

const instanceSchemas = createTableSchemas(
  fileInstances,
  { processingStatus: z.enum(fileProcessingStatuses) },
  {
    variantName: filled(),
    fileName: filled(),
    mimeType: filled(),
    ext: filled(),
    checksum: filled(),
    size,
    width: positive,
    height: positive,
  },
);
/** Checks a new row: `NewFileInstance`. */
export const fileInstanceInsertSchema: RowSchema<NewFileInstance> = instanceSchemas.insert;
/** Checks a change of a row: any columns of `NewFileInstance`. */
export const fileInstanceUpdateSchema: RowSchema<Partial<NewFileInstance>> = instanceSchemas.update;
/** Checks a row that was read: `FileInstance`. */
export const fileInstanceSelectSchema: RowSchema<FileInstance> = instanceSchemas.select;

const locationSchemas = createTableSchemas(
  fileLocations,
  { status: z.enum(fileLocationStatuses) },
  { path: filled(), priority: count },
);
/** Checks a new row: `NewFileLocation`. */
export const fileLocationInsertSchema: RowSchema<NewFileLocation> = locationSchemas.insert;
/** Checks a change of a row: any columns of `NewFileLocation`. */
export const fileLocationUpdateSchema: RowSchema<Partial<NewFileLocation>> = locationSchemas.update;
/** Checks a row that was read: `FileLocation`. */
export const fileLocationSelectSchema: RowSchema<FileLocation> = locationSchemas.select;

const { name: dimensionName } = limits.storageDimensions;

const dimensionSchemas = createTableSchemas(
  storageDimensions,
  { appliesTo: z.enum(dimensionTargets) },
  { name: text(dimensionName).regex(dimensionName.pattern, "Give a name like small_2x") },
);
/** Checks a new row: `NewStorageDimension`. */
export const storageDimensionInsertSchema: RowSchema<NewStorageDimension> = dimensionSchemas.insert;
/** Checks a change of a row: any columns of `NewStorageDimension`. */
export const storageDimensionUpdateSchema: RowSchema<Partial<NewStorageDimension>> = dimensionSchemas.update;
/** Checks a row that was read: `StorageDimension`. */
export const storageDimensionSelectSchema: RowSchema<StorageDimension> = dimensionSchemas.select;

const bucketSchemas = createTableSchemas(
  buckets,
  { provider: z.enum(bucketProviders) },
  { name: filled(), priority: count, maxSizeMb: size },
);

const keys = ["accessKeyId", "secretAccessKey"] as const;
const isFilled = (value: unknown) => filled({ max: Number.POSITIVE_INFINITY }).safeParse(value).success;

/**
 * Some cloud providers need a bucket, and either both keys or an integration that has them, but not both. An update
 * does not have to repeat what is stored.
 */
function checkCloud(bucket: Partial<NewBucket>, context: z.RefinementCtx, isStored: boolean): void {
  const { provider, integrationUuid } = bucket;
  const report = (field: keyof NewBucket, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  if (integrationUuid != null && keys.some((key) => isFilled(bucket[key]))) {
    report("integrationUuid", "A bucket has an integration or keys of its own, not both");
  }
  if (provider === undefined || provider === "local" || provider === "tigris") return;
  for (const field of ["bucketName", ...(integrationUuid == null ? keys : [])] as const) {
    if (isStored && bucket[field] === undefined) continue;
    if (!isFilled(bucket[field])) report(field, `The provider ${provider} needs it`);
  }
}

/** Checks a new row: `NewBucket`. */
export const bucketInsertSchema: RowSchema<NewBucket> = bucketSchemas.insert.superRefine((bucket, context) =>
  checkCloud(bucket, context, false),
);
/** Checks a change of a row: any columns of `NewBucket`. */
export const bucketUpdateSchema: RowSchema<Partial<NewBucket>> = bucketSchemas.update.superRefine(
  (bucket, context) => checkCloud(bucket, context, true),
);
/** Checks a row that was read: `Bucket`. */
export const bucketSelectSchema: RowSchema<Bucket> = bucketSchemas.select;

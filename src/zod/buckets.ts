import { z } from "zod";
import { type Bucket, bucketProviders, buckets, type NewBucket } from "../../schema/index.ts";
import { count, size } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled } from "./text.ts";

const schemas = createTableSchemas(
  buckets,
  { provider: z.enum(bucketProviders) },
  { name: filled(), priority: count, maxSizeMb: size },
);

const keys = ["accessKeyId", "secretAccessKey"] as const;
const isFilled = (value: unknown) => filled({ max: Number.POSITIVE_INFINITY }).safeParse(value).success;

/**
 * Some providers in the cloud need a bucket, and both keys or an integration that has them. Nothing has both. A change
 * need not bring again what is stored.
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
export const bucketInsertSchema: RowSchema<NewBucket> = schemas.insert.superRefine((bucket, context) =>
  checkCloud(bucket, context, false),
);
/** Checks a change of a row: any columns of `NewBucket`. */
export const bucketUpdateSchema: RowSchema<Partial<NewBucket>> = schemas.update.superRefine(
  (bucket, context) => checkCloud(bucket, context, true),
);
/** Checks a row that was read: `Bucket`. */
export const bucketSelectSchema: RowSchema<Bucket> = schemas.select;

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

const cloudFields = ["bucketName", "accessKeyId", "secretAccessKey"] as const;

/** Providers in the cloud need a bucket and both keys. A change need not bring again what is stored. */
function checkCloud(bucket: Partial<NewBucket>, context: z.RefinementCtx, isStored: boolean): void {
  if (bucket.provider === undefined || bucket.provider === "local") return;
  for (const field of cloudFields) {
    if (isStored && bucket[field] === undefined) continue;
    if (filled().safeParse(bucket[field]).success) continue;
    context.addIssue({ code: "custom", path: [field], message: `The provider ${bucket.provider} needs it` });
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

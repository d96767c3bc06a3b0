import { and, eq, inArray, not } from "drizzle-orm";
import type { DimensionTarget, StorageDimension, StoredFile } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { fileNotFoundError } from "./error.ts";
import { hourMs, isClaimable } from "./file-instances.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runReadOfDates } from "./run-rule.ts";

/** A variant of a file that is still to be made. */
export interface DueVariant {
  /** The `variant_name` of its future instance: the dimension's name, followed by the format for an alternative one. */
  readonly variantName: string;
  /** The format to make, such as `webp`; NULL keeps the file's own. */
  readonly format: string | null;
  /** The dimension that asks for the variant, with its width, height and quality. */
  readonly dimension: StorageDimension;
}

/** Options of `listMissingVariants`. */
export interface VariantOptions extends InTables<"files" | "fileInstances" | "storageDimensions"> {
  /** After how many milliseconds a claim counts as lost. Default: an hour. */
  readonly staleAfterMs?: number | undefined;
}

/**
 * Lists the due variants of a file: one for each enabled dimension for files of its type, and one for each alternative
 * format of those dimensions, except those that exist, are being made, or have failed. Only images, videos and PDFs
 * that the system does not manage have variants; a PDF has those of images. A worker claims one with `claimVariant`.
 *
 * @param db a Drizzle database or transaction
 * @param fileUuid the file
 * @param options after how long a claim is lost, and the tables of another prefix
 * @returns the variants in the order of their dimensions
 * @throws RuleError `file_not_found`; `invalid_input` if the uuid is not valid
 * @example
 * import { listMissingVariants } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * for (const { variantName, dimension } of await listMissingVariants(db, fileUuid)) {
 *   console.log(variantName, dimension.width);
 * }
 */
export async function listMissingVariants(
  db: Db,
  fileUuid: string,
  options: VariantOptions = {},
): Promise<DueVariant[]> {
  const tables = chooseTables(options);
  const { staleAfterMs = hourMs } = options;
  assertUuid("file", fileUuid);
  return runReadOfDates(db, async (on) => {
    const [file] = await on.select().from(tables.files).where(eq(tables.files.uuid, fileUuid));
    if (!file) throw fileNotFoundError(fileUuid);
    const target = chooseTarget(file);
    if (!target) return [];
    const { storageDimensions: dimensions, fileInstances: instances } = tables;
    const wanted = await on
      .select()
      .from(dimensions)
      .where(and(eq(dimensions.enabled, true), inArray(dimensions.appliesTo, [target, "both"])))
      .orderBy(dimensions.order, dimensions.name);
    const existing = await on
      .select({ name: instances.variantName })
      .from(instances)
      .where(and(eq(instances.fileUuid, fileUuid), not(isClaimable(instances, staleAfterMs, ["pending"]))));
    const names = new Set(existing.map(({ name }) => name));
    return wanted.flatMap(listVariants).filter(({ variantName }) => !names.has(variantName));
  });
}

/** The kind of files whose dimensions apply to a file. Those of a PDF are pictures of it. */
function chooseTarget({ fileType, mimeType, systemManaged }: StoredFile): DimensionTarget | undefined {
  if (systemManaged) return undefined;
  if (fileType === "image" || fileType === "video") return fileType;
  return mimeType.toLowerCase() === "application/pdf" ? "image" : undefined;
}

function listVariants(dimension: StorageDimension): DueVariant[] {
  const { name, format, alternativeFormats } = dimension;
  const others = alternativeFormats.map((other) => ({
    variantName: `${name}_${other}`,
    format: other,
    dimension,
  }));
  return [{ variantName: name, format, dimension }, ...others];
}

import { and, eq, inArray } from "drizzle-orm";
import {
  fileInstances,
  files,
  type StorageDimension,
  storageDimensions,
  type Tables,
} from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { runReadOfDates } from "./run-rule.ts";

/** A variant that is to be made of a file. */
export interface DueVariant {
  /** `variant_name` of the instance that it will be: the dimension's name, of another format with that behind it. */
  readonly variantName: string;
  /** The format to make, such as `webp`; NULL keeps the file's own. */
  readonly format: string | null;
  /** The dimension that asks for the variant, with its width, height and quality. */
  readonly dimension: StorageDimension;
}

/** The tables of another prefix; default: those of `public`. */
export interface VariantOptions {
  /** The tables of another prefix, from `defineTables`. Default: those of `public`. */
  readonly tables?: Pick<Tables, "files" | "fileInstances" | "storageDimensions"> | undefined;
}

/**
 * The variants of a file that do not exist yet: one for each enabled dimension for files of its type, and one for each
 * alternative format of those dimensions. A failed instance exists. Only images and videos that the system does not
 * manage have variants.
 *
 * @param db a Drizzle database or transaction
 * @param fileUuid the file
 * @param options the tables of another prefix
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
  const { tables = { files, fileInstances, storageDimensions } } = options;
  assertUuid("file", fileUuid);
  return runReadOfDates(db, async (on) => {
    const [file] = await on.select().from(tables.files).where(eq(tables.files.uuid, fileUuid));
    if (!file) {
      throw new RuleError(`There is no file ${fileUuid}.`, {
        code: "file_not_found",
        remedy: "Give the uuid of a file that is there.",
      });
    }
    const { fileType, systemManaged } = file;
    if (systemManaged || (fileType !== "image" && fileType !== "video")) return [];
    const { storageDimensions: dimensions, fileInstances: instances } = tables;
    const wanted = await on
      .select()
      .from(dimensions)
      .where(and(eq(dimensions.enabled, true), inArray(dimensions.appliesTo, [fileType, "both"])))
      .orderBy(dimensions.order, dimensions.name);
    const existing = await on
      .select({ name: instances.variantName })
      .from(instances)
      .where(eq(instances.fileUuid, fileUuid));
    const names = new Set(existing.map(({ name }) => name));
    return wanted.flatMap(listVariants).filter(({ variantName }) => !names.has(variantName));
  });
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

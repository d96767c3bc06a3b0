import { z } from "zod";
import {
  dimensionTargets,
  type FileInstance,
  type FileLocation,
  fileInstances,
  fileLocationStatuses,
  fileLocations,
  fileProcessingStatuses,
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

const dimensionSchemas = createTableSchemas(
  storageDimensions,
  { appliesTo: z.enum(dimensionTargets) },
  { name: text({ min: 1, max: 50 }).regex(/^[a-z0-9_]*$/, "Give a name like small_2x") },
);
/** Checks a new row: `NewStorageDimension`. */
export const storageDimensionInsertSchema: RowSchema<NewStorageDimension> = dimensionSchemas.insert;
/** Checks a change of a row: any columns of `NewStorageDimension`. */
export const storageDimensionUpdateSchema: RowSchema<Partial<NewStorageDimension>> = dimensionSchemas.update;
/** Checks a row that was read: `StorageDimension`. */
export const storageDimensionSelectSchema: RowSchema<StorageDimension> = dimensionSchemas.select;

import { type AppliedVersion, type NewAppliedVersion, phoenixKit } from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";

const schemas = createTableSchemas(phoenixKit, {});
/** Checks a new row: `NewAppliedVersion`. */
export const appliedVersionInsertSchema: RowSchema<NewAppliedVersion> = schemas.insert;
/** Checks a change of a row: any columns of `NewAppliedVersion`. */
export const appliedVersionUpdateSchema: RowSchema<Partial<NewAppliedVersion>> = schemas.update;
/** Checks a row that was read: `AppliedVersion`. */
export const appliedVersionSelectSchema: RowSchema<AppliedVersion> = schemas.select;

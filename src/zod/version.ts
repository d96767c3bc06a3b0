import { type AppliedVersion, type NewAppliedVersion, phoenixKit } from "../../schema/index.ts";
import { type RowSchema, tableSchemas } from "./table-schemas.ts";

const schemas = tableSchemas(phoenixKit, {});
export const appliedVersionInsertSchema: RowSchema<NewAppliedVersion> = schemas.insert;
export const appliedVersionUpdateSchema: RowSchema<Partial<NewAppliedVersion>> = schemas.update;
export const appliedVersionSelectSchema: RowSchema<AppliedVersion> = schemas.select;

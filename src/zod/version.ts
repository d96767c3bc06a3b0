import { type AppliedVersion, type NewAppliedVersion, phoenixKit } from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";

const schemas = createTableSchemas(phoenixKit, {});
export const appliedVersionInsertSchema: RowSchema<NewAppliedVersion> = schemas.insert;
export const appliedVersionUpdateSchema: RowSchema<Partial<NewAppliedVersion>> = schemas.update;
export const appliedVersionSelectSchema: RowSchema<AppliedVersion> = schemas.select;

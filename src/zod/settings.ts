import type { z } from "zod";
import { type NewSetting, type Setting, settings } from "../../schema/index.ts";
import { jsonValue } from "./json.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled } from "./text.ts";

const schemas = createTableSchemas(settings, { valueJson: jsonValue }, { key: filled() });

/** A value is empty only where JSON stands in its place. It may be of any length; PhoenixKit's forms take 1000 characters. */
function checkValue({ value, valueJson }: Partial<NewSetting>, context: z.RefinementCtx): void {
  if (value !== "" || (valueJson ?? null) !== null) return;
  context.addIssue({ code: "custom", path: ["value"], message: "Give a text, or JSON beside it" });
}

/** Checks a new row: `NewSetting`. */
export const settingInsertSchema: RowSchema<NewSetting> = schemas.insert.superRefine(checkValue);
/** Checks a change of a row: any columns of `NewSetting`. */
export const settingUpdateSchema: RowSchema<Partial<NewSetting>> = schemas.update.superRefine(checkValue);
/** Checks a row that was read: `Setting`. */
export const settingSelectSchema: RowSchema<Setting> = schemas.select;

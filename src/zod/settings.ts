import type { z } from "zod";
import { type NewSetting, type Setting, settings } from "../../schema/index.ts";
import { jsonValue } from "./json.ts";
import { type RowSchema, tableSchemas } from "./table-schemas.ts";
import { filled } from "./text.ts";

const schemas = tableSchemas(settings, { valueJson: jsonValue }, { key: filled() });

/** A value is empty only where JSON stands in its place. It may be of any length; PhoenixKit's forms take 1000 characters. */
function checkValue({ value, valueJson }: Partial<NewSetting>, context: z.RefinementCtx): void {
  if (value !== "" || (valueJson ?? null) !== null) return;
  context.addIssue({ code: "custom", path: ["value"], message: "Give a text, or JSON beside it" });
}

export const settingInsertSchema: RowSchema<NewSetting> = schemas.insert.superRefine(checkValue);
export const settingUpdateSchema: RowSchema<Partial<NewSetting>> = schemas.update.superRefine(checkValue);
export const settingSelectSchema: RowSchema<Setting> = schemas.select;

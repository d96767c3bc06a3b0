import { z } from "zod";
import type { EntityField, EntityFieldType } from "../../schema/index.ts";
import { RuleError } from "../rules/error.ts";

/** The schema of a record's `data`: an object that has a value, or none, under the key of each field. */
export type EntityDataSchema = z.ZodObject<Record<string, z.ZodType>>;

/**
 * Creates a Zod schema for `data` of an entity's records, from the definitions of its fields. If a field is not
 * required, NULL and the empty string count as no value and become `undefined`. Keys that belong to no field are
 * dropped; `.loose()` keeps them and `.strict()` refuses them.
 *
 * | type | value | options of the field |
 * |---|---|---|
 * | text, textarea, rich_text | text | `max_length` |
 * | number, decimal | number, also as text, which comes out as a number | `min`, `max` |
 * | boolean | true, false | |
 * | date | text such as 2025-03-01 | |
 * | email, url | text; a URL of http or https | |
 * | select, radio | one of `options` | `options` |
 * | checkbox | several of `options` | `options` |
 * | image, video, file, relation | uuid of a file or record | |
 * | heading | none: it stands between fields | |
 *
 * If PhoenixKit's application has several languages, `data` has such an object for each, under its code, and the code
 * of the complete one under `_primary_language`; check the others with `.partial()`.
 *
 * @param fieldsDefinition the column `fields_definition` of the entity
 * @returns the schema
 * @throws RuleError `field_definition_invalid`, which names the field, if its type is unknown, its options are missing
 * or invalid, or its key is blank or another field's
 * @example
 * import { eq } from "drizzle-orm";
 * import { entities } from "phoenix-kit-schema";
 * import { createEntityDataSchema } from "phoenix-kit-schema/zod";
 * import { db } from "./db.ts";
 *
 * const found = await db.select().from(entities).where(eq(entities.name, "product"));
 * for (const { fieldsDefinition } of found) {
 *   console.log(createEntityDataSchema(fieldsDefinition).parse({ price: "9.90" }));
 * }
 */
export function createEntityDataSchema(fieldsDefinition: readonly EntityField[]): EntityDataSchema {
  const shape = new Map<string, z.ZodType>();
  for (const field of fieldsDefinition) {
    if (typeof field.key !== "string" || field.key.trim() === "")
      throw invalidFieldError(field, "has no key");
    if (shape.has(field.key)) throw invalidFieldError(field, "has the key of another field");
    if (field.type !== "heading")
      shape.set(field.key, field.required ? createRequiredSchema(field) : createOptionalSchema(field));
  }
  return z.object(Object.fromEntries(shape));
}

function createOptionalSchema(field: EntityField): z.ZodType {
  const dropBlank = (value: unknown) => (value === null || value === "" ? undefined : value);
  return z.preprocess(dropBlank, createValueSchema(field).optional()).optional();
}

function createRequiredSchema(field: EntityField): z.ZodType {
  const schema = createValueSchema(field);
  if (schema instanceof z.ZodString || schema instanceof z.ZodArray) return schema.min(1);
  return schema;
}

/** The schema of a value that is present. */
function createValueSchema(field: EntityField): z.ZodType {
  const schema = Object.hasOwn(schemas, field.type) ? schemas[field.type] : undefined;
  if (!schema) throw invalidFieldError(field, `has the unknown type ${String(field.type)}`);
  return schema(field);
}

type ToSchema = (field: EntityField) => z.ZodType;

const schemas: Partial<Record<EntityFieldType, ToSchema>> = {
  text: createTextSchema,
  textarea: createTextSchema,
  rich_text: createTextSchema,
  number: createNumberSchema,
  decimal: createNumberSchema,
  boolean: () => z.boolean(),
  date: () => z.iso.date(),
  email: () => z.email({ pattern: z.regexes.unicodeEmail }),
  url: () => z.url({ protocol: /^https?$/, hostname: /./ }),
  select: (field) => z.enum(readChoices(field)),
  radio: (field) => z.enum(readChoices(field)),
  checkbox: (field) => z.array(z.enum(readChoices(field))).refine(areUnlike, "The same choice twice"),
  image: () => z.guid(),
  video: () => z.guid(),
  file: () => z.guid(),
  relation: () => z.guid(),
} satisfies Record<Exclude<EntityFieldType, "heading">, ToSchema>;

function createTextSchema(field: EntityField): z.ZodString {
  const longest = readLimit(field, "max_length");
  return longest === undefined ? z.string() : z.string().max(longest);
}

/** Forms send numbers as text, and PhoenixKit stores them so. */
function createNumberSchema(field: EntityField): z.ZodType {
  const [least, most] = [readLimit(field, "min"), readLimit(field, "max")];
  let schema = z.number();
  if (least !== undefined) schema = schema.min(least);
  if (most !== undefined) schema = schema.max(most);
  const convertNumber = (value: unknown) =>
    typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return z.preprocess(convertNumber, schema);
}

function readLimit(field: EntityField, option: "min" | "max" | "max_length"): number | undefined {
  const value = field[option];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalidFieldError(field, `has a ${option} that is not a number`);
}

function readChoices(field: EntityField): [string, ...string[]] {
  const { options } = field;
  const texts = Array.isArray(options) ? options.filter((option) => typeof option === "string") : [];
  const [first, ...others] = texts;
  if (first !== undefined && Array.isArray(options) && texts.length === options.length)
    return [first, ...others];
  throw invalidFieldError(field, "has no options, which are a list of texts");
}

const areUnlike = (values: readonly unknown[]) => new Set(values).size === values.length;

function invalidFieldError(field: EntityField, what: string): RuleError {
  return new RuleError(`The field ${JSON.stringify(field.key ?? field.label ?? null)} ${what}.`, {
    code: "field_definition_invalid",
    remedy: "Correct fields_definition of the entity.",
  });
}

import { eq, type SQL, sql } from "drizzle-orm";
import type { JsonObject, JsonValue, Tables } from "../../schema/index.ts";
import { assertList, assertObject, assertString, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, userNotFoundError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { stringifyJson } from "./row.ts";
import { runRead, runStatement } from "./run-rule.ts";

/**
 * Returns all custom fields of a user.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param options the tables of another prefix
 * @returns the fields by key; an empty object if the user has none
 * @throws RuleError `user_not_found`
 * @example
 * import { getCustomFields } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const { phone } = await getCustomFields(db, userUuid);
 */
export async function getCustomFields(
  db: Db,
  userUuid: string,
  options: InTables<"users"> = {},
): Promise<JsonObject> {
  const { users: table } = chooseTables(options);
  assertUuid("user", userUuid);
  const [user] = await runRead(db, (on) =>
    on
      .select({ fields: selectFields(table) })
      .from(table)
      .where(eq(table.uuid, userUuid)),
  );
  return readFields(user, userUuid);
}

/**
 * Returns one custom field of a user.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param key the field's key
 * @param options the tables of another prefix
 * @returns the value; undefined if the user has no such field
 * @throws RuleError `user_not_found`
 * @example
 * import { getCustomField } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * console.log(await getCustomField(db, userUuid, "phone"));
 */
export async function getCustomField(
  db: Db,
  userUuid: string,
  key: string,
  options: InTables<"users"> = {},
): Promise<JsonValue | undefined> {
  assertString("key", key);
  const fields = await getCustomFields(db, userUuid, options);
  return Object.hasOwn(fields, key) ? (fields[key] as JsonValue) : undefined;
}

/**
 * Sets one custom field of a user. The others stay as they are, even if they are written at the same time.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param key the field's key
 * @param value the field's value: any JSON value
 * @param options the tables of another prefix
 * @returns all fields after the change
 * @throws RuleError `user_not_found`; `invalid_input` if the value is not a JSON value
 * @example
 * import { setCustomField } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await setCustomField(db, userUuid, "phone", "+372 5555 5555");
 */
export async function setCustomField(
  db: Db,
  userUuid: string,
  key: string,
  value: JsonValue,
  options: InTables<"users"> = {},
): Promise<JsonObject> {
  assertString("key", key);
  return await mergeCustomFields(db, userUuid, Object.fromEntries([[key, value]]), options);
}

/**
 * Sets several custom fields of a user, each as a whole. The others stay as they are, even if they are written at the
 * same time.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param fields the new values by key
 * @param options the tables of another prefix
 * @returns all fields after the change
 * @throws RuleError `user_not_found`; `invalid_input` if a value is not a JSON value
 * @example
 * import { mergeCustomFields } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await mergeCustomFields(db, userUuid, { phone: "+372 5555 5555", newsletter: true });
 */
export async function mergeCustomFields(
  db: Db,
  userUuid: string,
  fields: Readonly<Record<string, JsonValue>>,
  options: InTables<"users"> = {},
): Promise<JsonObject> {
  assertObject("fields", fields);
  const added = JSON.stringify(Object.fromEntries(Object.entries(fields).map(checkField)));
  const change = (current: SQL) => sql`${current} || ${added}::jsonb`;
  return await updateCustomFields(db, { userUuid, change }, options);
}

/**
 * Removes custom fields of a user. The others stay as they are, even if they are written at the same time.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param keys the keys of the fields; keys that do not exist are ignored
 * @param options the tables of another prefix
 * @returns all fields after the change
 * @throws RuleError `user_not_found`
 * @example
 * import { deleteCustomFields } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await deleteCustomFields(db, userUuid, ["phone"]);
 */
export async function deleteCustomFields(
  db: Db,
  userUuid: string,
  keys: readonly string[],
  options: InTables<"users"> = {},
): Promise<JsonObject> {
  assertList("keys", keys);
  const names = stringifyJson("keys", keys);
  const change = (current: SQL) =>
    sql`${current} - ARRAY(SELECT pg_catalog.jsonb_array_elements_text(${names}::jsonb))`;
  return await updateCustomFields(db, { userUuid, change }, options);
}

/** Updates the fields in one statement, which waits for another writer's update and starts from its result. */
async function updateCustomFields(
  db: Db,
  { userUuid, change }: { readonly userUuid: string; readonly change: (current: SQL) => SQL },
  options: InTables<"users">,
): Promise<JsonObject> {
  const { users: table } = chooseTables(options);
  assertUuid("user", userUuid);
  const [user] = await runStatement(db, (tx) =>
    tx
      .update(table)
      .set({ customFields: change(selectFields(table)) })
      .where(eq(table.uuid, userUuid))
      .returning({ fields: table.customFields }),
  );
  return readFields(user, userUuid);
}

/** Selects the fields, or an empty object: `||` with NULL would give NULL, and with JSON's null an array. */
function selectFields({ customFields }: Tables["users"]): SQL<JsonObject> {
  const isObject = sql`pg_catalog.jsonb_typeof(${customFields}) = 'object'`;
  return sql<JsonObject>`CASE WHEN ${isObject} THEN ${customFields} ELSE '{}'::pg_catalog.jsonb END`;
}

function readFields(user: { fields: JsonObject | null } | undefined, userUuid: string): JsonObject {
  if (user) return user.fields ?? {};
  throw userNotFoundError(userUuid);
}

function checkField([key, value]: [string, JsonValue]): [string, JsonValue] {
  stringifyJson(`value of the custom field ${quote(key)}`, value);
  if (isJson(value)) return [key, value];
  throw invalidInputError(
    `The value of the custom field ${quote(key)} is not a JSON value that PostgreSQL can store.`,
    "Give a string, a finite number, true, false, null, or arrays and objects of these.",
  );
}

function isJson(value: unknown): value is JsonValue {
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === "object" && isPlain(value) && Object.entries(value).flat().every(isJson);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

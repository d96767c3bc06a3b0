import type { SnapshotColumn } from "../compose/drizzle-kit.ts";
import { frozenJsonTypes, frozenTypes } from "./facts.ts";

/**
 * A snapshot's column as Drizzle code: `userId: bigint("user_id", { mode: "number" }).notNull()`.
 *
 * @param table the SQL name of the column's table
 * @param column the column
 * @throws Error for a type that no frozen version has
 * @example
 * renderColumn("phoenix_kit_users", snapshot.tables["public.phoenix_kit_users"].columns.email)
 */
export function renderColumn(table: string, column: SnapshotColumn): string {
  return `${toPropertyName(column.name)}: ${renderTime(column) ?? renderPlain(table, column)}`;
}

/**
 * The name of a column in TypeScript.
 *
 * @example
 * toPropertyName("user_id") // "userId"
 */
export function toPropertyName(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The default of uuid keys, as a snapshot of `public` has it. */
const newUuid = '"public".uuid_generate_v7()';

/** Renders a timestamp column, with the builder that fills or renews it; undefined for other columns. */
function renderTime({ name, type, notNull, default: value }: SnapshotColumn): string | undefined {
  if (!type.startsWith("timestamp")) return undefined;
  const isInstant = type === "timestamp with time zone";
  const unit = isInstant ? "" : type === "timestamp (0)" ? "Seconds" : "Micros";
  const builder = isInstant ? "instant" : `utc${unit}`;
  const quoted = JSON.stringify(name);
  if (notNull && value === "now()") {
    return `${builder}${/updated/.test(name) ? "Renewed" : "Now"}(${quoted})`;
  }
  if (notNull && value === undefined && name === "inserted_at") return `insertedAt${unit}()`;
  if (notNull && value === undefined && name === "updated_at") return `updatedAt${unit}()`;
  return `${builder}(${quoted})${notNull ? ".notNull()" : ""}${value === undefined ? "" : renderDefault(value)}`;
}

function renderPlain(table: string, column: SnapshotColumn): string {
  const { name, type, primaryKey, notNull, default: value } = column;
  if (value === newUuid && primaryKey && name === "uuid") return "uuidKey(newUuid)";
  const element = type.replace(/\[\]$/, "");
  const ofJson = element === "jsonb" ? (frozenJsonTypes[`${table}.${name}`] ?? "JsonObject") : undefined;
  const held = frozenTypes[`${table}.${name}`] ?? ofJson;
  return [
    renderBuilder(element, JSON.stringify(name)),
    held ? `.$type<${held}>()` : "",
    type === element ? "" : ".array()",
    primaryKey ? ".primaryKey()" : notNull ? ".notNull()" : "",
    value === undefined ? "" : type !== element && value === "'{}'" ? ".default([])" : renderDefault(value),
  ].join("");
}

function renderBuilder(type: string, name: string): string {
  const length = /^varchar\((\d+)\)$/.exec(type)?.[1];
  if (length === "255") return `varchar255(${name})`;
  if (length) return `varchar(${name}, { length: ${length} })`;
  if (type === "bigint" || type === "bigserial") return `${type}(${name}, { mode: "number" })`;
  if (type === "date") return `strictDate(${name})`;
  if (type === "oban_job_state") return `obanJobState(${name})`;
  if (/^(serial|integer|boolean|text|jsonb|uuid|citext|bytea)$/.test(type)) return `${type}(${name})`;
  throw new Error(`freeze: no code for a column of type ${type}`);
}

function renderDefault(value: unknown): string {
  if (typeof value !== "string") return `.default(${String(value)})`;
  const [, text, cast] = /^'(.*)'(::jsonb)?$/.exec(value) ?? [];
  if (text === undefined) return `.default(sql\`${value}\`)`;
  return `.default(${cast ? text : JSON.stringify(text)})`;
}

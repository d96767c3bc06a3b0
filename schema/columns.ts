import { type SQL, sql } from "drizzle-orm";
import { customType, uuid, varchar } from "drizzle-orm/pg-core";
import { parseBytes, writeHex } from "./bytes.ts";
import { strictTimestamp } from "./timestamp.ts";

/** What a `jsonb` column holds when it holds an object. */
export type JsonObject = Record<string, unknown>;

/** What a `jsonb` column may hold at all. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Text that compares without regard to case; of the extension citext. */
export const citext = customType<{ data: string }>({ dataType: () => "citext" });

/**
 * Bytes. They go to the server as hexadecimal text, because pg-native sends a Buffer as if it were text in UTF-8. Relational
 * queries nest rows as JSON, where bytes are text in the form that `bytea_output` says.
 */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array | string }>({
  dataType: () => "bytea",
  toDriver: (bytes) =>
    ArrayBuffer.isView(bytes) ? sql`pg_catalog.decode(${writeHex(bytes)}, 'hex')` : bytes,
  fromDriver: (value) => (typeof value === "string" ? parseBytes(value) : value),
});

export const varchar255 = <Name extends string>(name: Name) => varchar(name, { length: 255 });

/** The primary key `uuid`, a UUIDv7 that the server makes: `newUuid` of the table's namespace. */
export const uuidKey = (newUuid: SQL) => uuid("uuid").primaryKey().default(newUuid);

/** A moment in time, to the microsecond. */
export const instant = <Name extends string>(name: Name) => strictTimestamp(name, { withTimezone: true });

const now = () => new Date();

/** A moment whose default is now. */
export const instantNow = <Name extends string>(name: Name) => instant(name).notNull().defaultNow();

/** Like `instantNow`, and renewed by every update through Drizzle. */
export const instantRenewed = <Name extends string>(name: Name) => instantNow(name).$onUpdateFn(now);

/** `inserted_at`, which the application fills: the server has no default for it. */
export const insertedAt = () => instant("inserted_at").notNull().$defaultFn(now);

/** `updated_at`, which the application fills and renews. */
export const updatedAt = () => instant("updated_at").notNull().$defaultFn(now).$onUpdateFn(now);

import { strictTimestamp } from "./timestamp.ts";

/** A UTC time to the microsecond, in a column without time zone. */
export const utcMicros = <Name extends string>(name: Name) => strictTimestamp(name, { withTimezone: false });

/** A UTC time to the second, in a column without time zone. */
export const utcSeconds = <Name extends string>(name: Name) =>
  strictTimestamp(name, { withTimezone: false, precision: 0 });

const now = () => new Date();

/** Truncates; PostgreSQL would round, and a rounded time may be in the future. */
const nowInSeconds = () => new Date(Math.floor(Date.now() / 1000) * 1000);

/**
 * A time whose default is now. The server's default is the local time of the session, so Drizzle fills in the UTC time
 * on insert.
 */
export const utcMicrosNow = <Name extends string>(name: Name) =>
  utcMicros(name).notNull().defaultNow().$defaultFn(now);

/** Like `utcMicrosNow`, to the second. */
export const utcSecondsNow = <Name extends string>(name: Name) =>
  utcSeconds(name).notNull().defaultNow().$defaultFn(nowInSeconds);

/** Like `utcMicrosNow`, and renewed by every update through Drizzle. */
export const utcMicrosRenewed = <Name extends string>(name: Name) => utcMicrosNow(name).$onUpdateFn(now);

/** Like `utcSecondsNow`, and renewed by every update through Drizzle. */
export const utcSecondsRenewed = <Name extends string>(name: Name) =>
  utcSecondsNow(name).$onUpdateFn(nowInSeconds);

/** `inserted_at`, which the application fills: the server has no default for it. */
export const insertedAtMicros = () => utcMicros("inserted_at").notNull().$defaultFn(now);

/** `updated_at`, which the application fills and renews. */
export const updatedAtMicros = () => utcMicros("updated_at").notNull().$defaultFn(now).$onUpdateFn(now);

/** Like `insertedAtMicros`, to the second. */
export const insertedAtSeconds = () => utcSeconds("inserted_at").notNull().$defaultFn(nowInSeconds);

/** Like `updatedAtMicros`, to the second. */
export const updatedAtSeconds = () =>
  utcSeconds("updated_at").notNull().$defaultFn(nowInSeconds).$onUpdateFn(nowInSeconds);

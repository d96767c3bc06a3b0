import { type ColumnBaseConfig, entityKind } from "drizzle-orm";
import {
  PgDateString,
  PgDateStringBuilder,
  type PgDateStringBuilderInitial,
  PgTimestamp,
  PgTimestampBuilder,
  type PgTimestampBuilderInitial,
} from "drizzle-orm/pg-core";
import { PhoenixKitError } from "../src/error.ts";

const isoTimestamp =
  /^(\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?( BC)?$/;

/**
 * Reads a timestamp as PostgreSQL prints it with `DateStyle = ISO` or as JSON. Anything else gives an invalid `Date`,
 * never another moment: `05/06/2025` may be May or June. So do `infinity` and years that a `Date` cannot hold.
 */
export function parseTimestamp(text: string, withTimezone: boolean): Date {
  const match = isoTimestamp.exec(text);
  if (!match || (withTimezone && match[8] === undefined)) return new Date(Number.NaN);
  const [, year, month, day, hour, minute, second, fraction = "", , sign, ...rest] = match;
  const [offsetHours, offsetMinutes, offsetSeconds, era] = rest;
  const moment = new Date(0);
  moment.setUTCFullYear(era ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  moment.setUTCHours(
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, "0").slice(0, 3)),
  );
  const seconds =
    Number(offsetHours ?? 0) * 3600 + Number(offsetMinutes ?? 0) * 60 + Number(offsetSeconds ?? 0);
  return new Date(moment.getTime() - (sign === "-" ? -seconds : seconds) * 1000);
}

/** Writes a moment as PostgreSQL reads it whatever its `DateStyle`, also before Christ and after the year 9999. */
export function formatTimestamp(moment: Date): string {
  const text = moment.toISOString();
  if (text.startsWith("+")) return text.slice(1).replace(/^0/, "");
  if (!text.startsWith("-") && !text.startsWith("0000")) return text;
  const year = 1 - moment.getUTCFullYear();
  return `${String(year).padStart(4, "0")}${text.slice(text.indexOf("-", 1))} BC`;
}

/** A timestamp column whose values do not depend on what `DateStyle` the session has. */
class StrictTimestamp extends PgTimestamp<ColumnBaseConfig<"date", "PgTimestamp">> {
  static override readonly [entityKind]: string = "PgTimestamp";

  override mapFromDriverValue(value: Date | string): Date {
    return typeof value === "string" ? parseTimestamp(value, this.withTimezone) : value;
  }

  override mapToDriverValue = formatTimestamp;
}

class StrictTimestampBuilder<Name extends string> extends PgTimestampBuilder<
  PgTimestampBuilderInitial<Name>["_"]
> {
  static override readonly [entityKind]: string = "PgTimestampBuilder";

  /** Drizzle calls this when the table is made. */
  build(table: ConstructorParameters<typeof StrictTimestamp>[0]): StrictTimestamp {
    return new StrictTimestamp(table, this.config);
  }
}

/** Drizzle's `timestamp` in the mode `date`, read strictly. */
export function strictTimestamp<Name extends string>(
  name: Name,
  { withTimezone, precision }: { readonly withTimezone: boolean; readonly precision?: number },
): PgTimestampBuilderInitial<Name> {
  return new StrictTimestampBuilder<Name>(name, withTimezone, precision);
}

const isoDate = /^(\d{4,7}-\d\d-\d\d( BC)?|-?infinity)$/;

/** A date column in the mode `string`: always as ISO 8601 writes it, or an error. */
class StrictDate extends PgDateString<ColumnBaseConfig<"string", "PgDateString">> {
  static override readonly [entityKind]: string = "PgDateString";

  override mapFromDriverValue(value: Date | string): string {
    if (typeof value === "string" && isoDate.test(value)) return value;
    throw new PhoenixKitError(`The date ${JSON.stringify(value)} may be read in more than one way.`, {
      code: "value_unreadable",
      remedy:
        "Set DateStyle to ISO for the role or the database, and use no type parser of your own for dates.",
    });
  }
}

class StrictDateBuilder<Name extends string> extends PgDateStringBuilder<
  PgDateStringBuilderInitial<Name>["_"]
> {
  static override readonly [entityKind]: string = "PgDateStringBuilder";

  /** Drizzle calls this when the table is made. */
  build(table: ConstructorParameters<typeof StrictDate>[0]): StrictDate {
    return new StrictDate(table, this.config);
  }
}

/** Drizzle's `date` in the mode `string`, read strictly. */
export function strictDate<Name extends string>(name: Name): PgDateStringBuilderInitial<Name> {
  return new StrictDateBuilder<Name>(name);
}

import { eq } from "drizzle-orm";
import { DateTime, IANAZone } from "luxon";
import { assertString, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRead } from "./run-rule.ts";
import { getSetting } from "./settings.ts";

/**
 * Returns the time zone of a user: their own, else the system's (the setting `time_zone`), else UTC. Invalid time zones
 * are skipped.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user; the system's time zone is returned for one that does not exist
 * @param options the tables of another prefix
 * @returns `UTC`, an offset such as `UTC+2` or `UTC+5:30`, or an IANA name such as `Europe/Berlin`
 * @throws RuleError `invalid_input`
 * @example
 * import { formatDate, getUserTimeZone } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const zone = await getUserTimeZone(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 * console.log(formatDate(new Date(), zone, "d.m.Y H:i"));
 */
export async function getUserTimeZone(
  db: Db,
  userUuid: string,
  options: InTables<"users" | "settings"> = {},
): Promise<string> {
  const tables = chooseTables(options);
  const { users } = tables;
  assertUuid("user", userUuid);
  const [user] = await runRead(db, (on) =>
    on.select({ own: users.userTimezone }).from(users).where(eq(users.uuid, userUuid)),
  );
  return parseZone(user?.own) ?? parseZone(await getSetting(db, "time_zone", { tables })) ?? "UTC";
}

/**
 * Formats a date in a time zone as ISO 8601 text, with the zone's offset at that time.
 *
 * @param date the date
 * @param zone an offset such as `+2`, an IANA name, or what `getUserTimeZone` gives
 * @returns ISO 8601 text with milliseconds and offset
 * @throws RuleError `invalid_input` if the date is invalid or the zone does not exist
 * @example
 * import { convertToTimeZone } from "phoenix-kit-schema/rules";
 *
 * convertToTimeZone(new Date("2025-03-01T09:30:00Z"), "+2"); // 2025-03-01T11:30:00.000+02:00
 */
export function convertToTimeZone(date: Date, zone: string): string {
  return String(toMoment(date, zone).toISO());
}

/**
 * Formats a date in a time zone, in a format like those of the settings `date_format` and `time_format`: `Y` `y` year,
 * `m` `n` `M` `F` month, `d` `j` day, `l` `D` weekday, `H` `G` `h` `g` hour, `i` minute, `s` second, `A` `a` half of
 * the day; everything else stands for itself, and so does a letter after a backslash. Names are English.
 *
 * @param date the date
 * @param zone an offset such as `+2`, an IANA name, or what `getUserTimeZone` gives
 * @param format the format
 * @returns the formatted date
 * @throws RuleError `invalid_input` if the date is invalid or the zone does not exist
 * @example
 * import { formatDate } from "phoenix-kit-schema/rules";
 *
 * formatDate(new Date("2025-03-01T09:30:00Z"), "Asia/Tokyo", "F j, Y h:i A"); // March 1, 2025 06:30 PM
 */
export function formatDate(date: Date, zone: string, format: string): string {
  const local = toMoment(date, zone);
  assertString("format", format);
  return format.replace(/\\(.)|[a-z]/gis, (letter: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const token = tokens.get(letter);
    const text = token === undefined ? letter : local.toFormat(token);
    return letter === "a" ? text.toLowerCase() : text;
  });
}

/**
 * Whether a text is an offset in whole hours from UTC, as users have it: `-12` to `+14`.
 *
 * @param text the text
 * @example
 * isOffset("+2"); // true
 */
export function isOffset(text: string): boolean {
  return /^[+-]?\d{1,2}$/.test(text) && Number(text) >= -12 && Number(text) <= 14;
}

const tokens = new Map([
  ["Y", "yyyy"],
  ["y", "yy"],
  ["m", "LL"],
  ["n", "L"],
  ["M", "LLL"],
  ["F", "LLLL"],
  ["d", "dd"],
  ["j", "d"],
  ["l", "cccc"],
  ["D", "ccc"],
  ["H", "HH"],
  ["G", "H"],
  ["h", "hh"],
  ["g", "h"],
  ["i", "mm"],
  ["s", "ss"],
  ["A", "a"],
  ["a", "a"],
]);

function toMoment(date: Date, zone: string): DateTime<true> {
  const known = typeof zone === "string" ? parseZone(zone) : undefined;
  if (known === undefined) {
    throw invalidInputError(
      `There is no time zone ${quote(zone)}.`,
      "Give hours from UTC such as +2, or a name such as Europe/Berlin.",
    );
  }
  const local = DateTime.fromJSDate(date, { zone: known }).setLocale("en-US");
  if (local.isValid) return local;
  throw invalidInputError("The date is invalid.", "Give a Date whose getTime() is a number.");
}

/** Returns luxon's name of a zone, such as `UTC+2` for `+2`; undefined if there is no such zone. */
function parseZone(text: string | null | undefined): string | undefined {
  const name = text?.trim() ?? "";
  const [, sign = "+", hours, part = ":00"] = /^(?:UTC)?([+-])?(\d{1,2})(:[0-5]\d|\.\d+)?$/i.exec(name) ?? [];
  if (hours === undefined) return IANAZone.isValidZone(name) ? name : undefined;
  const fraction = part.startsWith(".") ? Math.round(Number(part) * 60) : Number(part.slice(1));
  const minutes = Number(`${sign}1`) * (Number(hours) * 60 + fraction);
  if (minutes < -12 * 60 || minutes > 14 * 60) return undefined;
  const [whole, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (minutes === 0) return "UTC";
  return `UTC${sign}${whole}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

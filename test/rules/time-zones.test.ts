import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { defineTables, type Tables } from "../../src/index.ts";
import { putSetting } from "../../src/rules/settings.ts";
import { convertToTimeZone, formatDate, getUserTimeZone, isOffset } from "../../src/rules/time-zones.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;
const db = () => drizzle({ client: database().pool });
const noon = new Date("2025-07-01T12:00:00Z");

beforeAll(async () => {});

/** A new user with a time zone of their own, or none. */
async function userIn(tables: Tables, userTimezone: string | null): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  const [user] = await db()
    .insert(tables.users)
    .values({ email, hashedPassword: "", userTimezone })
    .returning({ uuid: tables.users.uuid });
  return user?.uuid ?? "";
}

test.each(["public", prefix])(
  "the user's zone comes first, then the system's, then UTC (%s)",
  async (where) => {
    const tables = defineTables(where);
    const own = await userIn(tables, "+2");
    const none = await userIn(tables, null);
    expect(await getUserTimeZone(db(), own, { tables })).toBe("UTC+2");
    expect(await getUserTimeZone(db(), none, { tables })).toBe("UTC");
    await putSetting(db(), "time_zone", "Europe/Tallinn", { tables });
    expect(await getUserTimeZone(db(), own, { tables })).toBe("UTC+2");
    expect(await getUserTimeZone(db(), none, { tables })).toBe("Europe/Tallinn");
    expect(await getUserTimeZone(db(), crypto.randomUUID(), { tables })).toBe("Europe/Tallinn");
    await putSetting(db(), "time_zone", "-5", { tables });
    expect(await getUserTimeZone(db(), none, { tables })).toBe("UTC-5");
    await db().delete(tables.settings);
    expect(await getUserTimeZone(db(), none, { tables })).toBe("UTC");
  },
);

test("what is no time zone is passed over", async () => {
  const tables = defineTables();
  await putSetting(db(), "time_zone", "Mars/Olympus");
  for (const wrong of ["", " ", "x", "+15", "-13", "99"]) {
    expect(await getUserTimeZone(db(), await userIn(tables, wrong))).toBe("UTC");
  }
  await expect(getUserTimeZone(db(), "1")).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
  });
});

test.each([
  ["0", "2025-07-01T12:00:00.000Z"],
  ["+0", "2025-07-01T12:00:00.000Z"],
  ["-0", "2025-07-01T12:00:00.000Z"],
  ["UTC", "2025-07-01T12:00:00.000Z"],
  ["2", "2025-07-01T14:00:00.000+02:00"],
  ["+02", "2025-07-01T14:00:00.000+02:00"],
  ["-12", "2025-07-01T00:00:00.000-12:00"],
  ["+14", "2025-07-02T02:00:00.000+14:00"],
  ["5.5", "2025-07-01T17:30:00.000+05:30"],
  ["-3:30", "2025-07-01T08:30:00.000-03:30"],
  ["UTC+5:45", "2025-07-01T17:45:00.000+05:45"],
  ["Europe/Berlin", "2025-07-01T14:00:00.000+02:00"],
])("noon in the zone %s", (zone, local) => {
  expect(convertToTimeZone(noon, zone)).toBe(local);
});

test("a named zone has its summer, an offset has none", () => {
  const winter = new Date("2025-01-01T12:00:00Z");
  expect(convertToTimeZone(winter, "Europe/Berlin")).toBe("2025-01-01T13:00:00.000+01:00");
  expect(convertToTimeZone(winter, "+2")).toBe("2025-01-01T14:00:00.000+02:00");
  const beforeAndAfter = ["2025-03-30T00:59:59Z", "2025-03-30T01:00:00Z"].map((text) =>
    formatDate(new Date(text), "Europe/Berlin", "H:i:s"),
  );
  expect(beforeAndAfter).toEqual(["01:59:59", "03:00:00"]);
});

test("a date in any whole-hour zone is the same moment, that many hours on", () => {
  const hours = fc.integer({ min: -12, max: 14 });
  const dates = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(dates, hours, (date, offset) => {
      const zone = offset > 0 ? `+${offset}` : String(offset);
      expect(isOffset(zone)).toBe(true);
      expect(new Date(convertToTimeZone(date, zone))).toEqual(date);
      const shifted = new Date(date.getTime() + offset * 3_600_000).toISOString();
      expect(formatDate(date, zone, "Y-m-d H:i:s")).toBe(shifted.slice(0, 19).replace("T", " "));
    }),
  );
});

test.each([
  ["Y-m-d", "2025-03-01"],
  ["d.m.Y", "01.03.2025"],
  ["n/j/y", "3/1/25"],
  ["F j, Y", "March 1, 2025"],
  ["D, M j", "Sat, Mar 1"],
  ["l", "Saturday"],
  ["H:i", "18:05"],
  ["h:i A", "06:05 PM"],
  ["g:i a", "6:05 pm"],
  ["G\\h i\\m s\\s", "18h 05m 09s"],
  ["\\Y\\\\'Ω", "Y\\'Ω"],
  ["", ""],
])("the format %s gives %s", (format, text) => {
  expect(formatDate(new Date("2025-03-01T09:05:09Z"), "Asia/Tokyo", format)).toBe(text);
});

test.each(["", "+15", "-13", "Mars/Olympus", "+2h", "1:75"])("there is no zone %j", (zone) => {
  expect(() => convertToTimeZone(noon, zone)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("an invalid date is refused", () => {
  expect(() => formatDate(new Date("never"), "+2", "Y")).toThrow("The date is invalid.");
});

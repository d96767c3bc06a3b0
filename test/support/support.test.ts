import { describe, expect, inject, test } from "vitest";
import { queryValue } from "./admin.ts";
import { createDatabase, useDatabase } from "./database.ts";
import { createRole } from "./roles.ts";

describe("test support", () => {
  const database = useDatabase();

  test("copies the template eight times at once", async () => {
    const copies = await Promise.all(Array.from({ length: 8 }, () => createDatabase()));
    for (const copy of copies) {
      expect(await queryValue(copy.url, "SELECT 'A'::citext = 'a'")).toBe(true);
    }
    const held = await copies[0]?.pool.connect();
    await Promise.all(copies.map((copy) => copy.drop()));
    held?.release();
    const names = copies.map(({ name }) => `'${name}'`).join();
    const left = `SELECT count(*)::int FROM pg_database WHERE datname IN (${names})`;
    expect(await queryValue(inject("serverUrl"), left)).toBe(0);
  });

  test("creates an empty database", async () => {
    const empty = await createDatabase({ from: "empty" });
    expect(
      await queryValue(empty.url, "SELECT count(*)::int FROM pg_extension WHERE extname <> 'plpgsql'"),
    ).toBe(0);
    await empty.drop();
  });

  test("creates roles with and without CREATE on the database", async () => {
    const plain = await createRole(database(), { createOnDatabase: false });
    const maker = await createRole(database(), { name: `we"ird %-${inject("run")}`, createOnDatabase: true });
    await expect(queryValue(plain.url, "CREATE SCHEMA no")).rejects.toThrow(/permission denied/);
    await queryValue(maker.url, "CREATE SCHEMA yes");
    expect(await queryValue(maker.url, "SELECT current_user")).toBe(maker.name);
    await plain.drop();
    await maker.drop();
    const left = `SELECT count(*)::int FROM pg_roles WHERE rolname IN ('${plain.name}', '${maker.name}')`;
    expect(await queryValue(inject("serverUrl"), left)).toBe(0);
  });
});

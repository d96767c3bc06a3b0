import { readFileSync } from "node:fs";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, serial, text, uuid } from "drizzle-orm/pg-core";
import { seed } from "drizzle-seed";
import { expect, it } from "vitest";
import { defineTables, emailLogs, users } from "../../schema/index.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ prefixes: ["public", "tenant"] });
const connect = () => drizzle({ client: database().pool });
const page = readFileSync("docs/drizzle-kit.md", "utf8");

it("drizzle-seed fills users with the generators of docs/drizzle-kit.md, and tables that refer to them", async () => {
  for (const generator of [
    "email: f.email()",
    "username: f.string({ isUnique: true })",
    'accountType: f.default({ defaultValue: "person" })',
  ]) {
    expect(page).toContain(generator);
  }
  for (const tables of [{ users }, { users: defineTables("tenant").users }]) {
    await seed(connect(), tables, { count: 20 }).refine((f) => ({
      users: {
        columns: {
          email: f.email(),
          username: f.string({ isUnique: true }),
          accountType: f.default({ defaultValue: "person" }),
          organizationUuid: f.default({ defaultValue: null }),
          userTimezone: f.default({ defaultValue: null }),
        },
      },
    }));
    expect(await connect().$count(tables.users)).toBe(20);
  }
});

it("drizzle-seed fills a table without citext and checks as it is", async () => {
  await seed(connect(), { emailLogs }, { count: 5 });
  expect(await connect().$count(emailLogs)).toBe(5);
});

it("drizzle-seed fails at users without these generators", async () => {
  const { users: others } = defineTables("tenant");
  await connect().delete(others);
  await expect(seed(connect(), { others }, { count: 5 })).rejects.toThrow();
});

it("drizzle-seed fills a table of the app's own beside them", async () => {
  const notes = pgTable("notes", { id: serial("id").primaryKey(), body: text("body"), of: uuid("of") });
  await database().pool.query("CREATE TABLE notes (id serial PRIMARY KEY, body text, of uuid)");
  await seed(connect(), { notes }, { count: 5 });
  expect(await connect().$count(notes)).toBe(5);
});

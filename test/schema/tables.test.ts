import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defineTables, type EmailStatus, type Tables, type users } from "../../schema/index.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;

describe.each([
  ["public", defineTables()],
  [prefix, defineTables(prefix)],
])("the tables of %s", (_, tables: Tables) => {
  it("are written and read through Drizzle", async () => {
    const db = drizzle({ client: database().pool });
    const [user] = await db
      .insert(tables.users)
      .values({ email: "Ada@Example.com", hashedPassword: "x", username: "ada" })
      .returning();
    expect(user?.customFields).toEqual({});
    const found = await db.select().from(tables.users).where(eq(tables.users.email, "ada@example.com"));
    expect(found.map(({ username }) => username)).toEqual(["ada"]);
  });

  it("store a time as it was given, whatever the session's time zone", async () => {
    const db = drizzle({ client: database().pool });
    const sentAt = new Date("2026-03-29T01:30:00.123Z");
    await database().pool.query("SET TIME ZONE 'America/New_York'");
    const [log] = await db
      .insert(tables.emailLogs)
      .values({ messageId: "m1", to: "a@b.c", from: "d@e.f", provider: "local", sentAt })
      .returning();
    expect(log?.sentAt).toEqual(sentAt);
    expect(Math.abs(Date.now() - (log?.insertedAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it("can all be selected from, column by column", async () => {
    const db = drizzle({ client: database().pool });
    for (const [name, table] of Object.entries(tables)) {
      if (name === "obanJobState") continue;
      await expect(
        db
          .select()
          .from(table as Tables["users"])
          .limit(1),
        name,
      ).resolves.toBeDefined();
    }
  });
});

describe("the types of the tables", () => {
  it("infer rows, with the allowed values of a column", () => {
    expectTypeOf<typeof users.$inferSelect.email>().toEqualTypeOf<string>();
    expectTypeOf<Tables["emailLogs"]["$inferSelect"]["status"]>().toEqualTypeOf<EmailStatus>();
    expectTypeOf<Tables["users"]["$inferSelect"]["username"]>().toEqualTypeOf<string | null>();
    expectTypeOf(defineTables("tenant")).toEqualTypeOf<Tables>();
  });

  it("ask on insert for what has no default, and for nothing else", () => {
    expectTypeOf<{ email: string; hashedPassword: string }>().toExtend<typeof users.$inferInsert>();
    expectTypeOf<{ email: string }>().not.toExtend<typeof users.$inferInsert>();
  });
});

describe("a prefix for the tables", () => {
  it.each(["", "x".repeat(64), "a\0b", "pg_x", "information_schema", "\ud800"])(
    "%j is refused with the remedy",
    (bad) => {
      expect(() => defineTables(bad)).toThrow(expect.objectContaining({ code: "invalid_prefix" }));
    },
  );
});

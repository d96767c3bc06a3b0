import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as v27 from "../../schema/frozen/v27.ts";
import { takeSnapshot } from "../../scripts/compose/drizzle-kit.ts";
import { readSnapshot } from "../../scripts/compose/folder.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";
import { expectEveryRelationToLoad } from "./every-relation.ts";

const database = useDatabase({ from: "empty" });

describe("the frozen tables of version 27", () => {
  it("are exactly its snapshot", () => {
    const { id: _id, prevId: _prevId, ...frozen } = takeSnapshot(v27);
    const { id: _snapshotId, prevId: _snapshotPrevId, ...snapshot } = readSnapshot("drizzle", 26);
    expect(JSON.parse(JSON.stringify(frozen))).toEqual(snapshot);
  });

  it("are written and read through Drizzle in any prefix", async () => {
    const prefix = 'Käse "tenant" 1';
    await up(database().url, { prefix, version: 27 });
    const { users, usersTokens, obanJobs } = v27.defineTables(prefix);
    const db = drizzle({ client: database().pool });
    const [user] = await db.insert(users).values({ email: "a@b.c", hashedPassword: "x" }).returning();
    const [token] = await db
      .insert(usersTokens)
      .values({ userId: user?.id, token: new Uint8Array([0, 255]), context: "change:d@e.f" })
      .returning();
    expect(token?.userId).toBe(user?.id);
    const [job] = await db
      .insert(obanJobs)
      .values({ worker: "W", tags: ["a,b"] })
      .returning();
    expect(job?.state).toBe("available");
    expect(await db.select().from(users).where(eq(users.email, "A@B.C"))).toHaveLength(1);
  });

  it("have relations under the names of now, in any prefix", async () => {
    const prefix = "related";
    await up(database().url, { prefix, version: 27 });
    const schema = v27.defineSchema(prefix);
    const db = drizzle({ client: database().pool, schema });
    const [ada] = await db.insert(schema.users).values({ email: "ada@b.c", hashedPassword: "x" }).returning();
    const [role] = await db.select().from(schema.userRoles).where(eq(schema.userRoles.name, "Admin"));
    const ids = { userId: ada?.id ?? 0, roleId: role?.id ?? 0 };
    await db.insert(schema.userRoleAssignments).values({ ...ids, assignedBy: ada?.id });
    const found: (v27.User & { roleAssignments: v27.RoleAssignment[] })[] = await db.query.users.findMany({
      with: { roleAssignments: { with: { role: true, assignedByUser: true } }, auditLogs: true },
    });
    expect(found).toMatchObject([
      { id: ada?.id, roleAssignments: [{ role: { name: "Admin" }, assignedByUser: { id: ada?.id } }] },
    ]);
    await expectEveryRelationToLoad(db.query, schema);
  });

  it("have the types of their time", () => {
    expectTypeOf<typeof v27.users.$inferSelect.id>().toEqualTypeOf<number>();
    expectTypeOf<typeof v27.usersTokens.$inferSelect.userId>().toEqualTypeOf<number | null>();
    expectTypeOf<typeof v27.usersTokens.$inferInsert.context>().toEqualTypeOf<v27.TokenContext>();
    expectTypeOf<typeof v27.emailTemplates.$inferSelect.subject>().toEqualTypeOf<string>();
    expectTypeOf<typeof v27.entities.$inferSelect.fieldsDefinition>().toEqualTypeOf<v27.EntityField[]>();
    expectTypeOf(v27.defineTables("tenant")).toEqualTypeOf<v27.Tables>();
    expectTypeOf<{ email: string; hashedPassword: string }>().toExtend<typeof v27.users.$inferInsert>();
  });
});

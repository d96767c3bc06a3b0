import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as v137 from "../../schema/frozen/v137.ts";
import { takeSnapshot } from "../../scripts/compose/drizzle-kit.ts";
import { readSnapshot } from "../../scripts/compose/folder.ts";
import { readVersions } from "../../scripts/compose/versions.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";
import { expectEveryRelationToLoad } from "./every-relation.ts";

const database = useDatabase({ from: "empty" });

describe("the frozen tables of version 137", () => {
  it("are exactly its snapshot", () => {
    const core = readVersions("drizzle").filter((declared) => declared.core !== false);
    const index = core.findIndex(({ version }) => version === 137);
    const { id: _id, prevId: _prevId, ...frozen } = takeSnapshot(v137);
    const { id: _snapshotId, prevId: _snapshotPrevId, ...snapshot } = readSnapshot("drizzle", index);
    expect(JSON.parse(JSON.stringify(frozen))).toEqual(snapshot);
  });

  it("are written and read through Drizzle in any prefix", async () => {
    const prefix = 'Käse "tenant" 1';
    await up(database().url, { prefix, version: 137 });
    const { users, usersTokens, files, mediaFolders, storageDimensions } = v137.defineTables(prefix);
    const db = drizzle({ client: database().pool });
    const [user] = await db.insert(users).values({ email: "a@b.c", hashedPassword: "x" }).returning();
    const [token] = await db
      .insert(usersTokens)
      .values({ userUuid: user?.uuid ?? "", token: new Uint8Array([0, 255]), context: "change:d@e.f" })
      .returning();
    expect(token?.userUuid).toBe(user?.uuid);
    const [folder] = await db.insert(mediaFolders).values({ name: "f", userUuid: user?.uuid }).returning();
    expect(folder).toMatchObject({ headerSize: "medium", headerShowTitle: true });
    const upload = { originalFileName: "a.txt", fileName: "a", mimeType: "text/plain", ext: "txt", size: 1 };
    const [file] = await db
      .insert(files)
      .values({
        ...upload,
        fileType: "document",
        fileChecksum: "c",
        userFileChecksum: "uc",
        userUuid: user?.uuid,
        folderUuid: folder?.uuid,
      })
      .returning();
    expect(file?.folderUuid).toBe(folder?.uuid);
    const [dimension] = await db
      .insert(storageDimensions)
      .values({ name: "wide", appliesTo: "both" })
      .returning();
    expect(dimension?.alternativeFormats).toEqual([]);
    expect(await db.select().from(users).where(eq(users.email, "A@B.C"))).toHaveLength(1);
  });

  it("have relations under the names of now, in any prefix", async () => {
    const prefix = "related";
    await up(database().url, { prefix, version: 137 });
    const schema = v137.defineSchema(prefix);
    const db = drizzle({ client: database().pool, schema });
    const [ada] = await db.insert(schema.users).values({ email: "ada@b.c", hashedPassword: "x" }).returning();
    const folder: v137.NewMediaFolder = { name: "f", userUuid: ada?.uuid };
    await db.insert(schema.mediaFolders).values(folder);
    const found = await db.query.users.findMany({ with: { mediaFolders: { with: { user: true } } } });
    expect(found).toMatchObject([{ mediaFolders: [{ name: "f", user: { uuid: ada?.uuid } }] }]);
    await expectEveryRelationToLoad(db.query, schema);
  });

  it("have the types of their time", () => {
    expectTypeOf<typeof v137.users.$inferSelect.uuid>().toEqualTypeOf<string>();
    expectTypeOf<typeof v137.files.$inferSelect.folderUuid>().toEqualTypeOf<string | null>();
    expectTypeOf<typeof v137.usersTokens.$inferInsert.context>().toEqualTypeOf<v137.TokenContext>();
    expectTypeOf<typeof v137.emailTemplates.$inferSelect.subject>().toEqualTypeOf<v137.TranslatedText>();
    expectTypeOf<typeof v137.entities.$inferSelect.fieldsDefinition>().toEqualTypeOf<v137.EntityField[]>();
    expectTypeOf(v137.defineTables("tenant")).toEqualTypeOf<v137.Tables>();
    expectTypeOf<{ email: string; hashedPassword: string }>().toExtend<typeof v137.users.$inferInsert>();
  });
});

import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  defineTables,
  fileInstances,
  files,
  type NewStoredFile,
  type Tables,
  users,
} from "../../src/index.ts";
import { listMissingVariants } from "../../src/rules/variants.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const publicTables = { users, files, fileInstances };
const images = ["thumbnail", "small", "medium", "large"];
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url);
});
afterAll(() => pool.end());

async function newFile(
  values: Partial<NewStoredFile> = {},
  tables: Pick<Tables, "users" | "files"> = publicTables,
): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  const [user] = await db().insert(tables.users).values({ email, hashedPassword: "" }).returning();
  const content = { fileName: "a", mimeType: "x/y", ext: "x", size: 1, fileType: "image" } as const;
  const owned = { userUuid: user?.uuid, originalFileName: "a", fileChecksum: "c", userFileChecksum: email };
  const [file] = await db()
    .insert(tables.files)
    .values({ ...content, ...owned, ...values })
    .returning();
  return file?.uuid ?? "";
}

async function make(fileUuid: string, ...variantNames: string[]): Promise<void> {
  const content = { fileUuid, fileName: "a", mimeType: "x/y", ext: "x", size: 1, checksum: "c" };
  await db()
    .insert(fileInstances)
    .values(
      variantNames.map((variantName) => ({ ...content, variantName, processingStatus: "failed" as const })),
    );
}

const names = async (fileUuid: string) =>
  (await listMissingVariants(db(), fileUuid)).map(({ variantName }) => variantName);

test("a file's variants are those of the dimensions for its type, in their order, less those that are there", async () => {
  const image = await newFile();
  expect(await names(image)).toEqual(images);
  await make(image, "original", "small");
  expect(await names(image)).toEqual(["thumbnail", "medium", "large"]);
  await make(image, "thumbnail", "medium", "large");
  expect(await names(image)).toEqual([]);
  expect(await names(await newFile({ fileType: "video" }))).toEqual([
    ...["360p", "720p", "1080p"],
    "video_thumbnail",
  ]);
});

test("documents, archives and what the system manages have no variants", async () => {
  expect(await names(await newFile({ fileType: "document" }))).toEqual([]);
  expect(await names(await newFile({ fileType: "archive" }))).toEqual([]);
  expect(await names(await newFile({ systemManaged: true }))).toEqual([]);
});

test("a dimension for both is for images and videos, a disabled one for none, and each format is a variant", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  const { storageDimensions } = tables;
  await db().delete(storageDimensions);
  await db()
    .insert(storageDimensions)
    .values([
      { name: "off", appliesTo: "both", enabled: false },
      { name: "late", appliesTo: "image", order: 2, format: "jpg", alternativeFormats: ["webp", "avif"] },
      { name: "early", appliesTo: "both", order: 1 },
    ]);
  const image = await newFile({}, tables);
  const video = await newFile({ fileType: "video" }, tables);
  const due = await db().transaction((tx) => listMissingVariants(tx, image, { tables }));
  expect(due.map(({ variantName, format, dimension }) => [variantName, format, dimension.name])).toEqual([
    ["early", null, "early"],
    ["late", "jpg", "late"],
    ["late_webp", "webp", "late"],
    ["late_avif", "avif", "late"],
  ]);
  expect(await listMissingVariants(db(), video, { tables })).toHaveLength(1);
});

test("a file that is not there is an error that says so", async () => {
  const refused = { name: "RuleError", code: "file_not_found", remedy: expect.any(String) };
  await expect(listMissingVariants(db(), crypto.randomUUID())).rejects.toMatchObject(refused);
  await expect(listMissingVariants(db(), "1")).rejects.toMatchObject({ code: "invalid_input" });
});

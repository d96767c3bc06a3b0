import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { defineTables, type NewBucket, type StoredFile, type Tables } from "../../src/index.ts";
import { type FileUpload, findOrCreateFile } from "../../src/rules/files.ts";
import { openPool, type TestDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";

/**
 * Empties the users, files, folders and buckets of `public` before each test.
 *
 * @param database of the file
 * @returns a Drizzle database that 20 callers can use at once, and what adds a user, a file and a bucket
 */
export function useFiles(database: () => TestDatabase) {
  let racers: Pool;
  beforeAll(() => {
    racers = openPool(database().url, { max: 20 });
  });
  afterAll(() => racers.end());
  beforeEach(() => emptyTables(racers, "phoenix_kit_users", "phoenix_kit_buckets"));
  const db = () => drizzle({ client: racers });

  async function addUser(tables: Tables = defineTables()): Promise<string> {
    const values = { email: `${crypto.randomUUID()}@example.com`, hashedPassword: "" };
    const [user] = await db().insert(tables.users).values(values).returning();
    return user?.uuid ?? "";
  }

  async function addFile(
    upload: Partial<FileUpload> = {},
    tables: Tables = defineTables(),
  ): Promise<StoredFile> {
    const userUuid = upload.userUuid ?? (await addUser(tables));
    const photo = { fileChecksum: crypto.randomUUID(), originalFileName: "photo.png", size: 7 };
    return (await findOrCreateFile(db(), { ...photo, ...upload, userUuid }, { tables })).file;
  }

  async function addBucket(
    values: Partial<NewBucket> = {},
    tables: Tables = defineTables(),
  ): Promise<string> {
    const row = { name: crypto.randomUUID(), provider: "local", ...values } as const;
    const [bucket] = await db().insert(tables.buckets).values(row).returning();
    return bucket?.uuid ?? "";
  }

  return { db, addUser, addFile, addBucket };
}

/** Runs something 20 times at once. */
export function repeatAtOnce<T>(run: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 20 }, (_, n) => run(n)));
}

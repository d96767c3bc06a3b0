import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type Bucket,
  buckets,
  defineTables,
  type FileLocationStatus,
  fileInstances,
  fileLocations,
  files,
  type NewBucket,
  type Tables,
  users,
} from "../../src/index.ts";
import { chooseBuckets } from "../../src/rules/buckets.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const mb = 1_048_576;
const publicTables = { users, files, buckets, fileInstances, fileLocations };
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url);
});
beforeEach(async () => {
  await emptyTables(pool, "phoenix_kit_buckets", "phoenix_kit_files");
});
afterAll(() => pool.end());

async function newBucket(
  name: string,
  values: Partial<NewBucket> = {},
  tables: Pick<Tables, "buckets"> = publicTables,
): Promise<Bucket> {
  const [bucket] = await db()
    .insert(tables.buckets)
    .values({ name, provider: "local", ...values })
    .returning();
  return bucket as Bucket;
}

/** Puts a copy of a file of this size into a bucket. */
async function store(
  bucket: Bucket,
  size: number,
  status: FileLocationStatus = "active",
  tables: Pick<Tables, keyof typeof publicTables> = publicTables,
): Promise<void> {
  const email = `${crypto.randomUUID()}@example.com`;
  const [user] = await db().insert(tables.users).values({ email, hashedPassword: "" }).returning();
  const content = { fileName: "a", mimeType: "image/png", ext: "png", size };
  const owned = { userUuid: user?.uuid, originalFileName: "a", fileType: "image" } as const;
  const checksums = { fileChecksum: "c", userFileChecksum: email };
  const [file] = await db()
    .insert(tables.files)
    .values({ ...content, ...owned, ...checksums })
    .returning();
  const [instance] = await db()
    .insert(tables.fileInstances)
    .values({ ...content, variantName: "original", checksum: "c", fileUuid: file?.uuid ?? "" })
    .returning();
  const place = { fileInstanceUuid: instance?.uuid ?? "", bucketUuid: bucket.uuid, path: "a", status };
  await db().insert(tables.fileLocations).values(place);
}

const names = async (need: Parameters<typeof chooseBuckets>[1]) =>
  (await chooseBuckets(db(), need)).map(({ name }) => name);

test("priorities come first, 1 before 2, then those without one by their room", async () => {
  await newBucket("none, little room", { maxSizeMb: 1 });
  await newBucket("none, endless");
  await newBucket("none, much room", { maxSizeMb: 10 });
  await newBucket("second", { priority: 2 });
  await newBucket("first, little room", { priority: 1, maxSizeMb: 1 });
  await newBucket("first, much room", { priority: 1, maxSizeMb: 2 });
  await newBucket("disabled", { priority: 1, enabled: false });
  const first = ["first, much room", "first, little room"];
  const all = [...first, "second", "none, endless", "none, much room", "none, little room"];
  expect(await names({ sizeBytes: 1, copies: 9 })).toEqual(all);
  expect(await names({ sizeBytes: 1 })).toEqual(["first, much room"]);
  expect(await names({ sizeBytes: 2 * mb, copies: 2 })).toEqual(["first, much room", "second"]);
});

test("what lies in a bucket, or is on its way, takes room to the byte; what failed or went does not", async () => {
  const bucket = await newBucket("three", { priority: 1, maxSizeMb: 3 });
  await newBucket("endless");
  await store(bucket, mb, "active");
  await store(bucket, mb - 1, "syncing");
  await store(bucket, 9 * mb, "failed");
  await store(bucket, 9 * mb, "deleted");
  expect(await names({ sizeBytes: mb + 1 })).toEqual(["three"]);
  expect(await names({ sizeBytes: mb + 2 })).toEqual(["endless"]);
});

test("the largest bucket and file that there can be are no trouble", async () => {
  await pool.query(
    `INSERT INTO phoenix_kit_buckets (name, provider, max_size_mb, inserted_at, updated_at)
     VALUES ('vast', 's3', 9223372036854775807, now(), now())`,
  );
  expect(await names({ sizeBytes: Number.MAX_SAFE_INTEGER })).toEqual(["vast"]);
});

test("where no bucket has room, the error says what to do", async () => {
  await newBucket("small", { maxSizeMb: 1 });
  await expect(chooseBuckets(db(), { sizeBytes: mb + 1 })).rejects.toMatchObject({
    name: "RuleError",
    code: "no_room",
    message: "No bucket has room for 1048577 bytes.",
    remedy: expect.stringContaining("max_size_mb"),
  });
});

test.each([{ sizeBytes: -1 }, { sizeBytes: 1.5 }, { sizeBytes: Number.NaN }, { sizeBytes: 1, copies: 0 }])(
  "%o is refused",
  async (need) => {
    await expect(chooseBuckets(db(), need)).rejects.toMatchObject({ code: "invalid_input" });
  },
);

test("works in a prefix, and in a transaction", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  await db().delete(tables.buckets);
  const bucket = await newBucket("tenant's", { maxSizeMb: 1 }, tables);
  await store(bucket, 10, "active", tables);
  const chosen = await db().transaction((tx) => chooseBuckets(tx, { sizeBytes: mb - 10 }, { tables }));
  expect(chosen).toEqual([bucket]);
  await expect(chooseBuckets(db(), { sizeBytes: mb - 9 }, { tables })).rejects.toThrow("room");
});

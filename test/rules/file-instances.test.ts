import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { defineTables, fileInstances, fileLocations, files, storageDimensions } from "../../src/index.ts";
import { claimVariant, failVariant, storeFileInstance } from "../../src/rules/file-instances.ts";
import { findFileSources, recordFileLocation } from "../../src/rules/file-locations.ts";
import { completeFile, failFile } from "../../src/rules/file-states.ts";
import { listMissingVariants } from "../../src/rules/variants.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";
import { repeatAtOnce, useFiles } from "./use-files.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const { db, addFile, addBucket } = useFiles(database);
const bytes = { checksum: "c".repeat(64), size: 7 };
const nobody = "018f0000-0000-7000-8000-000000000000";

test.each(["public", quotedPrefix])(
  "an upload is stored, completed, and its variants are made (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    const { uuid: fileUuid, fileChecksum } = await addFile({ filePath: "ab/cd" }, tables);
    const bucketUuids = [await addBucket({}, tables), await addBucket({}, tables)];
    const original = { fileUuid, variantName: "original" };
    expect(await findFileSources(db(), original, { tables })).toEqual([]);
    const stored = await storeFileInstance(
      db(),
      { ...original, ...bytes, bucketUuids, width: 4, height: 3 },
      { tables },
    );
    const path = `ab/cd/${fileChecksum}_original.png`;
    const instance = {
      ...original,
      ...bytes,
      width: 4,
      height: 3,
      processingStatus: "completed",
      fileName: path,
    };
    expect(stored.instance).toMatchObject({ ...instance, mimeType: "image/png", ext: "png" });
    expect(stored.locations).toMatchObject(
      bucketUuids.map((bucketUuid) => ({ bucketUuid, path, status: "active" })),
    );
    const sources = await findFileSources(db(), original, { tables });
    expect(sources.map(({ bucket }) => bucket.uuid)).toEqual(bucketUuids);
    const file = await completeFile(
      db(),
      { fileUuid, width: 4, height: 3, metadata: { camera: "box" } },
      { tables },
    );
    expect(file).toMatchObject({
      status: "active",
      width: 4,
      height: 3,
      duration: null,
      metadata: { camera: "box" },
    });

    const due = await listMissingVariants(db(), fileUuid, { tables });
    expect(due.length).toBeGreaterThan(2);
    for (const { variantName } of due) {
      const claimed = await claimVariant(db(), { fileUuid, variantName, format: "webp" }, { tables });
      const fileName = `ab/cd/${fileChecksum}_${variantName}.webp`;
      expect(claimed).toMatchObject({ processingStatus: "processing", fileName, mimeType: "image/webp" });
      const { ext } = claimed ?? {};
      const made = await storeFileInstance(
        db(),
        { fileUuid, variantName, ...bytes, ext, bucketUuids },
        { tables },
      );
      expect(made.instance).toMatchObject({ uuid: claimed?.uuid, fileName, processingStatus: "completed" });
    }
    expect(await listMissingVariants(db(), fileUuid, { tables })).toEqual([]);
  },
);

test("20 who store one variant at once leave one instance, and one copy in each bucket", async () => {
  const { uuid: fileUuid } = await addFile();
  const bucketUuids = [await addBucket(), await addBucket()];
  await repeatAtOnce(() =>
    storeFileInstance(db(), { fileUuid, variantName: "original", ...bytes, bucketUuids }),
  );
  expect(await db().$count(fileInstances)).toBe(1);
  expect(await db().$count(fileLocations)).toBe(2);
});

test("other bytes replace a variant, and copies of the old ones cannot be read any more", async () => {
  const { uuid: fileUuid } = await addFile();
  const original = { fileUuid, variantName: "original" };
  const [first, second] = [await addBucket(), await addBucket()];
  await storeFileInstance(db(), { ...original, ...bytes, bucketUuids: [first, second] });
  const anew = {
    ...original,
    checksum: "d".repeat(64),
    size: 8,
    bucketUuids: [second, second.toUpperCase()],
  };
  const { locations } = await storeFileInstance(db(), anew);
  expect(locations).toMatchObject([{ bucketUuid: second, status: "active" }]);
  expect(await findFileSources(db(), original)).toMatchObject([
    { bucket: { uuid: second }, instance: { size: 8 } },
  ]);
  const [old] = await db().select().from(fileLocations).where(eq(fileLocations.bucketUuid, first));
  expect(old?.status).toBe("failed");
});

test("of 20 workers who take a variant, one makes it; after a failure, one of 20 takes it again", async () => {
  const { uuid: fileUuid } = await addFile();
  const variant = { fileUuid, variantName: "thumbnail" };
  const claims = async () => (await repeatAtOnce(() => claimVariant(db(), variant))).filter(Boolean).length;
  expect(await claims()).toBe(1);
  const isDue = async (staleAfterMs?: number) =>
    (await listMissingVariants(db(), fileUuid, { staleAfterMs })).some(
      ({ variantName }) => variantName === "thumbnail",
    );
  expect(await isDue()).toBe(false);
  expect(await failVariant(db(), variant)).toBe(true);
  expect(await failVariant(db(), variant)).toBe(false);
  expect(await isDue()).toBe(false);
  expect(await claims()).toBe(1);
  expect(await isDue(0)).toBe(true);
  expect(await claimVariant(db(), variant, { staleAfterMs: 0 })).toMatchObject(variant);
  await storeFileInstance(db(), { ...variant, ...bytes, bucketUuids: [] });
  expect(await claimVariant(db(), variant, { staleAfterMs: 0 })).toBeUndefined();
});

test("a mirror is read when it is active and its bucket enabled, the preferred copy first", async () => {
  const { uuid: fileUuid } = await addFile();
  const original = { fileUuid, variantName: "original" };
  const [first, mirror] = [await addBucket({ priority: 1 }), await addBucket()];
  await storeFileInstance(db(), { ...original, ...bytes, bucketUuids: [first] });
  const sources = async () => (await findFileSources(db(), original)).map(({ bucket }) => bucket.uuid);
  const copy = { ...original, bucketUuid: mirror };
  await repeatAtOnce(() => recordFileLocation(db(), { ...copy, status: "syncing" }));
  expect(await sources()).toEqual([first]);
  const location = await recordFileLocation(db(), { ...copy, status: "active" });
  expect(location).toMatchObject({ priority: 0, lastVerifiedAt: expect.any(Date) });
  expect(await sources()).toEqual([first, mirror]);
  await recordFileLocation(db(), { ...copy, status: "active", priority: 5 });
  expect(await sources()).toEqual([mirror, first]);
  await database().pool.query("UPDATE phoenix_kit_buckets SET enabled = false WHERE uuid = $1", [mirror]);
  expect(await sources()).toEqual([first]);
  await recordFileLocation(db(), { ...original, bucketUuid: first, status: "deleted" });
  expect(await sources()).toEqual([]);
  expect(await db().$count(fileLocations)).toBe(2);
});

test("a file fails once while it is processed, and stays in the trash when it is completed", async () => {
  const { uuid } = await addFile();
  expect(await failFile(db(), uuid)).toBe(true);
  expect(await failFile(db(), uuid)).toBe(false);
  expect(await completeFile(db(), { fileUuid: uuid })).toMatchObject({ status: "active" });
  expect(await failFile(db(), uuid)).toBe(false);
  await db().update(files).set({ status: "trashed" }).where(eq(files.uuid, uuid));
  expect(await completeFile(db(), { fileUuid: uuid, width: 2 })).toMatchObject({
    status: "trashed",
    width: 2,
  });
});

test("a PDF has the variants of images", async () => {
  const { uuid } = await addFile({ originalFileName: "letter.pdf" });
  const names = (await listMissingVariants(db(), uuid)).map(({ variantName }) => variantName);
  const dimensions = await db()
    .select()
    .from(storageDimensions)
    .where(eq(storageDimensions.appliesTo, "image"));
  expect(names.sort()).toEqual(dimensions.map(({ name }) => name).sort());
});

test("bad input and what is not there are refused", async () => {
  const { uuid: fileUuid } = await addFile();
  const original = { fileUuid, variantName: "original" };
  const stored = { ...original, ...bytes, bucketUuids: [] };
  const refuse = async (code: string, run: () => Promise<unknown>) =>
    expect(run()).rejects.toMatchObject({ name: "RuleError", code, remedy: expect.any(String) });
  for (const wrong of [
    { fileUuid: "1" },
    { variantName: "" },
    { checksum: "" },
    { size: 0 },
    { width: 0.5 },
    { fileName: "x".repeat(256) },
    { bucketUuids: ["1"] },
    { bucketUuids: [nobody] },
  ]) {
    await refuse("invalid_input", () => storeFileInstance(db(), { ...stored, ...wrong }));
  }
  expect(await db().$count(fileInstances)).toBe(0);
  await refuse("file_not_found", () => storeFileInstance(db(), { ...stored, fileUuid: nobody }));
  await refuse("file_not_found", () => claimVariant(db(), { ...original, fileUuid: nobody }));
  await refuse("invalid_input", () => claimVariant(db(), original, { staleAfterMs: -1 }));
  await refuse("invalid_input", () => claimVariant(db(), { ...original, format: "x".repeat(256) }));
  await refuse("invalid_input", () => failVariant(db(), { ...original, variantName: "\0" }));
  const copy = { ...original, bucketUuid: nobody, status: "active" } as const;
  await refuse("file_not_found", () => recordFileLocation(db(), copy));
  await storeFileInstance(db(), stored);
  await refuse("invalid_input", () => recordFileLocation(db(), copy));
  await refuse("invalid_input", () => recordFileLocation(db(), { ...copy, status: "gone" as "failed" }));
  await refuse("invalid_input", () => recordFileLocation(db(), { ...copy, priority: -1 }));
  await refuse("file_not_found", () => completeFile(db(), { fileUuid: nobody }));
  await refuse("invalid_input", () => completeFile(db(), { fileUuid, width: 0 }));
  await refuse("invalid_input", () => findFileSources(db(), { ...original, fileUuid: "1" }));
});

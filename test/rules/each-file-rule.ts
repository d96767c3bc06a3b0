import { randomUUID } from "node:crypto";
import type { Tables, User } from "../../schema/index.ts";
import type { BoundRules, Db } from "../../src/rules/index.ts";

interface FileScene {
  readonly rules: BoundRules;
  readonly db: Db;
  readonly tables: Tables;
  readonly ada: User;
}

const content = { checksum: randomUUID(), size: 7, width: 4, height: 3 };

/** A new file of one scenario. */
async function addFile({ rules, ada }: FileScene): Promise<string> {
  const upload = { userUuid: ada.uuid, fileChecksum: randomUUID(), originalFileName: "a.png", size: 7 };
  return (await rules.findOrCreateFile(upload)).file.uuid;
}

async function addBucket({ db, tables }: FileScene): Promise<string> {
  const [bucket] = await db
    .insert(tables.buckets)
    .values({ name: randomUUID(), provider: "local" })
    .returning();
  return bucket?.uuid ?? "";
}

/** The original of a new file, in a new bucket. */
async function addOriginal(scene: FileScene) {
  const original = { fileUuid: await addFile(scene), variantName: "original" };
  const bucketUuid = await addBucket(scene);
  const stored = await scene.rules.storeFileInstance({ ...content, ...original, bucketUuids: [bucketUuid] });
  return { original, bucketUuid, stored };
}

const dimensions = { width: 4, height: 3, metadata: { camera: "box" } };

/** Each rule of files with values of every kind that it takes, by its name. */
export const fileScenarios = {
  claimVariant: async (scene) =>
    scene.rules.claimVariant({ fileUuid: await addFile(scene), variantName: "small", format: "webp" }),
  completeFile: async (scene) => scene.rules.completeFile({ fileUuid: await addFile(scene), ...dimensions }),
  failFile: async (scene) => scene.rules.failFile(await addFile(scene)),
  failVariant: async (scene) => {
    const variant = { fileUuid: await addFile(scene), variantName: "small" };
    await scene.rules.claimVariant(variant);
    return scene.rules.failVariant(variant);
  },
  findFileSources: async (scene) => scene.rules.findFileSources((await addOriginal(scene)).original),
  findOrCreateFile: ({ rules, ada }) =>
    rules.findOrCreateFile({
      userUuid: ada.uuid,
      fileChecksum: randomUUID(),
      originalFileName: "Photo.JPG",
      size: 7,
      metadata: { camera: "box" },
    }),
  listMissingVariants: async (scene) => scene.rules.listMissingVariants(await addFile(scene)),
  recordFileLocation: async (scene) => {
    const { original, bucketUuid } = await addOriginal(scene);
    return scene.rules.recordFileLocation({ ...original, bucketUuid, status: "active", priority: 1 });
  },
  storeFileInstance: async (scene) => (await addOriginal(scene)).stored,
} as const satisfies Partial<Record<keyof BoundRules, (scene: FileScene) => Promise<unknown>>>;

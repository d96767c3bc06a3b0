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

const addFolder = ({ rules }: FileScene, parentUuid?: string) =>
  rules.createFolder({ name: randomUUID(), description: "Käse", color: "teal", parentUuid });

const dimensions = { width: 4, height: 3, metadata: { camera: "box" } };

/** Each rule of files with values of every kind that it takes, by its name. */
export const fileScenarios = {
  claimVariant: async (scene) =>
    scene.rules.claimVariant({ fileUuid: await addFile(scene), variantName: "small", format: "webp" }),
  completeFile: async (scene) => scene.rules.completeFile({ fileUuid: await addFile(scene), ...dimensions }),
  createFolder: async (scene) => addFolder(scene, (await addFolder(scene)).uuid),
  deleteFolder: async (scene) => scene.rules.deleteFolder((await addFolder(scene)).uuid),
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
  linkFile: async (scene) =>
    scene.rules.linkFile({ fileUuid: await addFile(scene), folderUuid: (await addFolder(scene)).uuid }),
  listFileReferences: async (scene) => {
    const fileUuid = await addFile(scene);
    await scene.rules.updateFolder({ uuid: (await addFolder(scene)).uuid, coverFileUuid: fileUuid });
    return scene.rules.listFileReferences(fileUuid);
  },
  listFolderFiles: async (scene) => {
    const { uuid: folderUuid } = await addFolder(scene);
    const fileUuids = [await addFile(scene), await addFile(scene)];
    for (const fileUuid of fileUuids) await scene.rules.moveFile({ fileUuid, folderUuid });
    return scene.rules.listFolderFiles(folderUuid, { after: fileUuids[1], limit: 5 });
  },
  listFolders: async (scene) => {
    const { uuid } = await addFolder(scene);
    await addFolder(scene, uuid);
    return scene.rules.listFolders(uuid);
  },
  listMissingVariants: async (scene) => scene.rules.listMissingVariants(await addFile(scene)),
  moveFile: async (scene) =>
    scene.rules.moveFile({ fileUuid: await addFile(scene), folderUuid: (await addFolder(scene)).uuid }),
  purgeTrashedFiles: async (scene) => {
    const { original } = await addOriginal(scene);
    await scene.rules.trashFile(original.fileUuid);
    const deleteCopy = () => Promise.resolve();
    return scene.rules.purgeTrashedFiles({ deleteCopy, olderThanMs: 0, fileUuid: original.fileUuid });
  },
  recordFileLocation: async (scene) => {
    const { original, bucketUuid } = await addOriginal(scene);
    return scene.rules.recordFileLocation({ ...original, bucketUuid, status: "active", priority: 1 });
  },
  restoreFile: async (scene) => {
    const uuid = await addFile(scene);
    await scene.rules.trashFile(uuid);
    return scene.rules.restoreFile(uuid);
  },
  restoreFolder: async (scene) => {
    const { uuid } = await addFolder(scene);
    await scene.rules.trashFolder(uuid);
    return scene.rules.restoreFolder(uuid);
  },
  storeFileInstance: async (scene) => (await addOriginal(scene)).stored,
  trashFile: async (scene) => scene.rules.trashFile(await addFile(scene)),
  trashFolder: async (scene) => scene.rules.trashFolder((await addFolder(scene)).uuid),
  unlinkFile: async (scene) => {
    const link = { fileUuid: await addFile(scene), folderUuid: (await addFolder(scene)).uuid };
    await scene.rules.linkFile(link);
    return scene.rules.unlinkFile(link);
  },
  updateFolder: async (scene) =>
    scene.rules.updateFolder({ uuid: (await addFolder(scene)).uuid, name: randomUUID() }),
} as const satisfies Partial<Record<keyof BoundRules, (scene: FileScene) => Promise<unknown>>>;

import { createHash } from "node:crypto";
import { isNotNull, sql } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { Task } from "graphile-worker";
import { type BoundRules, type DueVariant, type PurgeResult, rulesFor } from "phoenix-kit-schema/rules";
import sharp, { type FormatEnum } from "sharp";
import type { Services } from "./context.ts";
import { tablesOf } from "./phoenix-kit.ts";
import { tenants } from "./schema.ts";
import { deleteCopy, readCopy, writeCopy } from "./storage.ts";

declare global {
  namespace GraphileWorker {
    /** The jobs of this app, and what each gets. */
    interface Tasks {
      process_file: FileOfTenant;
      purge_trash: object;
    }
  }
}

interface FileOfTenant {
  readonly tenant: string;
  readonly fileUuid: string;
}

type Jobs = GraphileWorker.Tasks;

/** Adds a job; in a transaction, it appears when that commits. */
export type AddJob = <Name extends keyof Jobs>(
  db: Pick<PgDatabase<PgQueryResultHKT>, "execute">,
  name: Name,
  payload: Jobs[Name],
) => Promise<unknown>;

export const addJob: AddJob = async (db, name, payload) =>
  db.execute(sql`SELECT graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json)`);

/** When jobs run by themselves: the trash is emptied at night. */
export const crontab = "0 3 * * * purge_trash";

/** What each job does. A job may run again after a crash, so each can be repeated. */
export function createTasks(services: Services): { [Name in keyof Jobs]: Task<Name> } {
  return {
    process_file: (file) => processFile(services, file),
    purge_trash: async () => {
      const all = await services.db.select().from(tenants).where(isNotNull(tenants.readyAt));
      for (const { name } of all) await purgeTrash(services, name);
    },
  };
}

/** Removes what was in the trash for so long, by default for the days that the tenant has set. */
export function purgeTrash(services: Services, tenant: string, olderThanMs?: number): Promise<PurgeResult> {
  return rulesFor(services.db, tablesOf(tenant)).purgeTrashedFiles({
    olderThanMs,
    deleteCopy: (copy) => deleteCopy(services.uploads, { tenant, ...copy }),
  });
}

async function processFile(services: Services, { tenant, fileUuid }: FileOfTenant): Promise<void> {
  const rules = rulesFor(services.db, tablesOf(tenant));
  const [source] = await rules.findFileSources({ fileUuid, variantName: "original" });
  if (!source) return; // it was purged meanwhile
  if (!source.instance.mimeType.startsWith("image/")) {
    await rules.completeFile({ fileUuid });
    return;
  }
  const { bucket, location } = source;
  const bytes = await readCopy(services.uploads, { tenant, bucket, path: location.path });
  const picture = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (!picture) {
    await rules.failFile(fileUuid);
    return;
  }
  await rules.completeFile({ fileUuid, ...picture.autoOrient });
  for (const due of await rules.listMissingVariants(fileUuid)) {
    const write: WriteBytes = async (path, data) => {
      const [chosen] = await rules.chooseBuckets({ sizeBytes: data.length });
      if (!chosen) throw new Error("There is no bucket.");
      await writeCopy(services.uploads, { tenant, bucket: chosen, path }, data);
      return [chosen.uuid];
    };
    await makeVariant(rules, { fileUuid, bytes, due, write });
  }
}

/** Stores bytes under a path, and says in which buckets. */
type WriteBytes = (path: string, bytes: Uint8Array) => Promise<string[]>;

async function makeVariant(
  rules: BoundRules,
  {
    fileUuid,
    bytes,
    due,
    write,
  }: { fileUuid: string; bytes: Uint8Array; due: DueVariant; write: WriteBytes },
): Promise<void> {
  const { variantName, format, dimension } = due;
  const claimed = await rules.claimVariant({ fileUuid, variantName, format });
  if (!claimed) return; // another worker makes it
  try {
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .resize({
        width: dimension.width ?? undefined,
        height: dimension.height ?? undefined,
        fit: dimension.maintainAspectRatio ? "inside" : "cover",
        withoutEnlargement: true,
      })
      .toFormat(claimed.ext as keyof FormatEnum, { quality: dimension.quality })
      .toBuffer({ resolveWithObject: true });
    await rules.storeFileInstance({
      fileUuid,
      variantName,
      bucketUuids: await write(claimed.fileName, data),
      checksum: createHash("sha256").update(data).digest("hex"),
      size: data.length,
      fileName: claimed.fileName,
      ext: claimed.ext,
      width: info.width,
      height: info.height,
    });
  } catch (error) {
    console.error(error);
    await rules.failVariant({ fileUuid, variantName });
  }
}

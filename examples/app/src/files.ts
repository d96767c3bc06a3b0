import { createHash } from "node:crypto";
import { and, desc, eq, ne } from "drizzle-orm";
import type { Context } from "hono";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { StoredFile } from "phoenix-kit-schema";
import { rulesFor } from "phoenix-kit-schema/rules";
import { z } from "zod";
import { signedIn } from "./accounts.ts";
import { answer, type Env, permitted, readClient } from "./context.ts";
import { purgeTrash } from "./jobs.ts";
import { readCopy, writeCopy } from "./storage.ts";

/** Uploads of a tenant: stored once, shown in sizes that a job makes, and kept in the trash for a while. */
export const files = new Hono<Env>()
  .post("/files", signedIn, async (c) => {
    const { file: given } = await c.req.parseBody();
    if (!(given instanceof File)) throw new HTTPException(400, { message: "Give a file." });
    const bytes = new Uint8Array(await given.arrayBuffer());
    const fileChecksum = createHash("sha256").update(bytes).digest("hex");
    const found = await c.var.rules.findOrCreateFile({
      userUuid: c.var.user.uuid,
      fileChecksum,
      originalFileName: given.name,
      size: bytes.length,
    });
    if (found.file.status === "trashed") await c.var.rules.restoreFile(found.file.uuid);
    await storeOriginal(c, found.file, bytes);
    return answer(c, found);
  })
  .get("/files", signedIn, async (c) => c.json(await listOwnFiles(c)))
  .get("/files/:uuid/:variant?", signedIn, async (c) => {
    const file = await findOwnFile(c);
    const variantName = c.req.param("variant") ?? "original";
    const [source] = await c.var.rules.findFileSources({ fileUuid: file.uuid, variantName });
    if (!source || file.status === "trashed") throw new HTTPException(404, { message: "It is not there." });
    const { bucket, location, instance } = source;
    const copy = { tenant: c.var.tenant, bucket, path: location.path };
    return c.body(await readCopy(c.var.services.uploads, copy), 200, {
      "content-type": instance.mimeType,
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
    });
  })
  .post("/files/:uuid/trash", signedIn, async (c) => {
    const { uuid } = await findOwnFile(c);
    return answer(c, { trashed: await c.var.rules.trashFile(uuid) }, 200);
  })
  .post("/files/:uuid/restore", signedIn, async (c) => {
    const { uuid } = await findOwnFile(c);
    return answer(c, { restored: await c.var.rules.restoreFile(uuid) }, 200);
  })
  .post("/trash/empty", signedIn, permitted("media"), async (c) => {
    const { files: purged, references } = await purgeTrash(c.var.services, c.var.tenant, 0);
    const admin = c.var.user.uuid;
    const entry = { action: "trash_emptied", admin, target: admin, metadata: { files: purged } };
    await c.var.rules.recordAudit({ ...entry, ...readClient(c) });
    return answer(c, { purged, references }, 200);
  });

/** The files of the one who is signed in, with those in the trash, newest first. */
export function listOwnFiles(c: Context<Env>, userUuid = c.var.user.uuid): Promise<StoredFile[]> {
  const { files: table } = c.var.tables;
  const isOwn = and(eq(table.userUuid, userUuid), ne(table.status, "failed"));
  return c.var.services.db.select().from(table).where(isOwn).orderBy(desc(table.uuid));
}

async function findOwnFile(c: Context<Env>): Promise<StoredFile> {
  const { files: table } = c.var.tables;
  const uuid = z.uuid().parse(c.req.param("uuid"));
  const isOwn = and(eq(table.uuid, uuid), eq(table.userUuid, c.var.user.uuid));
  const [file] = await c.var.services.db.select().from(table).where(isOwn);
  if (!file) throw new HTTPException(404, { message: "There is no such file." });
  return file;
}

/** Also where an earlier upload of the same was interrupted. The bytes come first: no row says that they are there before. */
async function storeOriginal(c: Context<Env>, file: StoredFile, bytes: Uint8Array): Promise<void> {
  const { rules, services, tables, tenant } = c.var;
  const original = { fileUuid: file.uuid, variantName: "original" };
  if ((await rules.findFileSources(original)).length > 0) return;
  const [bucket] = await rules.chooseBuckets({ sizeBytes: bytes.length });
  if (!bucket) return;
  const fileName = `${file.uuid}.${file.ext}`;
  await writeCopy(services.uploads, { tenant, bucket, path: fileName }, bytes);
  const { fileChecksum: checksum, size } = file;
  await services.db.transaction(async (tx) => {
    const stored = { ...original, bucketUuids: [bucket.uuid], fileName, checksum, size };
    await rulesFor(tx, tables).storeFileInstance(stored);
    await services.addJob(tx, "process_file", { tenant, fileUuid: file.uuid });
  });
}

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { createEntityDataSchema, entityInsertSchema } from "phoenix-kit-schema/zod";
import { signedIn } from "./accounts.ts";
import { answer, type Env, permitted, readFields } from "./context.ts";

/** The settings that this app has, with their defaults. */
export const defaultSettings = { site_name: "A new site", contact_email: "" };

/** Settings, uploads and entities of a tenant. */
export const content = new Hono<Env>()
  .get("/settings", signedIn, async (c) => c.json(await c.var.rules.getSettings(defaultSettings)))
  .post("/settings", signedIn, permitted("settings"), async (c) => {
    const { key, value } = await readFields(c, "key", "value");
    if (!(key in defaultSettings)) throw new HTTPException(404, { message: "There is no such setting." });
    await c.var.rules.putSetting(key, value);
    return answer(c, { key, value }, 200);
  })
  .post("/files", signedIn, async (c) => {
    const { file } = await c.req.parseBody();
    if (!(file instanceof File)) throw new HTTPException(400, { message: "Give a file." });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const fileChecksum = createHash("sha256").update(bytes).digest("hex");
    const upload = {
      userUuid: c.var.user.uuid,
      fileChecksum,
      originalFileName: file.name,
      size: bytes.length,
    };
    const stored = await c.var.rules.findOrCreateFile(upload);
    const folder = join(c.var.services.uploads, c.var.base);
    await mkdir(folder, { recursive: true });
    // the content again, where a first upload was interrupted after its row
    await writeFile(join(folder, stored.file.fileName), bytes);
    return answer(c, stored);
  })
  .get("/files", signedIn, async (c) => {
    const { files } = c.var.tables;
    return c.json(await c.var.services.db.select().from(files).where(eq(files.userUuid, c.var.user.uuid)));
  })
  .get("/files/:name", signedIn, async (c) => {
    const { files } = c.var.tables;
    const { db, uploads } = c.var.services;
    const [file] = await db
      .select()
      .from(files)
      .where(eq(files.fileName, c.req.param("name")));
    if (file?.userUuid !== c.var.user.uuid)
      throw new HTTPException(404, { message: "There is no such file." });
    const bytes = await readFile(join(uploads, c.var.base, file.fileName));
    return c.body(new Uint8Array(bytes), 200, {
      "content-type": file.mimeType,
      "content-disposition": "attachment",
    });
  })
  .post("/entities", signedIn, permitted("entities"), async (c) => {
    const entity = entityInsertSchema.parse({ ...(await c.req.json()), createdByUuid: c.var.user.uuid });
    const { entities } = c.var.tables;
    const [stored] = await c.var.services.db
      .insert(entities)
      .values(entity)
      .onConflictDoNothing()
      .returning();
    if (!stored) throw new HTTPException(409, { message: "There is an entity of that name already." });
    return c.json(stored, 201);
  })
  .post("/entities/:name", signedIn, async (c) => {
    const { entities, entityData } = c.var.tables;
    const { db } = c.var.services;
    const [entity] = await db
      .select()
      .from(entities)
      .where(eq(entities.name, c.req.param("name")));
    if (!entity) throw new HTTPException(404, { message: "There is no such entity." });
    const { title, data } = await c.req.json();
    const record = {
      title: String(title),
      data: createEntityDataSchema(entity.fieldsDefinition).parse(data),
    };
    const row = { ...record, entityUuid: entity.uuid, createdByUuid: c.var.user.uuid };
    const [stored] = await db.insert(entityData).values(row).returning();
    return c.json(stored, 201);
  });

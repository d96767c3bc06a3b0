import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { createEntityDataSchema, entityInsertSchema } from "phoenix-kit-schema/zod";
import { signedIn } from "./accounts.ts";
import { answer, type Env, permitted, readFields } from "./context.ts";

/** The settings that this app has, with their defaults. */
export const defaultSettings = { site_name: "A new site", contact_email: "" };

/** Settings and entities of a tenant. */
export const content = new Hono<Env>()
  .get("/settings", signedIn, async (c) => c.json(await c.var.rules.getSettings(defaultSettings)))
  .post("/settings", signedIn, permitted("settings"), async (c) => {
    const { key, value } = await readFields(c, "key", "value");
    if (!(key in defaultSettings)) throw new HTTPException(404, { message: "There is no such setting." });
    await c.var.rules.putSetting(key, value);
    return answer(c, { key, value }, 200);
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

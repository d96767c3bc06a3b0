import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { up } from "phoenix-kit-schema";
import { rulesFor } from "phoenix-kit-schema/rules";
import { signedIn } from "./accounts.ts";
import { answer, bind, type Env, readFields } from "./context.ts";
import { tables, tablesOf, toPrefix } from "./phoenix-kit.ts";
import { tenants } from "./schema.ts";

/** Binds what follows to the accounts of the service. */
export const inService = createMiddleware<Env>(async (c, next) => {
  bind(c, tables);
  await next();
});

/** Binds what follows to the tenant that the path names. */
export const inTenant = createMiddleware<Env>(async (c, next) => {
  const name = c.req.param("tenant") ?? "";
  const [tenant] = await c.var.services.db
    .select()
    .from(tenants)
    .where(and(eq(tenants.name, name), isNotNull(tenants.readyAt)));
  if (!tenant) throw new HTTPException(404, { message: "There is no such tenant." });
  bind(c, tablesOf(tenant.name), tenant.name);
  await next();
});

/** Makes tenants while the app runs: a schema with all tables, in one transaction. */
export const tenantRoutes = new Hono<Env>().post("/tenants", signedIn, async (c) => {
  const { name } = await readFields(c, "name");
  if (!/^[a-z][a-z0-9]{1,30}$/.test(name)) {
    throw new HTTPException(400, { message: "Give a name of small letters and digits." });
  }
  const { db, target } = c.var.services;
  const { uuid: ownerUuid, email, hashedPassword } = c.var.user;
  await db.insert(tenants).values({ name, ownerUuid }).onConflictDoNothing();
  // what is there may be an attempt of the same owner that was interrupted: it goes on
  const mine = and(eq(tenants.name, name), eq(tenants.ownerUuid, ownerUuid), isNull(tenants.readyAt));
  const [reserved] = await db.select().from(tenants).where(mine);
  if (!reserved) throw new HTTPException(409, { message: "That name is taken." });
  await up(target, { prefix: toPrefix(name) });
  const rules = rulesFor(db, tablesOf(name));
  // the first user becomes Owner, with the password that the service knows
  if (!(await rules.findUserByEmail(email))) await rules.registerUser({ email, hashedPassword });
  const [created] = await db.update(tenants).set({ readyAt: new Date() }).where(mine).returning();
  return answer(c, created ?? reserved);
});

import { desc } from "drizzle-orm";
import type { Context } from "hono";
import { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { checkPassword, hashPassword, publicUser, rulesFor } from "phoenix-kit-schema/rules";
import { answer, type Env, permitted, readClient, readFields } from "./context.ts";

/** Each tenant has a cookie of its own: a browser may be signed in at several, and at the service. */
const toCookieName = (base: string) => `session${base.replaceAll("/", "_")}`;

const readToken = (c: Context<Env>) => getCookie(c, toCookieName(c.var.base)) ?? "";

async function startSession(c: Context<Env>, userUuid: string): Promise<void> {
  const { token } = await c.var.rules.createSession({ userUuid, ...readClient(c) });
  setCookie(c, toCookieName(c.var.base), token, {
    path: `${c.var.base}/`,
    httpOnly: true,
    sameSite: "Lax",
    secure: new URL(c.req.url).protocol === "https:",
    maxAge: 60 * 24 * 60 * 60,
  });
}

/** The user of the session, if there is one. */
export async function findUser(c: Context<Env>) {
  const token = readToken(c);
  return token === "" ? undefined : (await c.var.rules.findSession(token))?.user;
}

/** Only users who are signed in get past. */
export const signedIn = createMiddleware<Env>(async (c, next) => {
  const user = await findUser(c);
  if (!user) throw new HTTPException(401, { message: "Sign in first." });
  c.set("user", user);
  await next();
});

/** Sign-up, sign-in, roles and the audit log, of the service and of each tenant alike. */
export const accounts = new Hono<Env>()
  .post("/users", async (c) => {
    const { email, password } = await readFields(c, "email", "password");
    const hashedPassword = await hashPassword(password);
    const registration = { email, hashedPassword, registrationIp: readClient(c).ip };
    const { user, role } = await c.var.rules.registerUser(registration);
    await startSession(c, user.uuid);
    return answer(c, { ...publicUser(user), role });
  })
  .get("/users", signedIn, permitted("users"), async (c) =>
    c.json(await c.var.rules.listUsers({ search: c.req.query("search") || undefined })),
  )
  .post("/session", async (c) => {
    const { email, password } = await readFields(c, "email", "password");
    const user = await c.var.rules.findUserByEmail(email);
    if (!(await checkPassword(password, user?.hashedPassword)) || !user) {
      throw new HTTPException(401, { message: "The address or the password is wrong." });
    }
    await startSession(c, user.uuid);
    return answer(c, publicUser(user));
  })
  .post("/session/end", signedIn, async (c) => {
    await c.var.rules.endSession(readToken(c));
    deleteCookie(c, toCookieName(c.var.base), { path: `${c.var.base}/` });
    return answer(c, null, 200);
  })
  .get("/me", signedIn, (c) => c.json(publicUser(c.var.user)))
  .post("/roles", signedIn, permitted("users"), async (c) => {
    const { email, role } = await readFields(c, "email", "role");
    const { db } = c.var.services;
    const target = await c.var.rules.findUserByEmail(email);
    if (!target) throw new HTTPException(404, { message: "Nobody has that address." });
    const granted = await db.transaction(async (tx) => {
      const rules = rulesFor(tx, c.var.tables);
      const admin = c.var.user.uuid;
      const isNew = await rules.grantRole({ userUuid: target.uuid, role, grantedBy: admin });
      const entry = { action: "role_assigned", admin, target: target.uuid, metadata: { role } } as const;
      await rules.recordAudit({ ...entry, ...readClient(c) });
      return isNew;
    });
    return answer(c, { granted });
  })
  .get("/audit", signedIn, permitted("users"), async (c) => {
    const { auditLogs } = c.var.tables;
    return c.json(await c.var.services.db.select().from(auditLogs).orderBy(desc(auditLogs.uuid)).limit(50));
  });

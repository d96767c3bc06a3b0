import { getConnInfo } from "@hono/node-server/conninfo";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import type { DatabaseTarget, Tables, User } from "phoenix-kit-schema";
import { type BoundRules, rulesFor } from "phoenix-kit-schema/rules";
import type { AddJob } from "./jobs.ts";

/** What the app works with; tests give other ones. */
export interface Services {
  readonly db: PgDatabase<PgQueryResultHKT>;
  /** Where the schemas of new tenants are made: the pool, or PGlite. */
  readonly target: DatabaseTarget;
  /** The folder for the bytes of uploads. */
  readonly uploads: string;
  readonly sendEmail: (email: { to: string; subject: string; body: string }) => Promise<void>;
  /** The topics of Amazon SNS that report on e-mails. */
  readonly topicArns: readonly string[];
  readonly addJob: AddJob;
}

/** What a request works on: the service itself, or one tenant. */
export interface Env {
  Variables: {
    services: Services;
    tables: Tables;
    rules: BoundRules;
    /** Its name; empty for the service. */
    tenant: string;
    /** Where its pages are, which the cookie of a session is for. */
    base: string;
    user: User;
  };
}

/** Binds a request to some tables: from here on, no rule can forget them. */
export function bind(c: Context<Env>, tables: Tables, tenant = ""): void {
  c.set("tables", tables);
  c.set("rules", rulesFor(c.var.services.db, tables));
  c.set("tenant", tenant);
  c.set("base", tenant && `/t/${tenant}`);
}

/** Only users with a permission get past; Owners have them all. */
export const permitted = (key: string) =>
  createMiddleware<Env>(async (c, next) => {
    if (!(await c.var.rules.hasPermission({ userUuid: c.var.user.uuid, key }))) {
      throw new HTTPException(403, { message: `That needs the permission ${key}.` });
    }
    await next();
  });

/** The address and program of the one who asks. */
export function readClient(c: Context<Env>): { ip: string | undefined; userAgent: string | undefined } {
  return { ip: getConnInfo(c).remote.address, userAgent: c.req.header("user-agent") };
}

/** The texts of a form or of a JSON object; empty where there are none. */
export async function readFields<Name extends string>(
  c: Context<Env>,
  ...names: Name[]
): Promise<Record<Name, string>> {
  const isJson = c.req.header("content-type")?.startsWith("application/json");
  const body: Record<string, unknown> = Object(isJson ? await c.req.json() : await c.req.parseBody());
  return Object.fromEntries(names.map((name) => [name, String(body[name] ?? "")])) as Record<Name, string>;
}

/** JSON for programs; for the forms of a browser, the page again. */
export function answer(c: Context<Env>, body: object | null, status: 200 | 201 = 201): Response {
  if (c.req.header("accept")?.includes("text/html")) return c.redirect(`${c.var.base}/`, 303);
  return c.json(body, status);
}

import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { isRuleError, type RuleErrorCode } from "phoenix-kit-schema/rules";
import { ZodError } from "zod";
import { accounts } from "./accounts.ts";
import { content } from "./content.ts";
import type { Env, Services } from "./context.ts";
import { emails, sesWebhook } from "./emails.ts";
import { files } from "./files.ts";
import { servicePage, tenantPage } from "./pages.ts";
import { inService, inTenant, tenantRoutes } from "./tenants.ts";

/** The app: the service at `/`, its tenants at `/t/<name>/`. On node-postgres in production, on PGlite in tests. */
export function createApp(services: Services): Hono<Env> {
  const app = new Hono<Env>({ strict: false });
  app.use(async (c, next) => {
    c.set("services", services);
    await next();
  });
  app.use("/t/:tenant/*", inTenant);
  // Amazon's servers send no Origin, so the check of forms from other sites comes after
  app.route("/t/:tenant", sesWebhook);
  app.use(csrf());
  app.route("/t/:tenant", tenantPage);
  for (const routes of [accounts, content, files, emails]) app.route("/t/:tenant", routes);
  app.use(inService);
  app.route("/", servicePage);
  for (const routes of [accounts, tenantRoutes]) app.route("/", routes);
  app.onError((error, c) => {
    const [status, body] = toAnswer(error);
    return c.json(body, status);
  });
  return app;
}

/** As docs/errors.md of phoenix-kit-schema has them; 400 for the others that a caller can mend. */
const statuses: Partial<Record<RuleErrorCode, ContentfulStatusCode>> = {
  conflict: 503,
  email_blocked: 409,
  email_taken: 409,
  file_not_found: 404,
  last_owner: 409,
  no_room: 507,
  role_not_found: 404,
  signature_invalid: 403,
  user_inactive: 403,
  user_not_found: 404,
};

/** A rule says what is wrong and what to do about it; anything else is for us to mend. */
function toAnswer(error: unknown): [ContentfulStatusCode, object] {
  if (isRuleError(error)) {
    return [statuses[error.code] ?? 400, { error: error.message, remedy: error.remedy }];
  }
  if (error instanceof SyntaxError) return [400, { error: "The body is not JSON." }];
  if (error instanceof ZodError) return [400, { error: "The values are not valid.", issues: error.issues }];
  if (error instanceof HTTPException) return [error.status as ContentfulStatusCode, { error: error.message }];
  console.error(error);
  return [500, { error: "It is our fault." }];
}

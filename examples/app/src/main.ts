import { once } from "node:events";
import { serve } from "@hono/node-server";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { getNewestVersion, migratedVersion, upMany } from "phoenix-kit-schema";
import SnsValidator from "sns-payload-validator";
import { prefix, toPrefix } from "./phoenix-kit.ts";
import { createApp } from "./server.ts";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const version = await migratedVersion(pool, { prefix });
if (version < getNewestVersion()) {
  throw new Error(`The schema is at V${version}, the app needs V${getNewestVersion()}: npm run migrate`);
}
// the schemas of tenants, after the package got a newer version
for await (const tenant of upMany(pool, { match: toPrefix("%").replace("_", "\\_") })) {
  if (tenant.outcome !== "done") throw tenant.error;
}

const sns = new SnsValidator();
const app = createApp({
  db: drizzle({ client: pool }),
  target: pool,
  uploads: process.env.UPLOADS ?? "uploads",
  sendEmail: async ({ to, subject }) => console.log(`An e-mail to ${to} would leave here: ${subject}`),
  checkSns: (message) => sns.validate(message),
});
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
await once(server, "listening");
const address = server.address();
console.log(`Listening on port ${typeof address === "object" ? address?.port : address}`);

await once(process, "SIGTERM");
server.close();
await once(server, "close");
await pool.end();

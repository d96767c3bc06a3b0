import { once } from "node:events";
import { serve } from "@hono/node-server";
import { drizzle } from "drizzle-orm/node-postgres";
import { run } from "graphile-worker";
import pg from "pg";
import { getNewestVersion, migratedVersion, upMany } from "phoenix-kit-schema";
import type { Services } from "./context.ts";
import { addJob, createTasks, crontab } from "./jobs.ts";
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

const services: Services = {
  db: drizzle({ client: pool }),
  target: pool,
  uploads: process.env.UPLOADS ?? "uploads",
  sendEmail: async ({ to, subject }) => console.log(`An e-mail to ${to} would leave here: ${subject}`),
  topicArns: process.env.SNS_TOPICS?.split(",") ?? [],
  addJob,
};
const app = createApp(services);
// creates and migrates the schema graphile_worker; it looks at no other
const runner = await run({ pgPool: pool, taskList: createTasks(services), crontab, noHandleSignals: true });
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
await once(server, "listening");
const address = server.address();
console.log(`Listening on port ${typeof address === "object" ? address?.port : address}`);

await once(process, "SIGTERM");
server.close();
await once(server, "close");
await runner.stop();
await pool.end();

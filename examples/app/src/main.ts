import { once } from "node:events";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { getNewestVersion, migratedVersion } from "phoenix-kit-schema";
import { prefix } from "./phoenix-kit.ts";
import { createApp } from "./server.ts";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const version = await migratedVersion(pool, { prefix });
if (version < getNewestVersion()) {
  throw new Error(`The schema is at V${version}, the app needs V${getNewestVersion()}: npm run migrate`);
}

const server = createApp(drizzle({ client: pool })).listen(Number(process.env.PORT ?? 3000));
await once(server, "listening");
const address = server.address();
console.log(`Listening on port ${typeof address === "object" ? address?.port : address}`);

await once(process, "SIGTERM");
server.close();
await once(server, "close");
await pool.end();

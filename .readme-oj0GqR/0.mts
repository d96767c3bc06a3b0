import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { drizzle } from "drizzle-orm/pglite";
import { settings, up } from "phoenix-kit-schema";

const pglite = new PGlite({ extensions: { citext, pg_trgm } });
await up(pglite);
console.log(await drizzle({ client: pglite }).select().from(settings));
await pglite.close();

import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { hashPassword } from "./passwords.ts";
import { users } from "./phoenix-kit.ts";

/** node-postgres in production, PGlite in tests. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** Adds a user; undefined where the e-mail address has one already, in whatever case. */
export async function register(db: Database, email: string, password: string): Promise<string | undefined> {
  const [user] = await db
    .insert(users)
    .values({ email, hashedPassword: hashPassword(password) })
    .onConflictDoNothing()
    .returning({ uuid: users.uuid });
  return user?.uuid;
}

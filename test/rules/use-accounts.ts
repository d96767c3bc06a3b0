import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { users } from "../../src/index.ts";
import { openPool, type TestDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";

/**
 * Empties the users and activities of `public` before each test.
 *
 * @param database of the file
 * @returns a Drizzle database that 20 callers can use at once, and what adds a user
 */
export function useAccounts(database: () => TestDatabase) {
  let racers: Pool;
  beforeAll(() => {
    racers = openPool(database().url, { max: 20 });
  });
  afterAll(() => racers.end());
  beforeEach(() => emptyTables(database().pool, "phoenix_kit_users", "phoenix_kit_activities"));
  const db = () => drizzle({ client: racers });
  async function addUser(email: string, hashedPassword = ""): Promise<string> {
    const [user] = await db().insert(users).values({ email, hashedPassword }).returning();
    return user?.uuid ?? "";
  }
  return { db, addUser };
}

import { randomBytes } from "node:crypto";
import { type Client, DatabaseError, escapeIdentifier, escapeLiteral } from "pg";
import { inject } from "vitest";
import { changeUrl, withClient } from "./admin.ts";
import type { TestDatabase } from "./database.ts";

/** A login role with no rights but those that were asked for. */
export interface TestRole {
  name: string;
  password: string;
  /** Leads to the test database as this role, whether or not the server asks for passwords. */
  url: string;
  /** Ends its connections and drops it with all that it owns in that database. */
  drop(): Promise<void>;
}

/**
 * Creates a login role for a test database.
 *
 * @param database - which it may connect to.
 * @param options - `createOnDatabase`: whether it may create schemas and trusted extensions there; `name`:
 *   a random one unless given.
 * @example
 * const role = await createRole(database, { createOnDatabase: false });
 * await role.drop();
 */
export async function createRole(
  database: TestDatabase,
  options: { name?: string; createOnDatabase: boolean },
): Promise<TestRole> {
  const name = options.name ?? `phoenix_kit_role_${inject("run")}_${randomBytes(4).toString("hex")}`;
  const password = randomBytes(12).toString("base64url");
  const role = escapeIdentifier(name);
  await withClient(database.url, async (client) => {
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`);
    const rights = options.createOnDatabase ? "CONNECT, CREATE" : "CONNECT";
    await client.query(`GRANT ${rights} ON DATABASE ${escapeIdentifier(database.name)} TO ${role}`);
  });
  const drop = async () => {
    await withClient(database.url, (client) => disown(client, name)).catch(unlessNoDatabase);
    await withClient(inject("serverUrl"), (client) => client.query(`DROP ROLE IF EXISTS ${role}`));
  };
  return { name, password, url: changeUrl(database.url, { user: name, password }), drop };
}

async function disown(client: Client, name: string): Promise<void> {
  const role = escapeIdentifier(name);
  // Who is no superuser needs to be a member to end its sessions and to drop what it owns.
  await client.query(`GRANT ${role} TO CURRENT_USER`);
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", [name]);
  await client.query(`DROP OWNED BY ${role} CASCADE`);
}

function unlessNoDatabase(error: unknown): void {
  const isGone = error instanceof DatabaseError && error.code === "3D000";
  if (!isGone) throw error;
}

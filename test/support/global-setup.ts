import { randomBytes } from "node:crypto";
import { escapeIdentifier } from "pg";
import type { TestProject } from "vitest/node";
import { changeUrl, copyDatabase, dropDatabase, withClient } from "./admin.ts";
import { findServer } from "./server.ts";
import { prepareTemplate } from "./template.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Leads to a database of the server that the tests run on; not theirs, only to create others from. */
    serverUrl: string;
    /** The database that test databases are copied from. */
    template: string;
    /** In the name of everything that this run makes on the server. */
    run: string;
  }
}

/** Finds a server and prepares the template; the function returned drops all that this run left there. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await findServer();
  const run = randomBytes(4).toString("hex");
  const template = `phoenix_kit_template_${run}`;
  const tearDown = async () => {
    try {
      await dropLeftovers(server.url, run);
    } finally {
      await server.stop();
    }
  };
  try {
    await copyDatabase(server.url, "template0", template);
    await prepareTemplate(changeUrl(server.url, { database: template }));
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide("serverUrl", server.url);
  project.provide("template", template);
  project.provide("run", run);
  return tearDown;
}

async function dropLeftovers(serverUrl: string, run: string): Promise<void> {
  const ours = `^phoenix_kit_(template|test|role)_${run}`;
  const databases = await namesOf(
    serverUrl,
    "SELECT datname AS name FROM pg_database WHERE datname ~ $1",
    ours,
  );
  for (const name of databases) await dropDatabase(serverUrl, name);
  const roles = await namesOf(serverUrl, "SELECT rolname AS name FROM pg_roles WHERE rolname ~ $1", ours);
  for (const name of roles) {
    await withClient(serverUrl, (client) => client.query(`DROP ROLE IF EXISTS ${escapeIdentifier(name)}`));
  }
}

async function namesOf(serverUrl: string, query: string, pattern: string): Promise<string[]> {
  const { rows } = await withClient(serverUrl, (client) => client.query<{ name: string }>(query, [pattern]));
  return rows.map((row) => row.name);
}

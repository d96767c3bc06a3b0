import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { escapeIdentifier } from "pg";
import type { TestProject } from "vitest/node";
import { dropDatabase, withClient } from "./admin.ts";
import { makeRunFolder } from "./run-folder.ts";
import { findServer } from "./server.ts";
import { stopSharedServers } from "./shared-servers.ts";
import { ensureTemplate } from "./template.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Leads to a database of the server that the tests run on; not theirs, only to create others from. */
    serverUrl: string;
    /** In the name of everything that this run makes on the server. */
    run: string;
  }
}

/**
 * Finds a server, and makes the template that most test files copy while the first of them are loaded. The function
 * returned drops all that this run left on the server.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await findServer();
  const run = randomBytes(4).toString("hex");
  const folder = makeRunFolder();
  project.provide("serverUrl", server.url);
  project.provide("run", run);
  // a test file that needs the template makes it again, and then tells why that fails
  const template = ensureTemplate(server.url, run).catch(() => undefined);
  return async () => {
    await template;
    try {
      await dropLeftovers(server.url, run);
    } finally {
      await server.stop();
      await stopSharedServers(folder);
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function dropLeftovers(serverUrl: string, run: string): Promise<void> {
  const ours = `^phoenix_kit_(template|test|role)_${run}`;
  const databases = await listNames(
    serverUrl,
    "SELECT datname AS name FROM pg_database WHERE datname ~ $1",
    ours,
  );
  for (const name of databases) await dropDatabase(serverUrl, name);
  const roles = await listNames(serverUrl, "SELECT rolname AS name FROM pg_roles WHERE rolname ~ $1", ours);
  for (const name of roles) {
    await withClient(serverUrl, (client) => client.query(`DROP ROLE IF EXISTS ${escapeIdentifier(name)}`));
  }
}

async function listNames(serverUrl: string, query: string, pattern: string): Promise<string[]> {
  const { rows } = await withClient(serverUrl, (client) => client.query<{ name: string }>(query, [pattern]));
  return rows.map((row) => row.name);
}

import { createServer, connect as dial, type Server } from "node:net";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { migratedVersion, migratedVersionRuntime } from "../../src/migrate/migrated-version.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const servers: Server[] = [];

beforeAll(async () => {
  await up(database().pool, { prefix: 'ten"ant', version: 7 });
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});

describe.each([migratedVersion, migratedVersionRuntime])("%o", (ask) => {
  it("returns the version of the given prefix", async () => {
    expect(await ask(database().pool, { prefix: 'ten"ant' })).toBe(7);
    expect(await ask(database().url, { prefix: 'ten"ant' })).toBe(7);
  });

  it("returns 0 if there are no managed tables, whether or not the schema exists", async () => {
    expect(await ask(database().pool)).toBe(0);
    expect(await ask(database().pool, { prefix: "nowhere" })).toBe(0);
  });

  it("throws if the database cannot be reached, and never returns 0", async () => {
    const nowhere = "postgres://nobody@127.0.0.1:1/app";
    await expect(ask(nowhere)).rejects.toMatchObject({ code: "database_unreachable" });
  });

  it("refuses a prefix that no schema could have, before anybody connects", async () => {
    const run = ask("postgres://nobody@127.0.0.1:1/app", { prefix: "pg_mine" });
    await expect(run).rejects.toMatchObject({ code: "invalid_prefix" });
  });
});

describe("migratedVersionRuntime", () => {
  it("uses DATABASE_URL if no database is given", async () => {
    vi.stubEnv("DATABASE_URL", database().url);
    expect(await migratedVersionRuntime()).toBe(0);
    expect(await migratedVersionRuntime(undefined, { prefix: 'ten"ant' })).toBe(7);
  });

  it.each([undefined, ""])("says what is missing without either: %j", async (url) => {
    vi.stubEnv("DATABASE_URL", url);
    await expect(migratedVersionRuntime()).rejects.toMatchObject({
      code: "database_unreachable",
      remedy: expect.stringContaining("DATABASE_URL"),
    });
  });

  it("gives a server that is just starting a moment", async () => {
    const { hostname, port } = new URL(database().url);
    const tries: number[] = [];
    const late = createServer((socket) => {
      tries.push(Date.now());
      socket.on("error", () => undefined);
      if (tries.length < 3) return void socket.destroy();
      const through = dial(Number(port || 5432), hostname).on("error", () => undefined);
      socket.pipe(through).pipe(socket);
    });
    servers.push(late);
    const url = new URL(database().url);
    url.port = String(await listening(late));
    expect(await migratedVersionRuntime(url.href, { prefix: 'ten"ant' })).toBe(7);
    expect(tries).toHaveLength(3);
    expect((tries[2] ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(190);
  });

  it("gives up after the third attempt, with the error", async () => {
    let tries = 0;
    const dead = createServer((socket) => {
      tries++;
      socket.destroy();
    });
    servers.push(dead);
    const url = `postgres://nobody@127.0.0.1:${await listening(dead)}/app`;
    await expect(migratedVersionRuntime(url)).rejects.toMatchObject({ code: "database_unreachable" });
    expect(tries).toBe(3);
  });
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

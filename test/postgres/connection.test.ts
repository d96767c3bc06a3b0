import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { type DatabaseTarget, withConnection } from "../../src/postgres/connect.ts";
import { changeUrl } from "../support/admin.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const ways: Record<string, (target: DatabaseTarget) => Promise<unknown>> = {
  up: (target) => up(target),
  down: (target) => down(target, { version: 0 }),
  "plan up": (target) => plan(target, "up"),
  status: (target) => status(target),
  migratedVersion: (target) => migratedVersion(target),
};

/** Expects the same error of everything, by URL and by pool. */
async function expectRefused(url: string, error: object): Promise<void> {
  const pool = new Pool({ connectionString: url });
  cleanups.push(() => pool.end());
  for (const [name, run] of Object.entries(ways)) {
    for (const target of [url, pool]) {
      const found = await run(target).catch((reason: unknown) => reason);
      expect(found, name).toMatchObject({ name: "PhoenixKitError", ...error });
    }
  }
}

/** A server that answers whoever connects with one error, as PostgreSQL does. */
async function refusingServer(code: string, message: string): Promise<string> {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const answer = Buffer.alloc(5 + fields.length, "E");
  answer.writeInt32BE(4 + fields.length, 1);
  fields.copy(answer, 5);
  return `postgres://somebody:wrong@127.0.0.1:${await listening(
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(answer));
    }),
  )}/app`;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

describe("a session that the server ends", () => {
  it.each(["url", "pool"])("tells the server's reason in every later query, by %s", async (kind) => {
    const pool = new Pool({ connectionString: database().url });
    cleanups.push(() => pool.end());
    const work = withConnection(kind === "url" ? database().url : pool, async (connection) => {
      await database().pool.query("SELECT pg_terminate_backend($1)", [connection.processID]);
      const isThere = "SELECT FROM pg_stat_activity WHERE pid = $1";
      while ((await database().pool.query(isThere, [connection.processID])).rows.length > 0) await sleep(5);
      await sleep(50); // what the server said has to be read before the next query meets a closed socket
      for (let query = 0; query < 3; query += 1) {
        await expect(connection.query("SELECT 1")).rejects.toMatchObject({ code: "57P01" });
      }
    });
    await work;
  });
});

describe("a database that cannot be had", () => {
  it("is reported if nothing listens on the port", async () => {
    await expectRefused("postgres://nobody@127.0.0.1:1/app", {
      code: "database_unreachable",
      message: expect.stringContaining("127.0.0.1:1"),
      remedy: expect.stringContaining("host, port"),
    });
  });

  it("is reported if there is no such host", async () => {
    await expectRefused("postgres://nobody@host.invalid/app", { code: "database_unreachable" });
  });

  it("is reported if the other side hangs up", async () => {
    const port = await listening(createServer((socket) => socket.destroy()));
    await expectRefused(`postgres://nobody@127.0.0.1:${port}/app`, { code: "database_unreachable" });
  });

  it("is reported if the password is wrong, without the password", async () => {
    const url = await refusingServer("28P01", 'password authentication failed for user "somebody"');
    await expectRefused(url, {
      code: "authentication_failed",
      message: expect.stringMatching(/password authentication failed for user "somebody"$/),
      remedy: expect.stringContaining("password"),
    });
    const error = await up(url).catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toContain("wrong");
  });

  it("is reported if pg_hba.conf rejects the user", async () => {
    const url = await refusingServer("28000", "no pg_hba.conf entry");
    await expectRefused(url, { code: "authentication_failed", remedy: expect.stringContaining("pg_hba") });
  });

  it("is reported if the server is still starting", async () => {
    const url = await refusingServer("57P03", "the database system is starting up");
    await expectRefused(url, {
      code: "database_unreachable",
      message: expect.stringContaining("starting up"),
    });
  });

  it("is reported if the server does not have the database", async () => {
    await expectRefused(changeUrl(database().url, { database: "phoenix_kit_no_such" }), {
      code: "database_missing",
      remedy: expect.stringContaining("Create the database"),
    });
  });

  it.each(["not a url", "postgres://[", "http://127.0.0.1:1/x", "postgres://127.0.0.1:99999/app"])(
    "is reported if the URL is invalid: %j",
    async (url) => {
      for (const run of Object.values(ways)) {
        await expect(run(url)).rejects.toMatchObject({ code: "database_unreachable" });
      }
    },
  );

  it("is reported if the URL is empty", async () => {
    for (const run of Object.values(ways)) {
      await expect(run("")).rejects.toMatchObject({ code: "invalid_option" });
    }
  });
});

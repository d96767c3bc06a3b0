import { afterEach, describe, expect, it } from "vitest";
import type { PhoenixKitError } from "../../src/error.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import type { Connection } from "../../src/postgres/connection.ts";
import { withClient } from "../support/admin.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { fieldMajors, useStandby } from "../support/field.ts";
import { createRole } from "../support/roles.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe.each(fieldMajors)("two login roles of one owner on PostgreSQL %i", (major) => {
  async function createRoles() {
    const database = await createDatabase({ from: "empty", major });
    cleanups.push(() => database.drop());
    const [owner, one, two] = [
      await createRole(database, { createOnDatabase: true }),
      await createRole(database, { createOnDatabase: false }),
      await createRole(database, { createOnDatabase: false }),
    ] as const;
    for (const role of [owner, one, two]) cleanups.push(() => role.drop());
    await database.pool.query(`GRANT "${owner.name}" TO "${one.name}", "${two.name}";
      CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE SCHEMA kit AUTHORIZATION "${owner.name}"`);
    return { database, owner, one, two };
  }

  it("who work as the owner leave all objects to the owner, and their sessions keep their own role", async () => {
    const { database, owner, one, two } = await createRoles();
    await up(one.url, { prefix: "kit", version: 9, role: owner.name });
    await withClient(two.url, async (client) => {
      expect(await up(client, { prefix: "kit", version: 12, role: owner.name })).toMatchObject({ to: 12 });
      const { rows } = await client.query("SELECT current_user::text AS role");
      expect(rows[0]?.role).toBe(two.name);
    });
    const { rows } = await database.pool.query(
      `SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class WHERE relnamespace = 'kit'::regnamespace`,
    );
    expect(rows).toEqual([{ owner: owner.name }]);
  });

  it("get an error that names the owner of the tables and how to work as it", async () => {
    const { one, two } = await createRoles();
    await up(one.url, { prefix: "kit", version: 7 });
    const error = await up(two.url, { prefix: "kit", version: 8 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "insufficient_privilege",
      remedy: expect.stringContaining(one.name),
    });
    expect((error as PhoenixKitError).remedy).toContain("--role");
  });

  it("get an error when the role does not exist or is not theirs", async () => {
    const { database, one } = await createRoles();
    await expect(up(one.url, { role: "no_such_role" })).rejects.toMatchObject({ code: "invalid_option" });
    const stranger = await createRole(database, { createOnDatabase: false });
    cleanups.push(() => stranger.drop());
    await expect(up(one.url, { role: stranger.name })).rejects.toMatchObject({
      code: "insufficient_privilege",
      remedy: expect.stringContaining(`GRANT "${stranger.name}"`),
    });
  });
});

describe.each(fieldMajors)("a row security policy that is forced on PostgreSQL %i", (major) => {
  it("makes the number of what down destroys unknown instead of 0", async () => {
    const database = await createDatabase({ from: "empty", major });
    cleanups.push(() => database.drop());
    const owner = await createRole(database, { createOnDatabase: true });
    cleanups.push(() => owner.drop());
    await up(owner.url, { prefix: "kit", version: 10 });
    await database.pool.query(`INSERT INTO kit.phoenix_kit_email_blocklist (email, reason) VALUES ('a@b.c', 'x');
      ALTER TABLE kit.phoenix_kit_email_blocklist ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
    const { steps } = await plan(owner.url, "down", { prefix: "kit", version: 8 });
    expect(steps.flatMap(({ losses }) => losses)).toContainEqual({
      what: expect.stringContaining("phoenix_kit_email_blocklist"),
      count: null,
    });
  });
});

describe("a server before PostgreSQL 15", () => {
  const database = useDatabase({ from: "empty" });

  it("is refused by up and down before the first statement", async () => {
    await withClient(database().url, async (client) => {
      const sent: string[] = [];
      const old: Connection = {
        query: async (sql, values) => {
          sent.push(sql);
          if (sql.includes("server_version_num")) return { rows: [{ number: "130020", version: "13.20" }] };
          return client.query(sql, values);
        },
      };
      for (const run of [up(old), down(old, { version: 0 })]) {
        await expect(run).rejects.toMatchObject({
          code: "server_not_supported",
          message: expect.stringMatching(/13\.20.*15/),
        });
      }
      expect(sent.filter((sql) => sql.startsWith("BEGIN"))).toEqual([]);
    });
  });
});

describe("a hot standby", () => {
  const servers = useStandby();

  it("takes status, plan and up with nothing to do", async () => {
    const { standby } = servers();
    expect(await status(standby.url)).toMatchObject({ version: getNewestVersion(), pending: [] });
    expect(await up(standby.url)).toMatchObject({ steps: [] });
    expect((await plan(standby.url, "down", { version: 100 })).steps.length).toBeGreaterThan(0);
  });

  it("refuses a step with read_only", async () => {
    await expect(down(servers().standby.url, { version: 136 })).rejects.toMatchObject({ code: "read_only" });
  });
});

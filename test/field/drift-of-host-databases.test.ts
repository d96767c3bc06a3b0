import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { repair } from "../../src/drift/repair.ts";
import { verify } from "../../src/drift/verify.ts";
import { up } from "../../src/migrate/up-down.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors, useStandby } from "../support/field.ts";
import { createRole } from "../support/roles.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  it("a repair fails where a trigger of the host skips a row that it inserts", async () => {
    const { pool, drop } = await createDatabase({ major });
    await pool.query(`DELETE FROM phoenix_kit_settings WHERE key = 'date_format';
      CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER host_skips BEFORE INSERT ON phoenix_kit_settings FOR EACH ROW EXECUTE FUNCTION skip()`);
    await expect(repair(pool)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("date_format"),
      remedy: expect.stringContaining("disable the trigger"),
    });
    await pool.query("ALTER TABLE phoenix_kit_settings DISABLE TRIGGER host_skips");
    expect(await repair(pool)).toMatchObject({ remaining: [] });
    await drop();
  });

  const hostFunction =
    "CREATE FUNCTION public.uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'";

  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase({ major });
  });
  afterEach(() => database.drop());

  async function readBody(): Promise<string> {
    const { rows } = await database.pool.query(
      "SELECT prosrc FROM pg_proc WHERE oid = 'public.uuid_generate_v7()'::regprocedure",
    );
    return String(rows[0].prosrc);
  }

  it.each(["ENABLE", "FORCE"])(
    "row security that the host put on with %s is reported, but is not drift",
    async (kind) => {
      await up(database.pool);
      await database.pool.query(
        `ALTER TABLE phoenix_kit_settings ENABLE ROW LEVEL SECURITY, ${kind} ROW LEVEL SECURITY`,
      );
      const { ok, differences } = await verify(database.pool);
      expect(ok).toBe(true);
      expect(differences).toMatchObject([
        { name: "phoenix_kit_settings", property: "rowSecurity", isDrift: false },
      ]);
      expect(await repair(database.pool)).toMatchObject({ statements: [], ok: true });
    },
  );

  it("rows that a policy hides from the role are not missing, and a repair by this role adds none", async () => {
    await up(database.pool);
    const role = await createRole(database, { createOnDatabase: true });
    await database.pool.query(`ALTER TABLE phoenix_kit_settings ENABLE ROW LEVEL SECURITY;
    GRANT USAGE ON SCHEMA public TO "${role.name}";
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO "${role.name}"`);
    expect(await verify(role.url)).toMatchObject({ ok: true });
    expect(await repair(role.url)).toMatchObject({ statements: [], ok: true });
    await role.drop();
  });

  describe("a uuid_generate_v7 of somebody else", () => {
    beforeEach(async () => {
      await database.drop();
      database = await createDatabase({ major, version: 39 });
    });

    it("that belongs to an extension is not missing, and repair leaves it as it is", async () => {
      await database.pool.query(`${hostFunction}; CREATE EXTENSION tablefunc;
      ALTER EXTENSION tablefunc ADD FUNCTION public.uuid_generate_v7()`);
      await up(database.pool);
      const body = await readBody();
      expect(await verify(database.pool)).toMatchObject({ ok: true, differences: [] });
      expect(await repair(database.pool)).toMatchObject({ statements: [], ok: true });
      expect(await readBody()).toBe(body);
    });

    it("that fails when it is called is drift, and left to the user", async () => {
      await database.pool.query(hostFunction);
      await up(database.pool);
      await database.pool.query(`SET check_function_bodies = off;
      CREATE OR REPLACE FUNCTION public.uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT nowhere.make()'`);
      const body = await readBody();
      const { differences } = await verify(database.pool);
      expect(differences).toMatchObject([
        { kind: "function", property: "result", actual: expect.stringContaining("nowhere"), isDrift: true },
      ]);
      const { remaining } = await repair(database.pool);
      expect(remaining).toMatchObject([{ reason: expect.stringContaining("returns uuid") }]);
      expect(await readBody()).toBe(body);
    });
  });

  it("a body of the package that cannot run on this server is drift, and repaired by one that runs", async () => {
    await up(database.pool);
    await database.pool.query(`SET check_function_bodies = off;
    CREATE OR REPLACE FUNCTION public.uuid_generate_v7() RETURNS uuid LANGUAGE sql PARALLEL SAFE
    AS ' SELECT pg_catalog.uuid_of_a_later_release() '`);
    expect(await verify(database.pool)).toMatchObject({ ok: false });
    expect(await repair(database.pool)).toMatchObject({ ok: true });
    const { rows } = await database.pool.query("SELECT public.uuid_generate_v7() AS uuid");
    expect(rows[0].uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it("repair and adopt write to a database whose transactions are read-only by default", async () => {
    await up(database.pool);
    await database.pool.query("ALTER TABLE phoenix_kit_users DROP COLUMN first_name");
    await database.pool.query("DROP INDEX phoenix_kit_users_uuid_idx").catch(() => {});
    const url = new URL(database.url);
    url.searchParams.set("options", "-c default_transaction_read_only=on");
    expect(await repair(url.href)).toMatchObject({ ok: true });
    expect(await adopt(url.href)).toMatchObject({ adopted: true });
  });

  it("adopt keeps the moments of the history where the DateStyle names time zones by letters", async () => {
    await database.pool.query("UPDATE phoenix_kit SET migrated_at = '2025-06-05 12:00:00.123456+00'");
    const options = encodeURIComponent("-c DateStyle=German -c TimeZone=Asia/Kolkata");
    await adopt(`${database.url}?options=${options}`);
    const { rows } = await database.pool.query(
      "SELECT DISTINCT extract(epoch FROM migrated_at)::text AS at FROM phoenix_kit",
    );
    expect(rows).toEqual([{ at: "1749124800.123456" }]);
  });

  describe("on a hot standby", () => {
    const servers = useStandby({ major });
    it("verify works, and finds nothing", async () => {
      await servers().catchUp();
      expect(await verify(servers().standby.url)).toMatchObject({ ok: true, differences: [] });
    });
  });
});

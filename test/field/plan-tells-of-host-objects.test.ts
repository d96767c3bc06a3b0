import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { plan } from "../../src/migrate/plan.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  let database: TestDatabase | undefined;

  afterEach(async () => {
    await database?.drop();
    database = undefined;
  });

  async function databaseWith(version: number, sql = ""): Promise<TestDatabase> {
    database = await createDatabase({ version, major });
    await database.pool.query(sql);
    return database;
  }

  async function planned(direction: "up" | "down", version?: number) {
    if (!database) throw new Error("There is no database.");
    return (await plan(database.pool, direction, { version })).steps;
  }

  describe("a plan", () => {
    it("lists the objects that stand in its way with their step, as doctor does", async () => {
      const { pool } = await databaseWith(
        57,
        "CREATE VIEW host_view AS SELECT inserted_at FROM phoenix_kit_users",
      );
      const steps = await planned("up");
      const found = steps.flatMap(({ version, hostObjects }) =>
        hostObjects.map((object) => ({ step: version, ...object })),
      );
      expect(found).toEqual([
        {
          step: 58,
          version: 58,
          effect: "blocks",
          name: "view public.host_view",
          message: expect.stringContaining("host_view depends on it"),
          remedy: expect.stringContaining("DROP VIEW public.host_view;"),
        },
      ]);
      const { findings } = await doctor(pool);
      expect(findings.map(({ message }) => message)).toContain(found[0]?.message);
    });

    it("of down lists what stands on what it drops", async () => {
      await databaseWith(
        137,
        "CREATE TABLE host_table (file uuid REFERENCES phoenix_kit_files); CREATE VIEW host_view AS SELECT uuid FROM phoenix_kit_settings",
      );
      const names = (await planned("down", 0)).flatMap(({ hostObjects }) =>
        hostObjects.map(({ name }) => name),
      );
      expect(names).toEqual(
        expect.arrayContaining([expect.stringContaining("host_table"), "view public.host_view"]),
      );
    });

    it("of down lists defaults of the application's tables that use what it drops", async () => {
      await databaseWith(
        60,
        `CREATE TABLE host_ids (id uuid DEFAULT uuid_generate_v7(),
         number bigint DEFAULT nextval('phoenix_kit_email_events_id_seq'))`,
      );
      const found = (await planned("down", 0)).flatMap(({ hostObjects }) => hostObjects);
      expect(found.map(({ version, name }) => [version, name])).toEqual([
        [40, "default value public.host_ids.id"],
        [7, "default value public.host_ids.number"],
      ]);
      for (const { remedy } of found) await database?.pool.query(/ALTER TABLE .*;/.exec(remedy)?.[0] ?? "");
      expect((await planned("down", 0)).flatMap(({ hostObjects }) => hostObjects)).toEqual([]);
    });

    it("of down lists columns of the application's tables whose type it drops, where down then stops", async () => {
      await databaseWith(60, "CREATE TABLE host_jobs (states oban_job_state[])");
      const found = (await planned("down", 0)).flatMap(({ hostObjects }) => hostObjects);
      expect(found).toMatchObject([
        {
          version: 27,
          effect: "blocks",
          name: "column public.host_jobs.states",
          message: expect.stringContaining("V27 drops public.oban_job_state"),
        },
      ]);
      await expect(down(database?.pool ?? "", { version: 0 })).rejects.toMatchObject({
        code: "dependent_objects",
        version: 27,
      });
      await database?.pool.query(/ALTER TABLE .*;/.exec(found[0]?.remedy ?? "")?.[0] ?? "");
      expect(await down(database?.pool ?? "", { version: 0 })).toMatchObject({ to: 0 });
    });

    it.each([
      [
        "function",
        "CREATE FUNCTION host_object() RETURNS SETOF phoenix_kit_files LANGUAGE sql AS 'SELECT * FROM phoenix_kit_files'",
      ],
      ["function", "CREATE FUNCTION host_object(phoenix_kit_files[]) RETURNS int LANGUAGE sql AS 'SELECT 1'"],
      ["type", "CREATE TYPE host_object AS (file phoenix_kit_files)"],
      ["type", "CREATE DOMAIN host_object AS phoenix_kit_files CHECK (VALUE IS NOT NULL)"],
    ])(
      "of down lists a %s of the row type of a table that it drops, and its remedy lets down pass: %s",
      async (kind, sql) => {
        await databaseWith(26, sql);
        const found = (await planned("down", 18)).flatMap(({ hostObjects }) => hostObjects);
        expect(found).toMatchObject([
          { version: 20, effect: "blocks", name: expect.stringContaining(`${kind} public.host_object`) },
        ]);
        await expect(down(database?.pool ?? "", { version: 18 })).rejects.toMatchObject({
          code: "dependent_objects",
        });
        await database?.pool.query(/DROP .*;/.exec(found[0]?.remedy ?? "")?.[0] ?? "");
        expect(await down(database?.pool ?? "", { version: 18 })).toMatchObject({ to: 18 });
      },
    );

    it("of down lists what stands on row types and functions that it drops, and its remedies work in their order", async () => {
      const { pool } = await databaseWith(
        2,
        `CREATE FUNCTION host_add(int, phoenix_kit_users) RETURNS int LANGUAGE sql AS 'SELECT 1';
       CREATE AGGREGATE host_sum (phoenix_kit_users) (SFUNC = host_add, STYPE = int);
       CREATE FUNCTION host_text(phoenix_kit_users) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.email::text';
       CREATE CAST (phoenix_kit_users AS text) WITH FUNCTION host_text(phoenix_kit_users);
       CREATE FUNCTION host_same(phoenix_kit_users, phoenix_kit_users) RETURNS bool LANGUAGE sql AS 'SELECT true';
       CREATE OPERATOR === (LEFTARG = phoenix_kit_users, RIGHTARG = phoenix_kit_users, FUNCTION = host_same);
       CREATE TABLE host_roles (name text, is_system_role bool);
       CREATE TRIGGER host_protects BEFORE DELETE ON host_roles FOR EACH ROW EXECUTE FUNCTION phoenix_kit_protect_system_roles()`,
      );
      const found = (await planned("down", 0)).flatMap(({ hostObjects }) => hostObjects);
      expect(found.map(({ version, name }) => `V0${version} ${name.split(" ")[0]}`)).toEqual([
        "V02 trigger",
        "V01 aggregate",
        "V01 cast",
        "V01 operator",
        "V01 function",
        "V01 function",
        "V01 function",
      ]);
      for (const { remedy } of found) await pool.query(/DROP .*;/.exec(remedy)?.[0] ?? "SELECT 1/0");
      expect(await down(pool, { version: 0 })).toMatchObject({ to: 0 });
    });

    it("names the views on a view that is in the way, and its remedy drops all of them", async () => {
      await databaseWith(
        57,
        `CREATE VIEW host_a AS SELECT inserted_at FROM phoenix_kit_users; CREATE VIEW host_b AS SELECT * FROM host_a;
       CREATE MATERIALIZED VIEW host_c AS SELECT b.inserted_at FROM host_b b JOIN host_a a USING (inserted_at)`,
      );
      const found = (await planned("up", 58)).flatMap(({ hostObjects }) => hostObjects);
      expect(found).toHaveLength(1);
      const [drops = ""] = /DROP .*;/.exec(found[0]?.remedy ?? "") ?? [];
      expect(drops).toBe(
        "DROP MATERIALIZED VIEW public.host_c; DROP VIEW public.host_b; DROP VIEW public.host_a;",
      );
      await database?.pool.query(drops);
      expect(await up(database?.pool ?? "", { version: 58 })).toMatchObject({ to: 58 });
    });

    it("lists the rights on a column alone that go with it, and its remedy grants them on the new column", async () => {
      await databaseWith(
        73,
        "GRANT SELECT (user_id), UPDATE (user_id, message_id) ON phoenix_kit_email_logs TO pg_monitor",
      );
      const found = (await planned("up", 74)).flatMap(({ hostObjects }) => hostObjects);
      expect(found).toMatchObject([
        {
          version: 74,
          effect: "dropped",
          name: "rights of pg_monitor on public.phoenix_kit_email_logs.user_id",
          message: expect.stringContaining("(SELECT, UPDATE) goes with it"),
        },
      ]);
      const { findings } = await doctor(database?.pool ?? "");
      expect(findings.map(({ message }) => message)).toContain(found[0]?.message);
      await up(database?.pool ?? "", { version: 74 });
      await database?.pool.query(/GRANT .*;/.exec(found[0]?.remedy ?? "")?.[0] ?? "");
      const granted =
        "SELECT has_column_privilege('pg_monitor', 'phoenix_kit_email_logs', 'user_uuid', 'UPDATE') AS granted";
      expect((await database?.pool.query(granted))?.rows).toEqual([{ granted: true }]);
    });

    it("lists how a column is stored if its type changes, and its remedy stores it so again", async () => {
      const { pool } = await databaseWith(
        159,
        `ALTER TABLE phoenix_kit_settings ALTER value SET STORAGE EXTERNAL, ALTER value SET COMPRESSION pglz,
         ALTER key SET STORAGE MAIN`,
      );
      const found = (await planned("up", 160)).flatMap(({ hostObjects }) => hostObjects);
      expect(found).toMatchObject([
        { version: 160, effect: "dropped", name: "storage settings of public.phoenix_kit_settings.value" },
      ]);
      const { findings } = await doctor(pool);
      expect(findings.map(({ message }) => message)).toContain(found[0]?.message);
      await up(pool, { version: 160 });
      await pool.query(/ALTER TABLE .*;/.exec(found[0]?.remedy ?? "")?.[0] ?? "");
      const { rows } =
        await pool.query(`SELECT attstorage AS storage, attcompression AS compression FROM pg_attribute
        WHERE attrelid = 'phoenix_kit_settings'::regclass AND attname = 'value'`);
      expect(rows).toEqual([{ storage: "e", compression: "p" }]);
    });

    it("of down leaves out what goes with an earlier step than the one that it would stop, and down passes", async () => {
      await databaseWith(
        137,
        `ALTER TABLE phoenix_kit_files ADD CONSTRAINT host_key FOREIGN KEY (user_uuid) REFERENCES phoenix_kit_users (uuid);
       ALTER TABLE phoenix_kit_files ENABLE ROW LEVEL SECURITY;
       CREATE POLICY host_policy ON phoenix_kit_files
         USING (EXISTS (SELECT FROM phoenix_kit_users u WHERE u.email = 'x'))`,
      );
      const found = (await planned("down", 0)).flatMap(({ hostObjects }) => hostObjects);
      expect(found.filter(({ effect }) => effect === "blocks")).toEqual([]);
      expect(await down(database?.pool ?? "", { version: 0 })).toMatchObject({ to: 0 });
    });

    it("of down leaves out what stands on tables and functions that the host has brought itself", async () => {
      database = await createDatabase({ from: "empty", major });
      const { pool } = database;
      await pool.query(`CREATE TABLE oban_jobs (id bigserial PRIMARY KEY); CREATE VIEW host_view AS SELECT id FROM oban_jobs;
      GRANT SELECT ON oban_jobs TO pg_monitor;
      CREATE FUNCTION uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
      CREATE TABLE host_ids (id uuid DEFAULT uuid_generate_v7())`);
      await up(pool, { version: 45 });
      const steps = await planned("down", 0);
      expect(steps.flatMap(({ hostObjects }) => hostObjects)).toEqual([]);
      expect(steps.flatMap(({ losses }) => losses).filter(({ what }) => what.includes("of yours"))).toEqual(
        [],
      );
      expect(await down(pool, { version: 0 })).toMatchObject({ to: 0 });
    });

    it.each([
      ["up", 1],
      ["up", 26],
      ["up", 73],
      ["down", getNewestVersion()],
      ["down", 75],
      ["down", 40],
      ["down", 26],
    ] as const)(
      "%s from V%i of a sound database lists no object and none of what hosts add",
      async (direction, version) => {
        await databaseWith(version);
        const steps = await planned(direction, direction === "down" ? 0 : undefined);
        expect(steps.length).toBeGreaterThan(0);
        expect(steps.flatMap(({ hostObjects }) => hostObjects)).toEqual([]);
        expect(steps.flatMap(({ losses }) => losses).filter(({ what }) => what.includes("of yours"))).toEqual(
          [],
        );
      },
    );
  });

  describe("what hosts have added to a table that down drops", () => {
    const table = "phoenix_kit_email_blocklist";

    it.each([
      ["grants", `GRANT SELECT, INSERT ON ${table} TO pg_monitor`, `${table} to pg_monitor`, 2],
      ["grants", `GRANT SELECT (email) ON ${table} TO PUBLIC`, `${table} to PUBLIC`, 1],
      [
        "comments",
        `COMMENT ON TABLE ${table} IS 'host''s'; COMMENT ON COLUMN ${table}.email IS 'x'`,
        table,
        2,
      ],
      ["statistics targets", `ALTER TABLE ${table} ALTER email SET STATISTICS 500`, `${table}.email`, 1],
      ["storage settings", `ALTER TABLE ${table} SET (fillfactor = 80, autovacuum_enabled = off)`, table, 2],
      ["storage settings", `ALTER TABLE ${table} ALTER reason SET STORAGE MAIN`, `${table}.reason`, 1],
      ["storage settings", `ALTER TABLE ${table} ALTER email SET (n_distinct = 7)`, `${table}.email`, 1],
      [
        "memberships in publications",
        `CREATE PUBLICATION host_pub FOR TABLE ${table}`,
        `${table} in host_pub`,
        1,
      ],
    ])("%s are among the losses of the step: %s", async (kind, sql, place, count) => {
      await databaseWith(10, sql);
      const steps = await planned("down", 7);
      const losses = steps.flatMap(({ version, losses }) => losses.map((loss) => ({ version, ...loss })));
      expect(losses).toEqual([{ version: 9, what: `${kind} of yours: ${place}`, count }]);
    });

    it("is no loss where PostgreSQL itself keeps an option of a column, as 15.20 does", async () => {
      await databaseWith(
        10,
        `UPDATE pg_attribute SET attoptions = '{pg_attver=93009872}'
         WHERE attrelid = '${table}'::regclass AND attnum > 0`,
      );
      const steps = await planned("down", 7);
      expect(steps.flatMap(({ losses }) => losses)).toEqual([]);
    });

    it("is no loss where default privileges give the grants again, or where the table stays", async () => {
      await databaseWith(
        10,
        `ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor; GRANT SELECT ON ${table} TO pg_monitor;
       GRANT INSERT ON phoenix_kit_users TO pg_monitor`,
      );
      const steps = await planned("down", 7);
      expect(steps.flatMap(({ losses }) => losses)).toEqual([]);
    });
  });

  describe("a replica identity whose index a step drops", () => {
    it.each([
      ["up", 73, 74, "CREATE UNIQUE INDEX host_identity ON phoenix_kit_users (id)"],
      [
        "down",
        137,
        57,
        "CREATE UNIQUE INDEX host_identity ON phoenix_kit_user_oauth_providers (user_uuid, provider)",
      ],
    ] as const)(
      "%s from V%i is told beforehand by plan as of V%i, and then becomes the primary key",
      async (direction, version, told, sql) => {
        const table = / ON (\w+)/.exec(sql)?.[1] ?? "";
        const { pool } = await databaseWith(
          version,
          `${sql}; ALTER TABLE ${table} REPLICA IDENTITY USING INDEX host_identity`,
        );
        const steps = await planned(direction, direction === "down" ? 1 : undefined);
        const objects = steps
          .flatMap(({ hostObjects }) => hostObjects)
          .filter(({ name }) => name.startsWith("replica"));
        expect(objects).toMatchObject([
          { version: told, effect: "dropped", name: "replica identity public.host_identity" },
        ]);
        await (direction === "up" ? up(pool, { version: told }) : down(pool, { version: told - 1 }));
        const { rows } = await pool.query("SELECT relreplident FROM pg_class WHERE relname = $1", [table]);
        expect(rows).toEqual([{ relreplident: "d" }]);
      },
    );
  });
});

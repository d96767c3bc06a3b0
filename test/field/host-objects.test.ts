import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { up } from "../../src/migrate/up-down.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  let database: TestDatabase | undefined;

  afterEach(async () => {
    await database?.drop();
    database = undefined;
  });

  async function databaseWith(version: number, sql: string): Promise<TestDatabase> {
    database = await createDatabase({ major, version });
    await database.pool.query(sql);
    return database;
  }

  /** What doctor says of host objects, as `level: message → remedy`. */
  async function hostObjectsOf({ pool }: TestDatabase, prefix = "public") {
    const { findings } = await doctor(pool, { prefix });
    return findings
      .filter(({ check }) => check === "host-objects")
      .map(({ level, message, remedy }) => `${level}: ${message} → ${remedy}`);
  }

  const trigger = (body: string) =>
    `CREATE FUNCTION public.host_code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;`;

  describe("objects of the application on columns whose type a step changes", () => {
    it.each([
      ["view", "CREATE VIEW host_object AS SELECT email, inserted_at FROM phoenix_kit_users"],
      [
        "materialized view",
        "CREATE MATERIALIZED VIEW host_object AS SELECT inserted_at FROM phoenix_kit_users",
      ],
      [
        "rule",
        "CREATE RULE host_object AS ON UPDATE TO phoenix_kit_users WHERE new.inserted_at IS NULL DO INSTEAD NOTHING",
      ],
      [
        "policy",
        "CREATE POLICY host_object ON phoenix_kit_audit_logs USING (inserted_at > now() - interval '90 days')",
      ],
      [
        "trigger",
        `${trigger("RETURN NEW;")} CREATE TRIGGER host_object BEFORE UPDATE OF inserted_at ON phoenix_kit_users
         FOR EACH ROW EXECUTE FUNCTION host_code()`,
      ],
      [
        "generated column",
        "ALTER TABLE phoenix_kit_users ADD host_object int GENERATED ALWAYS AS (date_part('year', inserted_at)::int) STORED",
      ],
      ["index", "CREATE INDEX host_object ON phoenix_kit_users (date_trunc('day', inserted_at))"],
      [
        "function",
        "CREATE FUNCTION host_object() RETURNS timestamp BEGIN ATOMIC SELECT max(inserted_at) FROM phoenix_kit_users; END",
      ],
      ["publication", "CREATE PUBLICATION host_object FOR TABLE phoenix_kit_users (id, inserted_at)"],
      ["column", "CREATE TABLE host_table (host_object phoenix_kit_users[])"],
      [
        "table constraint",
        "ALTER TABLE phoenix_kit_users ADD CONSTRAINT host_object EXCLUDE (email WITH =) WHERE (inserted_at > '2020-01-01')",
      ],
      [
        "table constraint",
        `CREATE FUNCTION host_check(timestamp) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
         ALTER TABLE phoenix_kit_users ADD CONSTRAINT host_object CHECK (host_check(inserted_at))`,
      ],
    ])("a %s is an error of doctor, and up refuses before its first step and names it", async (kind, sql) => {
      const db = await databaseWith(57, sql);
      const found = await hostObjectsOf(db);
      expect(found).toEqual(
        expect.arrayContaining([expect.stringMatching(new RegExp(`^error: V58 .*${kind} .*host_object`))]),
      );
      await expect(up(db.pool)).rejects.toMatchObject({
        code: "dependent_objects",
        message: expect.stringContaining("host_object"),
      });
      const { rows } = await db.pool.query("SELECT max(version) AS version FROM phoenix_kit");
      expect(rows).toEqual([{ version: 57 }]);
    });

    it.each([
      ["a plain index", "CREATE INDEX host_object ON phoenix_kit_users (inserted_at)"],
      [
        "a partial index that only asks for NULL",
        "CREATE INDEX host_object ON phoenix_kit_users (email) WHERE confirmed_at IS NULL",
      ],
      ["a view of other columns", "CREATE VIEW host_object AS SELECT email FROM phoenix_kit_users"],
      [
        "a check constraint",
        "ALTER TABLE phoenix_kit_users ADD CONSTRAINT host_object CHECK (updated_at >= inserted_at)",
      ],
      [
        "checks by functions that the new type fits as well",
        `CREATE FUNCTION host_text(text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
         CREATE FUNCTION host_new(timestamptz) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
         ALTER TABLE phoenix_kit_users ADD CHECK (host_text(inserted_at::text)), ADD CHECK (host_new(inserted_at))`,
      ],
      [
        "an exclusion constraint of whole columns",
        "ALTER TABLE phoenix_kit_users ADD CONSTRAINT host_object EXCLUDE (email WITH =, inserted_at WITH =)",
      ],
      ["statistics", "CREATE STATISTICS host_object ON inserted_at, updated_at FROM phoenix_kit_users"],
      ["a publication of whole tables", "CREATE PUBLICATION host_object FOR TABLE phoenix_kit_users"],
      [
        "a function that reads another column",
        `${trigger("NEW.email := lower(NEW.email); RETURN NEW;")} CREATE TRIGGER host_object BEFORE INSERT
         ON phoenix_kit_users FOR EACH ROW EXECUTE FUNCTION host_code()`,
      ],
    ])("doctor does not mention %s, and up passes", async (_, sql) => {
      const db = await databaseWith(57, sql);
      expect(await hostObjectsOf(db)).toEqual([]);
      await up(db.pool, { version: 73 });
    });
  });

  describe("something of the name of a table that a later version creates", () => {
    it.each([
      ["view", "CREATE VIEW phoenix_kit_mentions AS SELECT 1 AS x"],
      ["table", "CREATE TABLE phoenix_kit_mentions (x int)"],
      ["sequence", "CREATE SEQUENCE phoenix_kit_mentions"],
      ["type", "CREATE TYPE phoenix_kit_mentions AS (x int)"],
    ])(
      "a %s is an error of doctor, up refuses before its first step, and the remedy lets it pass",
      async (kind, sql) => {
        const db = await databaseWith(152, sql);
        const found = await hostObjectsOf(db);
        expect(found).toEqual([
          expect.stringMatching(new RegExp(`^error: V165 creates .*phoenix_kit_mentions.* a ${kind} `)),
        ]);
        await expect(up(db.pool)).rejects.toMatchObject({ code: "dependent_objects", version: 165 });
        expect(await migratedVersion(db.pool)).toBe(152);
        await db.pool.query(/ALTER .*;/.exec(found[0] ?? "")?.[0] ?? "SELECT 1/0");
        await up(db.pool);
      },
    );
  });

  describe("objects of the application on columns that a step drops", () => {
    it.each([
      ["view", "CREATE VIEW host_object AS SELECT id FROM phoenix_kit_users"],
      ["view", "CREATE VIEW host_object AS SELECT id, email FROM phoenix_kit_users GROUP BY id"],
      ["policy", "CREATE POLICY host_object ON phoenix_kit_email_logs USING (user_id = 1)"],
      [
        "table constraint",
        "CREATE TABLE host_table (id int CONSTRAINT host_object REFERENCES phoenix_kit_users)",
      ],
      [
        "generated column",
        "ALTER TABLE phoenix_kit_email_logs ADD host_object bigint GENERATED ALWAYS AS (user_id * 2) STORED",
      ],
      ["publication", "CREATE PUBLICATION host_object FOR TABLE phoenix_kit_users WHERE (id > 1)"],
    ])("a %s is an error of doctor, and up refuses before its first step", async (kind, sql) => {
      const db = await databaseWith(73, sql);
      expect(await hostObjectsOf(db)).toEqual([
        expect.stringMatching(new RegExp(`^error: V74 drops .*${kind} .*host_object`)),
      ]);
      await expect(up(db.pool)).rejects.toMatchObject({
        code: "dependent_objects",
        message: expect.stringContaining("host_object"),
      });
    });

    it.each([
      ["index", "CREATE INDEX host_object ON phoenix_kit_email_logs (user_id, message_id)"],
      [
        "table constraint",
        "ALTER TABLE phoenix_kit_email_logs ADD CONSTRAINT host_object CHECK (user_id > 0)",
      ],
      [
        "statistics object",
        "CREATE STATISTICS host_object ON user_id, message_id FROM phoenix_kit_email_logs",
      ],
    ])("an %s goes with its column, and doctor warns of that", async (kind, sql) => {
      const db = await databaseWith(73, sql);
      expect(await hostObjectsOf(db)).toEqual([
        expect.stringMatching(new RegExp(`^warning: V74 drops .*${kind} .*host_object.* goes with it`)),
      ]);
      await up(db.pool, { version: 74 });
    });

    it("the SQL of the remedy removes what is in the way", async () => {
      const db = await databaseWith(
        57,
        `CREATE SCHEMA "Host 1"; CREATE VIEW "Host 1"."a view" AS SELECT inserted_at FROM phoenix_kit_users;
       CREATE POLICY "a policy" ON phoenix_kit_users USING (id > 1);
       CREATE TABLE "Host 1".people (id int REFERENCES phoenix_kit_users);
       ALTER TABLE phoenix_kit_users ADD host_next int GENERATED ALWAYS AS (id + 1) STORED;
       CREATE TABLE "Host 1".parts (id int REFERENCES phoenix_kit_users) PARTITION BY LIST (id);
       CREATE TABLE "Host 1".part PARTITION OF "Host 1".parts DEFAULT;
       ALTER TABLE phoenix_kit_users ADD CONSTRAINT "a key" EXCLUDE (email WITH =) WHERE (inserted_at > '2020-01-01');
       CREATE PUBLICATION "a publication" FOR TABLE phoenix_kit_users (id)`,
      );
      const found = await hostObjectsOf(db);
      for (const finding of found)
        await db.pool.query(/new columns: (.*)$/.exec(finding)?.[1] ?? "SELECT 1/0");
      expect(found).toHaveLength(7);
      expect(await hostObjectsOf(db)).toEqual([]);
      await up(db.pool);
    });

    it("a column is followed through the steps that rename it", async () => {
      const db = await databaseWith(
        25,
        "CREATE VIEW host_object AS SELECT inserted_at, id FROM phoenix_kit_files",
      );
      const found = await hostObjectsOf(db);
      expect(found).toEqual([expect.stringContaining("public.host_object")]);
    });
  });

  describe("code of the application that uses names which go", () => {
    it.each([
      ["NEW", "PERFORM pg_notify('user', NEW.id::text); RETURN NEW;", 73],
      ["OLD", 'IF OLD . "id" > 0 THEN RETURN NEW; END IF; RETURN NEW;', 73],
      ["JSON", "PERFORM pg_notify('user', to_jsonb(NEW) ->> 'id'); RETURN NEW;", 73],
    ])("a trigger function that reads a dropped column from %s is a warning", async (_, body, version) => {
      const db = await databaseWith(
        version,
        `${trigger(body)} CREATE TRIGGER host_tells AFTER INSERT ON phoenix_kit_users FOR EACH ROW EXECUTE FUNCTION host_code()`,
      );
      expect(await hostObjectsOf(db)).toEqual([
        expect.stringMatching(
          /^warning: V74 drops public\.phoenix_kit_users\.id, .*host_code\(\).*host_tells/,
        ),
      ]);
    });

    it("a trigger function that reads a renamed column is a warning", async () => {
      const db = await databaseWith(
        71,
        `${trigger("PERFORM NEW.id; RETURN NEW;")} CREATE TRIGGER host_tells AFTER INSERT ON phoenix_kit_files
         FOR EACH ROW EXECUTE FUNCTION host_code()`,
      );
      expect(await hostObjectsOf(db)).toEqual([expect.stringMatching(/^warning: V72 renames .*host_tells/)]);
    });

    it("a function that reads a dropped column by an alias of the table is a warning", async () => {
      const db = await databaseWith(
        73,
        `CREATE FUNCTION host_reads() RETURNS bigint LANGUAGE sql AS 'SELECT max(u.id) FROM phoenix_kit_users AS u';
       CREATE SCHEMA tenant; CREATE TABLE tenant.phoenix_kit_users (id int);
       CREATE FUNCTION host_elsewhere() RETURNS int LANGUAGE sql AS 'SELECT max(u.id) FROM tenant.phoenix_kit_users AS u';
       CREATE FUNCTION host_counts() RETURNS bigint LANGUAGE sql AS 'SELECT count(u.email) FROM phoenix_kit_users u'`,
      );
      expect(await hostObjectsOf(db)).toEqual([
        expect.stringMatching(/^warning: V74 drops .* public\.host_reads\(\)/),
      ]);
    });
  });

  describe("triggers and rules of the application that run for rows that a step changes", () => {
    const logs = (count: number) => `
    INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('a@example.com', 'x', now(), now());
    INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", user_id, inserted_at, updated_at)
    SELECT n, 'a@example.com', 'b@example.com', id, now(), now() FROM phoenix_kit_users, generate_series(1, ${count}) n;`;
    const touch = `${trigger("NEW.updated_at = now(); RETURN NEW;")}
    CREATE TRIGGER host_touches BEFORE UPDATE ON phoenix_kit_email_logs FOR EACH ROW EXECUTE FUNCTION host_code();`;

    it("a trigger is a warning with the number of rows", async () => {
      const db = await databaseWith(55, logs(17) + touch);
      expect(await hostObjectsOf(db)).toEqual([
        expect.stringMatching(
          /^warning: V57 .*trigger host_touches on public\.phoenix_kit_email_logs .*host_code\(\).* 17 rows.*DISABLE TRIGGER host_touches/,
        ),
      ]);
    });

    it("a rule is a warning", async () => {
      const db = await databaseWith(
        55,
        `${logs(2)} CREATE RULE host_keeps AS ON UPDATE TO phoenix_kit_email_logs DO ALSO SELECT 1`,
      );
      expect(await hostObjectsOf(db)).toEqual([
        expect.stringMatching(/^warning: V57 .*rule host_keeps .*2 rows/),
      ]);
    });

    it.each([
      ["on an empty table", touch],
      [
        "that is disabled",
        `${logs(2)} ${touch} ALTER TABLE phoenix_kit_email_logs DISABLE TRIGGER host_touches`,
      ],
      ["on INSERT", logs(2) + touch.replace("BEFORE UPDATE", "BEFORE INSERT")],
      ["on a column that no step sets", logs(2) + touch.replace("BEFORE UPDATE", "BEFORE UPDATE OF subject")],
    ])("a trigger %s is not mentioned", async (_, sql) => {
      const db = await databaseWith(55, sql);
      expect(await hostObjectsOf(db)).toEqual([]);
    });
  });
});

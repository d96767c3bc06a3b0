import { describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";
import { createRole } from "../support/roles.ts";

const logWithUser = `
  INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
  VALUES ('a@example.com', 'x', '2024-01-01', '2024-01-01');
  INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", user_id, inserted_at, updated_at)
  SELECT 'm', 'a@example.com', 'b@example.com', id, '2024-01-01', '2024-01-01' FROM phoenix_kit_users`;

const insertSeoSettings = `INSERT INTO phoenix_kit_settings (key, value, module)
  VALUES ('seo_module_enabled', 'true', 'seo'), ('crawlers_module_enabled', 'false', 'crawlers')`;

async function withDatabaseAt(
  options: { version: number; major: (typeof fieldMajors)[number] },
  work: (database: TestDatabase) => Promise<void>,
): Promise<void> {
  const database = await createDatabase(options);
  try {
    await work(database);
  } finally {
    await database.drop();
  }
}

async function readOne(database: TestDatabase, sql: string): Promise<unknown> {
  const { rows } = await database.pool.query({ text: sql, rowMode: "array" });
  return rows[0]?.[0];
}

const countJoined =
  "SELECT count(*)::int FROM phoenix_kit_email_logs l JOIN phoenix_kit_users u ON u.uuid = l.user_uuid";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  it("up reaches rows that forced row-level security hides from the owner, and forces it again", async () => {
    await withDatabaseAt({ version: 0, major }, async (database) => {
      const owner = await createRole(database, { createOnDatabase: true });
      try {
        await database.pool.query(`GRANT CREATE ON SCHEMA public TO "${owner.name}"`);
        await up(owner.url, { version: 73 });
        await database.pool.query(logWithUser);
        for (const table of ["phoenix_kit_email_logs", "phoenix_kit_users"]) {
          await database.pool.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant ON ${table} USING (current_setting('app.tenant', true) = 'x')`);
        }
        await up(owner.url, { version: 74 });
        expect(await readOne(database, countJoined)).toBe(1);
        await down(owner.url, { version: 55 });
        const joined =
          "SELECT count(*)::int FROM phoenix_kit_email_logs l JOIN phoenix_kit_users u ON u.id = l.user_id";
        expect(await readOne(database, joined)).toBe(1);
        const forced = "SELECT count(*)::int FROM pg_class WHERE relrowsecurity AND relforcerowsecurity";
        expect(await readOne(database, forced)).toBe(2);
      } finally {
        await database.pool.query(
          `GRANT "${owner.name}" TO CURRENT_USER; DROP OWNED BY "${owner.name}" CASCADE`,
        );
        await owner.drop();
      }
    });
  });

  it.each([
    [
      "trigger that skips rows",
      `CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE TRIGGER host_skips BEFORE UPDATE ON phoenix_kit_email_logs FOR EACH ROW EXECUTE FUNCTION skip()`,
    ],
    [
      "rule that does nothing instead",
      "CREATE RULE host_keeps AS ON UPDATE TO phoenix_kit_email_logs DO INSTEAD NOTHING",
    ],
  ])("up refuses to drop a column whose values a host's %s kept from moving", async (_kind, sql) => {
    await withDatabaseAt({ version: 73, major }, async (database) => {
      await database.pool.query(`${logWithUser}; ${sql}`);
      await expect(up(database.pool, { version: 74 })).rejects.toMatchObject({
        code: "refused",
        message: expect.stringContaining("phoenix_kit_email_logs.user_id"),
        remedy: expect.stringContaining("DISABLE TRIGGER"),
      });
      const kept = "SELECT count(*)::int FROM phoenix_kit_email_logs WHERE user_id IS NOT NULL";
      expect(await readOne(database, kept)).toBe(1);
    });
  });

  it("up refuses to drop the preferred locale of a user whom a host's trigger kept from changing", async () => {
    await withDatabaseAt({ version: 29, major }, async (database) => {
      await database.pool.query(`
        INSERT INTO phoenix_kit_users (email, hashed_password, preferred_locale, inserted_at, updated_at)
        VALUES ('a@example.com', 'x', 'et', now(), now());
        CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER host_skips BEFORE UPDATE ON phoenix_kit_users FOR EACH ROW EXECUTE FUNCTION skip()`);
      await expect(up(database.pool, { version: 30 })).rejects.toMatchObject({ code: "refused" });
      expect(await readOne(database, "SELECT preferred_locale FROM phoenix_kit_users")).toBe("et");
    });
  });

  it.each([
    [4, 5, "UPDATE", "phoenix_kit_settings", ""],
    [16, 17, "INSERT", "phoenix_kit_settings", ""],
    [19, 20, "INSERT", "phoenix_kit_buckets", ""],
    [
      152,
      153,
      "UPDATE",
      "phoenix_kit_media_folders",
      "INSERT INTO phoenix_kit_media_folders (name) VALUES ('a')",
    ],
    [171, 172, "UPDATE", "phoenix_kit_settings", insertSeoSettings],
    [171, 172, "INSERT", "phoenix_kit_role_permissions", ""],
    [172, 171, "DELETE", "phoenix_kit_role_permissions", ""],
    [17, 16, "DELETE", "phoenix_kit_settings", ""],
  ])(
    "V%i to V%i is refused where the host's trigger or rule skips %s of %s",
    async (from, to, event, table, fill) => {
      const version = Math.max(from, to);
      const run = from < to ? up : down;
      await withDatabaseAt({ version: from, major }, async ({ pool }) => {
        const sqlOfRows = `SELECT string_agg(t::text, ' ' ORDER BY t::text) FROM ${table} AS t`;
        await pool.query(`${fill};
        CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`);
        const before = await pool.query(sqlOfRows);
        for (const [create, drop] of [
          [`TRIGGER host_skips BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION skip()`, "TRIGGER"],
          [`RULE host_skips AS ON ${event} TO ${table} DO INSTEAD NOTHING`, "RULE"],
        ]) {
          await pool.query(`CREATE ${create}`);
          await expect(run(pool, { version: to })).rejects.toMatchObject({
            code: "refused",
            version,
            message: expect.stringMatching(new RegExp(`row\\(s\\) of ${table} are not as it wrote them`)),
            remedy: expect.stringContaining(`ALTER TABLE ${table} DISABLE TRIGGER`),
          });
          expect((await pool.query(sqlOfRows)).rows).toEqual(before.rows);
          await pool.query(`DROP ${drop} host_skips ON ${table}`);
        }
        await run(pool, { version: to });
      });
    },
  );

  it.each([
    ["up", 136, 137, "INSERT"],
    ["up", 137, 138, "INSERT"],
    ["down", 137, 136, "DELETE"],
    ["down", 138, 137, "DELETE"],
  ] as const)(
    "%s from V%i to V%i is refused where the host's trigger or rule skips the %s of its history row",
    async (direction, from, to, event) => {
      await withDatabaseAt({ version: from, major }, async ({ pool }) => {
        const run = () => (direction === "up" ? up : down)(pool, { version: to });
        await pool.query(
          "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        );
        for (const [create, drop] of [
          [
            `TRIGGER host_skips BEFORE ${event} ON phoenix_kit FOR EACH ROW EXECUTE FUNCTION skip()`,
            "TRIGGER",
          ],
          [`RULE host_skips AS ON ${event} TO phoenix_kit DO INSTEAD NOTHING`, "RULE"],
        ]) {
          await pool.query(`CREATE ${create}`);
          await expect(run()).rejects.toMatchObject({
            code: "refused",
            message: expect.stringContaining("history"),
            remedy: expect.stringContaining("phoenix_kit"),
          });
          expect(await migratedVersion(pool)).toBe(from);
          await pool.query(`DROP ${drop} host_skips ON phoenix_kit`);
        }
        await run();
      });
    },
  );

  it("adopt is refused where the host's trigger skips the history, and changes nothing of it", async () => {
    await withDatabaseAt({ version: 27, major }, async (database) => {
      await database.pool.query(`CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER host_skips BEFORE INSERT ON phoenix_kit FOR EACH ROW EXECUTE FUNCTION skip()`);
      await expect(adopt(database.pool)).rejects.toMatchObject({ code: "refused" });
      expect(await readOne(database, "SELECT count(*)::int FROM phoenix_kit")).toBe(27);
    });
  });

  it.each([
    [
      "a trigger that skips rows",
      25,
      26,
      `INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('a@b', 'x', now(), now());
       INSERT INTO phoenix_kit_files (id, user_id, original_file_name, file_name, file_type, mime_type, ext, size, checksum, inserted_at, updated_at)
       SELECT gen_random_uuid(), id, 'a', 'a', 'image', 'image/png', 'png', 1, 'c', now(), now() FROM phoenix_kit_users;
       CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE TRIGGER "host skips" BEFORE UPDATE ON phoenix_kit_files FOR EACH ROW EXECUTE FUNCTION skip()`,
    ],
    [
      "a column without a default",
      16,
      17,
      `ALTER TABLE phoenix_kit_settings ADD "host column" text DEFAULT 'x' NOT NULL;
       ALTER TABLE phoenix_kit_settings ALTER "host column" DROP DEFAULT`,
    ],
    [
      "a check",
      16,
      17,
      `ALTER TABLE phoenix_kit_settings ADD CONSTRAINT "host check" CHECK (key !~ '^entities')`,
    ],
    [
      "a unique index",
      16,
      17,
      `CREATE UNIQUE INDEX "host index" ON phoenix_kit_settings (module) WHERE module = 'entities'`,
    ],
  ])(
    "the error of a step that breaks on %s of the host has the SQL that lets it pass",
    async (_, from, to, sql) => {
      await withDatabaseAt({ version: from, major }, async ({ pool }) => {
        await pool.query(sql);
        const error = await up(pool, { version: to }).catch((error) => error);
        expect(error).toMatchObject({
          code: "step_failed",
          version: to,
          remedy: expect.stringContaining("host"),
        });
        await pool.query(/(?:ALTER|DROP) (?:TABLE|INDEX)[^;]*;/.exec(error.remedy)?.[0] ?? "SELECT 1/0");
        await up(pool, { version: to });
      });
    },
  );

  it("the error of a step that changes rows of a key that is NOT VALID says that they refer to nothing", async () => {
    await withDatabaseAt({ version: 75, major }, async ({ pool }) => {
      const key = "fk_admin_notes_user_uuid";
      await pool.query(`ALTER TABLE phoenix_kit_admin_notes DROP CONSTRAINT ${key}, DROP CONSTRAINT fk_admin_notes_author_uuid;
        INSERT INTO phoenix_kit_admin_notes (user_uuid, author_uuid, content, inserted_at, updated_at)
        VALUES (gen_random_uuid(), gen_random_uuid(), 'x', now(), now());
        ALTER TABLE phoenix_kit_admin_notes ADD CONSTRAINT ${key} FOREIGN KEY (user_uuid)
          REFERENCES phoenix_kit_users (uuid) ON DELETE CASCADE NOT VALID,
        ADD CONSTRAINT fk_admin_notes_author_uuid FOREIGN KEY (author_uuid)
          REFERENCES phoenix_kit_users (uuid) ON DELETE CASCADE NOT VALID`);
      await expect(down(pool, { version: 73 })).rejects.toMatchObject({
        message: expect.stringContaining(key),
        remedy: expect.stringContaining("Rows refer to nothing"),
      });
      await pool.query("DELETE FROM phoenix_kit_admin_notes");
      await down(pool, { version: 73 });
    });
  });

  it("a host's trigger that lets every row pass holds up no step", async () => {
    await withDatabaseAt({ version: 1, major }, async ({ pool }) => {
      await pool.query(`CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF TG_OP = ''DELETE'' THEN RETURN OLD; END IF; RETURN NEW; END'`);
      const trigger = "TRIGGER host_passes BEFORE INSERT OR UPDATE OR DELETE ON phoenix_kit_settings";
      await up(pool, { version: 3 });
      await pool.query(`CREATE ${trigger} FOR EACH ROW EXECUTE FUNCTION pass()`);
      await up(pool);
      await down(pool, { version: 3 });
    });
  });

  it("up leaves the rows of a host's table alone that inherits from ours", async () => {
    await withDatabaseAt({ version: 136, major }, async (database) => {
      await database.pool.query(`
        INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", inserted_at, updated_at)
        VALUES ('m', 'a@example.com', 'b@example.com', now(), now());
        INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, inserted_at, updated_at)
        SELECT uuid, 'delivery', now(), now() FROM phoenix_kit_email_logs, generate_series(1, 3)`);
      await database.pool.query(`CREATE TABLE event_archive (LIKE phoenix_kit_email_events);
        INSERT INTO event_archive SELECT * FROM phoenix_kit_email_events`);
      const statement = readVersions()
        .migrations.find(({ version }) => version === 137)
        ?.up.statements.find(({ sql }) => sql.includes("DELETE FROM"));
      await database.pool.query("ALTER TABLE event_archive INHERIT phoenix_kit_email_events");
      await database.pool.query(statement?.sql ?? "SELECT 1/0");
      expect(await readOne(database, "SELECT count(*)::int FROM event_archive")).toBe(3);
      expect(await readOne(database, "SELECT count(*)::int FROM ONLY phoenix_kit_email_events")).toBe(1);
    });
  });

  it("up passes a host's deferred constraint trigger on a table that it fills and alters", async () => {
    await withDatabaseAt({ version: 55, major }, async (database) => {
      await database.pool.query(`${logWithUser};
        CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER host AFTER UPDATE ON phoenix_kit_email_logs
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nothing()`);
      await up(database.pool);
      expect(await readOne(database, countJoined)).toBe(1);
    });
  });

  it("up and down keep a replica identity, and fall back to the primary key where its index goes", async () => {
    await withDatabaseAt({ version: 73, major }, async (database) => {
      await database.pool.query(`
        ALTER TABLE phoenix_kit_email_logs REPLICA IDENTITY FULL;
        ALTER TABLE phoenix_kit_settings REPLICA IDENTITY NOTHING;
        CREATE UNIQUE INDEX host_index ON phoenix_kit_users (uuid);
        ALTER TABLE phoenix_kit_users ALTER uuid SET NOT NULL, REPLICA IDENTITY USING INDEX host_index;
        ALTER TABLE phoenix_kit_user_role_assignments ALTER user_id SET NOT NULL, ALTER role_id SET NOT NULL,
          REPLICA IDENTITY USING INDEX phoenix_kit_user_role_assignments_user_id_role_id_index`);
      await up(database.pool, { version: 74 });
      const identities = `SELECT string_agg(relname || ' ' || relreplident::text, ', ' ORDER BY relname) FROM pg_class
        WHERE relname IN ('phoenix_kit_email_logs', 'phoenix_kit_settings', 'phoenix_kit_users',
          'phoenix_kit_user_role_assignments')`;
      const expected =
        "phoenix_kit_email_logs f, phoenix_kit_settings n, phoenix_kit_user_role_assignments d, phoenix_kit_users i";
      expect(await readOne(database, identities)).toBe(expected);
      await down(database.pool, { version: 73 });
      expect(await readOne(database, identities)).toBe(expected);
    });
  });

  it("up and down pass a publication for all tables, with rows", async () => {
    await withDatabaseAt({ version: 55, major }, async (database) => {
      await database.pool.query(`${logWithUser}; CREATE PUBLICATION host_all FOR ALL TABLES`);
      await up(database.pool);
      await down(database.pool, { version: 55 });
      await up(database.pool);
      expect(await readOne(database, countJoined)).toBe(1);
    });
  });

  it("down to V73 lets roles that may insert rows use the sequences that come back", async () => {
    await withDatabaseAt({ version: 74, major }, async (database) => {
      const app = await createRole(database, { createOnDatabase: false });
      try {
        await database.pool.query(`GRANT USAGE ON SCHEMA public TO "${app.name}";
          GRANT SELECT, INSERT ON phoenix_kit_users TO "${app.name}"`);
        await down(database.pool, { version: 73 });
        const may = `SELECT has_sequence_privilege('${app.name}', pg_get_serial_sequence('phoenix_kit_users', 'id'), 'USAGE')`;
        expect(await readOne(database, may)).toBe(true);
      } finally {
        await app.drop();
      }
    });
  });

  it("down to V73 gives the sequences that come back to the owners of their tables", async () => {
    await withDatabaseAt({ version: 74, major }, async (database) => {
      const owner = await createRole(database, { createOnDatabase: false });
      try {
        await database.pool.query(`ALTER TABLE phoenix_kit_users OWNER TO "${owner.name}"`);
        await down(database.pool, { version: 73 });
        const owned = `SELECT count(*)::int FROM pg_class
          WHERE relname = 'phoenix_kit_users_id_seq' AND relowner = '"${owner.name}"'::regrole`;
        expect(await readOne(database, owned)).toBe(1);
      } finally {
        await owner.drop();
      }
    });
  });

  it("a file that is run under a role's serializable default reads the marker as it is after the wait", async () => {
    await withDatabaseAt({ version: 75, major }, async (database) => {
      const { steps } = await plan(database.pool, "up", { version: 76 });
      const script = steps[0]?.sql ?? "";
      const first = await database.pool.connect();
      const second = await database.pool.connect();
      try {
        await second.query("SET default_transaction_isolation = serializable");
        const [start = "", ...rest] = script.split(/(?<=LOCAL standard_conforming_strings = on;)/);
        await first.query(start);
        await first.query("SELECT pg_advisory_xact_lock(hashtextextended('\"public\".phoenix_kit', 0))");
        const waiting = second.query(script);
        const outcome = waiting.then(
          () => "ran twice",
          (error) => error.message,
        );
        await new Promise((resolve) => setTimeout(resolve, 300));
        await first.query(rest.join(""));
        expect(await outcome).toContain("needs version");
      } finally {
        await second.query("ROLLBACK").catch(() => undefined);
        first.release();
        second.release();
      }
    });
  });

  it.each([
    ["returns text", "RETURNS text LANGUAGE sql AS 'SELECT gen_random_uuid()::text'"],
    ["fails", "RETURNS uuid LANGUAGE plpgsql AS 'BEGIN RETURN no_such_function(); END'"],
  ])("V40 refuses a uuid_generate_v7 of the host that %s", async (_kind, definition) => {
    await withDatabaseAt({ version: 39, major }, async (database) => {
      await database.pool.query(`CREATE FUNCTION uuid_generate_v7() ${definition}`);
      await expect(up(database.pool, { version: 40 })).rejects.toMatchObject({ code: "refused" });
    });
  });

  it("down leaves a uuid_generate_v7 alone that has become an extension's", async () => {
    await withDatabaseAt({ version: 40, major }, async (database) => {
      await database.pool.query(
        "CREATE EXTENSION tablefunc; ALTER EXTENSION tablefunc ADD FUNCTION uuid_generate_v7()",
      );
      await down(database.pool, { version: 0 });
      expect(await readOne(database, "SELECT to_regprocedure('uuid_generate_v7()') IS NOT NULL")).toBe(true);
    });
  });
});

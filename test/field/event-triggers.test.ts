import { beforeAll, describe, expect, it } from "vitest";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

/** Puts a trigger that skips every row on the new table that host.chosen names. */
const skipRowsOfNewTable = `
  CREATE SCHEMA host;
  CREATE TABLE host.chosen (name text);
  INSERT INTO host.chosen VALUES ('');
  CREATE FUNCTION host.skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
  CREATE FUNCTION host.equip() RETURNS event_trigger LANGUAGE plpgsql AS $$
  DECLARE
    command record;
  BEGIN
    FOR command IN
      SELECT * FROM pg_event_trigger_ddl_commands()
      WHERE object_type = 'table' AND object_identity = 'public.' || (SELECT name FROM host.chosen)
    LOOP
      EXECUTE format(
        'CREATE TRIGGER skip BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION host.skip()', command.object_identity
      );
    END LOOP;
  END $$;
  CREATE EVENT TRIGGER equip ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION host.equip()`;

/** The tables that get rows, and the versions that insert them. */
const seeded = [
  ["phoenix_kit", 1],
  ["phoenix_kit_user_roles", 2],
  ["phoenix_kit_settings", 3],
  ["phoenix_kit_email_templates", 15],
  ["phoenix_kit_storage_dimensions", 20],
  ["phoenix_kit_buckets", 20],
  ["phoenix_kit_role_permissions", 53],
] as const;

describe.each(fieldMajors)("on PostgreSQL %i, a trigger that keeps rows out of each new table", (major) => {
  const database = useDatabase({ major, from: "empty" });

  beforeAll(() => database().pool.query(skipRowsOfNewTable));

  const choose = (table: string) => database().pool.query("UPDATE host.chosen SET name = $1", [table]);

  it.each(seeded)("refuses a new schema without the rows of %s", async (table) => {
    await choose(table);
    await expect(up(database().url)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringMatching(
        table === "phoenix_kit"
          ? /the history did not take/
          : new RegExp(`row\\(s\\) of ${table} are not as it wrote`),
      ),
      remedy: expect.stringContaining("event trigger"),
    });
    expect(await migratedVersion(database().url)).toBe(0);
  });

  // V19 creates the buckets
  it.each(seeded.filter(([table]) => table !== "phoenix_kit_buckets"))(
    "refuses the step without the rows of %s",
    async (table, version) => {
      const { url } = database();
      await choose("");
      if (version > 1) await up(url, { version: version - 1 });
      await choose(table);
      await expect(up(url, { version })).rejects.toMatchObject({ code: "refused", version });
      expect(await migratedVersion(url)).toBe(version - 1);
    },
  );
});

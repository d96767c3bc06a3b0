import { escapeIdentifier } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { planRepair, repair } from "../../src/drift/repair.ts";
import { verify } from "../../src/drift/verify.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { contentsOf, databaseObjects } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { awkward } from "./drift.ts";

const prefix = awkward;
const s = escapeIdentifier(prefix);
const ahead = getNewestVersion() + 80;
const database = useDatabase({ prefixes: [prefix] });

/** What PhoenixKit's versions after this package's relax and add, with rows that only they allow. */
const later = `
  ALTER TABLE ${s}.phoenix_kit_role_permissions ALTER COLUMN module_key TYPE varchar(500);
  ALTER TABLE ${s}.phoenix_kit_buckets ALTER COLUMN region TYPE text, ADD COLUMN later_uuid uuid;
  ALTER TABLE ${s}.phoenix_kit_users ALTER COLUMN last_name TYPE citext;
  ALTER TABLE ${s}.phoenix_kit_entities ALTER COLUMN created_by_uuid DROP NOT NULL;
  ALTER TABLE ${s}.phoenix_kit_media_folders ALTER COLUMN header_size SET DEFAULT 'later';
  ALTER INDEX ${s}.phoenix_kit_users_email_index RENAME TO later_index;
  CREATE TABLE ${s}.phoenix_kit_later (uuid uuid PRIMARY KEY, user_uuid uuid REFERENCES ${s}.phoenix_kit_users (uuid));
  INSERT INTO ${s}.phoenix_kit_later VALUES (gen_random_uuid(), NULL);
  COMMENT ON TABLE ${s}.phoenix_kit_email_logs IS 'pke_schema:2';
  COMMENT ON TABLE ${s}.phoenix_kit IS '${ahead}'`;

describe("a database at a version after the newest known", () => {
  beforeAll(async () => {
    await database().pool.query(later);
  });

  it("is compared with the newest known version; what later versions relax is no drift", async () => {
    const objects = await databaseObjects(database().pool);
    const { differences, ...result } = await verify(database().pool, { prefix });
    expect(result).toEqual({
      prefix,
      version: ahead,
      newerThanPackage: true,
      ok: true,
      unreadableTables: [],
      unwritableTables: [],
      unmanagedTables: ["phoenix_kit_later"],
    });
    expect(differences.map(({ name, property }) => [name, property])).toEqual(
      expect.arrayContaining([
        ["module_key", "type"],
        ["region", "type"],
        ["last_name", "type"],
        ["created_by_uuid", "notNull"],
        ["header_size", "default"],
        ["phoenix_kit_users_email_index", "name"],
      ]),
    );
    expect(await databaseObjects(database().pool)).toEqual(objects);
  });

  it("is read by status and migratedVersion, with the markers of modules", async () => {
    expect(await migratedVersion(database().pool, { prefix })).toBe(ahead);
    expect(await status(database().pool, { prefix })).toMatchObject({
      version: ahead,
      newerThanPackage: true,
      pending: [],
      moduleMarkers: [{ table: "phoenix_kit_email_logs", comment: "pke_schema:2" }],
    });
  });

  it("is not changed: up does nothing, and down, repair and adopt refuse", async () => {
    const { pool } = database();
    const before = await contentsOf(pool, prefix);
    expect(await up(pool, { prefix })).toMatchObject({ from: ahead, to: ahead, steps: [] });
    for (const run of [
      () => down(pool, { prefix, version: 100 }),
      () => repair(pool, { prefix }),
      () => planRepair(pool, { prefix }),
      () => adopt(pool, { prefix }),
    ]) {
      await expect(run()).rejects.toMatchObject({
        code: "version_unknown",
        message: expect.stringContaining(`V${ahead}, newer than this package (V${getNewestVersion()})`),
      });
    }
    await expect(adopt(pool, { prefix, version: getNewestVersion() })).rejects.toMatchObject({
      code: "not_adoptable",
    });
    expect(await contentsOf(pool, prefix)).toEqual(before);
  });

  it("may lack the tables for e-mail, which then cannot be read; all others can", async () => {
    const { pool } = database();
    const unreadableTables = ["blocklist", "events", "logs", "metrics", "orphaned_events", "templates"].map(
      (name) => `phoenix_kit_email_${name}`,
    );
    const rename = async (from: string, to: string, tables = unreadableTables) => {
      for (const name of tables) await pool.query(`ALTER TABLE ${s}.${from}${name} RENAME TO ${to}${name}`);
    };
    await rename("", "gone_");
    const access = { unreadableTables, unwritableTables: unreadableTables };
    expect(await verify(pool, { prefix })).toMatchObject({ ok: true, ...access });
    await rename("", "gone_", ["phoenix_kit_annotations"]);
    expect(await verify(pool, { prefix })).toMatchObject({
      ok: false,
      unreadableTables: ["phoenix_kit_annotations", ...unreadableTables],
    });
    await rename("gone_", "", ["phoenix_kit_annotations", ...unreadableTables]);
  });

  it("says which exported tables cannot be read or written", async () => {
    await database().pool.query(`ALTER TABLE ${s}.phoenix_kit_users DROP COLUMN first_name;
      ALTER TABLE ${s}.phoenix_kit_files ADD COLUMN tenant integer NOT NULL;
      ALTER TABLE ${s}.phoenix_kit_entities ALTER COLUMN name TYPE varchar(3);
      DROP TABLE ${s}.phoenix_kit_email_metrics`);
    const unreadableTables = ["phoenix_kit_email_metrics", "phoenix_kit_entities", "phoenix_kit_users"];
    expect(await verify(database().pool, { prefix })).toMatchObject({
      ok: false,
      unreadableTables,
      unwritableTables: [...unreadableTables, "phoenix_kit_files"].sort(),
    });
  });
});

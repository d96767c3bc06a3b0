import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
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

  const version = 55;
  const table = "public.phoenix_kit_email_events";
  const moveAway = `ALTER TABLE ${table} RENAME TO host_events;`;

  /** Ways in which a host has put something else in a table's place, with the word that the message has for it. */
  const others = [
    [
      "a partitioned table",
      `${moveAway} CREATE TABLE ${table} (LIKE host_events INCLUDING DEFAULTS) PARTITION BY RANGE (inserted_at);
     CREATE TABLE host_events_now PARTITION OF ${table} DEFAULT;`,
    ],
    ["a view", `${moveAway} CREATE VIEW ${table} AS SELECT * FROM host_events;`],
    ["a materialized view", `${moveAway} CREATE MATERIALIZED VIEW ${table} AS SELECT * FROM host_events;`],
    [
      "a foreign table",
      `${moveAway} CREATE FOREIGN DATA WRAPPER elsewhere; CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere;
     CREATE FOREIGN TABLE ${table} (id bigint) SERVER elsewhere;`,
    ],
    ["public.event_archive inherits from", `CREATE TABLE event_archive () INHERITS (${table});`],
    [
      "inherits from public.all_events",
      `CREATE TABLE all_events (event_type varchar(255) NOT NULL); ALTER TABLE ${table} INHERIT all_events;`,
    ],
  ] as const;

  describe("something other than a plain table in the place of a managed one", () => {
    it.each(others)(
      "%s is an error of doctor, and up and down refuse before their first step",
      async (word, sql) => {
        database = await createDatabase({ major, version });
        await database.pool.query(sql);
        const { findings, ok } = await doctor(database.pool);
        const found = findings.filter(({ check }) => check === "table-kinds");
        expect(found).toEqual([
          {
            check: "table-kinds",
            level: "error",
            message: expect.stringContaining(word),
            remedy: expect.stringMatching(/\S/),
          },
        ]);
        expect(found[0]?.message).toContain("phoenix_kit_email_events");
        expect(ok).toBe(false);
        for (const run of [up(database.pool), down(database.pool, { version: 0 })]) {
          await expect(run).rejects.toMatchObject({
            code: "dependent_objects",
            message: expect.stringContaining("phoenix_kit_email_events"),
          });
        }
        const { rows } = await database.pool.query("SELECT max(version) AS version FROM phoenix_kit");
        expect(rows).toEqual([{ version }]);
      },
    );

    it("is of no interest where no step is to run, or where the name is not taken by a version yet", async () => {
      database = await createDatabase({ major, version });
      await database.pool.query("CREATE VIEW phoenix_kit_media_folders AS SELECT 1 AS one");
      const { findings } = await doctor(database.pool);
      expect(findings.filter(({ check }) => check === "table-kinds")).toEqual([]);
      expect(await up(database.pool, { version: 80 })).toMatchObject({ to: 80 });
      await database.pool.query(`CREATE TABLE event_archive () INHERITS (${table})`);
      expect(await up(database.pool, { version: 80 })).toMatchObject({ steps: [] });
    });
  });

  it.each([
    ["type", "CREATE TYPE phoenix_kit_media_folders AS ENUM ('mine')"],
    ["type", "CREATE TYPE phoenix_kit_media_folders AS RANGE (subtype = int4)"],
    ["domain", "CREATE DOMAIN phoenix_kit_media_folders AS text"],
  ])(
    "a %s with the name of a later table is refused before the first step, and the remedy renames it",
    async (kind, sql) => {
      for (const from of [0, version]) {
        database = await createDatabase({ major, version: from });
        await database.pool.query(sql);
        const refused = await up(database.pool).catch((error) => error);
        expect(refused).toMatchObject({
          code: "dependent_objects",
          version: 95,
          message: expect.stringContaining(`there is a ${kind} of that name`),
        });
        expect(await migratedVersion(database.pool)).toBe(from);
        await database.pool.query(/ALTER .*;/.exec(refused.remedy)?.[0] ?? "");
        expect(await up(database.pool)).toMatchObject({ to: getNewestVersion() });
        await database.drop();
      }
    },
  );

  it("the remedies for a table that inherits, and then for its copied default, make up work", async () => {
    database = await createDatabase({ major, version });
    await database.pool.query(`CREATE TABLE event_archive () INHERITS (${table})`);
    for (const name of ["table-kinds", "host-objects"]) {
      const { findings } = await doctor(database.pool);
      const finding = findings.find(
        ({ check, message }) => check === name && message.includes("event_archive"),
      );
      await database.pool.query(/ALTER TABLE .*;/.exec(finding?.remedy ?? "")?.[0] ?? "");
    }
    expect(await up(database.pool)).toMatchObject({ to: getNewestVersion() });
  });
});

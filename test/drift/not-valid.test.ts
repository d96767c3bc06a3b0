import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { repair } from "../../src/drift/repair.ts";
import { contentsOf, rowsOf } from "../support/catalogs.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { awkward, listDrift } from "./drift.ts";
import { makePhoenixKits } from "./phoenixkit.ts";

const prefix = awkward;
const s = escapeIdentifier(prefix);
const events = "phoenix_kit_email_events";
const name = "fk_email_events_email_log_uuid";
const key = `FOREIGN KEY (email_log_uuid) REFERENCES ${s}.phoenix_kit_email_logs (uuid) ON DELETE CASCADE`;
const orphan = `INSERT INTO ${s}.${events} (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
  VALUES (gen_random_uuid(), 'open', now(), now(), now())`;

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
  await makePhoenixKits(database.pool, prefix, 137);
  await database.pool.query(`ALTER TABLE ${s}.${events} DROP CONSTRAINT ${name}`);
});
afterEach(() => database.drop());

const isValidated = async () => {
  const { rows } = await database.pool.query(
    "SELECT convalidated AS valid FROM pg_constraint WHERE conname = $1",
    [name],
  );
  return rows.map(({ valid }) => valid);
};

describe("a foreign key that is NOT VALID", () => {
  it("is validated by an adoption if no row refers to nothing", async () => {
    await database.pool.query(`ALTER TABLE ${s}.${events} ADD CONSTRAINT ${name} ${key} NOT VALID`);
    expect(await adopt(database.pool, { prefix })).toMatchObject({ adopted: true, remaining: [] });
    expect(await isValidated()).toEqual([true]);
  });

  it.each(["stands NOT VALID already", "is missing"])(
    "where it %s and rows refer to nothing, adoption goes on only if that is accepted, and a later repair validates it",
    async (state) => {
      const { pool } = database;
      await pool.query(orphan);
      if (state !== "is missing") {
        await pool.query(`ALTER TABLE ${s}.${events} ADD CONSTRAINT ${name} ${key} NOT VALID`);
      }
      const before = await contentsOf(pool, prefix);
      await expect(adopt(pool, { prefix })).rejects.toMatchObject({
        code: "not_adoptable",
        detail: expect.stringContaining("1 rows refer to nothing"),
        remedy: expect.stringContaining("--accept-not-valid"),
      });
      expect(await contentsOf(pool, prefix)).toEqual(before);

      const { [events]: rows } = await rowsOf(pool, prefix);
      const { adopted, remaining } = await adopt(pool, { prefix, acceptNotValid: true });
      expect(adopted).toBe(true);
      expect(remaining).toMatchObject([
        { difference: { name }, rows: [{ count: 1, what: "rows refer to nothing" }], isAdoptable: true },
      ]);
      expect(await isValidated()).toEqual([false]);
      expect((await rowsOf(pool, prefix))[events]).toEqual(rows);
      await expect(pool.query(orphan)).rejects.toMatchObject({ code: "23503" });

      expect(await repair(pool, { prefix })).toMatchObject({ statements: [], ok: false });
      await pool.query(`DELETE FROM ${s}.${events}`);
      expect(await repair(pool, { prefix })).toMatchObject({ statements: [{}], remaining: [], ok: true });
      expect(await isValidated()).toEqual([true]);
      expect(await listDrift(pool, prefix)).toEqual([]);
    },
  );
});

describe("what does not meet another constraint", () => {
  it("is refused by an adoption that accepts constraints which are NOT VALID", async () => {
    const { pool } = database;
    const logs = `${s}.phoenix_kit_email_logs`;
    await pool.query(`DROP INDEX ${s}.phoenix_kit_email_logs_message_id_uidx;
      INSERT INTO ${logs} (message_id, "to", "from", inserted_at, updated_at)
        SELECT 'same', '', '', now(), now() FROM generate_series(1, 2)`);
    await expect(adopt(pool, { prefix, acceptNotValid: true })).rejects.toMatchObject({
      code: "not_adoptable",
      detail: expect.stringContaining("2 rows have the same key"),
    });
  });
});

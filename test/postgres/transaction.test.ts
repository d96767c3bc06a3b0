import { expect, it } from "vitest";
import { withConnection } from "../../src/postgres/connect.ts";
import { readSnapshot, writeTransaction } from "../../src/postgres/transaction.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });

it.each([
  ["reads a snapshot", readSnapshot],
  ["writes", writeTransaction],
])("a transaction that %s does not wait for PostgreSQL to compile its queries", async (_, run) => {
  await withConnection(database().pool, async (connection) => {
    await connection.query("SET jit = on; SET jit_above_cost = 0");
    const readSetting = async () => (await connection.query("SHOW jit")).rows[0]?.jit;
    expect(await run(connection, readSetting)).toBe("off");
    expect(await readSetting()).toBe("on");
    await connection.query("RESET ALL");
  });
});

it.each([
  ["pg_get_viewdef", "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relname = 'report'"],
  [
    "pg_get_constraintdef",
    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'source_id_check'",
  ],
])("a snapshot is read again when another session drops what %s is looking at", async (_, query) => {
  const { pool } = database();
  await pool.query("CREATE TABLE source (id int CHECK (id > 0)); CREATE VIEW report AS SELECT * FROM source");
  await withConnection(pool, async (connection) => {
    let attempts = 0;
    const found = await readSnapshot(connection, async () => {
      attempts += 1;
      await connection.query("SELECT FROM pg_class LIMIT 1");
      if (attempts === 1) await pool.query("DROP TABLE source CASCADE");
      return (await connection.query(query)).rows;
    });
    expect({ attempts, found }).toEqual({ attempts: 2, found: [] });
  });
});

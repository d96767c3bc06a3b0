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

import { expect, it } from "vitest";
import { down, up } from "../../src/migrate/up-down.ts";
import { upMany } from "../../src/tenants/migrate-many.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const query = async (sql: string) => (await database().pool.query(sql)).rows;

/** Creates the table `seen`, which gets the memory that a step has when it changes the history of a schema. */
async function watchMemory(schema: string): Promise<void> {
  await query(`CREATE TABLE IF NOT EXISTS seen (memory text);
    CREATE OR REPLACE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO public.seen VALUES (current_setting('maintenance_work_mem'));
      RETURN NULL;
    END $$;
    CREATE TRIGGER sees AFTER INSERT OR DELETE ON ${schema}.phoenix_kit FOR EACH STATEMENT EXECUTE FUNCTION see()`);
}

it("a step has the memory that its caller gives, by default at least 256 MB, and the session keeps its own", async () => {
  const { pool } = database();
  await up(pool, { version: 1 });
  await watchMemory("public");
  await up(pool, { version: 2 });
  await up(pool, { version: 3, memory: "32MB" });
  await down(pool, { version: 2, memory: "2GB" });
  await query(`ALTER DATABASE "${database().name}" SET maintenance_work_mem = '300MB'`);
  try {
    await up(database().url, { version: 3 });
  } finally {
    await query(`ALTER DATABASE "${database().name}" RESET maintenance_work_mem`);
  }
  const seen = await query("SELECT DISTINCT memory FROM seen ORDER BY memory");
  expect(seen.map(({ memory }) => memory)).toEqual(["256MB", "2GB", "300MB", "32MB"]);
  const [{ setting, boot }] = await query(
    "SELECT setting, boot_val AS boot FROM pg_settings WHERE name = 'maintenance_work_mem'",
  );
  expect(setting).toBe(boot);
});

it("the only missing step of a schema among many has that memory, too", async () => {
  await up(database().pool, { prefix: "tenant", version: 92 });
  await watchMemory("tenant");
  await query("TRUNCATE seen");
  for await (const { outcome } of upMany(database().pool, {
    prefixes: ["tenant"],
    version: 93,
    memory: "48MB",
  }))
    expect(outcome).toBe("done");
  expect(await query("SELECT DISTINCT memory FROM seen")).toEqual([{ memory: "48MB" }]);
});

it.each(["64", "1 MB", "-1MB", "0MB", "1.5GB", "64mb", "'; DROP TABLE phoenix_kit; --"])(
  "%j is refused as an amount of memory before anybody connects",
  async (memory) => {
    const nowhere = "postgres://nobody@127.0.0.1:1/nothing";
    for (const asked of [up(nowhere, { memory }), down(nowhere, { version: 1, memory })]) {
      await expect(asked).rejects.toMatchObject({
        code: "invalid_option",
        message: expect.stringContaining(JSON.stringify(memory)),
        remedy: expect.stringContaining('"512MB"'),
      });
    }
  },
);

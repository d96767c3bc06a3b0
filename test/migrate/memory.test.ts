import { expect, it } from "vitest";
import { down, up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const query = async (sql: string) => (await database().pool.query(sql)).rows;

it("a step has the memory that its caller gives, by default at least 256 MB, and the session keeps its own", async () => {
  const { pool } = database();
  await up(pool, { version: 1 });
  await query(`CREATE TABLE seen (memory text);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO public.seen VALUES (current_setting('maintenance_work_mem'));
      RETURN NULL;
    END $$;
    CREATE TRIGGER sees AFTER INSERT OR DELETE ON phoenix_kit FOR EACH STATEMENT EXECUTE FUNCTION see()`);
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

import { expect, it } from "vitest";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { catalogOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });

it("a schema at V27 without the objects that only this package adds still migrates to the newest version", async () => {
  const { pool } = database();
  await up(pool, { prefix: "ours" });
  await up(pool, { prefix: "theirs", version: 27 });
  await pool.query(`ALTER TABLE theirs.phoenix_kit_user_role_assignments DROP COLUMN is_active;
    DELETE FROM theirs.phoenix_kit`);
  expect(await up(pool, { prefix: "theirs" })).toMatchObject({ from: 27, to: getNewestVersion() });
  const [theirs, ours] = [await catalogOf(pool, "theirs"), await catalogOf(pool, "ours")];
  expect(compareCatalogs(theirs, ours).map(formatDifference)).toEqual([]);
});

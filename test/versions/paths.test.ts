import { beforeAll, expect, test } from "vitest";
import { type Catalog, emptyCatalog } from "../../src/catalog/catalog.ts";
import { down, migratedVersion, status, up } from "../../src/index.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillRows } from "../support/rows.ts";

const last = 27;
const versions = Array.from({ length: last + 1 }, (_, version) => version);

const database = useDatabase();
/** The catalog at each version, as single steps up give it. */
const expected = new Map([[0, emptyCatalog()]]);

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const catalog = (prefix: string) => catalogOf(database().pool, prefix);

function at(version: number): Catalog {
  const found = expected.get(version);
  if (!found) throw new Error(`No catalog was read at V${version}.`);
  return found;
}

beforeAll(async () => {
  for (const version of versions.slice(1)) {
    await upTo("steps", version);
    expected.set(version, await catalog("steps"));
  }
});

test("each version has a catalog of its own", () => {
  expect(new Set(versions.map((version) => JSON.stringify(at(version)))).size).toBe(versions.length);
});

test("single steps down and up again, with rows in the tables, pass through the same catalogs", async () => {
  await fillRows(database().pool, "steps", last);
  for (const version of versions.toReversed()) {
    await downTo("steps", version);
    expectSame(await catalog("steps"), at(version));
  }
  for (const version of versions) {
    await upTo("steps", version);
    await fillRows(database().pool, "steps", version);
    expectSame(await catalog("steps"), at(version));
  }
});

test.each(versions)("V%i has the same catalog in one run", async (version) => {
  await upTo(`to_${version}`, version);
  expectSame(await catalog(`to_${version}`), at(version));
});

test.each([1, 5, 8, 12, 16, 19, 21, 24])(
  "rows of V%i migrate up to V27 in one run, down again with those of V27, and up one step",
  async (version) => {
    const { pool } = database();
    const prefix = `from_${version}`;
    await upTo(prefix, version);
    await fillRows(pool, prefix, version);
    await upTo(prefix, last);
    expectSame(await catalog(prefix), at(last));
    await fillRows(pool, prefix, last);
    await downTo(prefix, version);
    expectSame(await catalog(prefix), at(version));
    await upTo(prefix, version + 1);
    expectSame(await catalog(prefix), at(version + 1));
  },
);

test("every step records its own number and one history row, up and down", async () => {
  const { pool } = database();
  const prefix = "numbers";
  for (const version of [...versions, ...versions.toReversed()]) {
    await upTo(prefix, version);
    await downTo(prefix, version);
    expect(await migratedVersion(pool, { prefix })).toBe(version);
    const { history } = await status(pool, { prefix });
    expect(history.map((row) => row.version)).toEqual(versions.slice(1, version + 1));
  }
});

import { expect, it } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { readQualifiedCatalog } from "../../src/catalog/read.ts";
import { readGuaranteedRows } from "../../src/drift/guaranteed-rows.ts";
import { nowPlaceholder, readReferenceCatalog } from "../../src/migrate/reference-catalogs.ts";
import { up } from "../../src/migrate/up-down.ts";
import { withClient } from "../support/admin.ts";
import { newestWithFiles } from "../support/catalogs-by-version.ts";
import { createDatabase } from "../support/database.ts";
import { majors } from "../support/releases.ts";

/** PostgreSQL makes UUIDs of version 7 itself from 18 on. */
const expected = "function uuid_generate_v7(): body";

/** `npm run generate -- --check` compares every version on the newest major. */
const sample = [6, 27, 40, 57, 74, newestWithFiles()];

it.each([majors[0], majors.at(-1)])(
  "the catalogs in the package are what the files of a version make on PostgreSQL %i",
  async (major) => {
    const database = await createDatabase({ from: "empty", major });
    try {
      await database.pool.query(
        `CREATE SCHEMA phoenix_kit_citext; CREATE EXTENSION citext SCHEMA phoenix_kit_citext;
         CREATE SCHEMA phoenix_kit_pg_trgm; CREATE EXTENSION pg_trgm SCHEMA phoenix_kit_pg_trgm`,
      );
      for (const version of sample) {
        await up(database.pool, { version });
        const reference = readReferenceCatalog(version);
        await withClient(database.url, async (client) => {
          const actual = quotePublic(await readQualifiedCatalog(client, "public"));
          const differences = compareCatalogs(
            { ...actual, extensions: reference.catalog.extensions },
            reference.catalog,
          );
          const found = differences.map(formatDifference).filter((text) => !text.startsWith(expected));
          expect(found, `V${version}`).toEqual([]);
          const rows = await readGuaranteedRows(client, "public");
          const byName = (row: { table: string; name: string }) => `${row.table}/${row.name}`;
          expect(rows.map(byName).sort(), `V${version}`).toEqual(reference.rows.map(byName).sort());
          for (const { values } of reference.rows) {
            expect(
              Object.values(values).every(
                (value) => value === nowPlaceholder || !/^20\d\d-/.test(String(value)),
              ),
            ).toBe(true);
          }
        });
      }
    } finally {
      await database.drop();
    }
  },
);

function quotePublic(catalog: Catalog): Catalog {
  const text = JSON.stringify(catalog).replaceAll(`\\"public\\".`, "public.");
  return JSON.parse(text.replaceAll("public.", `\\"public\\".`)) as Catalog;
}

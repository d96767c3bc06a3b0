import { Client } from "pg";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { readCatalog } from "../../src/catalog/read.ts";
import { rowsOf } from "../../test/support/catalogs.ts";

/** A distributed schema has no trigger, and no unlogged table. */
const expected = /phoenix_kit_protect_system_roles|oban_peers: persistence/;
const moment = /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?:\+00)?/g;
const uuid = /\b([0-9a-f]{8})-([0-9a-f]{4})-([47])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** How a distributed schema and its rows differ from a plain one of the same database, which ran beside it. */
export async function compareSchemas(
  url: string,
  schemas: { readonly plain: string; readonly distributed: string },
  startedAt: Date,
): Promise<string[]> {
  const client = new Client(url);
  await client.connect();
  try {
    // each a message of its own, because Citus sends all of it to the workers, whose time zone is another one
    const setup = ["BEGIN", "SET LOCAL citus.propagate_set_commands = 'local'", "SET LOCAL TimeZone = 'UTC'"];
    for (const sql of setup) await client.query(sql);
    const [catalog, reference] = [
      await readCatalog(client, schemas.distributed),
      await readCatalog(client, schemas.plain),
    ];
    const [rows, others] = [await rowsOf(client, schemas.plain), await rowsOf(client, schemas.distributed)];
    const mask = (table: string, lines: readonly string[] = []) =>
      lines
        .map((line) =>
          maskNew(table === withRandomOrder ? line.replace(/(?<=[(,])\d+(?=[,)])/g, "n") : line, startedAt),
        )
        .sort()
        .join("\n");
    return [
      ...compareCatalogs({ ...catalog, schemaComment: null }, { ...reference, schemaComment: null })
        .map(formatDifference)
        .filter((difference) => !expected.test(difference)),
      ...[...new Set([...Object.keys(rows), ...Object.keys(others)])]
        .filter((table) => mask(table, rows[table]) !== mask(table, others[table]))
        .map((table) => `the rows of ${table} differ`),
    ];
  } finally {
    await client.end();
  }
}

/** Their UUIDs are random since V53, and V74's down numbers them in that order. */
const withRandomOrder = "phoenix_kit_role_permissions";

/** What a migration made meanwhile is not the same twice: moments, and UUIDs of that time or at random. */
function maskNew(line: string, startedAt: Date): string {
  return line
    .replace(moment, (text) => (new Date(`${text.slice(0, 19)}Z`) < startedAt ? text : "now"))
    .replace(uuid, (text, high: string, low: string, version: string) =>
      version === "7" && Number.parseInt(high + low, 16) < startedAt.getTime() ? text : "new",
    );
}

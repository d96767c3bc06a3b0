import { Client, Pool } from "pg";
import { down, up } from "../../src/migrate/up-down.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { fillPeople } from "../../test/support/people.ts";
import type { CitusCluster } from "./cluster.ts";
import { compareSchemas } from "./compare.ts";
import { copyRows } from "./copy-rows.ts";
import type { Finding } from "./report.ts";

const schemas = { plain: "plain", distributed: 'Käse "tenant" 1' };
const filledAt = 27;
const people = 20;

/** Goes up to the newest version and down to nothing in single steps, in a plain schema and in a distributed one. */
export async function walkVersions({ url, plainUrl }: CitusCluster): Promise<Finding> {
  const versions = readVersions().migrations.map(({ version }) => version);
  // a second before, since some moments are stored without fractions
  const startedAt = new Date(Date.now() - 1000);
  const failures: string[] = [];
  const compare = async (place: string) => {
    const differences = await compareSchemas(url, schemas, startedAt);
    failures.push(...differences.map((difference) => `${place}: ${difference}`));
  };
  for (const version of versions) {
    await up(plainUrl, { prefix: schemas.plain, version });
    await up(url, { prefix: schemas.distributed, version });
    if (version === filledAt) await fillBoth(url);
    await compare(`up to V${version}`);
  }
  for (const version of [0, ...versions].toReversed().slice(1)) {
    await down(plainUrl, { prefix: schemas.plain, version });
    await down(url, { prefix: schemas.distributed, version });
    await compare(`down to V${version}`);
  }
  return {
    scenario: "single steps",
    tried: `${2 * versions.length} steps, ${people} rows a table`,
    failures,
  };
}

async function fillBoth(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await fillPeople(pool, schemas.plain, people);
  await pool.end();
  const client = new Client(url);
  await client.connect();
  await copyRows(client, schemas.plain, schemas.distributed);
  await client.end();
}

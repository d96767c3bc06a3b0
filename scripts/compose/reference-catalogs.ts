import { Client } from "pg";
import { readQualifiedCatalog } from "../../src/catalog/read.ts";
import { readDependencies } from "../../src/drift/dependencies.ts";
import { readGuaranteedRows } from "../../src/drift/guaranteed-rows.ts";
import { startThrowaway } from "../../src/embedded/embedded.ts";
import {
  listObjects,
  nameExtensionPlaceholder,
  nowPlaceholder,
  type ReferenceCatalog,
} from "../../src/migrate/reference-catalogs.ts";
import { getNewestVersion, listExtensions, readVersions } from "../../src/migrations/migrations.ts";
import { renderSql } from "../../src/migrations/render.ts";
import { readSeeds, type SeededTable } from "./seeds.ts";

/** The name needs no quotes, so that it can be found in what PostgreSQL prints. */
const schema = "phoenix_kit_reference";

/** What running the versions' files shows. */
export interface ReferenceRun {
  /** The text of `catalogs.json`: what each version changed. */
  readonly catalogs: string;
  /** All rows at the newest version, those of the history excepted. */
  readonly seeds: readonly SeededTable[];
}

/** Runs each version's file on a temporary PostgreSQL and records what it changed. */
export async function runReferenceVersions(): Promise<ReferenceRun> {
  const server = await startThrowaway();
  const client = new Client(server.url);
  try {
    await client.connect();
    await createExtensions(client);
    await client.query(`CREATE SCHEMA ${schema}`);
    const versions: string[] = [];
    let before: Record<string, object | string> = {};
    for (const { version, up } of readVersions().migrations) {
      await client.query(
        `BEGIN; ${up.statements.map(({ sql }) => renderSql(sql, schema)).join("\n")} COMMIT;`,
      );
      const after = listObjects(await readReference(client, version));
      versions.push(`  "${version}": {\n${listChanges(before, after).join(",\n")}\n  }`);
      before = after;
    }
    return { catalogs: `{\n${versions.join(",\n")}\n}\n`, seeds: await readSeeds(client, schema) };
  } finally {
    await client.end();
    await server.remove();
  }
}

/** Creates each extension in its own schema, whose name can be found in what PostgreSQL prints. */
async function createExtensions(client: Client): Promise<void> {
  for (const extension of listExtensions(getNewestVersion())) {
    const place = nameExtensionPlaceholder(extension);
    await client.query(`CREATE SCHEMA ${place}; CREATE EXTENSION ${extension} SCHEMA ${place}`);
  }
}

async function readReference(client: Client, version: number): Promise<ReferenceCatalog> {
  const catalog = {
    ...(await readQualifiedCatalog(client, schema)),
    extensions: ["plpgsql", ...listExtensions(version)].sort(),
  };
  const rows = (await readGuaranteedRows(client, schema)).map((row) => ({
    ...row,
    values: Object.fromEntries(
      Object.entries(row.values).map(([column, value]) => [column, isTime(column) ? nowPlaceholder : value]),
    ),
  }));
  const dependencies = (await readDependencies(client, schema)).sort((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
  const text = JSON.stringify({ catalog, rows, dependencies }).replaceAll(`\\"${schema}\\".`, `${schema}.`);
  return JSON.parse(text.replaceAll(`${schema}.`, '\\"public\\".'));
}

function isTime(column: string): boolean {
  return /_at$/.test(column);
}

function listChanges(
  before: Readonly<Record<string, object | string>>,
  after: Readonly<Record<string, object | string>>,
): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths
    .map((path) => ({ path, was: JSON.stringify(before[path]), is: JSON.stringify(after[path]) }))
    .filter(({ was, is }) => was !== is)
    .map(({ path, is = "null" }) => `    ${JSON.stringify(path)}: ${is}`);
}

import { createHash } from "node:crypto";
import { type Client, escapeIdentifier, escapeLiteral } from "pg";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { changeUrl, copyDatabase, dropDatabase, withClient } from "./admin.ts";

/** What a test database contains, and how PostgreSQL stores its text. */
export interface DatabaseContents {
  /** The version of each prefix; 0 is an empty database. Default: the newest. */
  version?: number;
  /** The schemas at that version; default: `["public"]`. */
  prefixes?: readonly string[];
  /** Default: `UTF8`. */
  encoding?: string;
  /** The libc locale, for example `C`; default: the server's. */
  locale?: string;
  /** The ICU locale, for example `tr-TR`; default: ICU is not used. */
  icuLocale?: string;
}

/**
 * Finds the template with some contents, or makes it: many databases are copied from it. Several processes may ask for
 * the same one at once.
 *
 * @param serverUrl a server, as a role that may create databases
 * @param run the name of this test run, which is in the template's name
 * @param contents see {@link DatabaseContents}
 * @returns the template's name
 * @example
 * await copyDatabase(serverUrl, await ensureTemplate(serverUrl, run, { version: 27 }), "a_copy");
 */
export async function ensureTemplate(
  serverUrl: string,
  run: string,
  contents: DatabaseContents = {},
): Promise<string> {
  const { version = getNewestVersion(), prefixes = ["public"], ...text } = contents;
  if (version === 0 && Object.keys(text).length === 0) return "template0";
  const series = `phoenix_kit_template_${run}_${hash([prefixes, text])}_`;
  const name = nameTemplate(series, version);
  await withClient(serverUrl, async (client) => {
    const isThere = async () =>
      (await client.query("SELECT FROM pg_database WHERE datname = $1", [name])).rows.length > 0;
    if (await isThere()) return;
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
    if (await isThere()) return;
    const unfinished = `${name}_new`;
    await dropDatabase(serverUrl, unfinished);
    const lower = await findLowerTemplate(client, series, version);
    if (lower !== undefined) await copyDatabase(serverUrl, lower, unfinished);
    else await createBase(serverUrl, run, { name: unfinished, contents: { version, prefixes, ...text } });
    for (const prefix of version === 0 ? [] : prefixes) {
      const target = version === getNewestVersion() ? {} : { version };
      await up(changeUrl(serverUrl, { database: unfinished }), { prefix, ...target });
    }
    await client.query(`ALTER DATABASE ${escapeIdentifier(unfinished)} RENAME TO ${escapeIdentifier(name)}`);
  });
  return name;
}

function nameTemplate(series: string, version: number): string {
  return `${series}${String(version).padStart(3, "0")}`;
}

/** The nearest template of a lower version, from which it is not as far. The newest version comes at once. */
async function findLowerTemplate(
  client: Client,
  series: string,
  version: number,
): Promise<string | undefined> {
  if (version === getNewestVersion()) return undefined;
  // one without files would leave a row of its own in the history
  const lower = readVersions().migrations.filter((known) => known.version < version);
  const { rows } = await client.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname = ANY ($1) ORDER BY datname DESC LIMIT 1",
    [lower.map((known) => nameTemplate(series, known.version))],
  );
  return rows[0]?.name;
}

interface Base {
  readonly name: string;
  readonly contents: DatabaseContents;
}

/** Starts from the template of `public` alone where that saves a run. */
async function createBase(serverUrl: string, run: string, { name, contents }: Base): Promise<void> {
  const { version, prefixes = [], encoding = "UTF8", locale, icuLocale } = contents;
  if (encoding !== "UTF8" || locale !== undefined || icuLocale !== undefined) {
    const options = [
      `TEMPLATE template0 ENCODING ${escapeLiteral(encoding)}`,
      ...(locale === undefined ? [] : [`LOCALE ${escapeLiteral(locale)}`]),
      ...(icuLocale === undefined ? [] : [`LOCALE_PROVIDER icu ICU_LOCALE ${escapeLiteral(icuLocale)}`]),
    ];
    await withClient(serverUrl, (client) =>
      client.query(`CREATE DATABASE ${escapeIdentifier(name)} ${options.join(" ")}`),
    );
  } else if (prefixes.length > 1 && prefixes.includes("public") && version === getNewestVersion()) {
    await copyDatabase(serverUrl, await ensureTemplate(serverUrl, run), name);
  } else {
    await copyDatabase(serverUrl, "template0", name);
  }
}

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}

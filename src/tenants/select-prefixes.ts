import { PhoenixKitError } from "../error.ts";
import { versionTable } from "../migrate/marker.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { parsePrefix } from "../prefix.ts";

/** The schemas to work on. A schema that several of these select is worked on once. */
export interface PrefixSelection {
  /** Schemas by name; they may be missing. */
  readonly prefixes?: Iterable<string> | undefined;
  /** All schemas that have a marker and whose name matches this LIKE pattern, such as `tenant\_%`. */
  readonly match?: string | undefined;
  /** All schemas with a marker; default: false. */
  readonly all?: boolean | undefined;
}

/**
 * Lists the schemas of a database that have a marker, because this package or PhoenixKit migrated them.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options `match`, a pattern for names as in SQL's LIKE; default: all names
 * @returns the names, unquoted, in the order of their bytes
 * @throws PhoenixKitError if the database cannot be reached, or the pattern is not one
 * @example
 * import { listPrefixes } from "phoenix-kit-schema";
 *
 * console.log(await listPrefixes(process.env.DATABASE_URL!, { match: "tenant\\_%" }));
 */
export async function listPrefixes(
  database: DatabaseTarget,
  options: ConnectOptions & Pick<PrefixSelection, "match"> = {},
): Promise<string[]> {
  const { match = "%" } = options;
  assertPattern(match);
  return withConnection(
    database,
    async (connection) => {
      const { rows } = await connection.query(listPrefixesSql, [versionTable, match]).catch((error) => {
        throw toStatementError(error);
      });
      return rows.map(({ prefix }) => String(prefix));
    },
    options,
  );
}

const listPrefixesSql = `SELECT n.nspname AS prefix
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
  AND EXISTS (
    SELECT FROM pg_catalog.pg_description d
    WHERE d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
  )
  AND n.nspname::pg_catalog.text LIKE $2
ORDER BY n.nspname::pg_catalog.text COLLATE "C"`;

/** Resolves a selection to names, each once. Throws `invalid_option` if it has none of its three options. */
export async function selectPrefixes(
  database: DatabaseTarget,
  selection: PrefixSelection & ConnectOptions,
): Promise<string[]> {
  const { prefixes, match, all = false } = selection;
  if (prefixes === undefined && match === undefined && !all) {
    throw new PhoenixKitError("No schemas were selected.", {
      code: "invalid_option",
      remedy: "Give prefixes, match, or all: true.",
    });
  }
  const named = [...(prefixes ?? [])].map(parsePrefix);
  const found: string[] = [];
  if (all || match !== undefined) {
    found.push(...(await listPrefixes(database, { ...selection, match: all ? undefined : match })));
  }
  return [...new Set([...named, ...found])];
}

function assertPattern(match: string): void {
  if (!/^(?:[^\\]|\\.)*$/s.test(match)) {
    throw new PhoenixKitError(`${JSON.stringify(match)} is not a LIKE pattern: it ends with a backslash.`, {
      code: "invalid_option",
      remedy: "Write the backslash before the character that it escapes, or twice to match one.",
    });
  }
}

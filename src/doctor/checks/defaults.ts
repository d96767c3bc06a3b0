import { versionTable } from "../../migrate/marker.ts";
import { listManagedTables } from "../../migrations/managed-objects.ts";
import type { Connection } from "../../postgres/connection.ts";
import { asServerError } from "../../postgres/server-error.ts";
import { quoteLiteral } from "../../postgres/sql.ts";
import { withSavepoint } from "../../postgres/transaction.ts";
import { type Check, type CheckResult, fail, pass, warn } from "../check.ts";

interface OwnedSequence {
  /** Qualified, as SQL. */
  readonly sequence: string;
  readonly table: string;
  readonly column: string;
  readonly step: string;
}

/** Do sequences give numbers that no row has yet? After loading a dump without its sequence values, they do not. */
export const sequences: Check = {
  name: "sequences",
  async run({ connection, prefix }) {
    // steps set the ids of the version table themselves
    const tables = listManagedTables().filter((table) => table !== versionTable);
    const { rows } = await connection.query(selectSequences, [prefix, tables]);
    const results: CheckResult[] = [];
    for (const owned of rows as unknown as OwnedSequence[]) {
      results.push(...(await compareSequence(connection, owned)));
    }
    return results;
  },
};

async function compareSequence(connection: Connection, owned: OwnedSequence): Promise<CheckResult[]> {
  const { sequence, table, column, step } = owned;
  const most = `SELECT max(${column}) FROM ONLY ${table}`;
  const found = await tryQuery(
    connection,
    `SELECT next::text, most::text FROM (
       SELECT last_value + CASE WHEN is_called THEN ${step} ELSE 0 END AS next, (${most}) AS most FROM ${sequence}
     ) AS position WHERE most >= next`,
  );
  // other checks report tables that are locked or that the role may not read
  if ("error" in found) return [];
  return found.rows.map((row) =>
    warn(
      `Sequence ${sequence} is behind the rows: it gives ${row.next}, and ${table}.${column} goes up to ${row.most}. ` +
        "Inserts fail with a duplicate key.",
      `SELECT setval(${quoteLiteral(sequence).trim()}, (${most}));`,
    ),
  );
}

const selectSequences = `SELECT format('%I.%I', sn.nspname, s.relname) AS sequence, format('%I.%I', n.nspname, c.relname) AS "table",
  quote_ident(a.attname) AS "column", q.seqincrement::text AS step
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid > 0
  AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace sn ON sn.oid = s.relnamespace
JOIN pg_sequence q ON q.seqrelid = s.oid AND q.seqincrement > 0
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind = 'r'
ORDER BY 1`;

/** Do the functions that defaults call work? One that was dumped from a newer server may fail. */
export const functions: Check = {
  name: "functions",
  async run({ connection, prefix }) {
    const { rows } = await connection.query(selectFunctions, [prefix, listManagedTables()]);
    if (rows.length === 0) return [];
    const results: CheckResult[] = [];
    for (const { call, columns } of rows) {
      // it may rely on the search_path of the application, which calls it
      const found = await tryQuery(connection, `SET LOCAL search_path TO DEFAULT; SELECT ${call}`);
      if (!("error" in found) || !isOfFunction.test(found.code)) continue;
      results.push(
        fail(
          `Function ${call}, which the defaults of ${columns} columns call, fails on this server: ${found.error}.`,
          "Run phoenix-kit repair, which creates it as this server needs it; if it is your own, correct it.",
        ),
      );
    }
    return results.length > 0 ? results : [pass("The functions run that defaults call.")];
  },
};

/**
 * Whether an error is the function's own: not one of privileges, read-only transactions, locks, resources, cancels or
 * the connection.
 */
const isOfFunction = /^(?!42501|25006|08|40|53|55|57|58|E)[0-9A-Z]{5}$/;

const selectFunctions = `SELECT format('%I.%I()', fn.nspname, p.proname) AS call, count(DISTINCT e.oid)::text AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attrdef e ON e.adrelid = c.oid
JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid AND d.refclassid = 'pg_proc'::regclass
JOIN pg_proc p ON p.oid = d.refobjid JOIN pg_namespace fn ON fn.oid = p.pronamespace
WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND p.pronargs = 0 AND p.prokind = 'f'
GROUP BY fn.nspname, p.proname
ORDER BY 1`;

async function tryQuery(
  connection: Connection,
  query: string,
): Promise<{ readonly rows: Record<string, unknown>[] } | { readonly error: string; readonly code: string }> {
  try {
    return await withSavepoint(connection, () => connection.query(query));
  } catch (error) {
    const { message, code = "" } = asServerError(error);
    return { error: message, code };
  }
}

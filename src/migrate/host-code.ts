import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteQualified } from "../postgres/sql.ts";
import { withSavepoint } from "../postgres/transaction.ts";
import { describeChange, type HostObject } from "./host-object.ts";

/**
 * Finds what pg_depend does not record: triggers and rules that fire for rows that a step changes, and functions whose
 * source uses a column that a step drops or renames.
 */
export async function findHostCode(
  connection: Connection,
  prefix: string,
  changes: readonly TableChange[],
): Promise<HostObject[]> {
  const tables = [...new Set(changes.map(({ table }) => table))];
  const triggers = await connection.query(selectTriggers, [prefix, tables]);
  const gone = changes.filter(({ kind, column }) => column !== undefined && /^(drop|rename)$/.test(kind));
  const found: HostObject[] = [];
  for (const row of triggers.rows as unknown as Trigger[]) {
    const trigger = { ...row, name: `${row.kind} ${row.identity}` };
    found.push(...listBrokenTriggers(trigger, prefix, gone));
    const fired = changes.find((change) => isFiredBy(trigger, change));
    if (fired) found.push(...(await describeFired(connection, prefix, { trigger, change: fired })));
  }
  return [...found, ...(await findFunctions(connection, prefix, gone))];
}

interface Trigger {
  readonly kind: "trigger" | "rule";
  /** Its name. */
  readonly name: string;
  /** Such as `audit on public.phoenix_kit_users`. */
  readonly identity: string;
  readonly table: string;
  /** The function's signature; empty for a rule. */
  readonly function: string;
  readonly source: string;
  readonly onUpdate: boolean;
  readonly onDelete: boolean;
  /** The columns of `UPDATE OF`; empty for any. */
  readonly columns: readonly string[];
}

function isFiredBy(trigger: Trigger, { kind, table, sql }: TableChange): boolean {
  if (kind !== "update" || table !== trigger.table) return false;
  if (trigger.onDelete && /\bDELETE FROM\b/.test(sql)) return true;
  if (!trigger.onUpdate || !/\bUPDATE\b/.test(sql)) return false;
  return trigger.columns.length === 0 || trigger.columns.some((column) => mentions(sql, column));
}

function listBrokenTriggers(trigger: Trigger, prefix: string, gone: readonly TableChange[]): HostObject[] {
  const change = gone.find(
    ({ table, column = "" }) => table === trigger.table && readsRow(trigger.source, column),
  );
  if (!change) return [];
  return [
    {
      version: change.version,
      effect: "breaks",
      name: trigger.name,
      message: `${describeChange(change, prefix)}, which function ${trigger.function} of ${trigger.name} reads: writes to the table would fail afterwards.`,
      remedy: `Change the function for the new columns, or drop the trigger before the migration: DROP TRIGGER ${trigger.identity};`,
    },
  ];
}

/** Whether a trigger function reads a column from its row, or from that row as JSON. */
function readsRow(source: string, column: string): boolean {
  return new RegExp(String.raw`\b(?:new|old)\s*\.\s*"?${column}\b|->>?\s*'${column}'`, "i").test(source);
}

function mentions(text: string, word: string): boolean {
  return new RegExp(String.raw`\b${word}\b`, "i").test(text);
}

async function describeFired(
  connection: Connection,
  prefix: string,
  { trigger, change }: { readonly trigger: Trigger; readonly change: TableChange },
): Promise<HostObject[]> {
  const rows = await countRows(connection, prefix, trigger.table);
  if (rows === "0") return [];
  const calls = trigger.function && ` (function ${trigger.function})`;
  const off = trigger.identity.replace(/ on (?=[^ ]|".*"$)/, " ON ");
  const [name = "", table = ""] = off.split(" ON ");
  return [
    {
      version: change.version,
      effect: "fires",
      name: trigger.name,
      message: `${describeChange(change, prefix)}: ${trigger.name}${calls} runs for up to ${rows} rows.`,
      remedy:
        "If these changes must not reach it, disable it for the migration: " +
        `ALTER TABLE ${table} DISABLE ${trigger.kind.toUpperCase()} ${name};` +
        (trigger.kind === "trigger" ? " --disable-host-triggers does so within each step." : ""),
    },
  ];
}

/**
 * Counts the rows of a small table, and estimates those of a large one. Returns "0" for an empty table, and "all" if
 * the rows cannot be counted.
 */
async function countRows(connection: Connection, prefix: string, table: string): Promise<string> {
  const name = quoteQualified(prefix, table);
  const { rows } = await connection.query(
    "SELECT reltuples::bigint AS estimate FROM pg_class WHERE oid = $1::regclass AND reltuples > 100000",
    [name],
  );
  if (rows[0]) return `about ${rows[0].estimate}`;
  try {
    const counted = await withSavepoint(connection, () =>
      connection.query(`SELECT count(*)::text AS count FROM ONLY ${name}`),
    );
    return String(counted.rows[0]?.count);
  } catch {
    // a policy, a missing right or a lock; the trigger matters more than the number of rows
    return "all";
  }
}

async function findFunctions(
  connection: Connection,
  prefix: string,
  gone: readonly TableChange[],
): Promise<HostObject[]> {
  const tables = [...new Set(gone.map(({ table }) => table))];
  if (tables.length === 0) return [];
  const { rows } = await connection.query(selectFunctions, [`\\m(${tables.join("|")})\\M`]);
  return rows.flatMap((row): HostObject[] => {
    const source = String(row.source);
    const change = gone.find(
      ({ table, column = "" }) => readsColumn(source, table, column) && isInSchema(source, table, prefix),
    );
    if (!change) return [];
    const name = `function ${row.identity}`;
    return [
      {
        version: change.version,
        effect: "breaks",
        name,
        message: `${describeChange(change, prefix)}, which the text of ${name} seems to use.`,
        remedy: `Look at it, and change it with the migration if so: SELECT pg_get_functiondef('${row.identity}'::regprocedure);`,
      },
    ];
  });
}

/** Whether SQL text reads a column by the table's name or by an alias that it gives the table. */
function readsColumn(source: string, table: string, column: string): boolean {
  const aliases = [...source.matchAll(new RegExp(String.raw`\b${table}"?\s+(?:as\s+)?(\w+)`, "gi"))];
  const names = [table, ...aliases.map(([, alias = ""]) => alias)].join("|");
  return new RegExp(String.raw`\b(?:${names})"?\s*\.\s*"?${column}\b`, "i").test(source);
}

/** Whether SQL text means the table of this schema: unqualified, or qualified by its name. */
function isInSchema(source: string, table: string, prefix: string): boolean {
  const qualifiers = [
    ...source.matchAll(new RegExp(String.raw`(?:"((?:[^"]|"")+)"|(\w+))\."?${table}\b`, "g")),
  ];
  if (qualifiers.length === 0) return true;
  return qualifiers.some(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain) === prefix);
}

const selectTriggers = `SELECT 'trigger' AS kind, t.tgname::text AS name,
  (pg_identify_object('pg_trigger'::regclass, t.oid, 0)).identity AS identity, c.relname::text AS "table",
  p.oid::regprocedure::text AS "function", p.prosrc AS source,
  t.tgtype & 16 > 0 AS "onUpdate", t.tgtype & 8 > 0 AS "onDelete",
  ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (t.tgattr)) AS columns
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
  AND p.proname <> 'phoenix_kit_protect_system_roles'
UNION ALL
SELECT 'rule', r.rulename::text, (pg_identify_object('pg_rewrite'::regclass, r.oid, 0)).identity, c.relname::text,
  '', '', r.ev_type = '2', r.ev_type = '4', '{}'
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND r.rulename <> '_RETURN' AND r.ev_enabled IN ('O', 'A')
ORDER BY identity`;

/** Trigger functions are found by their triggers, and functions with a parsed body by pg_depend. */
const selectFunctions = `SELECT p.oid::regprocedure::text AS identity, p.prosrc AS source
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE l.lanname IN ('sql', 'plpgsql') AND p.prosqlbody IS NULL
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosrc ~* $1
  AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  )
ORDER BY 1`;

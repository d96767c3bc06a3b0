import type { Catalog, Routine } from "../catalog/catalog.ts";
import { readVersions } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { asServerError } from "../postgres/server-error.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { withSavepoint } from "../postgres/transaction.ts";
import type { Reference } from "./reference.ts";

/** What calling a schema's functions showed, by signature. */
export interface FunctionChecks {
  /** Functions that belong to an extension, with what they return. */
  readonly ofExtension: ReadonlyMap<string, string>;
  /** Functions that fail when called, with the server's message. */
  readonly failing: ReadonlyMap<string, string>;
}

/** Calls the functions that a version's columns take their defaults from. Runs inside of a transaction. */
export async function checkFunctions(
  connection: Connection,
  prefix: string,
  expected: Catalog,
): Promise<FunctionChecks> {
  const ofExtension = new Map<string, string>();
  const failing = new Map<string, string>();
  for (const [signature, routine] of Object.entries(expected.functions)) {
    if (!isCallable(routine)) continue;
    const [name = ""] = signature.split("(");
    const found = await readFunction(connection, prefix, name);
    if (!found) continue;
    if (found.isOfExtension) ofExtension.set(signature, found.returns);
    const failure = await callFunction(connection, prefix, name);
    if (failure !== undefined) failing.set(signature, failure);
  }
  return { ofExtension, failing };
}

/** A reference whose functions have bodies that run on this server: it may have been created on another release. */
export async function fitToServer(connection: Connection, reference: Reference): Promise<Reference> {
  const fitted: Record<string, Routine> = {};
  for (const [signature, routine] of Object.entries(reference.qualified.functions)) {
    if (!isCallable(routine) || routine.language !== "sql") continue;
    const body = await findRunnableBody(connection, [routine.body, ...findBodiesInFiles(signature)]);
    if (body !== undefined && body !== routine.body) fitted[signature] = { ...routine, body };
  }
  const adapt = (catalog: Catalog): Catalog => ({
    ...catalog,
    functions: { ...catalog.functions, ...fitted },
  });
  return Object.keys(fitted).length === 0
    ? reference
    : { ...reference, catalog: adapt(reference.catalog), qualified: adapt(reference.qualified) };
}

function isCallable({ kind, arguments: parameters, returns }: Routine): boolean {
  return kind === "function" && parameters === "" && returns !== "trigger";
}

function findBodiesInFiles(signature: string): string[] {
  const [name] = signature.split("(");
  const created = new RegExp(
    `CREATE (?:OR REPLACE )?FUNCTION "public"\\.${name}\\(\\)(?:(?!\\$function\\$)[^])*\\$function\\$([^]*?)\\$function\\$`,
    "g",
  );
  return readVersions().migrations.flatMap(({ up }) =>
    up.statements.flatMap(({ sql }) => [...sql.matchAll(created)].map(([, body]) => body ?? "")),
  );
}

async function findRunnableBody(
  connection: Connection,
  bodies: readonly string[],
): Promise<string | undefined> {
  for (const body of bodies) {
    if ((await tryQuery(connection, body)) === undefined) return body;
  }
  return undefined;
}

async function readFunction(
  connection: Connection,
  prefix: string,
  name: string,
): Promise<{ returns: string; isOfExtension: boolean } | undefined> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.pg_get_function_result(p.oid) AS returns, EXISTS (
       SELECT FROM pg_catalog.pg_depend d
       WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
     ) AS of_extension
     FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = $1 AND p.proname = $2 AND p.pronargs = 0 AND p.prokind = 'f'`,
    [prefix, name],
  );
  const [row] = rows;
  return row && { returns: String(row.returns), isOfExtension: row.of_extension === true };
}

/** A host's function may rely on the role's own search_path, as it does in the application. */
async function callFunction(
  connection: Connection,
  prefix: string,
  name: string,
): Promise<string | undefined> {
  const call = `SELECT ${quoteIdentifier(prefix)}.${quoteIdentifier(name)}()`;
  const failure = await tryQuery(connection, call);
  if (failure === undefined) return undefined;
  return tryQuery(connection, call, "SET LOCAL search_path TO DEFAULT");
}

/** Classes of errors that are not the function's: connection, conflicts, resources, locks, cancels. */
const passingCodes = /^(08|25P|40|53|55|57|58|E)/;

/** Undefined for a query that runs, also for one that this role may not run; otherwise the server's message. */
async function tryQuery(connection: Connection, query: string, before?: string): Promise<string | undefined> {
  try {
    await withSavepoint(connection, async () => {
      if (before !== undefined) await connection.query(before);
      await connection.query(query);
    });
    return undefined;
  } catch (error) {
    const { code = "", message } = asServerError(error);
    if (code === "42501" || code === "25006") return undefined;
    if (code === "" || passingCodes.test(code)) throw error;
    return message;
  }
}

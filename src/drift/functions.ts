import type { Catalog, Routine } from "../catalog/catalog.ts";
import { readVersions } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { asServerError } from "../postgres/server-error.ts";
import { quoteQualified } from "../postgres/sql.ts";
import { withSavepoint } from "../postgres/transaction.ts";
import type { Reference } from "./reference.ts";

/** What calling a schema's functions has shown, by signature. */
export interface FunctionChecks {
  /** Functions that belong to an extension, with what they return. */
  readonly ofExtension: ReadonlyMap<string, string>;
  /** Functions that fail when called, with the server's message. */
  readonly failing: ReadonlyMap<string, string>;
}

/** A schema whose functions are called. */
interface SchemaWithFunctions {
  readonly prefix: string;
  readonly reference: { readonly catalog: Catalog };
}

/** Calls the functions that a version's columns take their defaults from, by schema. Runs inside of a transaction. */
export async function checkFunctions(
  connection: Connection,
  schemas: readonly SchemaWithFunctions[],
): Promise<Map<string, FunctionChecks>> {
  const checks = new Map(
    schemas.map(({ prefix }) => [
      prefix,
      { ofExtension: new Map<string, string>(), failing: new Map<string, string>() },
    ]),
  );
  const found = await readFunctions(connection, schemas);
  for (const { prefix, signature, returns, isOfExtension } of found)
    if (isOfExtension) checks.get(prefix)?.ofExtension.set(signature, returns);
  // nearly always, all of them work
  if (found.length > 1 && (await isRunning(connection, `SELECT ${found.map(renderCall).join(", ")}`)))
    return checks;
  for (const one of found) {
    const failure = await callFunction(connection, one);
    if (failure !== undefined) checks.get(one.prefix)?.failing.set(one.signature, failure);
  }
  return checks;
}

/** Returns the reference with function bodies that work on this server; it was created on another release. */
export async function fitToServer(connection: Connection, reference: Reference): Promise<Reference> {
  const fitted: Record<string, Routine> = {};
  for (const [signature, routine] of Object.entries(reference.qualified.functions)) {
    if (!isCallable(routine) || routine.language !== "sql") continue;
    if (await isRunnable(connection, routine.body)) continue;
    const body = await findRunnableBody(connection, findBodiesInFiles(signature));
    if (body !== undefined) fitted[signature] = { ...routine, body };
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

function* findBodiesInFiles(signature: string): Generator<string> {
  const [name] = signature.split("(");
  const created = new RegExp(
    `CREATE (?:OR REPLACE )?FUNCTION "public"\\.${name}\\(\\)(?:(?!\\$function\\$)[^])*\\$function\\$([^]*?)\\$function\\$`,
    "g",
  );
  for (const { up } of readVersions().migrations)
    for (const { sql } of up.statements) for (const [, body] of sql.matchAll(created)) yield body ?? "";
}

async function findRunnableBody(
  connection: Connection,
  bodies: Iterable<string>,
): Promise<string | undefined> {
  for (const body of bodies) if (await isRunnable(connection, body)) return body;
  return undefined;
}

async function isRunnable(connection: Connection, body: string): Promise<boolean> {
  return (await tryQuery(connection, body)) === undefined;
}

/** A function that exists and can be called. */
interface FoundFunction {
  readonly prefix: string;
  readonly signature: string;
  readonly returns: string;
  readonly isOfExtension: boolean;
}

async function readFunctions(
  connection: Connection,
  schemas: readonly SchemaWithFunctions[],
): Promise<FoundFunction[]> {
  const callable = schemas.map(({ prefix, reference }) => ({ prefix, names: listCallableNames(reference) }));
  const { rows } = await connection.query(selectFunctions, [
    callable.flatMap(({ prefix, names }) => names.map(() => prefix)),
    callable.flatMap(({ names }) => names),
  ]);
  return rows.map(({ prefix, name, returns, of_extension }) => ({
    prefix: String(prefix),
    signature: `${name}()`,
    returns: String(returns),
    isOfExtension: of_extension === true,
  }));
}

function listCallableNames({ catalog }: SchemaWithFunctions["reference"]): string[] {
  const callable = Object.entries(catalog.functions).filter(([, routine]) => isCallable(routine));
  return callable.map(([signature]) => signature.slice(0, -"()".length));
}

const selectFunctions = `SELECT wanted.prefix, wanted.name,
  pg_catalog.pg_get_function_result(p.oid) AS returns, EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
  ) AS of_extension
FROM ROWS FROM (
  pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])
) AS wanted (prefix, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.prefix
JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid AND p.proname = wanted.name
  AND p.pronargs = 0 AND p.prokind = 'f'`;

function renderCall({ prefix, signature }: FoundFunction): string {
  const name = signature.slice(0, -"()".length);
  return `${quoteQualified(prefix, name)}()`;
}

/**
 * Calls a function. If it fails, it is called again with the role's own search_path, on which a host's function may
 * rely.
 */
async function callFunction(connection: Connection, found: FoundFunction): Promise<string | undefined> {
  const call = `SELECT ${renderCall(found)}`;
  const failure = await tryQuery(connection, call);
  if (failure === undefined) return undefined;
  return tryQuery(connection, call, "SET LOCAL search_path TO DEFAULT");
}

/** Whether a query runs; smaller queries find out why not. */
async function isRunning(connection: Connection, query: string): Promise<boolean> {
  return withSavepoint(connection, () => connection.query(query)).then(
    () => true,
    () => false,
  );
}

/** Errors that are not the function's own: connection, conflicts, resources, locks, cancels. */
const passingCodes = /^(08|25P|40|53|55|57|58|E)/;

/** Returns undefined if a query runs, or if this role may not run it; otherwise the server's message. */
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

import { PhoenixKitError } from "../error.ts";
import { describeAllowListRemedy, findForbiddingSetting } from "../postgres/allow-list.ts";
import type { Connection } from "../postgres/connection.ts";
import { asServerError } from "../postgres/server-error.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { findHostCause } from "./host-cause.ts";
import { describeLockHolders } from "./lock-holders.ts";
import { findForeignOwners } from "./owners.ts";

/**
 * Adds facts from the database to an error: who holds the lock, who owns the tables, which parameter forbids an
 * extension, or which object of the host made rows break a constraint. Needs an idle connection, right after the
 * failure. If the database cannot answer, the error stays as it is.
 */
export async function explainFailure(
  connection: Connection,
  { prefix, lockTimeoutMs }: { readonly prefix: string; readonly lockTimeoutMs: number },
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof PhoenixKitError)) return error;
  try {
    if (error.code === "lock_timeout") {
      const holders = await describeLockHolders(connection, prefix, lockTimeoutMs);
      return holders === undefined ? error : withDetails(error, { detail: holders });
    }
    const forbidden = await findForbiddenExtension(connection, error);
    if (forbidden !== undefined) return withDetails(error, { remedy: forbidden });
    if (error.code === "insufficient_privilege") {
      const remedy = await findOwnerRemedy(connection, prefix);
      return remedy === undefined ? error : withDetails(error, { remedy });
    }
    if (error.code === "step_failed") {
      const cause = await findHostCause(connection, error.cause);
      if (cause !== undefined) return withDetails(error, { remedy: cause });
    }
    if (error.code === "step_failed" && missingObjectCodes.has(asServerError(error.cause).code ?? "")) {
      return withDetails(error, { remedy: missingObjectRemedy });
    }
    return error;
  } catch {
    // the connection may be broken, or the role may lack the right to look; the failure itself matters more
    return error;
  }
}

/** Undefined constraints and indexes. */
const missingObjectCodes = new Set(["42704"]);

const missingObjectRemedy =
  "The schema lacks what its version has: phoenix-kit verify lists that, and phoenix-kit repair creates it. Then run " +
  "again; nothing of this version was applied.";

function withDetails(
  error: PhoenixKitError,
  details: { readonly detail?: string; readonly remedy?: string },
): PhoenixKitError {
  return new PhoenixKitError(error.message, { ...error.toJSON(), ...details, cause: error.cause });
}

/** The remedy for a CREATE EXTENSION that the server's hosting provider does not allow. */
async function findForbiddenExtension(
  connection: Connection,
  { statement = "" }: PhoenixKitError,
): Promise<string | undefined> {
  for (const [, name = ""] of statement.matchAll(/\bCREATE EXTENSION (?:IF NOT EXISTS )?"?(\w+)/g)) {
    const setting = await findForbiddingSetting(connection, name);
    if (setting) return describeAllowListRemedy(setting, name);
  }
  return undefined;
}

async function findOwnerRemedy(connection: Connection, prefix: string): Promise<string | undefined> {
  const [found] = await findForeignOwners(connection, prefix);
  if (!found) return undefined;
  const owner = quoteIdentifier(found.owner);
  const role = quoteIdentifier(found.role);
  const { names } = found;
  const shown =
    names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  return (
    `Role ${owner} owns ${shown}, and only an owner can alter a table or function; this session works as ${role}. ` +
    `Run as ${owner} (--role on the command line, role in code; where the role is not a member: GRANT ${owner} TO ${role};), ` +
    `or make it the owner: ALTER TABLE … OWNER TO ${role};`
  );
}

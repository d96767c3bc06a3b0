import { PhoenixKitError } from "../error.ts";
import { readStatuses, type Status } from "../migrate/status.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import type { TenantResult } from "./run-many.ts";
import { type PrefixSelection, selectPrefixes } from "./select-prefixes.ts";

/**
 * Reads the status of many schemas on one connection, with a few queries however many there are.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options which schemas (`prefixes`, `match` or `all`)
 * @returns the status of each schema, or the error where its marker cannot be read
 * @throws PhoenixKitError for wrong options and an unreachable database
 * @example
 * import { statusMany } from "phoenix-kit-schema";
 *
 * const tenants = await statusMany(process.env.DATABASE_URL!, { all: true });
 * console.log(tenants.filter((tenant) => tenant.outcome === "done" && tenant.result.pending.length > 0).length);
 */
export async function statusMany(
  database: DatabaseTarget,
  options: PrefixSelection & ConnectOptions,
): Promise<TenantResult<Status>[]> {
  const prefixes = await selectPrefixes(database, options);
  const statuses = await withConnection(
    database,
    (connection) => readSnapshot(connection, () => readStatuses(connection, prefixes)),
    options,
  );
  return prefixes.map((prefix, index) => {
    const found = statuses.get(prefix) as Status | PhoenixKitError;
    const place = { prefix, done: index + 1, total: prefixes.length, durationMs: 0 };
    return found instanceof PhoenixKitError
      ? Object.freeze({ ...place, outcome: "failed", error: found })
      : Object.freeze({ ...place, outcome: "done", result: found });
  });
}

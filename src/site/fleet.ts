import type { PhoenixKitError } from "../error.ts";
import type { DatabaseTarget } from "../postgres/connect.ts";
import { verifyMany } from "../tenants/check-many.ts";
import type { ManyOptions } from "../tenants/run-many.ts";
import { statusMany } from "../tenants/status-many.ts";
import type { Tenant } from "./pages/fleet-page.ts";

/** Reads the version and the drift of many schemas. */
export async function readFleet(database: DatabaseTarget, options: ManyOptions): Promise<Tenant[]> {
  const statuses = await statusMany(database, options);
  const drifts = new Map<string, number | string>();
  for await (const tenant of verifyMany(database, options)) {
    const found =
      tenant.outcome === "done"
        ? tenant.result.differences.filter(({ isDrift }) => isDrift).length
        : describeError(tenant.error);
    drifts.set(tenant.prefix, found);
  }
  return statuses.map((tenant) => {
    const drift = drifts.get(tenant.prefix);
    return {
      prefix: tenant.prefix,
      version: tenant.outcome === "done" ? tenant.result.version : undefined,
      pending: tenant.outcome === "done" ? tenant.result.pending.length : 0,
      drift: typeof drift === "number" ? drift : 0,
      error: typeof drift === "string" ? drift : undefined,
    };
  });
}

function describeError({ code, message }: PhoenixKitError): string {
  return code === "lock_timeout" ? "Not compared: another session has locked its tables." : message;
}

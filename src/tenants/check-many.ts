import { type DoctorReport, doctor } from "../doctor/doctor.ts";
import { type RepairResult, repair } from "../drift/repair.ts";
import { type KnownCatalogs, type VerifyResult, verify, verifySchemas } from "../drift/verify.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { type ManyOptions, runMany, type TenantResult } from "./run-many.ts";

/**
 * Compares many schemas with what their versions should be, several at once. It only reads.
 *
 * @param database a pg `Pool` or a URL; a connected `Client` or a PGlite instance works on one schema after the other
 * @param options which schemas (`prefixes`, `match` or `all`), and how many at once
 * @returns yields what `verify` finds in each schema, as soon as it is known
 * @throws PhoenixKitError for wrong options, an unreachable database, and when the signal stops the run
 * @example
 * import { verifyMany } from "phoenix-kit-schema";
 *
 * for await (const tenant of verifyMany(process.env.DATABASE_URL!, { all: true })) {
 *   if (tenant.outcome === "done" && !tenant.result.ok) console.log(`${tenant.prefix} has drift`);
 * }
 */
export function verifyMany(
  database: DatabaseTarget,
  options: ManyOptions,
): AsyncGenerator<TenantResult<VerifyResult>, void, undefined> {
  const known: KnownCatalogs = new Map();
  return runMany(database, options, {
    work: (pool, prefix) => verify(pool, { role: options.role, prefix }),
    workOnSome: (pool, prefixes) =>
      withConnection(pool, (connection) => verifySchemas(connection, prefixes, known), {
        role: options.role,
      }),
  });
}

/**
 * Repairs the drift of many schemas, several at once, as `repair` does without a question.
 *
 * @param database a pg `Pool` or a URL; a connected `Client` or a PGlite instance works on one schema after the other
 * @param options which schemas (`prefixes`, `match` or `all`), and how many at once
 * @returns yields what `repair` did in each schema, as soon as it is done
 * @throws PhoenixKitError for wrong options, an unreachable database, and when the signal stops the run
 * @example
 * import { repairMany } from "phoenix-kit-schema";
 *
 * for await (const tenant of repairMany(process.env.DATABASE_URL!, { prefixes: ["tenant_1"] })) {
 *   if (tenant.outcome === "done") console.log(tenant.prefix, tenant.result.statements.length);
 * }
 */
export function repairMany(
  database: DatabaseTarget,
  options: ManyOptions,
): AsyncGenerator<TenantResult<RepairResult>, void, undefined> {
  return runMany(database, options, {
    work: (pool, prefix, signal) => repair(pool, { role: options.role, prefix, signal }),
  });
}

/**
 * Checks whether many schemas can be migrated, several at once, as `doctor` does.
 *
 * @param database a pg `Pool` or a URL; a connected `Client` or a PGlite instance works on one schema after the other
 * @param options which schemas (`prefixes`, `match` or `all`), and how many at once
 * @returns yields what `doctor` found in each schema, as soon as it is known
 * @throws PhoenixKitError for wrong options, an unreachable database, and when the signal stops the run
 * @example
 * import { doctorMany } from "phoenix-kit-schema";
 *
 * for await (const tenant of doctorMany(process.env.DATABASE_URL!, { all: true })) {
 *   if (tenant.outcome === "done" && !tenant.result.ok) console.log(`${tenant.prefix} cannot be migrated`);
 * }
 */
export function doctorMany(
  database: DatabaseTarget,
  options: ManyOptions,
): AsyncGenerator<TenantResult<DoctorReport>, void, undefined> {
  return runMany(database, options, {
    work: (pool, prefix) => doctor(pool, { role: options.role, prefix }),
  });
}

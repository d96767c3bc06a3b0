import { PhoenixKitError } from "../error.ts";
import { findLoneSteps, type LoneStep, tryLoneStep } from "../migrate/lone-step.ts";
import { readMarkers } from "../migrate/marker.ts";
import { type Plan, type PlanOptions, plan } from "../migrate/plan.ts";
import { parseMemory } from "../migrate/step-statements.ts";
import type { MigrateResult, Progress } from "../migrate/types.ts";
import { type DownOptions, down, parseLockTimeout, type UpOptions, up } from "../migrate/up-down.ts";
import type { Direction } from "../migrations/migrations.ts";
import { parseTarget } from "../migrations/steps.ts";
import { cancelOnAbort } from "../postgres/abort.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import { type ManyOptions, runMany, type TenantResult } from "./run-many.ts";

/** A step of one of many schemas. */
export type TenantProgress = Progress & { readonly prefix: string };

interface MigrateManyOptions extends ManyOptions {
  /** Called for every step of every schema. */
  readonly onProgress?: ((progress: TenantProgress) => void) | undefined;
}

/** Options of `upMany`. */
export interface UpManyOptions
  extends MigrateManyOptions,
    Omit<UpOptions, "prefix" | "onProgress" | "signal"> {}

/** Options of `downMany`. */
export interface DownManyOptions
  extends MigrateManyOptions,
    Omit<DownOptions, "prefix" | "onProgress" | "signal"> {}

/**
 * Migrates many schemas up, several at once. Schemas that are already at the target are found with one query and not
 * touched. A failure of one schema does not stop the others; the same call can be repeated for those that are left.
 *
 * @param database a pg `Pool` or a URL; a connected `Client` or a PGlite instance works on one schema after the other
 * @param options which schemas (`prefixes`, `match` or `all`), how many at once, and the options of `up`
 * @returns yields the result of each schema as soon as it is known
 * @throws PhoenixKitError for wrong options, an unreachable database, and when the signal stops the run
 * @example
 * import { upMany } from "phoenix-kit-schema";
 *
 * for await (const tenant of upMany(process.env.DATABASE_URL!, { match: "tenant\\_%" })) {
 *   if (tenant.outcome === "failed") console.error(tenant.prefix, tenant.error.message);
 * }
 */
export function upMany(
  database: DatabaseTarget,
  options: UpManyOptions,
): AsyncGenerator<TenantResult<MigrateResult>, void, undefined> {
  const target = parseTarget("up", options.version);
  const limits = {
    lockTimeoutMs: parseLockTimeout(options.lockTimeoutMs),
    memory: parseMemory(options.memory),
  };
  let loneSteps: ReadonlyMap<string, LoneStep> = new Map();
  return runMany(database, options, {
    prepare: async (pool, prefixes) => {
      const markers = await readAllMarkers(pool, prefixes, options);
      if (!options.online && !options.disableHostTriggers)
        loneSteps = await withConnection(
          pool,
          (connection) => readSnapshot(connection, () => findLoneSteps(connection, markers, target)),
          options,
        );
      return listReached(markers, (version) => version >= target);
    },
    work: async (pool, prefix, signal) => {
      const onProgress = tagProgress(options.onProgress, prefix);
      const lone = loneSteps.get(prefix);
      const request = lone && { ...lone, ...limits, prefix, onProgress };
      const result =
        request &&
        (await withConnection(
          pool,
          (connection, beside) => cancelOnAbort(beside, signal, () => tryLoneStep(connection, request)),
          options,
        ));
      return result ?? up(pool, { ...options, prefix, signal, onProgress });
    },
  });
}

/**
 * Migrates many schemas down, several at once; otherwise as `upMany` does.
 *
 * @param database a pg `Pool` or a URL; a connected `Client` or a PGlite instance works on one schema after the other
 * @param options which schemas (`prefixes`, `match` or `all`), how many at once, and the options of `down`
 * @returns yields the result of each schema as soon as it is known
 * @throws PhoenixKitError for wrong options, an unreachable database, and when the signal stops the run
 * @example
 * import { downMany } from "phoenix-kit-schema";
 *
 * const tenants = downMany(process.env.DATABASE_URL!, { prefixes: ["tenant_1", "tenant_2"], version: 27 });
 * for await (const { prefix, outcome } of tenants) console.log(prefix, outcome);
 */
export function downMany(
  database: DatabaseTarget,
  options: DownManyOptions,
): AsyncGenerator<TenantResult<MigrateResult>, void, undefined> {
  const target = parseTarget("down", options.version);
  return runMany(database, options, {
    prepare: async (pool, prefixes) =>
      listReached(await readAllMarkers(pool, prefixes, options), (version) => version <= target),
    work: (pool, prefix, signal) =>
      down(pool, { ...options, prefix, signal, onProgress: tagProgress(options.onProgress, prefix) }),
  });
}

/** Options of `planMany`. */
export interface PlanManyOptions extends ManyOptions, Omit<PlanOptions, "prefix" | "signal"> {}

/**
 * Plans a migration of many schemas, as `plan` does, several at once. It changes nothing.
 *
 * @param database a pg `Pool` or a URL; a connected `Client` or a PGlite instance works on one schema after the other
 * @param direction `up` or `down`
 * @param options which schemas (`prefixes`, `match` or `all`), how many at once, and the options of `plan`
 * @returns yields the plan of each schema as soon as it is known
 * @throws PhoenixKitError for wrong options, an unreachable database, and when the signal stops the run
 * @example
 * import { planMany } from "phoenix-kit-schema";
 *
 * for await (const tenant of planMany(process.env.DATABASE_URL!, "down", { all: true, version: 27 })) {
 *   if (tenant.outcome === "done") console.log(tenant.prefix, tenant.result.steps.flatMap(({ losses }) => losses));
 * }
 */
export function planMany(
  database: DatabaseTarget,
  direction: Direction,
  options: PlanManyOptions,
): AsyncGenerator<TenantResult<Plan>, void, undefined> {
  parseTarget(direction, options.version);
  return runMany(database, options, {
    work: (pool, prefix) => plan(pool, direction, { ...options, prefix }),
  });
}

function readAllMarkers(
  pool: DatabaseTarget,
  prefixes: readonly string[],
  options: ManyOptions,
): Promise<Map<string, number | PhoenixKitError>> {
  return withConnection(
    pool,
    (connection) => readSnapshot(connection, () => readMarkers(connection, prefixes)),
    options,
  );
}

/** The schemas that are at their target. An unreadable marker is left to the migration of its schema. */
function listReached(
  markers: ReadonlyMap<string, number | PhoenixKitError>,
  isReached: (version: number) => boolean,
): Map<string, MigrateResult> {
  const reached = new Map<string, MigrateResult>();
  for (const [prefix, version] of markers) {
    if (version instanceof PhoenixKitError || !isReached(version)) continue;
    reached.set(prefix, Object.freeze({ prefix, from: version, to: version, steps: Object.freeze([]) }));
  }
  return reached;
}

function tagProgress(
  onProgress: MigrateManyOptions["onProgress"],
  prefix: string,
): ((progress: Progress) => void) | undefined {
  return onProgress && ((progress) => onProgress(Object.freeze({ ...progress, prefix })));
}

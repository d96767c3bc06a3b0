import { up } from "../../src/migrate/up-down.ts";
import { verifyMany } from "../../src/tenants/check-many.ts";
import { downMany, upMany } from "../../src/tenants/migrate-many.ts";
import type { TenantResult } from "../../src/tenants/run-many.ts";
import { statusMany } from "../../src/tenants/status-many.ts";
import { type CitusCluster, runSql } from "./cluster.ts";
import type { Finding } from "./report.ts";

const prefixes = Array.from({ length: 12 }, (_, index) => `tenant_${index}`);
const halfway = 74;

/** Makes twelve tenants at once, moves one to the other worker in between, and takes all of them up and back. */
export async function migrateTenants({ url, workers }: CitusCluster): Promise<Finding> {
  const failures = await listFailures("up", upMany(url, { prefixes, version: halfway, concurrency: 4 }));
  const [moved = ""] = prefixes;
  const before = await readWorkers(url);
  if (new Set(before.values()).size !== workers.length) failures.push("the tenants are not on all workers");
  const [, port] = before.get(moved)?.split(":") ?? [];
  const other = workers.find((worker) => String(worker.port) !== port);
  // oban_peers has no replica identity of its own that a move without locks could follow
  await runSql(url, [`SELECT citus_schema_move('${moved}', '127.0.0.1', ${other?.port}, 'block_writes')`]);
  if ((await readWorkers(url)).get(moved) !== `127.0.0.1:${other?.port}`)
    failures.push(`status does not say where ${moved} was moved to`);
  failures.push(...(await listFailures("up after the move", upMany(url, { prefixes, concurrency: 4 }))));
  for await (const { prefix, ...found } of verifyMany(url, { prefixes }))
    if (found.outcome === "failed" || !found.result.ok) failures.push(`${prefix} has drifted`);
  const racing = await Promise.allSettled(prefixes.slice(0, 8).map(() => up(url, { prefix: "raced" })));
  const steps = racing.flatMap((one) => (one.status === "fulfilled" ? one.value.steps : []));
  for (const one of racing) if (one.status === "rejected") failures.push(`a racing runner: ${one.reason}`);
  if (new Set(steps.map(({ version }) => version)).size !== steps.length) failures.push("a step ran twice");
  const all = [...prefixes, "raced"];
  failures.push(
    ...(await listFailures("down", downMany(url, { prefixes: all, version: 0, concurrency: 4 }))),
  );
  const left = await runSql(url, [
    `SELECT count(*)::int AS count FROM pg_namespace WHERE nspname = ANY ('{${all.join(",")}}')`,
  ]);
  if (left[0]?.count !== 0) failures.push("down to 0 left a schema");
  return {
    scenario: "tenants",
    tried: `${prefixes.length} at once, one moved, 8 runners on one more`,
    failures,
  };
}

async function listFailures(what: string, results: AsyncIterable<TenantResult<unknown>>): Promise<string[]> {
  const failures: string[] = [];
  for await (const found of results)
    if (found.outcome === "failed") failures.push(`${what}, ${found.prefix}: ${found.error.message}`);
  return failures;
}

async function readWorkers(url: string): Promise<Map<string, string | null>> {
  const tenants = await statusMany(url, { prefixes });
  return new Map(
    tenants.map((tenant) => [tenant.prefix, tenant.outcome === "done" ? tenant.result.worker : null]),
  );
}

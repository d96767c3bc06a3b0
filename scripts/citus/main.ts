/**
 * `CITUS_SOURCE=../citus npm run test:citus [-- --kills 10]`: builds Citus from a checkout, starts a coordinator
 * and two workers, and goes through all versions, tenants, rules and crashes in distributed schemas. It needs PostgreSQL
 * with its headers, by `PG_CONFIG` or in the path, and the right to install an extension there.
 */
import { parseArgs } from "node:util";
import { installCitus } from "./build.ts";
import { startCitus } from "./cluster.ts";
import { killRuns } from "./kills.ts";
import { type Finding, reportFindings } from "./report.ts";
import { callRules } from "./rules.ts";
import { migrateTenants } from "./tenants.ts";
import { walkVersions } from "./walk.ts";

const { values: options } = parseArgs({ options: { kills: { type: "string", default: "10" } } });
const source = process.env.CITUS_SOURCE;
const kills = Number(options.kills);
if (!source || !Number.isSafeInteger(kills) || kills < 0) {
  console.error("usage: CITUS_SOURCE=a/checkout/of/citus npm run test:citus [-- --kills 10]");
  process.exit(2);
}

const cluster = await startCitus(await installCitus(source, process.env.PG_CONFIG ?? "pg_config"));
const scenarios: readonly (() => Promise<readonly Finding[]>)[] = [
  async () => [await walkVersions(cluster)],
  async () => [await migrateTenants(cluster)],
  async () => [await callRules(cluster)],
  () => killRuns(cluster, kills),
];
const findings: Finding[] = [];
try {
  for (const run of scenarios) {
    const found = await run();
    for (const { scenario, failures } of found) console.error(`${scenario}: ${failures.length} failures`);
    findings.push(...found);
  }
  if (!reportFindings(findings)) process.exitCode = 1;
} finally {
  await cluster.remove();
}

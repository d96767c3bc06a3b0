import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { verify } from "../../src/drift/verify.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import type { OwnServer } from "../../test/support/clusters.ts";
import { startRunner } from "../../test/support/processes.ts";
import type { CitusCluster } from "./cluster.ts";
import type { Finding } from "./report.ts";

const prefix = "killed";
const from = 27;

/**
 * Kills the runner, a worker or the coordinator, each several times from the begin of `up` to its end; the next run has to
 * finish, and verify to find nothing.
 */
export async function killRuns(cluster: CitusCluster, count: number): Promise<Finding[]> {
  await up(cluster.url, { prefix, version: from });
  const started = performance.now();
  await up(cluster.url, { prefix });
  const longestMs = performance.now() - started;
  const victims = { client: undefined, worker: cluster.workers[0], coordinator: cluster.coordinator };
  const findings: Finding[] = [];
  for (const [name, server] of Object.entries(victims)) {
    const failures: string[] = [];
    const versions = new Set<number>();
    for (let episode = 0; episode < count; episode++) {
      await down(cluster.url, { prefix, version: from });
      const runner = startRunner(cluster.url, "up", { prefix });
      await runner.go();
      await sleep(((episode + 0.5) / count) * longestMs);
      if (server) await killServer(server);
      else await runner.kill();
      await runner.outcome;
      await runAgain(cluster.url, versions).catch((error) => failures.push(`episode ${episode}: ${error}`));
    }
    findings.push({
      scenario: `SIGKILL of the ${name}`,
      tried: `${count} times, left at ${versions.size} versions`,
      failures,
    });
  }
  await down(cluster.url, { prefix, version: 0 });
  return findings;
}

async function runAgain(url: string, versions: Set<number>): Promise<void> {
  const { from: found } = await up(url, { prefix, waitSeconds: 60 });
  versions.add(found);
  const { ok, differences } = await verify(url, { prefix });
  if (!ok) throw new Error(`from V${found} it came to ${JSON.stringify(differences.slice(0, 3))}`);
}

async function killServer(server: OwnServer): Promise<void> {
  const [pid] = (await readFile(join(server.data, "postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
  while (isAlive(Number(pid))) await sleep(20);
  await server.start();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

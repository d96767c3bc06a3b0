import { changeUrl, withClient } from "../../test/support/admin.ts";
import { type OwnServer, startServer } from "../../test/support/clusters.ts";

/** A coordinator and two workers. A new schema is placed on one of the workers. */
export interface CitusCluster {
  /** Leads to the database that all three have, on the coordinator. */
  readonly url: string;
  /** The same, but a new schema stays on the coordinator. */
  readonly plainUrl: string;
  readonly coordinator: OwnServer;
  readonly workers: readonly OwnServer[];
  remove(): Promise<void>;
}

const database = "phoenix_kit";
const settings = {
  shared_preload_libraries: "citus",
  wal_level: "logical",
  max_prepared_transactions: "200",
  "citus.node_conninfo": "sslmode=disable",
  // a server that is killed loses no commit: that would be due to these settings
  synchronous_commit: "on",
};

/** Starts the three servers. The workers have another time zone than the coordinator. */
export async function startCitus(programs: string): Promise<CitusCluster> {
  const servers: OwnServer[] = [];
  const remove = async () => {
    for (const server of servers) await server.remove();
  };
  const locateDatabase = ({ url }: OwnServer) => changeUrl(url, { database });
  try {
    for (const TimeZone of ["UTC", "America/New_York", "America/New_York"]) {
      const server = await startServer({ programs, settings: { ...settings, TimeZone } });
      servers.push(server);
      await runSql(server.url, [`CREATE DATABASE ${database}`]);
      await runSql(locateDatabase(server), ["CREATE EXTENSION citus"]);
    }
    const [coordinator, ...workers] = servers as [OwnServer, ...OwnServer[]];
    const url = locateDatabase(coordinator);
    await runSql(url, [
      `SELECT citus_set_coordinator_host('127.0.0.1', ${coordinator.port})`,
      ...workers.map(({ port }) => `SELECT citus_add_node('127.0.0.1', ${port})`),
      `ALTER DATABASE ${database} SET citus.enable_schema_based_sharding = on`,
    ]);
    const plainUrl = `${url}?options=-c%20citus.enable_schema_based_sharding%3Doff`;
    return { url, plainUrl, coordinator, workers, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Runs statements one after the other on a connection of their own, and returns the rows of the last. */
export async function runSql(url: string, statements: readonly string[]): Promise<Record<string, unknown>[]> {
  return withClient(url, async (client) => {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  });
}

import type { ClientBase } from "pg";

/** The worker of the imitation. */
export const worker = "worker.example:5432";

/**
 * Gives a database of its own the catalog that Citus has, with some schema on one worker. `npm run test:citus` tests what
 * Citus itself does.
 *
 * @param client a superuser
 * @param schema the distributed schema; its tables are those that exist now
 * @example
 * await imitateCitus(admin, "tenant");
 */
export async function imitateCitus(client: Pick<ClientBase, "query">, schema: string): Promise<void> {
  await client.query(`SET allow_system_table_mods = on;
    CREATE TABLE pg_catalog.pg_dist_local_group AS SELECT 0 AS groupid;
    CREATE TABLE pg_catalog.pg_dist_node AS
      SELECT 1 AS groupid, 'worker.example' AS nodename, 5432 AS nodeport, 'primary' AS noderole;
    CREATE TABLE pg_catalog.pg_dist_schema AS SELECT '${schema}'::regnamespace::oid AS schemaid, 7 AS colocationid;
    CREATE TABLE pg_catalog.pg_dist_partition AS
      SELECT oid::regclass AS logicalrelid, 7 AS colocationid FROM pg_class
      WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r';
    CREATE TABLE pg_catalog.pg_dist_shard AS SELECT logicalrelid, logicalrelid::oid::bigint AS shardid FROM pg_dist_partition;
    CREATE TABLE pg_catalog.pg_dist_placement AS SELECT shardid, 1 AS groupid FROM pg_dist_shard;
    CREATE TABLE pg_catalog.phoenix_kit_answers AS SELECT true AS success, '0' AS result;
    CREATE FUNCTION pg_catalog.run_command_on_workers(command text)
      RETURNS TABLE (nodename text, nodeport int, success bool, result text)
      BEGIN ATOMIC SELECT 'worker.example', 5432, success, result FROM pg_catalog.phoenix_kit_answers; END`);
}

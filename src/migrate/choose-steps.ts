import { listInstalledNames } from "../migrations/managed-objects.ts";
import { createInstallStep, listSteps, type Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { lockRoomSql } from "./lock-room.ts";
import type { MoveRequest } from "./request.ts";

/**
 * Chooses the steps from a version to the target of a request. A schema at version 0 gets all versions at once, unless
 * something in it has a name that the install needs: single steps can handle a host's own Oban tables, for example.
 * They also avoid what Citus refuses, and take few locks at a time.
 */
export async function chooseSteps(
  connection: Connection,
  { direction, prefix, target, install }: Pick<MoveRequest, "direction" | "prefix" | "target" | "install">,
  version: number,
): Promise<Step[]> {
  if (install && version === 0 && (await isFree(connection, prefix))) return [createInstallStep()];
  return listSteps(direction, version, target);
}

async function isFree(connection: Connection, prefix: string): Promise<boolean> {
  const names = listInstalledNames();
  const { rows } = await connection.query(selectObstacles, [prefix, names, locksPerName * names.length]);
  return rows.length === 0;
}

/** The install locks two relations per name until it commits; others need room for their locks, too. */
const locksPerName = 4;

/**
 * Returns rows if the install cannot run: a name is taken, the database has Citus, or the server has too little room
 * for locks.
 */
const selectObstacles = `SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus'
UNION ALL
SELECT WHERE ${lockRoomSql} < $3
UNION ALL
SELECT FROM pg_catalog.pg_namespace n
WHERE n.nspname = $1 AND (
  EXISTS (
    SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = ANY ($2::pg_catalog.text[])
  ) OR EXISTS (
    SELECT FROM pg_catalog.pg_type t WHERE t.typnamespace = n.oid AND t.typname = ANY ($2::pg_catalog.text[])
  ) OR EXISTS (
    SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid AND p.proname = ANY ($2::pg_catalog.text[])
  )
)`;

import { PhoenixKitError } from "../error.ts";
import { isFromNothing, type Step } from "../migrations/steps.ts";
import { listTableChanges, type TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { isTransient } from "../postgres/errors.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import { findColumnGrants } from "./column-grants.ts";
import { findColumnSettings } from "./column-settings.ts";
import { findDependents } from "./dependents.ts";
import { findOtherNames } from "./expected-names.ts";
import { findHostCode } from "./host-code.ts";
import { omitHostCreated } from "./host-created.ts";
import type { HostObject, HostObjectEffect } from "./host-object.ts";
import { findReplicaIdentities } from "./replica-identities.ts";
import { findTakenNames, listCreatedTables } from "./taken-names.ts";

/**
 * Finds the objects of the application that would make steps fail, or that steps would affect. Needs an open
 * transaction whose `search_path` has no schema but `pg_catalog`, so that names come out qualified.
 */
export async function findHostObjects(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<HostObject[]> {
  const changes = await omitHostCreated(connection, prefix, listChanges(steps));
  const obstacles = await findObstacles(connection, prefix, { steps, changes });
  if (changes.length === 0) return obstacles;
  const found = [
    ...obstacles,
    ...(await findHostCode(connection, prefix, changes)),
    ...(await findReplicaIdentities(connection, prefix, { steps, changes })),
    ...(await findColumnGrants(connection, prefix, changes)),
    ...(await findColumnSettings(connection, prefix, changes)),
  ];
  return found.sort((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect));
}

/** Finds what a step would fail on: a name that is taken, and what PostgreSQL has recorded as dependent. */
async function findObstacles(
  connection: Connection,
  prefix: string,
  { steps, changes }: { readonly steps: readonly Step[]; readonly changes: readonly TableChange[] },
): Promise<HostObject[]> {
  const taken = await findTakenNames(connection, prefix, steps);
  if (changes.length === 0) return taken;
  const otherNames = await findOtherNames(connection, prefix, steps);
  return [...taken, ...(await findDependents(connection, prefix, { changes, otherNames }))];
}

function listChanges(steps: readonly Step[]): TableChange[] {
  const migrations = steps.flatMap((step) => (step.kind === "migration" ? [step.migration] : []));
  return listTableChanges(migrations, steps[0]?.direction ?? "up");
}

const effects: readonly HostObjectEffect[] = ["blocks", "breaks", "dropped", "fires"];

/** Refuses an `up` that objects of the application would stop half-way. */
export async function assertNothingBlocks(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<void> {
  const [first] = steps;
  if (first?.direction !== "up") return;
  // before V01 nothing of the host's depends on a managed table
  const changes = isFromNothing(first) ? [] : listChanges(steps);
  if (changes.length === 0 && listCreatedTables(steps).length === 0) return;
  const found = await readSnapshot(connection, () =>
    findObstacles(connection, prefix, { steps, changes }),
  ).catch((error) => {
    // a table is locked now; its step will meet the object, wait and retry
    if (isTransient(error)) return [];
    throw error;
  });
  const blocking = found.filter(({ effect }) => effect === "blocks");
  const [object] = blocking;
  if (!object) return;
  const more = blocking.slice(1).map(({ message, remedy }) => `${message} ${remedy}`);
  throw new PhoenixKitError(object.message, {
    code: "dependent_objects",
    remedy: object.remedy,
    version: object.version,
    detail: more.length > 0 ? more.join("\n") : undefined,
  });
}

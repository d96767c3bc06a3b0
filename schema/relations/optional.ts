import { One } from "drizzle-orm";

/**
 * A relation over a column that must hold a uuid, but that no foreign key guards: what it names may be gone, so
 * the result may be null. Drizzle itself goes by the column alone.
 *
 * @param relation what Drizzle's `one` gave
 * @returns the same relation, with a result that may be null
 * @example
 * targetUser: loosenRelation(one(users, { fields: [auditLogs.targetUserUuid], references: [users.uuid] }))
 */
export function loosenRelation<Table extends string>(relation: One<Table, boolean>): One<Table, false> {
  // Drizzle's `isNullable` is true where the column is NOT NULL
  return new One(relation.sourceTable, relation.referencedTable, relation.config, false);
}

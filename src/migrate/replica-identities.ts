import { formatVersion } from "../error.ts";
import type { Step } from "../migrations/steps.ts";
import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { describeChange, type HostObject } from "./host-object.ts";

interface ReplicaIdentity {
  readonly table: string;
  readonly index: string;
  readonly columns: readonly string[];
  /** Both qualified, as SQL. */
  readonly tableSql: string;
  readonly indexSql: string;
}

/** Finds replica identities whose index is dropped or becomes unfit for one: steps replace it by the primary key. */
export async function findReplicaIdentities(
  connection: Connection,
  prefix: string,
  { steps, changes }: { readonly steps: readonly Step[]; readonly changes: readonly TableChange[] },
): Promise<HostObject[]> {
  const { rows } = await connection.query(selectIdentities, [prefix]);
  return (rows as unknown as ReplicaIdentity[]).flatMap((identity) => {
    const end = findEnd(identity, prefix, { steps, changes });
    if (!end) return [];
    const { indexSql, tableSql } = identity;
    return [
      {
        version: end.version,
        effect: "dropped" as const,
        name: `replica identity ${indexSql}`,
        message: `${end.cause} index ${indexSql}, the replica identity of ${tableSql}: the primary key takes its place.`,
        remedy:
          "Tell the subscribers. If they need another one, set it after the migration: " +
          `ALTER TABLE ${tableSql} REPLICA IDENTITY FULL; or USING INDEX with a unique index of yours.`,
      },
    ];
  });
}

/** The first step after which the index is gone or has a column that may be NULL. */
function findEnd(
  identity: ReplicaIdentity,
  prefix: string,
  { steps, changes }: { readonly steps: readonly Step[]; readonly changes: readonly TableChange[] },
): { readonly version: number; readonly cause: string } | undefined {
  for (const step of steps) {
    const { version } = step;
    const dropped = changes.find((change) => change.version === version && isDropped(identity, change));
    if (dropped && !isCreatedAgain(identity, step))
      return { version, cause: `${describeChange(dropped, prefix)}, and with it` };
    const column = findRelaxedColumn(identity, step);
    if (column) return { version, cause: `${formatVersion(version)} lets ${column} be NULL, a column of` };
  }
  return undefined;
}

function isDropped({ table, index, columns }: ReplicaIdentity, change: TableChange): boolean {
  if (change.kind !== "drop") return false;
  if (change.object !== undefined) return change.object === index;
  return change.table === table && change.column !== undefined && columns.includes(change.column);
}

function isCreatedAgain({ index }: ReplicaIdentity, step: Step): boolean {
  const created = new RegExp(String.raw`\b(?:INDEX|ADD CONSTRAINT) "?${index}"?\s`);
  return listSql(step).some((sql) => created.test(sql));
}

function findRelaxedColumn({ table, columns }: ReplicaIdentity, step: Step): string | undefined {
  return columns.find((column) => {
    const relaxed = new RegExp(
      String.raw`ALTER TABLE (?:ONLY )?"public"\."?${table}"?\s[^;]*COLUMN "?${column}"? DROP NOT NULL`,
    );
    return listSql(step).some((sql) => relaxed.test(sql));
  });
}

function listSql(step: Step): string[] {
  return step.kind === "migration" ? step.migration[step.direction].statements.map(({ sql }) => sql) : [];
}

const selectIdentities = `SELECT c.relname::text AS "table", x.relname::text AS index,
  format('%I.%I', n.nspname, c.relname) AS "tableSql", format('%I.%I', n.nspname, x.relname) AS "indexSql",
  ARRAY(
    SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
  ) AS columns
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class x ON x.oid = i.indexrelid
WHERE n.nspname = $1 AND i.indisreplident AND c.relreplident = 'i'
ORDER BY 1`;

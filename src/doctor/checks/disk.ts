import { formatVersion } from "../../error.ts";
import { listManagedTables } from "../../migrations/managed-objects.ts";
import { listRewrittenTables } from "../../migrations/table-changes.ts";
import { quoteLiteral } from "../../postgres/sql.ts";
import { type Check, type CheckContext, pass, warn } from "../check.ts";

/** How much disk does the largest pending step need? SQL cannot tell how much is free. */
export const disk: Check = {
  name: "disk",
  async run(context) {
    const largest = await findLargestStep(context);
    if (!largest) return [];
    const { rows } = await context.connection.query(
      `SELECT pg_size_pretty($1::bigint) AS size, current_setting('temp_file_limit') AS most,
         setting::bigint >= 0 AND setting::bigint * 1024 < $1::bigint AS limited
       FROM pg_settings WHERE name = 'temp_file_limit'`,
      [largest.bytes],
    );
    const [{ size, most, limited } = {} as Record<string, unknown>] = rows;
    const step = formatVersion(largest.version);
    const need = pass(
      `The largest pending step, ${step}, rewrites tables of at most ${size}: until it commits it needs up to ` +
        "twice that in free disk space, plus its WAL. SQL cannot tell how much is free.",
    );
    if (!limited) return [need];
    return [
      need,
      warn(
        `temp_file_limit is ${most}: sorting ${size} in ${step} may need more than that.`,
        "As an administrator, raise it for this role during the migration: ALTER ROLE … SET temp_file_limit = -1;",
      ),
    ];
  },
};

/** Would a replication slot that nobody reads keep the WAL of a large step, or be invalidated by it? */
export const slots: Check = {
  name: "slots",
  async run({ connection, pending, marker }) {
    const first = marker === 0 ? undefined : pending.find((step) => listRewrittenTables(step).length > 0);
    if (!first) return [];
    const { rows } = await connection.query(selectIdleSlots);
    return rows.map(({ name, type, kept, limit }) => {
      const slot = `The ${type} replication slot ${quoteLiteral(String(name)).trim()} is not in use and keeps ${kept ?? "all"} of WAL`;
      const step = formatVersion(first.version);
      const outcome =
        limit === null
          ? `${step} and later steps add what they write, until its consumer has read it or the disk is full.`
          : `with max_slot_wal_keep_size = ${limit}, what ${step} and later steps write may invalidate it.`;
      return warn(
        `${slot}: ${outcome}`,
        "Start its consumer before the migration; or, if it has none any more, drop it: " +
          `SELECT pg_drop_replication_slot(${quoteLiteral(String(name)).trim()});`,
      );
    });
  },
};

/** A standby has no current WAL position to compare its slots with. */
const selectIdleSlots = `SELECT slot_name::text AS name, slot_type AS type,
  CASE WHEN NOT pg_is_in_recovery() THEN pg_size_pretty(pg_current_wal_lsn() - restart_lsn) END AS kept,
  (SELECT current_setting(s.name) FROM pg_settings s
   WHERE s.name = 'max_slot_wal_keep_size' AND s.setting::bigint >= 0) AS limit
FROM pg_replication_slots
WHERE NOT active AND restart_lsn IS NOT NULL AND coalesce(wal_status, '') <> 'lost'
ORDER BY slot_name`;

async function findLargestStep({ connection, prefix, pending }: CheckContext) {
  // pg_total_relation_size waits for locks of other sessions, so it is only called if needed
  if (pending.length === 0) return undefined;
  const { rows } = await connection.query(
    `SELECT c.relname::text AS name, pg_total_relation_size(c.oid) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind = 'r'`,
    [prefix, listManagedTables()],
  );
  const sizes = new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
  const steps = pending.map((migration) => ({
    version: migration.version,
    bytes: listRewrittenTables(migration).reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0),
  }));
  return steps.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes)[0];
}

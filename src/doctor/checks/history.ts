import { formatVersion } from "../../error.ts";
import { versionTable } from "../../migrate/marker.ts";
import type { Connection } from "../../postgres/connect.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, problem, warning } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether the history knows of no version above the marker's; a schema that came from elsewhere may have none. */
export const history: Check = {
  name: "history",
  async run({ connection, prefix, role, marker }) {
    if (typeof marker !== "number" || marker === 0) return [];
    const table = `${quoteIdentifier(prefix)}.${versionTable}`;
    if (!(await isReadable(connection, prefix))) {
      return [
        warning(
          `The role may not read the history in ${table}.`,
          `Run as its owner, or GRANT USAGE ON SCHEMA ${quoteIdentifier(prefix)} TO ${quoteIdentifier(role)}; ` +
            `GRANT SELECT ON ${table} TO ${quoteIdentifier(role)};`,
        ),
      ];
    }
    const { rows } = await connection.query(`SELECT max(version) AS newest FROM ${table}`);
    const newest = Number(rows[0]?.newest);
    if (newest <= marker) return [ok("The history agrees with the marker.")];
    return [
      problem(
        `The marker says ${formatVersion(marker)}, but the history has ${formatVersion(newest)}: ` +
          "one of the two was changed by hand.",
        `Find out which version the tables are at. If it is ${formatVersion(newest)}: COMMENT ON TABLE ${table} ` +
          `IS '${newest}'; if it is ${formatVersion(marker)}: DELETE FROM ${table} WHERE version > ${marker};`,
      ),
    ];
  },
};

async function isReadable(connection: Connection, prefix: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2
       AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')`,
    [prefix, versionTable],
  );
  return rows.length > 0;
}

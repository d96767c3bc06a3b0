import { formatVersion } from "../../error.ts";
import { listCreatedObjects } from "../../migrations/managed-objects.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, problem } from "../finding.ts";
import type { Check } from "../subject.ts";

const kinds: Record<string, string> = {
  i: "index",
  I: "index",
  v: "view",
  m: "materialized view",
  S: "sequence",
  f: "foreign table",
  c: "type",
};

/** Whether the names that pending versions give to tables and indexes are free. */
export const names: Check = {
  name: "names",
  async run({ connection, prefix, applied, pending }) {
    if (pending.length === 0) return [];
    const before = new Set(listCreatedObjects(applied).map(({ name }) => name));
    const coming = new Map(listCreatedObjects(pending).map((made) => [made.name, made]));
    const fresh = [...coming.keys()].filter((name) => !before.has(name));
    const { rows } = await connection.query(
      `SELECT c.relname::text AS name, c.relkind::text AS kind
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
       ORDER BY c.relname`,
      [prefix, fresh],
    );
    if (rows.length === 0) return [ok("All names that pending versions need are free.")];
    return rows.map(({ name, kind }) => {
      const made = coming.get(String(name));
      return problem(
        `There is a ${kinds[String(kind)] ?? "table"} ${quoteIdentifier(String(name))} already, and ` +
          `${formatVersion(made?.version ?? 0)} makes ${made?.kind === "index" ? "an index" : "a table"} of that name.`,
        "Rename or drop it; or choose another prefix, if the schema has not been set up yet.",
      );
    });
  },
};

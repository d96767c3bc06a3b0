import type { Catalog } from "../../catalog/catalog.ts";
import type { SchemaDifference } from "../findings.ts";
import { type Fix, qualifyName } from "./fix.ts";

/**
 * Whether a mend needs something that is left missing, or left another: it would fail.
 *
 * @param mend in SQL for `public`
 * @param fault one that is left
 * @param wanted the qualified catalog that the schema should have
 * @example
 * mends.filter((mend) => !leftOver.some(({ finding }) => restsOn(mend, finding, reference.qualified)))
 */
export function restsOn(mend: Fix, fault: SchemaDifference, wanted: Catalog): boolean {
  const { kind, name, table = name, outcome, property } = fault;
  const isMissing = outcome === "missing";
  const sql = mend.statements.join("\n");
  const isPart = mend.difference.table === table && ["index", "constraint"].includes(mend.difference.kind);
  switch (kind) {
    case "table":
      return (
        (isMissing || property === "kind") && (mend.difference.table === name || parents(sql, name) !== null)
      );
    case "column":
      if (!isMissing && property !== "type") return false;
      return (isPart && mentions(sql, name)) || mentions(parents(sql, table)?.join() ?? "", name);
    case "constraint":
    case "index":
      return isMissing && parents(sql, table)?.includes(keysOf(wanted, table, name)) === true;
    case "function":
      return mentions(sql, name.replace(/\(.*/, ""));
    case "enum":
    case "sequence":
      return isMissing && mentions(sql, name);
    default:
      return false;
  }
}

/** The columns by which foreign keys refer to a table, as in `["uuid"]`. */
function parents(sql: string, table: string): string[] | null {
  const places = [qualifyName(table), `"public".${table}`].flatMap((name) =>
    sql.split(`REFERENCES ${name}(`).slice(1),
  );
  return places.length === 0 ? null : places.map((place) => place.slice(0, place.indexOf(")")));
}

function keysOf({ tables }: Catalog, table: string, name: string): string {
  const parts = tables[table];
  const definition = parts?.constraints[name]?.definition ?? parts?.indexes[name]?.definition ?? "";
  return /\(([^()]*)\)/.exec(definition)?.[1] ?? "";
}

function mentions(sql: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(sql);
}

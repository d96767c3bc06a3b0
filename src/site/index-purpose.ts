import { shortenTable } from "./diagram/cards.ts";
import { joinWords } from "./html.ts";
import type { SiteTable } from "./model.ts";

const parts =
  / USING (\w+) \((.*?)\)(?: INCLUDE \(.*?\))?(?: NULLS NOT DISTINCT)?(?: WITH \(.*?\))?( WHERE .*)?$/;

/** Describes what an index is for, from its definition, as in `finds rows by status, in the order of sent_at`. */
export function describeIndex(table: SiteTable, name: string): string {
  const { definition = "", constraint = false } = table.parts.indexes[name] ?? {};
  if (constraint) return `belongs to the ${table.parts.constraints[name]?.type ?? "constraint"}`;
  const [, method = "", list = "", condition] = parts.exec(definition) ?? [];
  const keys = splitKeys(list);
  const columns = joinWords(keys.map((key) => key.replace(/ \w+_ops$/, "")));
  const part = condition === undefined ? "" : ", of a part of the rows";
  if (definition.startsWith("CREATE UNIQUE"))
    return `keeps ${columns} unique${keys.length > 1 ? " together" : ""}${part}`;
  if (list.includes("gin_trgm_ops")) return `finds parts of ${columns}${part}`;
  if (method !== "btree") return `searches within ${columns}${part}`;
  return `${describeLookup(table, keys)}${part}`;
}

function describeLookup({ parts: { columns }, relations }: SiteTable, keys: readonly string[]): string {
  const last = keys.at(-1) ?? "";
  const isTime = /^(?:timestamp|date)/.test(columns[last]?.type ?? "");
  if (isTime && keys.length === 1) return `finds a span of ${last}, and orders by it`;
  const relation = relations.find((one) => one.columns.join() === keys.join());
  if (relation) return `finds what refers to a row of ${shortenTable(relation.target)}`;
  if (isTime) return `finds rows by ${joinWords(keys.slice(0, -1))}, in the order of ${last}`;
  return `finds rows by ${joinWords(keys)}`;
}

/**
 * Splits the columns and expressions of an index, and drops the order of each. Commas in brackets belong to an
 * expression.
 */
function splitKeys(list: string): string[] {
  return list.split(/, (?![^(]*\))/).map((key) => key.replace(/(?: DESC| ASC)?(?: NULLS \w+)?$/, ""));
}

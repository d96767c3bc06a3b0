import type { Table } from "../catalog/catalog.ts";

/** Lists the values that a check of the table allows for a column; none without such a check. */
export function listCheckedValues({ constraints }: Table, column: string): string[] {
  const list = new RegExp(`^CHECK \\(${column}(?:::text)? = ANY \\(ARRAY\\[(.*?)\\]`);
  for (const { type, definition } of Object.values(constraints)) {
    const [, texts] = (type === "check" && list.exec(definition)) || [];
    if (texts === undefined) continue;
    return [...texts.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'"));
  }
  return [];
}

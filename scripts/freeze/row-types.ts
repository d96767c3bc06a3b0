import { readFileSync } from "node:fs";

/**
 * The types of rows and new rows as code, under the names that the newest version's have.
 *
 * @param tables the names of the tables in TypeScript
 * @returns type aliases, in terms of `Tables`
 * @example
 * renderRowTypes(["users"]) // export type User = Tables["users"]["$inferSelect"]; …
 */
export function renderRowTypes(tables: readonly string[]): string {
  const declared = readFileSync("schema/row-types.ts", "utf8").matchAll(
    /^(\/\*\*.*\*\/)\nexport type (\w+) = (Row|NewRow)<"(\w+)">;$/gm,
  );
  return [...declared]
    .filter(([, , , , table = ""]) => tables.includes(table))
    .map(([, about, name, kind, table]) => {
      const member = kind === "Row" ? "$inferSelect" : "$inferInsert";
      return `${about}\nexport type ${name} = Tables["${table}"]["${member}"];`;
    })
    .join("\n");
}

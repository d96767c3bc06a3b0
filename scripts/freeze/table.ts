import type { SnapshotForeignKey, SnapshotIndex, SnapshotTable } from "../compose/kit.ts";
import { renderColumn, toPropertyName } from "./column.ts";
import { frozenTables } from "./facts.ts";

/**
 * A snapshot's table as Drizzle code: a `const` with what it is for above it.
 *
 * @param table the table
 * @throws Error where nothing is known of the table, or it has something that no frozen version has
 * @example
 * renderTable(snapshot.tables["public.phoenix_kit_users"])
 */
export function renderTable(table: SnapshotTable): string {
  const { name, about } = findFacts(table.name);
  if (Object.keys({ ...table.compositePrimaryKeys, ...table.uniqueConstraints }).length > 0) {
    throw new Error(`freeze: no code for the keys of ${table.name}`);
  }
  const columns = Object.values(table.columns).map((column) => renderColumn(table.name, column));
  const extras = [
    ...Object.values(table.foreignKeys).map(renderForeignKey),
    ...Object.values(table.checkConstraints).map(
      (check) => `check(${JSON.stringify(check.name)}, sql\`${check.value}\`)`,
    ),
    ...Object.values(table.indexes).map(renderIndex),
  ];
  const more = extras.length > 0 ? `, (t) => [${extras.join(",\n")}]` : "";
  return `/** ${about} */
const ${name} = table(${JSON.stringify(table.name)}, {${columns.join(",\n")}}${more});`;
}

function findFacts(table: string): { name: string; about: string } {
  const facts = frozenTables[table];
  if (!facts) throw new Error(`freeze: what is ${table} called, and what is it for?`);
  return facts;
}

const renderReference = (column: string) => `t.${toPropertyName(column)}`;

function renderForeignKey(key: SnapshotForeignKey): string {
  const parent = findFacts(key.tableTo).name;
  const renderAction = (name: string, value: string) => (value === "no action" ? "" : `.${name}("${value}")`);
  return `foreignKey({
    name: ${JSON.stringify(key.name)},
    columns: [${key.columnsFrom.map(renderReference).join(", ")}],
    foreignColumns: [${key.columnsTo.map((column) => `${parent}.${toPropertyName(column)}`).join(", ")}],
  })${renderAction("onDelete", key.onDelete)}${renderAction("onUpdate", key.onUpdate)}`;
}

function renderIndex({ name, columns, isUnique, method, where }: SnapshotIndex): string {
  const parts = columns.map(({ expression, isExpression, asc, nulls, opclass }) => {
    if (isExpression || !asc || nulls !== "last" || opclass) {
      throw new Error(`freeze: no code for the index ${name}`);
    }
    return renderReference(expression);
  });
  const on = method === "btree" ? `.on(${parts.join(", ")})` : `.using("${method}", ${parts.join(", ")})`;
  return `${isUnique ? "uniqueIndex" : "index"}(${JSON.stringify(name)})${on}${where ? `.where(sql\`${where}\`)` : ""}`;
}

import type { SnapshotForeignKey, SnapshotIndex, SnapshotTable } from "../compose/kit.ts";
import { columnCode, propertyName } from "./column.ts";
import { frozenTables } from "./facts.ts";

/**
 * A snapshot's table as Drizzle code: a `const` with what it is for above it.
 *
 * @param table the table
 * @throws Error where nothing is known of the table, or it has something that no frozen version has
 * @example
 * tableCode(snapshot.tables["public.phoenix_kit_users"])
 */
export function tableCode(table: SnapshotTable): string {
  const { name, about } = factsOf(table.name);
  if (Object.keys({ ...table.compositePrimaryKeys, ...table.uniqueConstraints }).length > 0) {
    throw new Error(`freeze: no code for the keys of ${table.name}`);
  }
  const columns = Object.values(table.columns).map((column) => columnCode(table.name, column));
  const extras = [
    ...Object.values(table.foreignKeys).map(foreignKeyCode),
    ...Object.values(table.checkConstraints).map(
      (check) => `check(${JSON.stringify(check.name)}, sql\`${check.value}\`)`,
    ),
    ...Object.values(table.indexes).map(indexCode),
  ];
  const more = extras.length > 0 ? `, (t) => [${extras.join(",\n")}]` : "";
  return `/** ${about} */
const ${name} = table(${JSON.stringify(table.name)}, {${columns.join(",\n")}}${more});`;
}

function factsOf(table: string): { name: string; about: string } {
  const facts = frozenTables[table];
  if (!facts) throw new Error(`freeze: what is ${table} called, and what is it for?`);
  return facts;
}

const ofT = (column: string) => `t.${propertyName(column)}`;

function foreignKeyCode(key: SnapshotForeignKey): string {
  const parent = factsOf(key.tableTo).name;
  const action = (name: string, value: string) => (value === "no action" ? "" : `.${name}("${value}")`);
  return `foreignKey({
    name: ${JSON.stringify(key.name)},
    columns: [${key.columnsFrom.map(ofT).join(", ")}],
    foreignColumns: [${key.columnsTo.map((column) => `${parent}.${propertyName(column)}`).join(", ")}],
  })${action("onDelete", key.onDelete)}${action("onUpdate", key.onUpdate)}`;
}

function indexCode({ name, columns, isUnique, method, where }: SnapshotIndex): string {
  const parts = columns.map(({ expression, isExpression, asc, nulls, opclass }) => {
    if (isExpression || !asc || nulls !== "last" || opclass) {
      throw new Error(`freeze: no code for the index ${name}`);
    }
    return ofT(expression);
  });
  const on = method === "btree" ? `.on(${parts.join(", ")})` : `.using("${method}", ${parts.join(", ")})`;
  return `${isUnique ? "uniqueIndex" : "index"}(${JSON.stringify(name)})${on}${where ? `.where(sql\`${where}\`)` : ""}`;
}

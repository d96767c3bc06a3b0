import type { SnapshotForeignKey, SnapshotIndex, SnapshotTable } from "../compose/drizzle-kit.ts";
import { renderColumn, toPropertyName } from "./column.ts";
import { frozenTables } from "./facts.ts";

/**
 * A snapshot's table as Drizzle code: a `const` with what it is for above it.
 *
 * @param table the table
 * @throws Error if nothing is known of the table, or it has something that no frozen version has
 * @example
 * renderTable(snapshot.tables["public.phoenix_kit_users"])
 */
export function renderTable(table: SnapshotTable): string {
  const { name, about } = findFacts(table.name);
  if (Object.keys({ ...table.compositePrimaryKeys, ...table.uniqueConstraints }).length > 0) {
    throw new Error(`freeze: no code for the keys of ${table.name}`);
  }
  const columns = Object.values(table.columns).map((column) => renderColumn(table.name, column));
  const keys = Object.values(table.foreignKeys);
  const extras = [
    ...keys.map(renderForeignKey),
    ...Object.values(table.checkConstraints).map(
      (check) => `check(${JSON.stringify(check.name)}, sql\`${check.value}\`)`,
    ),
    ...Object.values(table.indexes).map(renderIndex),
  ];
  const more = extras.length > 0 ? `, (t) => [${extras.join(",\n")}]` : "";
  return `${keys.filter(refersToLaterTable).map(renderForwardReference).join("\n")}
/** ${about} */
const ${name} = table(${JSON.stringify(table.name)}, {${columns.join(",\n")}}${more});`;
}

function findFacts(table: string): { name: string; about: string } {
  const facts = frozenTables[table];
  if (!facts) throw new Error(`freeze: what is ${table} called, and what is it for?`);
  return facts;
}

const renderReference = (column: string) => `t.${toPropertyName(column)}`;

function renderForeignKey(key: SnapshotForeignKey): string {
  const columns = key.columnsTo.map((column) => renderParentColumn(key, column));
  const renderAction = (name: string, value: string) => (value === "no action" ? "" : `.${name}("${value}")`);
  return `foreignKey({
    name: ${JSON.stringify(key.name)},
    columns: [${key.columnsFrom.map(renderReference).join(", ")}],
    foreignColumns: [${columns.join(", ")}],
  })${renderAction("onDelete", key.onDelete)}${renderAction("onUpdate", key.onUpdate)}`;
}

function renderParentColumn(key: SnapshotForeignKey, column: string): string {
  if (key.tableTo === key.tableFrom) return renderReference(column);
  if (refersToLaterTable(key)) return `${toForwardName(key)}()`;
  return `${findFacts(key.tableTo).name}.${toPropertyName(column)}`;
}

/** Whether a key refers to a table that is defined later. TypeScript cannot infer its type, so it is written out. */
function refersToLaterTable({ tableFrom, tableTo }: SnapshotForeignKey): boolean {
  const order = Object.keys(frozenTables);
  return order.indexOf(tableTo) > order.indexOf(tableFrom);
}

const toForwardName = (key: SnapshotForeignKey) => toPropertyName(`${findFacts(key.tableTo).name}_key`);

function renderForwardReference(key: SnapshotForeignKey): string {
  const [column = ""] = key.columnsTo;
  return `const ${toForwardName(key)} = (): AnyPgColumn => ${findFacts(key.tableTo).name}.${toPropertyName(column)};`;
}

function renderIndex({ name, columns, isUnique, method, where }: SnapshotIndex): string {
  const parts = columns.map(({ expression, isExpression, asc, nulls, opclass }) => {
    if (isExpression) return `sql\`${expression}\``;
    if (asc !== (nulls === "last")) throw new Error(`freeze: no code for the index ${name}`);
    const order = asc ? "" : ".desc().nullsFirst()";
    return `${renderReference(expression)}${order}${opclass ? `.op("${opclass}")` : ""}`;
  });
  const on = method === "btree" ? `.on(${parts.join(", ")})` : `.using("${method}", ${parts.join(", ")})`;
  return `${isUnique ? "uniqueIndex" : "index"}(${JSON.stringify(name)})${on}${where ? `.where(sql\`${where}\`)` : ""}`;
}

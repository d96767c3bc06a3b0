import type { Catalog, Table } from "../catalog/catalog.ts";

/** A foreign key, and how many rows it may join. */
export interface Relation {
  /** The name of the constraint. */
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  /** As in `CASCADE`; null if PostgreSQL refuses to delete the row that is referred to. */
  readonly onDelete: string | null;
  /** Whether each row refers to another one, because the columns are NOT NULL. */
  readonly isRequired: boolean;
  /** Whether at most one row refers to another one, because the columns are unique. */
  readonly isUnique: boolean;
}

/** A name as PostgreSQL prints it, with quotes where it needs them. */
const name = String.raw`(?:"(?:[^"]|"")+"|[^\s"(),]+)`;
const names = `${name}(?:, ${name})*`;
const foreignKey = new RegExp(
  String.raw`^FOREIGN KEY \((${names})\) REFERENCES (?:ONLY )?(${name}(?:\.${name})?)\((${names})\)(?:.* ON DELETE (CASCADE|SET NULL|SET DEFAULT))?`,
);

/** Lists the foreign keys of a schema, in the order of their tables and names. */
export function listRelations({ tables }: Catalog): Relation[] {
  return Object.entries(tables).flatMap(([table, parts]) =>
    Object.entries(parts.constraints).flatMap(([name, { type, definition }]): Relation[] => {
      const [, columnList, target, targetList, onDelete] = foreignKey.exec(definition) ?? [];
      if (type !== "foreign key" || !columnList || !target || !targetList) return [];
      const columns = splitNames(columnList);
      return [
        {
          name,
          table,
          columns,
          target: stripQuotes(target),
          targetColumns: splitNames(targetList),
          onDelete: onDelete ?? null,
          isRequired: columns.every((column) => parts.columns[column]?.notNull),
          isUnique: listUniqueKeys(parts).some((key) => key.join() === columns.join()),
        },
      ];
    }),
  );
}

const uniqueKey = new RegExp(
  String.raw`^(?:PRIMARY KEY|UNIQUE|CREATE UNIQUE INDEX .* USING btree) \((${names})\)$`,
);

/** Lists the sets of columns that are unique, without those of partial indexes. */
export function listUniqueKeys({ constraints, indexes }: Table): string[][] {
  const ofConstraints = Object.values(constraints).map(({ definition }) => definition);
  const ofIndexes = Object.values(indexes).map(({ definition }) => definition);
  return [...ofConstraints, ...ofIndexes].flatMap((definition) => {
    const [, list] = uniqueKey.exec(definition) ?? [];
    return list === undefined ? [] : [splitNames(list)];
  });
}

/** The columns of a table's primary key. */
export function listPrimaryKey({ constraints }: Table): string[] {
  const key = Object.values(constraints).find(({ type }) => type === "primary key");
  const [, list = ""] = new RegExp(String.raw`^PRIMARY KEY \((${names})\)`).exec(key?.definition ?? "") ?? [];
  return list === "" ? [] : splitNames(list);
}

function splitNames(list: string): string[] {
  return [...list.matchAll(new RegExp(name, "g"))].map(([part]) => stripQuotes(part));
}

function stripQuotes(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Identifies a relation across versions: its columns change from `user_id` to `user_uuid`, but the tables stay. */
export function identifyRelation({ table, columns, target }: Relation): string {
  return `${table}.${columns.map((column) => column.replace(/_(?:id|uuid)$/, "")).join("+")}>${target}`;
}

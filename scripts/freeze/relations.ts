import {
  createTableRelationsHelpers,
  extractTablesRelationalConfig,
  One,
  type Relation,
  type Table,
  type TableRelationalConfig,
} from "drizzle-orm";
import { schema } from "../../schema/index.ts";
import type { Snapshot, SnapshotTable } from "../compose/drizzle-kit.ts";
import { toPropertyName } from "./column.ts";

/** A relation of a frozen version, both of its ends: a row has one parent, and a parent many rows. */
interface FrozenRelation {
  readonly child: string;
  readonly parent: string;
  /** What the rows call their parent. */
  readonly one: string;
  /** What the parent calls its rows. */
  readonly many: string | undefined;
  readonly field: string;
  readonly reference: string;
  readonly hasForeignKey: boolean;
}

const newest = Object.values(
  extractTablesRelationalConfig(schema as unknown as Record<string, Table>, createTableRelationsHelpers)
    .tables,
);

/**
 * The relations of a frozen version as Drizzle code: those of the newest version whose columns it has, under the same
 * names. Columns that are `user_uuid` now may be `user_id` or `user` there.
 *
 * @param snapshot the version's shape
 * @returns the properties of an object, in terms of `tables`
 * @example
 * renderRelations(readSnapshot("drizzle", 26))
 */
export function renderRelations(snapshot: Snapshot): string {
  const found = newest.flatMap((table) => findRelations(table, snapshot));
  return newest
    .flatMap(({ tsName }) => {
      const ones = found.filter(({ child }) => child === tsName).map(renderOne);
      const manies = found.flatMap((relation) => (relation.parent === tsName ? renderMany(relation) : []));
      if (ones.length + manies.length === 0) return [];
      const helpers = [...(ones.length > 0 ? ["one"] : []), ...(manies.length > 0 ? ["many"] : [])];
      const body = [...ones, ...manies].join(", ");
      return [`${tsName}Relations: relations(tables.${tsName}, ({ ${helpers} }) => ({ ${body} }))`];
    })
    .join(",\n");
}

function findRelations(table: TableRelationalConfig, snapshot: Snapshot): FrozenRelation[] {
  const child = snapshot.tables[`public.${table.dbName}`];
  if (!child) return [];
  return Object.values(table.relations).flatMap((relation) => {
    if (!(relation instanceof One) || !relation.config) return [];
    const parent = newest.find(({ dbName }) => dbName === relation.referencedTableName);
    const parentTable = snapshot.tables[`public.${relation.referencedTableName}`];
    const [field, reference] = [relation.config.fields[0], relation.config.references[0]];
    const column = findColumn(child, field?.name ?? "");
    const key = parentTable && findColumn(parentTable, reference?.name ?? "");
    if (!parent || !column || !key) return [];
    const keys = Object.values(child.foreignKeys);
    return [
      {
        child: table.tsName,
        parent: parent.tsName,
        one: toPropertyName(column) === relation.fieldName ? `${relation.fieldName}User` : relation.fieldName,
        many: findOtherEnd(relation, { table, parent })?.fieldName,
        field: toPropertyName(column),
        reference: toPropertyName(key),
        hasForeignKey: keys.some(({ columnsFrom }) => columnsFrom.join() === column),
      },
    ];
  });
}

/** A column of now under the name that it had. */
function findColumn(table: SnapshotTable, name: string): string | undefined {
  const earlier = [name, name === "uuid" ? "id" : name.replace(/_uuid$/, "_id"), name.replace(/_uuid$/, "")];
  return earlier.find((known) => table.columns[known]);
}

function findOtherEnd(
  relation: Relation,
  { table, parent }: { readonly table: TableRelationalConfig; readonly parent: TableRelationalConfig },
): Relation | undefined {
  return Object.values(parent.relations).find(
    (other) =>
      !(other instanceof One) &&
      other.referencedTableName === table.dbName &&
      other.relationName === relation.relationName,
  );
}

function renderOne({ child, parent, one, field, reference, hasForeignKey, many }: FrozenRelation): string {
  const name = many ? `relationName: "${child}.${field}", ` : "";
  const code = `one(tables.${parent}, { ${name}fields: [tables.${child}.${field}], references: [tables.${parent}.${reference}] })`;
  return `${one}: ${hasForeignKey ? code : `loosenRelation(${code})`}`;
}

function renderMany({ child, field, many }: FrozenRelation): string[] {
  return many ? [`${many}: many(tables.${child}, { relationName: "${child}.${field}" })`] : [];
}

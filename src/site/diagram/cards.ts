import type { Catalog } from "../../catalog/catalog.ts";
import { listPrimaryKey, listRelations, listUniqueKeys } from "../relations.ts";

/** The measures of a card, in pixels at the diagram's full size. */
export const cardSize = { header: 34, row: 22, padding: 8, character: 7.6, icon: 22, gap: 18 } as const;

/** A column on a card. */
export interface CardRow {
  readonly name: string;
  readonly type: string;
  readonly key: "primary" | "foreign" | "unique" | null;
  readonly isNullable: boolean;
}

/** A table as a diagram shows it. */
export interface Card {
  readonly table: string;
  readonly rows: readonly CardRow[];
  /** How many columns it does not show. */
  readonly hidden: number;
}

const shortTypes: readonly [pattern: RegExp, short: string][] = [
  [/character varying/, "varchar"],
  [/timestamp\((\d)\) without time zone/, "timestamp($1)"],
  [/timestamp(\(\d\))? with time zone/, "timestamptz$1"],
  [/timestamp without time zone/, "timestamp"],
  [/double precision/, "float8"],
];

/** Shortens a type to a form that fits into diagrams. */
export function shortenType(type: string): string {
  return shortTypes.reduce((text, [pattern, short]) => text.replace(pattern, short), type);
}

/** The table's name without the prefix that nearly all have. */
export function shortenTable(table: string): string {
  return table.replace(/^phoenix_kit_(?=.)/, "");
}

/** A card for each table: with all columns, or with the columns of its primary and foreign keys. */
export function createCards(catalog: Catalog, show: "all" | "keys"): Card[] {
  const relations = listRelations(catalog);
  return Object.entries(catalog.tables).map(([table, parts]) => {
    const primary = new Set(listPrimaryKey(parts));
    const foreign = new Set(relations.filter((one) => one.table === table).flatMap(({ columns }) => columns));
    const unique = new Set(listUniqueKeys(parts).flatMap((key) => (key.length === 1 ? key : [])));
    const columns = Object.entries(parts.columns).sort(([, one], [, other]) => rank(one) - rank(other));
    const rows = columns.map(([name, { type, notNull }]): CardRow => {
      const key = primary.has(name)
        ? "primary"
        : foreign.has(name)
          ? "foreign"
          : unique.has(name)
            ? "unique"
            : null;
      return { name, type: shortenType(type), key, isNullable: !notNull };
    });
    const shown = show === "all" ? rows : listKeyRows(rows);
    const keysFirst = [...shown].sort((one, other) => Number(isPrimary(other)) - Number(isPrimary(one)));
    return { table, rows: keysFirst, hidden: rows.length - shown.length };
  });
}

/**
 * Lists the rows of keys. Between V40 and V74, columns such as `user_id` and `user_uuid` are one key, so only the
 * second is shown.
 */
function listKeyRows(rows: readonly CardRow[]): CardRow[] {
  const names = new Set(rows.map(({ name }) => name));
  return rows.filter(
    ({ name, key }) =>
      (key === "primary" || key === "foreign") &&
      !(/(^|_)id$/.test(name) && names.has(name.replace(/id$/, "uuid"))),
  );
}

const rank = ({ position = 0 }: { readonly position?: number }): number => position;
const isPrimary = ({ key }: CardRow): boolean => key === "primary";

/** The width and height that a card needs. */
export function measureCard({ table, rows }: Card): { width: number; height: number } {
  const { header, row, padding, character, icon, gap } = cardSize;
  const lengths = rows.map(({ name, type }) => icon + (name.length + type.length) * character + gap);
  const width = Math.max(170, shortenTable(table).length * 9.2 + 28, ...lengths) + 2 * padding;
  // the last line says how many columns are not shown
  return { width: Math.round(width), height: header + (rows.length + 1) * row + padding };
}

/** A value of one property in a {@link Catalog}: what can differ between two objects of the same name. */
export type Value = string | number | boolean | null | string[];

/** A column of a table or view. `position` is its place in the table; comparisons ignore it. */
export type Column = {
  type: string;
  notNull: boolean;
  /** The expression of the default; null without one, and for generated columns. */
  default: string | null;
  identity: "always" | "by default" | null;
  /** The expression and its kind, as in `(a + b) stored`. */
  generated: string | null;
  /** Null if it is the default of the type. */
  collation: string | null;
  comment: string | null;
  position?: number;
};

/** A constraint of a table. NOT NULL is not listed here: it is a property of the column. */
export type Constraint = {
  type: "check" | "foreign key" | "primary key" | "unique" | "exclusion";
  /** As PostgreSQL prints it, with DEFERRABLE, but without NOT VALID, which is in `validated`. */
  definition: string;
  validated: boolean;
  comment: string | null;
};

/** An index of a table. */
export type Index = {
  definition: string;
  /** False for what a failed CREATE INDEX CONCURRENTLY left behind. */
  valid: boolean;
  /** Whether it belongs to a constraint of the same name. */
  constraint: boolean;
  comment: string | null;
};

/** A trigger of a table, except those that PostgreSQL creates for foreign keys. */
export type Trigger = {
  definition: string;
  enabled: "origin" | "always" | "replica" | "disabled";
  comment: string | null;
};

/** A table or anything else that has columns. */
export type Table = {
  kind: "table" | "view" | "materialized view" | "partitioned" | "foreign";
  persistence: "permanent" | "unlogged";
  /** A view's query, a partitioned table's key, a partition's parent and bounds; null for others. */
  definition: string | null;
  rowSecurity: "off" | "on" | "forced";
  comment: string | null;
  columns: Record<string, Column>;
  constraints: Record<string, Constraint>;
  indexes: Record<string, Index>;
  triggers: Record<string, Trigger>;
};

/** A sequence. Its numbers are strings, because they can exceed what a JavaScript number holds. */
export type Sequence = {
  type: string;
  start: string;
  increment: string;
  min: string;
  max: string;
  cycle: boolean;
  /** `table.column`, each quoted where SQL would need it. */
  ownedBy: string | null;
  comment: string | null;
};

/** An enum with its labels in their order. */
export type Enum = { labels: string[]; comment: string | null };

/** A domain, composite or range type, its definition printed as one text. */
export type OtherType = {
  kind: "domain" | "composite" | "range";
  definition: string;
  comment: string | null;
};

/** A function, procedure or aggregate. */
export type Routine = {
  kind: "function" | "procedure" | "aggregate" | "window";
  /** With names, modes and defaults; its signature has the types alone. */
  arguments: string;
  returns: string | null;
  language: string;
  volatility: "immutable" | "stable" | "volatile";
  parallel: "safe" | "restricted" | "unsafe";
  strict: boolean;
  securityDefiner: boolean;
  /** As in `search_path=pg_catalog, pg_temp`. */
  settings: string[];
  /** The source, in which names of the schema's own objects are unqualified. */
  body: string;
  comment: string | null;
};

/**
 * What one schema contains, as plain JSON that does not depend on the schema's name.
 *
 * Names are unquoted; functions are listed by signature, as in `slug(text, integer)`. `extensions` are those of the
 * whole database, by name.
 */
export type Catalog = {
  schemaComment: string | null;
  extensions: string[];
  tables: Record<string, Table>;
  sequences: Record<string, Sequence>;
  enums: Record<string, Enum>;
  types: Record<string, OtherType>;
  functions: Record<string, Routine>;
};

/** The catalog of a schema that does not exist. */
export function emptyCatalog(): Catalog {
  return {
    schemaComment: null,
    extensions: [],
    tables: {},
    sequences: {},
    enums: {},
    types: {},
    functions: {},
  };
}

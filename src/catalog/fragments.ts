/**
 * The condition that an object was not made along with another, as a SQL expression.
 *
 * @param catalog - the system catalog that the object is in.
 * @param oid - an expression for the object's oid.
 * @param kinds - what it must be no part of: extensions (`e`) alone, or any other object, too (`i`).
 * @returns the expression.
 * @example
 * ```ts
 * `SELECT relname FROM pg_class c WHERE ${standsAlone("pg_class", "c.oid")}`;
 * ```
 */
export const standsAlone = (catalog: string, oid: string, kinds: "e" | "e,i" = "e"): string =>
  `NOT EXISTS (SELECT FROM pg_depend e
    WHERE e.deptype = ANY ('{${kinds}}') AND e.classid = '${catalog}'::regclass AND e.objid = ${oid})`;

/**
 * A query's rows as one JSON object, as a scalar subquery.
 *
 * @param rows - a query of two columns, `name` and `object`; it may refer to what is around it.
 * @returns the subquery, which gives an empty object where there are no rows.
 * @example
 * ```ts
 * `SELECT ${byName("SELECT nspname AS name, oid AS object FROM pg_namespace")}`;
 * ```
 */
export const byName = (rows: string): string =>
  `(SELECT coalesce(json_object_agg(o.name, o.object ORDER BY o.name), '{}') FROM (${rows}) o)`;

/**
 * The condition that the object with this oid, of this system catalog, was not made along with another:
 * an extension (`e`) or, where asked for, whatever it is an internal part of (`i`).
 */
export const standsAlone = (catalog: string, oid: string, kinds: "e" | "e,i" = "e"): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.deptype = ANY ('{${kinds}}') AND e.classid = '${catalog}'::regclass AND e.objid = ${oid})`;

/** A scalar subquery: the rows' `object`s by `name` as one JSON object, empty without rows. */
export const byName = (rows: string): string =>
  `(SELECT coalesce(json_object_agg(o.name, o.object ORDER BY o.name), '{}') FROM (${rows}) o)`;

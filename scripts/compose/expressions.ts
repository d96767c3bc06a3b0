/**
 * SQL expressions that several patches share, by the name that the patches call them by. They are written out in the
 * composed files, so that no helper function has to exist in the database.
 */
const expressions: Record<string, (argument: string) => string> = {
  /**
   * A UUID of version 7 that follows from a row's age and `id`: 48 bits of milliseconds, the version, 12 bits for the
   * rest of the microseconds, the variant, and the id. A time before 1970 or beyond 48 bits counts as the first or the
   * last moment that fits.
   */
  uuid_of_old_row: (age) => {
    const lastMoment = "((1::bigint << 48) - 1) / 1000.0";
    const micros = `(greatest(least(extract(epoch FROM ${age}), ${lastMoment}) * 1000000, 0)::bigint)`;
    const version = "(7 << 12)";
    const variant = "(1::bigint << 63)";
    const idBits = "((1::bigint << 62) - 1)";
    return `(
  lpad(to_hex(${micros} / 1000 << 16 | ${version} | mod(${micros}, 1000) * 4096 / 1000), 16, '0')
  || to_hex(${variant} | (id & ${idBits}))
)::uuid`;
  },
};

/**
 * Writes out the shared expressions in a patch: `uuid_of_old_row(inserted_at)` becomes its SQL.
 *
 * @param sql a patch's text
 */
export function expandExpressions(sql: string): string {
  return sql.replace(/\b(\w+)\(([\w%$]+)\)/g, (call, name: string, argument: string) =>
    Object.hasOwn(expressions, name) ? `${expressions[name]?.(argument)}` : call,
  );
}

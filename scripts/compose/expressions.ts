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
  /**
   * Whether a table may have rows, of its own or inherited. Asking the table itself would lock each of its indexes. Only
   * a table of PostgreSQL's own is known to be empty by its size.
   */
  may_have_rows: (table) => `EXISTS (
  SELECT FROM pg_class
  WHERE oid = ${table}::regclass AND (
    pg_relation_size(oid) > 0
    OR relhassubclass
    OR relam <> (SELECT oid FROM pg_am WHERE amname = 'heap')
    OR to_regclass('pg_catalog.pg_dist_node') IS NOT NULL
  )
)`,
  /** The id that AWS gave a message, as the headers of its log tell it. */
  message_id_in: (headers) =>
    `coalesce(${headers} ->> 'aws_message_id', ${headers} ->> 'X-AWS-Message-Id', ${headers} ->> 'MessageId')`,
  /** The MIME type of an audio file, as its extension tells it. */
  audio_type_of: (ext) =>
    `CASE
    ${Object.entries(audioTypes)
      .map(([type, known]) => `WHEN ltrim(lower(${ext}), '.') IN (${known}) THEN '${type}'`)
      .join("\n    ")}
  END`,
  /** The kind of a file, as its MIME type tells it. */
  kind_of: (type) => `CASE
    WHEN lower(${type}) LIKE 'image/%' THEN 'image'
    WHEN lower(${type}) LIKE 'video/%' THEN 'video'
    WHEN lower(${type}) LIKE 'audio/%' THEN 'audio'
    WHEN lower(${type}) LIKE 'text/%' THEN 'document'
    WHEN lower(${type}) IN (
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    ) THEN 'document'
    WHEN lower(${type}) ~ 'zip|archive' THEN 'archive'
  END`,
};

const audioTypes = {
  "audio/mpeg": "'mp3'",
  "audio/wav": "'wav'",
  "audio/ogg": "'ogg', 'oga'",
  "audio/mp4": "'m4a'",
  "audio/aac": "'aac'",
  "audio/flac": "'flac'",
  "audio/opus": "'opus'",
  "audio/webm": "'weba'",
  "audio/midi": "'mid', 'midi'",
};

/**
 * Writes out the shared expressions in a patch: `uuid_of_old_row(inserted_at)` becomes its SQL.
 *
 * @param sql a patch's text
 */
export function expandExpressions(sql: string): string {
  return sql.replace(/\b(\w+)\(([\w%$.]+)\)/g, (call, name: string, argument: string) =>
    Object.hasOwn(expressions, name) ? `${expressions[name]?.(argument)}` : call,
  );
}

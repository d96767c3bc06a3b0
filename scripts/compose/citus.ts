interface Refusal {
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** What Citus refuses in a distributed schema, or does on the wrong node. */
const refusals: readonly Refusal[] = [
  {
    pattern: /\bINSERT INTO [^;]*?\bCROSS JOIN ONLY "public"/,
    remedy: "read the rows of the cross join into variables of a DO block",
  },
  {
    pattern:
      /\bUPDATE ONLY [^;]*?\bSET [^;]*?\b(?:jsonb_build_object|jsonb_build_array|to_jsonb|concat|concat_ws)\(/,
    remedy: "use an IMMUTABLE function, such as jsonb_object or jsonb_set, over columns in an UPDATE",
  },
  {
    pattern: /\bUPDATE ONLY [^;]*?\bSET (?:(?!\(SELECT)[^;])*?\bconvert_to\(/,
    remedy: "put convert_to, which is STABLE, into a SELECT of its own",
  },
  {
    pattern: /\bUPDATE ONLY [^;]*?\bSET [^;]*?\bCASE (?!WHEN\b)/,
    remedy: "write CASE WHEN x = y, not CASE x WHEN y, in an UPDATE",
  },
  {
    pattern: /\bsetval\([^;]*\bFROM (?:ONLY )?"public"/,
    remedy: "read the number into a variable of a DO block: the query would set the sequence of a worker",
  },
  {
    pattern: /\bADD COLUMN "?\w+"? (?:big|small)?serial\b/,
    remedy: "add the column, create its sequence, and then let the column own it",
  },
  {
    pattern: /\bCREATE SEQUENCE [^;]*\bOWNED BY\b/,
    remedy: "let the column own the sequence by a statement after its creation",
  },
  {
    pattern: /^DO\b[\s\S]*\bCREATE TABLE "public"\.(?!"?(?:oban_|phoenix_kit_empty_copy))/,
    remedy: "create the table outside of DO, or call create_distributed_table as V27 does",
  },
];

/**
 * Refuses a statement that cannot run where Citus distributes the schema.
 *
 * @param file where the statement is, for the message
 * @param statement SQL for `public`
 * @throws Error that quotes the place and says what to write instead
 */
export function assertTakenByCitus(file: string, statement: string): void {
  const sql = statement.replace(/^\s*--[^\n]*\n/gm, "");
  for (const { pattern, remedy } of refusals) {
    const [found] = pattern.exec(sql) ?? [];
    if (found !== undefined)
      throw new Error(`${file}: Citus refuses ${JSON.stringify(found.slice(-60))}: ${remedy}`);
  }
}

/**
 * A piece of SQL, taken apart as far as a qualifier can hide in it: text as it is, a place where `"public".` stands,
 * or a string with SQL in it, whose quotes are doubled, or whose tag is a name between dollars.
 */
export type SqlPiece =
  | string
  | { readonly kind: "qualifier" }
  | { readonly kind: "literal"; readonly pieces: readonly SqlPiece[] }
  | { readonly kind: "dollar"; readonly tag: string; readonly pieces: readonly SqlPiece[] };

/**
 * Takes SQL apart, one character after the other, as PostgreSQL's lexer does with standard_conforming_strings on.
 *
 * @param sql any SQL without nested comments and without strings of the forms `E''` and `U&""`
 * @param qualifier the quoted name that is looked for, with the dot after it
 * @returns the pieces, in order
 * @throws Error where something is opened and not closed
 * @example
 * parseSql(`SELECT 'x' FROM "public".t`, `"public".`)
 */
export function parseSql(sql: string, qualifier: string): SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let text = "";
  const push = (piece: Exclude<SqlPiece, string>) => {
    if (text) pieces.push(text);
    text = "";
    pieces.push(piece);
  };
  for (let at = 0; at < sql.length; ) {
    const rest = sql.slice(at, at + 2);
    const character = sql.charAt(at);
    if (rest === "--" || rest === "/*") {
      const end = rest === "--" ? lineEnd(sql, at) : endOf(sql, "*/", at + 2);
      text += sql.slice(at, end);
      at = end;
    } else if (character === '"') {
      const end = quotedEnd(sql, at);
      const name = sql.slice(at, end);
      if (`${name}.` === qualifier && sql.charAt(end) === ".") push({ kind: "qualifier" });
      else text += name;
      at = `${name}.` === qualifier && sql.charAt(end) === "." ? end + 1 : end;
    } else if (character === "'") {
      const end = quotedEnd(sql, at);
      const content = sql.slice(at + 1, end - 1).replaceAll("''", "'");
      // a message to people need not be SQL
      if (content.includes(qualifier)) push({ kind: "literal", pieces: parseSql(content, qualifier) });
      else text += sql.slice(at, end);
      at = end;
    } else {
      const tag = character === "$" && !/[\w$]/.test(sql.charAt(at - 1)) ? dollarTag(sql, at) : undefined;
      if (tag === undefined) {
        text += character;
        at += 1;
      } else {
        const end = endOf(sql, tag, at + tag.length);
        push({
          kind: "dollar",
          tag,
          pieces: parseSql(sql.slice(at + tag.length, end - tag.length), qualifier),
        });
        at = end;
      }
    }
  }
  if (text) pieces.push(text);
  return pieces;
}

function lineEnd(sql: string, from: number): number {
  const end = sql.indexOf("\n", from);
  return end === -1 ? sql.length : end;
}

function endOf(sql: string, mark: string, from: number): number {
  const at = sql.indexOf(mark, from);
  if (at === -1) throw new Error(`${mark} is not there again after ${sql.slice(from, from + 40)}`);
  return at + mark.length;
}

/** A quote that is doubled is part of what it quotes. */
function quotedEnd(sql: string, from: number): number {
  const quote = sql.charAt(from);
  for (let at = from + 1; at < sql.length; at++) {
    if (sql.charAt(at) !== quote) continue;
    if (sql.charAt(at + 1) !== quote) return at + 1;
    at += 1;
  }
  throw new Error(`${quote} is not closed after ${sql.slice(from, from + 40)}`);
}

function dollarTag(sql: string, at: number): string | undefined {
  const end = sql.indexOf("$", at + 1);
  const name = sql.slice(at + 1, end);
  return end !== -1 && /^([A-Za-z_]\w*)?$/.test(name) ? `$${name}$` : undefined;
}

/**
 * Puts SQL together again with another qualifier.
 *
 * @param pieces what {@link parseSql} gave
 * @param qualifier the quoted name, with the dot after it
 * @returns SQL; undefined where a string between dollars would end too early by what is in the name
 * @example
 * writeSql(parseSql(sql, `"public".`), `"tenant".`)
 */
export function writeSql(pieces: readonly SqlPiece[], qualifier: string): string | undefined {
  let sql = "";
  for (const piece of pieces) {
    if (typeof piece === "string") sql += piece;
    else if (piece.kind === "qualifier") sql += qualifier;
    else {
      const inner = writeSql(piece.pieces, qualifier);
      if (inner === undefined || (piece.kind === "dollar" && inner.includes(piece.tag))) return undefined;
      sql += piece.kind === "literal" ? `'${inner.replaceAll("'", "''")}'` : piece.tag + inner + piece.tag;
    }
  }
  return sql;
}

/**
 * The same pieces with tags that do not depend on what is between them.
 *
 * @param pieces what {@link parseSql} gave
 * @example
 * isDeepStrictEqual(removeTags(one), removeTags(other))
 */
export function removeTags(pieces: readonly SqlPiece[]): SqlPiece[] {
  return pieces.map((piece) => {
    if (typeof piece === "string" || piece.kind === "qualifier") return piece;
    const inner = removeTags(piece.pieces);
    return piece.kind === "literal" ? { ...piece, pieces: inner } : { ...piece, tag: "$$", pieces: inner };
  });
}

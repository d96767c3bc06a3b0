import { quoteIdentifier } from "../postgres/sql.ts";

const qualifier = '"public".';

/** The parts of SQL that can contain a name or must be skipped; everything else is copied unchanged. */
const token = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?\*/)`,
    "(?<literal>'(?:[^']|'')*')",
    String.raw`(?<dollar>(?<tag>\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\k<tag>)`,
    String.raw`(?<identifier>"(?:[^"]|"")*"\.?)`,
  ].join("|"),
  "g",
);

/**
 * Renders SQL that names everything `"public".x` for another prefix. It parses literals as PostgreSQL does, so only
 * qualifiers are replaced, and a prefix with quotes or dollars is also escaped inside string literals and function
 * bodies. `E''`, `U&""` and nested comments are not supported; the files of versions have none.
 */
export function renderSql(sql: string, prefix: string): string {
  if (prefix === "public" || !sql.includes(qualifier)) return sql;
  const replacement = `${quoteIdentifier(prefix)}.`;
  return sql.replace(token, (text, ...rest) => {
    const groups: Record<string, string | undefined> = rest.at(-1);
    if (groups.identifier !== undefined) return text === qualifier ? replacement : text;
    if (groups.literal !== undefined) return renderLiteral(text, prefix);
    if (groups.dollar !== undefined) return renderDollarQuoted(text, groups.tag ?? "$$", prefix);
    return text;
  });
}

function renderLiteral(text: string, prefix: string): string {
  const content = text.slice(1, -1).replaceAll("''", "'");
  return `'${renderSql(content, prefix).replaceAll("'", "''")}'`;
}

function renderDollarQuoted(text: string, tag: string, prefix: string): string {
  const body = renderSql(text.slice(tag.length, -tag.length), prefix);
  let free = tag;
  for (let n = 1; body.includes(free); n++) free = `$phoenix_kit_${n}$`;
  return `${free}${body}${free}`;
}

/**
 * Counts the lines of a version's file before a position in a rendered statement. Line breaks in the prefix do
 * not count. The position is PostgreSQL's: in characters, from 1.
 */
export function countLinesBefore(sql: string, prefix: string, position: number): number {
  const before = [...sql].slice(0, position - 1).join("");
  const name = quoteIdentifier(prefix);
  return before.replaceAll(name, "").replaceAll(name.replaceAll("'", "''"), "").split("\n").length - 1;
}

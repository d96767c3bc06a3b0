import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PhoenixKitError } from "../../src/error.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { renderSql } from "../../src/migrations/render.ts";
import { quoteIdentifier, quoteLiteral } from "../../src/postgres/sql.ts";
import { parsePrefix } from "../../src/prefix.ts";

const files = readVersions().migrations.flatMap(({ up, down }) => [up, down]);
const statements = files.flatMap((file) => file.statements.map(({ sql }) => sql));
const counts = files.flatMap(({ losses }) => losses.map(({ count }) => count));

/** SQL without what is said in comments: those of the files, and those within function bodies. */
const withoutComments = (sql: string) => sql.replaceAll(/^\s*--.*$/gm, "");

/** Names of a schema, made of all that quoting can stumble over. */
const prefixes = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(
          ...[
            '"',
            "'",
            "$",
            "$$",
            "$do$",
            "$phoenix_kit$",
            "$phoenix_kit_1$",
            "$function$",
            "\\",
            "\n",
            "--",
          ],
          ...[
            "/*",
            "*/",
            ";",
            ".",
            "%",
            "%s",
            "%I",
            "$1",
            "$&",
            "$`",
            "public",
            '"public".',
            '"public"',
            "é",
            "😀",
          ],
          ...["--> statement-breakpoint\n", " ", "E'", 'U&"', "a", "select"],
        ),
        { minLength: 1, maxLength: 12 },
      )
      .map((parts) => parts.join("")),
  )
  .filter(isLegal);

function isLegal(prefix: string): boolean {
  try {
    return parsePrefix(prefix) !== "public";
  } catch {
    return false;
  }
}

const bareStatements = [...statements, ...counts].map(withoutComments);

describe("every statement, rendered for any legal prefix", () => {
  it("qualifies with that prefix what it qualified with public, and is the same otherwise", () => {
    const expected = bareStatements.map(withTagsAlike);
    fc.assert(
      fc.property(prefixes, (prefix) => {
        expect(bareStatements.map((sql) => unrendered(renderSql(sql, prefix), prefix))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("mentions nothing of public", () => {
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const names = nameIn(prefix);
        const said = bareStatements.map((sql) =>
          names.reduce((rest, name) => rest.replaceAll(name, ""), renderSql(sql, prefix)),
        );
        expect(said.filter((sql) => sql.includes('"public".'))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("is the very same for public itself", () => {
    for (const sql of statements) expect(renderSql(sql, "public")).toBe(sql);
  });
});

/** A qualifier as it stands in SQL, in a literal, and in a literal within a literal. */
function nameIn(prefix: string): string[] {
  const name = `${quoteIdentifier(prefix)}.`;
  return [4, 2, 1].map((quotes) => name.replaceAll("'", "'".repeat(quotes)));
}

function unrendered(sql: string, prefix: string): string {
  return withTagsAlike(nameIn(prefix).reduce((rest, name) => rest.replaceAll(name, '"public".'), sql));
}

/** A tag that occurs in the prefix is replaced by another. */
const withTagsAlike = (sql: string) => sql.replaceAll(/\$(?:[A-Za-z_]\w*)?\$/g, "$tag$");

describe("a qualifier", () => {
  it.each([
    ['SELECT "public".t', `o'brien`, `SELECT "o'brien".t`],
    [`SELECT '"public".t'::regclass`, `o'brien`, `SELECT '"o''brien".t'::regclass`],
    [`SELECT 'it''s "public".t'`, "a'b", `SELECT 'it''s "a''b".t'`],
    [`DO $$ SELECT '"public".t' $$`, "a'b", `DO $$ SELECT '"a''b".t' $$`],
    [`DO $$ SELECT "public".t $$`, "a$$b", `DO $phoenix_kit_1$ SELECT "a$$b".t $phoenix_kit_1$`],
    [`DO $a$ $b$ "public".t $b$ $a$`, "x$b$", `DO $a$ $phoenix_kit_1$ "x$b$".t $phoenix_kit_1$ $a$`],
    [`SELECT "public"."public"`, 'pub"lic', `SELECT "pub""lic"."public"`],
    [`SELECT "a""public".t, "public"`, "p", `SELECT "a""public".t, "public"`],
    [`SELECT "public".t -- "public".t's`, "p", `SELECT "p".t -- "public".t's`],
    [`/* "public".' */ SELECT "public".t`, "p", `/* "public".' */ SELECT "p".t`],
    [`SELECT "public".t`, "$&$1$`", 'SELECT "$&$1$`".t'],
  ])("in %s becomes %j", (sql, prefix, expected) => {
    expect(renderSql(sql, prefix)).toBe(expected);
  });
});

describe("a literal", () => {
  it("is quoted, and is marked as an escape string if it has a backslash", () => {
    expect(quoteLiteral("o'brien")).toBe("'o''brien'");
    expect(quoteLiteral("a\\'b")).toBe(" E'a\\\\''b'");
  });
});

describe("a prefix that no schema could have", () => {
  const none = [
    "",
    "x".repeat(64),
    "é".repeat(32),
    "a\0b",
    "pg_x",
    "pg_catalog",
    "information_schema",
    "\ud800",
  ];
  it.each([...none, null, 5, ["a"]].map((prefix) => ({ prefix })))("is refused: $prefix", ({ prefix }) => {
    const check = () => parsePrefix(prefix as string);
    expect(check).toThrow(PhoenixKitError);
    expect(check).toThrow(expect.objectContaining({ code: "invalid_prefix" }));
  });
});

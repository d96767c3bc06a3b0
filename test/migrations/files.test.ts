import { describe, expect, it } from "vitest";
import { readVersions } from "../../src/migrations/migrations.ts";

const files = readVersions().migrations.flatMap(({ up, down }) => [up, down]);

/** What PostgreSQL would run of a file: without comments, and without the texts of e-mail templates. */
const code = new Map(
  files.map(({ path, statements }) => [
    path,
    statements
      .map(({ sql }) => sql)
      .join("\n")
      .replaceAll(/^\s*--.*$/gm, "")
      .replaceAll(/\$text\$[\s\S]*?\$text\$/g, "''"),
  ]),
);

const literal = /'(?:[^']|'')*'/g;

const tables = [...code.values()].flatMap((sql) =>
  [...sql.matchAll(/CREATE (?:TABLE|TYPE) "public"\."(\w+)"/g)].map(([, name]) => name),
);

/** What the steps with these casts alter as well, so that they would fail without it in any case. */
const sure = [
  "phoenix_kit",
  "phoenix_kit_users",
  "phoenix_kit_user_roles",
  "phoenix_kit_user_role_assignments",
  "phoenix_kit_email_templates",
];

describe("every file", () => {
  it("is there in both directions for each version that changes a table", () => {
    expect(readVersions().migrations.map(({ version }) => version)).toEqual(
      readVersions()
        .all.filter(({ core }) => core)
        .map(({ version }) => version),
    );
    expect(files).toHaveLength(2 * 87);
  });

  it.each(files)("takes the lock before it reads anything: $path", ({ statements }) => {
    expect(statements[0]?.sql).toBe("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;");
    expect(statements[1]?.sql).toBe(
      `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));`,
    );
  });

  it.each(files)("is written in the SQL that the renderer reads: $path", ({ path }) => {
    const sql = code.get(path) ?? "";
    const withoutTexts = sql.replaceAll(literal, "''");
    expect(withoutTexts).not.toMatch(/\b(?:E|U&|B|X|N)'|\bU&"/i);
    expect(withoutTexts).not.toContain("/*");
    expect(sql).not.toContain("\\");
  });

  it.each(files)("says public in one way only: $path", ({ path }) => {
    expect(code.get(path)).not.toMatch(/(?<!")\bpublic"?\./i);
    expect(code.get(path)?.match(/"public"(?!\.)/g)).toBeNull();
  });

  it.each(files)("names no managed table without its schema: $path", ({ path }) => {
    const sql = (code.get(path) ?? "")
      .replaceAll(literal, (text) => (text.includes('"public".') ? text : "''"))
      .replaceAll("$phoenix_kit$", "$$");
    expect(sql.match(new RegExp(`(?<!"public"\\."?)\\b(?:${tables.join("|")})\\b(?!\\.)`, "g"))).toBeNull();
  });

  it.each(files)(
    "looks for no table by a cast, which aborts if there is none: $path",
    ({ path, statements }) => {
      const sql = statements.map((statement) => statement.sql).join("\n");
      const made = [...sql.matchAll(/CREATE (?:TABLE|SEQUENCE) "public"\."?(\w+)/g)].map(([, name]) => name);
      const cast = [...sql.matchAll(/'"public"\."?(\w+)"?'::regclass/g)].map(([, name = ""]) => name);
      expect(
        cast.filter((name) => !sure.includes(name) && !made.includes(name)),
        path,
      ).toEqual([]);
    },
  );

  it.each(files)(
    "has no character that a database of another encoding cannot hold: $path",
    ({ statements }) => {
      expect(statements.flatMap(({ sql }) => sql.match(/[^\p{ASCII}]/gu) ?? [])).toEqual([]);
    },
  );

  it.each(files)("knows the line of each of its statements: $path", ({ statements }) => {
    const lines = statements.map(({ line }) => line);
    expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
  });
});

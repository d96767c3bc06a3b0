import { describe, expect, it } from "vitest";
import {
  type Catalog,
  type Column,
  emptyCatalog,
  type Index,
  type Table,
} from "../../src/catalog/catalog.ts";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";

const column = (changes: Partial<Column> = {}): Column => ({
  type: "text",
  notNull: false,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  comment: null,
  position: 1,
  ...changes,
});

const index = (changes: Partial<Index> = {}): Index => ({
  definition: "CREATE INDEX users_name_index ON users USING btree (name)",
  valid: true,
  constraint: false,
  comment: null,
  ...changes,
});

const table = (changes: Partial<Table> = {}): Table => ({
  kind: "table",
  persistence: "permanent",
  definition: null,
  rowSecurity: "off",
  comment: null,
  columns: { name: column() },
  constraints: {},
  indexes: { users_name_index: index() },
  triggers: {},
  ...changes,
});

const catalog = (changes: Partial<Catalog> = {}): Catalog => ({
  ...emptyCatalog(),
  tables: { users: table() },
  ...changes,
});

describe("comparing", () => {
  it("finds nothing between equal catalogs", () => {
    expect(compareCatalogs(catalog(), catalog())).toEqual([]);
  });

  it("reports what is missing and what is extra", () => {
    const more = catalog({ extensions: ["citext"], tables: { users: table(), posts: table() } });
    expect(compareCatalogs(catalog(), more)).toEqual([
      { kind: "extension", name: "citext", outcome: "missing" },
      { kind: "table", name: "posts", outcome: "missing" },
    ]);
    expect(compareCatalogs(more, catalog()).map(({ outcome }) => outcome)).toEqual(["extra", "extra"]);
  });

  it("reports each property that differs", () => {
    const actual = catalog({
      tables: { users: table({ columns: { name: column({ type: "citext", notNull: true }) } }) },
    });
    expect(compareCatalogs(actual, catalog())).toEqual([
      {
        kind: "column",
        table: "users",
        name: "name",
        outcome: "different",
        property: "notNull",
        expected: false,
        actual: true,
      },
      {
        kind: "column",
        table: "users",
        name: "name",
        outcome: "different",
        property: "type",
        expected: "text",
        actual: "citext",
      },
    ]);
  });

  it("ignores the position of a column", () => {
    const actual = catalog({ tables: { users: table({ columns: { name: column({ position: 9 }) } }) } });
    expect(compareCatalogs(actual, catalog())).toEqual([]);
  });

  it("leaves a constraint's index to the constraint", () => {
    const actual = catalog({
      tables: { users: table({ indexes: { users_name_index: index(), key: index({ constraint: true }) } }) },
    });
    expect(compareCatalogs(actual, catalog())).toEqual([]);
  });

  it("gives the differences in the same order whatever the order of names", () => {
    const enums = { b: { labels: [], comment: null }, a: { labels: [], comment: null } };
    const names = compareCatalogs(catalog(), catalog({ enums })).map(({ name }) => name);
    expect(names).toEqual(["a", "b"]);
  });

  it("treats names that every JavaScript object inherits as ordinary names", () => {
    const columns = JSON.parse(
      `{"constructor": ${JSON.stringify(column())}, "__proto__": ${JSON.stringify(column())}}`,
    );
    const odd = catalog({ tables: { users: table({ columns: { name: column(), ...columns } }) } });
    expect(compareCatalogs(odd, odd)).toEqual([]);
    expect(compareCatalogs(catalog(), odd).map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
  });

  it("survives a trip through JSON", () => {
    expect(compareCatalogs(JSON.parse(JSON.stringify(catalog())), catalog())).toEqual([]);
  });
});

describe("a difference in words", () => {
  it("names what is missing", () => {
    expect(
      formatDifference({ kind: "index", table: "users", name: "users_name_index", outcome: "missing" }),
    ).toBe("index users.users_name_index is missing");
  });

  it("names what is extra", () => {
    expect(formatDifference({ kind: "function", name: "slug(text)", outcome: "extra" })).toBe(
      "function slug(text) is not expected",
    );
  });

  it("gives both values of a property", () => {
    const change = {
      name: "",
      outcome: "different",
      property: "comment",
      expected: null,
      actual: "other",
    } as const;
    expect(formatDifference({ kind: "schema", ...change })).toBe('schema: comment is "other", expected null');
  });

  it("is one line, with long values cut to where they differ", () => {
    const body = (last: string): string => `BEGIN\n${"  PERFORM 1;\n".repeat(50)}${last}\nEND`;
    const line = formatDifference({
      kind: "function",
      name: "touch()\n",
      outcome: "different",
      property: "body",
      expected: body("RETURN NEW;"),
      actual: body("RETURN OLD;"),
    });
    expect(line).not.toContain("\n");
    expect(line.length).toBeLessThan(300);
    expect(line).toContain("RETURN OLD;");
    expect(line).toContain("expected …");
    expect(line).toContain("RETURN NEW;");
  });
});

import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "../support/root.ts";
import { createProgram } from "./public-api.ts";

const folder = join(root, "test/types/examples");
const app = join(folder, "app.ts");

const program = createProgram(
  [],
  new Map([
    [
      app,
      `import { defineSchema, defineTables } from "phoenix-kit-schema";
import { rulesFor } from "phoenix-kit-schema/rules";
import { drizzle } from "drizzle-orm/node-postgres";
export const tables = defineTables("x");
export const schema = defineSchema("x");
export const db = drizzle("", { schema });
export const rules = rulesFor(db, tables);`,
    ],
    ...Object.entries({
      "postgres-js": `import postgres from "postgres"; const database = postgres("");`,
      "drizzle-postgres-js": `import { drizzle } from "drizzle-orm/postgres-js"; const database = drizzle("");`,
      options: `const database = { connectionString: "" };`,
      unset: `const database = process.env.DATABASE_URL;`,
      pool: `import pg from "pg"; const database = new pg.Pool();`,
      drizzle: `import { drizzle } from "drizzle-orm/node-postgres"; const database = drizzle("");`,
      "drizzle-pglite": `import { drizzle } from "drizzle-orm/pglite"; const database = drizzle();`,
    }).map(([name, lines]): [string, string] => [
      join(folder, `${name}.ts`),
      `import { up } from "phoenix-kit-schema"; ${lines} await up(database); export {};`,
    ]),
  ]),
  { noEmit: false, declaration: true, emitDeclarationOnly: true },
);

const readMessages = (path: string) =>
  program
    .getSemanticDiagnostics(program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))
    .join("\n");

describe("an app that exports its tables with declarations", () => {
  it("gets a declaration file of a few lines", () => {
    expect(readMessages(app)).toBe("");
    let declarations = "";
    program.emit(program.getSourceFile(app), (_path, text) => {
      declarations += text;
    });
    expect(declarations).toContain("tables:");
    expect(declarations.split("\n").length).toBeLessThan(12);
    expect(declarations.length).toBeLessThan(1000);
  }, 180_000);

  it.each(["tables", "schema", "rules"])("sees a short type when it points at %s", (name) => {
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(app);
    const module = source && checker.getSymbolAtLocation(source);
    const symbol = module?.exports?.get(name as ts.__String);
    const type = symbol && checker.getTypeOfSymbol(symbol);
    const shown = type && checker.typeToString(type, source, ts.TypeFormatFlags.NoTruncation);
    const withoutFiles = shown?.replace(/import\("[^"]+"\)\./g, "");
    expect(withoutFiles).toMatch(/^(Tables|Schema|BoundRules<Readonly<Record<string, JsonObject>>>)$/);
  });
});

describe("TypeScript's message for a database that up does not take", () => {
  it.each([
    ["postgres-js", "Give the URL, or a Pool of pg"],
    ["drizzle-postgres-js", "Give the URL, or a Pool of pg"],
    ["options", "Give the URL itself, or new pg.Pool({ connectionString })"],
    ["unset", "'undefined' is not assignable"],
  ])("says what to give instead: %s", (name, remedy) => {
    expect(readMessages(join(folder, `${name}.ts`))).toContain(remedy);
  });

  it.each(["pool", "drizzle", "drizzle-pglite"])("is not there for %s", (name) => {
    expect(readMessages(join(folder, `${name}.ts`))).toBe("");
  });
});

import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "../support/root.ts";
import { createProgram, entries, listPublicSymbols, type PublicSymbol } from "./public-api.ts";

const program = createProgram(Object.values(entries).map((path) => join(root, path)));
const checker = program.getTypeChecker();
const symbols = listPublicSymbols(program);

const readTags = ({ symbol }: PublicSymbol, name: string): string[] =>
  symbol
    .getJsDocTags(checker)
    .filter((tag) => tag.name === name)
    .map((tag) => ts.displayPartsToString(tag.text));

const functions = symbols.filter(({ declaration }) => ts.isFunctionDeclaration(declaration));

/** Where examples are, beside the module that has an app's connection. */
const folder = join(root, "test/types/examples");

describe("the docstrings of what the package exports", () => {
  it("describe every export and every field", () => {
    const bare = symbols.filter(
      ({ symbol }) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === "",
    );
    expect(bare.map(({ name }) => name).join("\n")).toBe("");
    expect(symbols.length).toBeGreaterThan(400);
  });

  it("describe every parameter of a function", () => {
    const missing = functions.flatMap((exported) => {
      const described = readTags(exported, "param").map((text) => text.split(" ", 1)[0]);
      const { parameters } = exported.declaration as ts.FunctionDeclaration;
      return parameters.length === described.length
        ? []
        : [`${exported.name}: ${described.join(", ")} of ${parameters.length} parameters`];
    });
    expect(missing).toEqual([]);
  });

  it("say what every function returns that returns something", () => {
    const missing = functions.filter((exported) => {
      const { type } = exported.declaration as ts.FunctionDeclaration;
      return (
        !/^(void|Promise<void>)$/.test(type?.getText() ?? "") && readTags(exported, "returns").length === 0
      );
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it("give an example of every function", () => {
    const missing = functions.filter((exported) => readTags(exported, "example").length === 0);
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(functions.length).toBeGreaterThan(40);
  });

  it("give examples that compile against the package as an app imports it", () => {
    const files = new Map([
      [
        join(folder, "db.ts"),
        `import { drizzle } from "drizzle-orm/node-postgres";
import { schema } from "phoenix-kit-schema";
export const db = drizzle(process.env.DATABASE_URL!, { schema });`,
      ],
    ]);
    for (const exported of symbols) {
      const [example] = readTags(exported, "example");
      if (example) files.set(join(folder, `${exported.name}.ts`), `${example}\nexport {};\n`);
    }
    const examples = createProgram([], files);
    const problems = [...files.keys()].flatMap((path) => {
      const source = examples.getSourceFile(path);
      return [...examples.getSyntacticDiagnostics(source), ...examples.getSemanticDiagnostics(source)].map(
        ({ messageText }) =>
          `${path.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      );
    });
    expect(problems.join("\n")).toBe("");
    expect(files.size).toBeGreaterThan(50);
  });
});

import ts from "typescript";

/** Source files with their types. */
export interface Sources {
  readonly checker: ts.TypeChecker;
  /** A file by its path from the repository's folder. */
  readonly read: (path: string) => ts.SourceFile;
}

/** Loads the tables, the rules and the Zod schemas with all types, which takes some seconds. */
export function loadSources(): Sources {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
  const entries = ["schema/index.ts", "src/rules/index.ts", "src/zod/index.ts"];
  const program = ts.createProgram(entries, options);
  return {
    checker: program.getTypeChecker(),
    read: (path) => {
      const file = program.getSourceFile(path);
      if (!file) throw new Error(`${path} is not among the sources.`);
      return file;
    },
  };
}

/** Calls `visit` for a node and for each node below it. */
export function walkNodes(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walkNodes(child, visit));
}

/** The text of a declaration's docstring without tags and links, on one line. */
export function readDocstring(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(doc?.comment) ?? "";
  return text.replace(/\s+/g, " ").trim();
}

/** Follows an imported name to where it is declared. */
export function findDeclaration(checker: ts.TypeChecker, name: ts.Node): ts.Declaration | undefined {
  let symbol = checker.getSymbolAtLocation(name);
  while (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  return symbol?.valueDeclaration;
}

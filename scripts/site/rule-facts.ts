import ts from "typescript";
import type { RuleFacts } from "../../src/site/facts.ts";
import { findDeclaration, readDocstring, type Sources, walkNodes } from "./program.ts";

const writingMethods = new Set(["insert", "update", "delete"]);

/** What each exported rule does, and which tables it writes itself or through the functions that it calls. */
export function readRuleFacts({ checker, read }: Sources): Record<string, RuleFacts> {
  const entry = checker.getSymbolAtLocation(read("src/rules/index.ts"));
  const exported = entry ? checker.getExportsOfModule(entry) : [];
  const facts = exported.flatMap((alias): [string, RuleFacts][] => {
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
    const declaration = symbol.valueDeclaration;
    if (!declaration || !ts.isFunctionDeclaration(declaration)) return [];
    const writes = [...findWrites(checker, declaration, new Set())].sort();
    const [summary = ""] = readDocstring(declaration).split(/(?<=\.)\s/);
    return [[alias.name, { summary, writes }]];
  });
  return Object.fromEntries(facts.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function findWrites(checker: ts.TypeChecker, node: ts.Node, visited: Set<ts.Node>): Set<string> {
  const writes = new Set<string>();
  if (visited.has(node)) return writes;
  visited.add(node);
  walkNodes(node, (child) => {
    for (const table of findWrittenTables(checker, child)) writes.add(table);
    // functions and constants, such as a function that is passed on or a map of them
    if (!ts.isIdentifier(child)) return;
    const declaration = findDeclaration(checker, child);
    if (!declaration?.getSourceFile().fileName.includes("src/rules/")) return;
    const isBody = ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration);
    if (isBody) for (const table of findWrites(checker, declaration, visited)) writes.add(table);
  });
  return writes;
}

/** The tables that a call such as `tx.insert(users)`, or a statement in a template, writes. */
function findWrittenTables(checker: ts.TypeChecker, node: ts.Node): string[] {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const [table] = node.arguments;
    if (!table || !writingMethods.has(node.expression.name.text)) return [];
    return listTableNames(checker, table);
  }
  if (!ts.isTemplateExpression(node)) return [];
  const texts = [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text);
  return node.templateSpans.flatMap(({ expression }, index) =>
    /\b(?:INSERT INTO|UPDATE|DELETE FROM)(?: ONLY)? $/.test(texts[index] ?? "")
      ? listTableNames(checker, expression)
      : [],
  );
}

/** The names in SQL of the tables that an expression may be, from the types that Drizzle gives them. */
function listTableNames(checker: ts.TypeChecker, expression: ts.Expression): string[] {
  const type = checker.getTypeAtLocation(expression);
  const members = type.isUnion() ? type.types : [type];
  return members.flatMap((member) => {
    const config = member.getProperty("_");
    const name = config && checker.getTypeOfSymbol(config).getProperty("name");
    const literal = name && checker.getTypeOfSymbol(name);
    return literal?.isStringLiteral() ? [literal.value] : [];
  });
}

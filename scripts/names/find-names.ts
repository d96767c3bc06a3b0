import ts from "typescript";
import { builderFiles, givenNames, otherFirstWords, replacedWords, verbs } from "./words.ts";

/**
 * The functions of a source file whose names begin neither with a verb nor as a predicate. Error factories end with
 * `Error`, callbacks and components of an object are named by whoever calls them.
 *
 * @param path the file's path from the repository's folder
 * @param text what is in it
 * @returns a line for each, with the place
 * @example
 * findFunctionNames("src/a.ts", "function colour() {}") // ["src/a.ts:1 colour begins with no verb"]
 */
export function findFunctionNames(path: string, text: string): string[] {
  if (builderFiles.includes(path)) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = readFunctionName(node);
    if (name !== undefined && !hasVerb(name)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${path}:${line + 1} ${name} begins with no verb`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * The words in a source file that the glossary replaces.
 *
 * @param path the file's path from the repository's folder
 * @param text what is in it
 * @returns a line for each, with the place and the word to use
 * @example
 * findReplacedWords("src/a.ts", "// the way back") // ["src/a.ts:1 way back: say down, or down migration"]
 */
export function findReplacedWords(path: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      replacedWords.flatMap(([pattern, word]) =>
        [...line.matchAll(pattern)].map(([found]) => `${path}:${index + 1} ${found}: say ${word}`),
      ),
    );
}

function readFunctionName(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText();
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node)) return undefined;
  const { initializer } = node;
  const isFunction = initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
  return isFunction ? node.name.getText() : undefined;
}

const firstWords = new Set([...verbs, ...otherFirstWords]);

function hasVerb(name: string): boolean {
  const [first = ""] = /^#?[a-z]+/.exec(name) ?? [];
  return firstWords.has(first.replace("#", "")) || name.endsWith("Error") || givenNames.includes(name);
}

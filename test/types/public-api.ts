import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "../support/root.ts";

/** The entries of the package, and the modules that they are made of. */
export const entries: Readonly<Record<string, string>> = {
  "phoenix-kit-schema": "src/index.ts",
  "phoenix-kit-schema/tables": "schema/index.ts",
  "phoenix-kit-schema/constants": "schema/constants.ts",
  "phoenix-kit-schema/rules": "src/rules/index.ts",
  "phoenix-kit-schema/zod": "src/zod/index.ts",
};

/** Something that the package exports, or a member of it. */
export interface PublicSymbol {
  /** Such as `up`, `Status.version` or `PhoenixKitError.toJSON`. */
  readonly name: string;
  /** Which entry exports it. */
  readonly entry: string;
  readonly symbol: ts.Symbol;
  readonly declaration: ts.Declaration;
}

/** Compiles some files as the project's are, together with others that exist only in memory. */
export function createProgram(
  files: readonly string[],
  inMemory: ReadonlyMap<string, string> = new Map(),
  further: ts.CompilerOptions = {},
): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const paths = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, [join(root, path)]]));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, paths });
  const { fileExists, readFile, getSourceFile, directoryExists } = host;
  const folders = new Set([...inMemory.keys()].map(dirname));
  host.directoryExists = (path) => folders.has(path) || directoryExists?.(path) === true;
  host.fileExists = (path) => inMemory.has(path) || fileExists(path);
  host.readFile = (path) => inMemory.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = inMemory.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion);
  };
  return ts.createProgram([...files, ...inMemory.keys()], { ...options, ...further, paths }, host);
}

/** All that the package exports, each once, with the members of interfaces and classes. */
export function listPublicSymbols(program: ts.Program): PublicSymbol[] {
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  return Object.entries(entries)
    .sort(([a], [b]) => b.length - a.length)
    .flatMap(([entry, path]) => {
      const source = program.getSourceFile(join(root, path));
      const module = source && checker.getSymbolAtLocation(source);
      if (!module) throw new Error(`${path} exports nothing`);
      return checker.getExportsOfModule(module).flatMap((exported) => {
        const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
        const [declaration] = symbol.declarations ?? [];
        if (seen.has(symbol) || !declaration) return [];
        seen.add(symbol);
        const owner = { name: exported.name, entry, symbol, declaration };
        return [owner, ...listMembers(owner)];
      });
    });
}

function listMembers({ name, entry, declaration }: PublicSymbol): PublicSymbol[] {
  if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) return [];
  return declaration.members.flatMap((member): PublicSymbol[] => {
    const symbol = (member as { symbol?: ts.Symbol }).symbol;
    if (!symbol || !member.name || ts.isPrivateIdentifier(member.name)) return [];
    return [{ name: `${name}.${member.name.getText()}`, entry, symbol, declaration: member }];
  });
}

import { readdirSync } from "node:fs";
import { getTableColumns, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import ts from "typescript";
import { schema } from "../../schema/index.ts";
import type { TableFacts } from "../../src/site/facts.ts";
import { readDocstring, type Sources, walkNodes } from "./program.ts";

/** The modules of `src/zod`: each has the tables of one domain. */
const domains = {
  people: "people",
  emails: "e-mail",
  content: "content",
  storage: "storage",
  system: "system",
};

type Facts = Record<string, TableFacts>;

/** What the sources tell of each table that a catalog does not: by the table's name in SQL. */
export function readTableFacts(sources: Sources): Facts {
  const meanings = readMeanings(sources);
  const summaries = readSummaries(sources);
  const values = readValues(sources);
  const validators = readValidators(sources);
  const facts = Object.entries(schema).flatMap(([name, table]): [string, TableFacts][] => {
    if (!is(table, PgTable)) return [];
    const { domain = "system", schemas = [] } = validators.get(name) ?? {};
    const columns = Object.entries(getTableColumns(table));
    return [
      [
        getTableConfig(table).name,
        {
          domain,
          name,
          summary: summaries.get(name) ?? "",
          meaning: meanings.get(name) ?? "",
          columns: Object.fromEntries(columns.map(([key, column]) => [column.name, key])),
          values: Object.fromEntries(
            columns.flatMap(([key, column]) => {
              const found = values.get(`${name}.${key}`);
              return found ? [[column.name, found]] : [];
            }),
          ),
          zod: schemas,
        },
      ],
    ];
  });
  return Object.fromEntries(facts.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The calls of `table(…)` in schema/, by the name of what they define. */
function* findTables({ read }: Sources): Generator<[string, ts.VariableDeclaration, ts.CallExpression]> {
  for (const file of readdirSync("schema").filter((name) => name.endsWith(".ts"))) {
    const found: [string, ts.VariableDeclaration, ts.CallExpression][] = [];
    walkNodes(read(`schema/${file}`), (node) => {
      if (!ts.isVariableDeclaration(node) || !node.initializer || !ts.isCallExpression(node.initializer))
        return;
      if (node.initializer.expression.getText() === "table") {
        found.push([node.name.getText(), node, node.initializer]);
      }
    });
    yield* found;
  }
}

function readMeanings(sources: Sources): Map<string, string> {
  return new Map([...findTables(sources)].map(([name, node]) => [name, readDocstring(node)]));
}

/** What the docstrings of the exported tables say after the table's name. */
function readSummaries({ read }: Sources): Map<string, string> {
  const statements = read("schema/index.ts").statements.filter(ts.isVariableStatement);
  return new Map(
    statements.map((statement) => {
      const [, summary = ""] = readDocstring(statement).split(/^[^:]*: /);
      return [statement.declarationList.declarations[0]?.name.getText() ?? "", toSentence(summary)];
    }),
  );
}

const toSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The values of columns with `.$type<…>()` of a union of texts, by table and column. */
function readValues(sources: Sources): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [table, , call] of findTables(sources)) {
    const columns = call.arguments[1];
    if (!columns || !ts.isObjectLiteralExpression(columns)) continue;
    for (const column of columns.properties) {
      walkNodes(column, (node) => {
        if (!ts.isCallExpression(node) || !node.typeArguments?.[0]) return;
        const found = listTexts(sources.checker, node.typeArguments[0]);
        if (found.length > 0) values.set(`${table}.${column.name?.getText()}`, found);
      });
    }
  }
  return values;
}

/** The members of a union of texts; a template is printed as in TypeScript. */
function listTexts(checker: ts.TypeChecker, node: ts.TypeNode): string[] {
  const type = checker.getTypeFromTypeNode(node);
  const members = type.isUnion() ? type.types : [type];
  const isText = (member: ts.Type) =>
    (member.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.TemplateLiteral)) !== 0;
  if (!members.every(isText)) return [];
  return members.map((member) => (member.isStringLiteral() ? member.value : checker.typeToString(member)));
}

interface Validators {
  readonly domain: string;
  readonly schemas: string[];
}

/** The Zod schemas of each table, and its domain, by the table's name in Drizzle. */
function readValidators({ read }: Sources): Map<string, Validators> {
  const validators = new Map<string, Validators>();
  for (const [file, domain] of Object.entries(domains)) {
    const tables = new Map<string, string>();
    walkNodes(read(`src/zod/${file}.ts`), (node) => {
      if (!ts.isVariableDeclaration(node) || !node.initializer) return;
      const call = node.initializer;
      if (ts.isCallExpression(call) && call.expression.getText() === "createTableSchemas") {
        const table = call.arguments[0]?.getText() ?? "";
        tables.set(node.name.getText(), table);
        validators.set(table, { domain, schemas: [] });
        return;
      }
      const [, used = ""] = /\b(\w+)\.(?:insert|update|select)\b/.exec(call.getText()) ?? [];
      const table = tables.get(used);
      if (table !== undefined) validators.get(table)?.schemas.push(node.name.getText());
    });
  }
  return validators;
}

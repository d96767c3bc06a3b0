import type { Constraint, Table } from "../../catalog/catalog.ts";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import type { SchemaDifference } from "../findings.ts";
import { columnSql } from "./columns.ts";
import { type Fix, leaveToUser, qualifyName, type RepairDecision, type Stage } from "./fix.ts";

/**
 * What can be done about a table.
 *
 * @param finding a fault of a table
 * @param examination that found it
 * @example
 * tableAnswers(finding, examination)
 */
export function tableAnswers(
  finding: SchemaDifference,
  { reference, distributed }: SchemaComparison,
): RepairDecision[] {
  const table = reference.qualified.tables[finding.name];
  if (finding.outcome !== "missing" || !table) {
    return [leaveToUser(finding, "It was made otherwise. Change it by hand with ALTER TABLE.")];
  }
  const parts = made(finding, table);
  return distributed ? parts.filter(({ stage }) => stage !== "trigger") : parts;
}

/** An empty table needs no care for writers; its foreign keys wait for their parents. */
function made(
  finding: SchemaDifference,
  { columns, constraints, indexes, triggers, persistence, comment }: Table,
): Fix[] {
  const name = qualifyName(finding.name);
  const entries = Object.entries(columns).sort(([, a], [, b]) => (a.position ?? 0) - (b.position ?? 0));
  const lines = entries.map(([column, definition]) => `  ${columnSql(column, definition)}`);
  const add = (constraint: string, { definition, validated }: Constraint) =>
    `ALTER TABLE ${name} ADD CONSTRAINT ${quoteIdentifier(constraint)} ${definition}${validated ? "" : " NOT VALID"};`;
  const own = Object.entries(constraints).filter(([, { type }]) => type !== "foreign key");
  const foreign = Object.entries(constraints).filter(([, { type }]) => type === "foreign key");
  const mend = (stage: Stage, statements: string[]): Fix => ({
    difference: finding,
    stage,
    statements,
    obstacles: [],
  });
  return [
    mend("table", [
      [
        `CREATE ${persistence === "unlogged" ? "UNLOGGED " : ""}TABLE ${name} (\n${lines.join(",\n")}\n);`,
        ...(comment === null ? [] : [`COMMENT ON TABLE ${name} IS ${quoteLiteral(comment)};`]),
        ...own.map((constraint) => add(...constraint)),
        ...Object.values(indexes)
          .filter(({ constraint }) => !constraint)
          .map(({ definition }) => `${definition};`),
      ].join("\n"),
    ]),
    ...foreign.map((constraint) => mend("foreign key", [add(...constraint)])),
    ...Object.values(triggers).map(({ definition }) => mend("trigger", [`${definition};`])),
  ];
}

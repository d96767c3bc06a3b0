import type { Routine } from "../../catalog/catalog.ts";
import type { ObjectRef } from "../../migrate/reference-catalogs.ts";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import { listNeeds } from "../dependencies.ts";
import type { SchemaDifference } from "../differences.ts";
import {
  type Fix,
  leaveToUser,
  qualifyName,
  type RepairDecision,
  runInTransaction,
  type Stage,
} from "./fix.ts";

/** Decides how to repair an extension, enum, function, sequence, trigger or row. */
export function fixObject(difference: SchemaDifference, comparison: SchemaComparison): RepairDecision[] {
  switch (difference.kind) {
    case "extension": {
      const create = `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(difference.name)};`;
      return [createFix(difference, "extension", { statements: [create] })];
    }
    case "enum":
      return [fixEnum(difference, comparison)];
    case "function":
      return fixFunction(difference, comparison);
    case "sequence":
      return fixSequence(difference, comparison);
    case "trigger":
      return [fixTrigger(difference, comparison)];
    case "row":
      return [fixRow(difference, comparison)];
    default:
      return [
        leaveToUser(difference, "There is another object of that name. Rename it, then run repair again."),
      ];
  }
}

function createFix(
  difference: SchemaDifference,
  stage: Stage,
  {
    statements,
    needs = [],
  }: { readonly statements: readonly string[]; readonly needs?: readonly ObjectRef[] },
): Fix {
  return { difference, stage, statements: statements.map(runInTransaction), needs, blocking: [] };
}

function fixEnum(difference: SchemaDifference, { actual, reference }: SchemaComparison): RepairDecision {
  const wanted = reference.qualified.enums[difference.name];
  const labels = wanted?.labels ?? [];
  const type = qualifyName(difference.name);
  if (difference.outcome === "missing") {
    const list = labels.map(quoteLiteral).join(", ");
    const comment = wanted?.comment ? [`COMMENT ON TYPE ${type} IS ${quoteLiteral(wanted.comment)};`] : [];
    return createFix(difference, "enum", {
      statements: [`CREATE TYPE ${type} AS ENUM (${list});`, ...comment],
    });
  }
  const present = actual.enums[difference.name]?.labels ?? [];
  const inOrder = labels.filter((label) => present.includes(label));
  if (present.some((label, index) => label !== inOrder[index])) {
    return leaveToUser(
      difference,
      "Labels can be added, but not dropped or moved: recreate the type by hand.",
    );
  }
  const [first] = inOrder;
  const additions = labels.flatMap((label, index) => {
    if (present.includes(label)) return [];
    const before = first === undefined ? "" : ` BEFORE ${quoteLiteral(first)}`;
    const position = index === 0 ? before : ` AFTER ${quoteLiteral(labels[index - 1] ?? "")}`;
    return [`ALTER TYPE ${type} ADD VALUE IF NOT EXISTS ${quoteLiteral(label)}${position};`];
  });
  return createFix(difference, "enum", { statements: additions });
}

function fixFunction(difference: SchemaDifference, comparison: SchemaComparison): RepairDecision[] {
  const { actual, reference, differences } = comparison;
  const { name, property } = difference;
  const routine = reference.qualified.functions[name];
  const present = actual.functions[name];
  const wanted = reference.catalog.functions[name];
  if (property === "result" && (!present || present.comment !== wanted?.comment)) {
    const reason =
      "It belongs to the host or to an extension. Replace it by a function that returns " +
      `${wanted?.returns}, then run repair again.`;
    return [leaveToUser(difference, reason)];
  }
  // what PostgreSQL's CREATE OR REPLACE refuses to change
  const isOther = (["kind", "returns", "arguments"] as const).some(
    (part) => present?.[part] !== wanted?.[part],
  );
  if (!routine || (present && isOther)) {
    return [
      leaveToUser(difference, "There is another function of that name. Rename it, then run repair again."),
    ];
  }
  // one statement repairs all properties of a function
  const first = differences.find((one) => one.isDrift && one.kind === "function" && one.name === name);
  if (first !== difference) return [];
  const comment = routine.comment
    ? [`COMMENT ON FUNCTION "public".${name} IS ${quoteLiteral(routine.comment)};`]
    : [];
  const create = renderFunction(`"public".${name.replace(/\(.*/, "")}`, routine);
  return [createFix(difference, "function", { statements: [create, ...comment] })];
}

function renderFunction(name: string, routine: Routine): string {
  const { language, volatility, parallel, strict, securityDefiner, settings, body, returns } = routine;
  const attributes = [
    `LANGUAGE ${language} ${volatility.toUpperCase()} PARALLEL ${parallel.toUpperCase()}`,
    strict && "STRICT",
    securityDefiner && "SECURITY DEFINER",
    // managed functions only set their search path, whose value is SQL already
    ...settings.map((setting) => `SET ${setting.replace("=", " TO ")}`),
  ];
  return `CREATE OR REPLACE FUNCTION ${name}(${routine.arguments}) RETURNS ${returns}
${attributes.filter(Boolean).join(" ")} AS $function$${body}$function$;`;
}

function fixSequence(
  difference: SchemaDifference,
  { actual, reference }: SchemaComparison,
): RepairDecision[] {
  const wanted = reference.qualified.sequences[difference.name];
  if (!wanted) return [];
  const name = qualifyName(difference.name);
  const [table, column] = wanted.ownedBy?.split(".") ?? [];
  const own = table && column ? ownSequence(difference, table, column) : undefined;
  if (difference.outcome === "missing") {
    const { type, start, increment, min, max } = wanted;
    const create = `CREATE SEQUENCE ${name} AS ${type} START ${start} INCREMENT ${increment} MINVALUE ${min} MAXVALUE ${max};`;
    if (!own) return [createFix(difference, "sequence", { statements: [create] })];
    // runs before the default is restored, so that no number is given twice
    const advance = renderAdvance(name, { table, column });
    const isPresent = actual.tables[table ?? ""]?.columns[column ?? ""] !== undefined;
    return [createFix(difference, "sequence", { statements: isPresent ? [create, advance] : [create] }), own];
  }
  if (difference.property === "ownedBy" && own) return [own];
  return [
    leaveToUser(difference, "Numbers may have been given by it. Change it by hand with ALTER SEQUENCE."),
  ];
}

/**
 * Sets a sequence to the largest number in use. In a DO block, because a query on a distributed table would set the
 * sequence on a worker of Citus.
 */
function renderAdvance(
  sequence: string,
  { table, column }: { readonly table?: string; readonly column?: string },
): string {
  return `DO $do$
DECLARE
  most bigint := (SELECT pg_catalog.max(${column}) FROM "public".${table});
BEGIN
  IF most IS NOT NULL THEN
    PERFORM pg_catalog.setval(${quoteLiteral(sequence)}, most);
  END IF;
END
$do$;`;
}

function ownSequence(difference: SchemaDifference, table: string, column: string): Fix {
  const alter = `ALTER SEQUENCE ${qualifyName(difference.name)} OWNED BY "public".${table}.${column};`;
  const needs: ObjectRef[] = [
    { kind: "table", name: table },
    { kind: "column", table, name: column },
  ];
  return createFix(difference, "ownership", { statements: [alter], needs });
}

const enableActions: Record<string, string> = {
  origin: "ENABLE TRIGGER",
  always: "ENABLE ALWAYS TRIGGER",
  replica: "ENABLE REPLICA TRIGGER",
};

function fixTrigger(difference: SchemaDifference, { reference }: SchemaComparison): RepairDecision {
  const { table = "", name, property } = difference;
  const trigger = reference.qualified.tables[table]?.triggers[name];
  if (!trigger) return leaveToUser(difference, "No version has it.");
  const needs: ObjectRef[] = [
    ...listNeeds(reference.dependencies, { kind: "trigger", table, name }),
    { kind: "table", name: table },
  ];
  if (property === "enabled") {
    const action = `${enableActions[trigger.enabled]} ${quoteIdentifier(name)}`;
    const statements = [`ALTER TABLE ${qualifyName(table)} ${action};`];
    return createFix(difference, "trigger", { statements, needs });
  }
  const create = trigger.definition.replace(/^CREATE TRIGGER /, "CREATE OR REPLACE TRIGGER ");
  return createFix(difference, "trigger", { statements: [`${create};`], needs });
}

function fixRow(difference: SchemaDifference, { reference }: SchemaComparison): RepairDecision {
  const { table = "", name } = difference;
  const row = reference.rows.find((one) => one.table === table && one.name === name);
  if (!row || difference.outcome !== "missing") {
    return leaveToUser(difference, "Existing rows are not changed. Update it by hand.");
  }
  const names = Object.keys(row.values);
  const columns = names.map(quoteIdentifier).join(", ");
  const target = qualifyName(table);
  const insert = `INSERT INTO ${target} (${columns})
SELECT ${columns} FROM pg_catalog.jsonb_populate_record(NULL::${target}, ${quoteLiteral(JSON.stringify(row.values))})
ON CONFLICT DO NOTHING RETURNING true;`;
  const needs: ObjectRef[] = [
    { kind: "table", name: table },
    ...names.map((column): ObjectRef => ({ kind: "column", table, name: column })),
  ];
  return createFix(difference, "row", { statements: [insert], needs });
}

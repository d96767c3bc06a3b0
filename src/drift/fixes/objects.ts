import type { Routine } from "../../catalog/catalog.ts";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import type { SchemaDifference } from "../findings.ts";
import { type Fix, leaveToUser, qualifyName, type RepairDecision, type Stage } from "./fix.ts";

/**
 * What can be done about an extension, enum, function, sequence, trigger or row.
 *
 * @param finding a fault of one of these
 * @param examination that found it
 * @example
 * objectAnswers(finding, examination)
 */
export function objectAnswers(finding: SchemaDifference, examination: SchemaComparison): RepairDecision[] {
  switch (finding.kind) {
    case "extension":
      return [mend(finding, "extension", `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(finding.name)};`)];
    case "enum":
      return [enumAnswer(finding, examination)];
    case "function":
      return [functionAnswer(finding, examination)];
    case "sequence":
      return sequenceAnswers(finding, examination);
    case "trigger":
      return [triggerAnswer(finding, examination)];
    case "row":
      return [rowAnswer(finding, examination)];
    default:
      return [leaveToUser(finding, "It is another object of that name. Rename it, then repair again.")];
  }
}

function mend(finding: SchemaDifference, stage: Stage, ...statements: string[]): Fix {
  return { difference: finding, stage, statements, obstacles: [] };
}

function enumAnswer(finding: SchemaDifference, { actual, reference }: SchemaComparison): RepairDecision {
  const wanted = reference.qualified.enums[finding.name];
  const labels = wanted?.labels ?? [];
  const type = qualifyName(finding.name);
  if (finding.outcome === "missing") {
    const list = labels.map(quoteLiteral).join(", ");
    const comment = wanted?.comment ? [`COMMENT ON TYPE ${type} IS ${quoteLiteral(wanted.comment)};`] : [];
    return mend(finding, "enum", `CREATE TYPE ${type} AS ENUM (${list});`, ...comment);
  }
  const there = actual.enums[finding.name]?.labels ?? [];
  const inOrder = labels.filter((label) => there.includes(label));
  if (there.some((label, index) => label !== inOrder[index])) {
    return leaveToUser(
      finding,
      "Labels can be added, but neither dropped nor moved: make the type anew by hand.",
    );
  }
  const [first] = inOrder;
  const added = labels.flatMap((label, index) => {
    if (there.includes(label)) return [];
    const before = first === undefined ? "" : ` BEFORE ${quoteLiteral(first)}`;
    const place = index === 0 ? before : ` AFTER ${quoteLiteral(labels[index - 1] ?? "")}`;
    return [`ALTER TYPE ${type} ADD VALUE IF NOT EXISTS ${quoteLiteral(label)}${place};`];
  });
  return mend(finding, "enum", ...added);
}

function functionAnswer(finding: SchemaDifference, { actual, reference }: SchemaComparison): RepairDecision {
  const routine = reference.qualified.functions[finding.name];
  const there = actual.functions[finding.name];
  const wanted = reference.catalog.functions[finding.name];
  if (finding.property === "result" && (!there || there.comment !== wanted?.comment)) {
    return leaveToUser(
      finding,
      `It belongs to the host or to an extension. Replace it by a function that returns ${wanted?.returns}, then repair again.`,
    );
  }
  // what PostgreSQL's CREATE OR REPLACE refuses to change
  const isOther = (["kind", "returns", "arguments"] as const).some(
    (part) => there?.[part] !== wanted?.[part],
  );
  if (!routine || (there && isOther)) {
    return leaveToUser(finding, "It is another function of that name. Rename it, then repair again.");
  }
  const name = `"public".${finding.name.replace(/\(.*/, "")}`;
  const comment = routine.comment
    ? [`COMMENT ON FUNCTION "public".${finding.name} IS ${quoteLiteral(routine.comment)};`]
    : [];
  return mend(finding, "function", functionSql(name, routine), ...comment);
}

function functionSql(name: string, routine: Routine): string {
  const { language, volatility, parallel, strict, securityDefiner, settings, body, returns } = routine;
  const attributes = [
    `LANGUAGE ${language} ${volatility.toUpperCase()} PARALLEL ${parallel.toUpperCase()}`,
    strict && "STRICT",
    securityDefiner && "SECURITY DEFINER",
    // ours set nothing but their search path, which is kept as SQL
    ...settings.map((setting) => `SET ${setting.replace("=", " TO ")}`),
  ];
  return `CREATE OR REPLACE FUNCTION ${name}(${routine.arguments}) RETURNS ${returns}
${attributes.filter(Boolean).join(" ")} AS $function$${body}$function$;`;
}

function sequenceAnswers(
  finding: SchemaDifference,
  { actual, reference }: SchemaComparison,
): RepairDecision[] {
  const wanted = reference.qualified.sequences[finding.name];
  if (!wanted) return [];
  const name = qualifyName(finding.name);
  const [table, column] = wanted.ownedBy?.split(".") ?? [];
  const owned = table && column ? `ALTER SEQUENCE ${name} OWNED BY "public".${table}.${column};` : undefined;
  if (finding.outcome === "missing") {
    const { type, start, increment, min, max } = wanted;
    const create = `CREATE SEQUENCE ${name} AS ${type} START ${start} INCREMENT ${increment} MINVALUE ${min} MAXVALUE ${max};`;
    if (!table || !column || !owned) return [mend(finding, "sequence", create)];
    // before the default is back, so that no writer is given a number twice
    const goOn = `SELECT pg_catalog.setval(${quoteLiteral(name)}, pg_catalog.max(${column})) FROM "public".${table} HAVING pg_catalog.max(${column}) IS NOT NULL;`;
    const isThere = actual.tables[table]?.columns[column] !== undefined;
    const made = mend(finding, "sequence", create, ...(isThere ? [goOn] : []));
    return [made, mend(finding, "ownership", owned)];
  }
  if (finding.property === "ownedBy" && owned) return [mend(finding, "ownership", owned)];
  return [leaveToUser(finding, "Numbers may have been given by it. Change it by hand with ALTER SEQUENCE.")];
}

const enabled: Record<string, string> = {
  origin: "ENABLE TRIGGER",
  always: "ENABLE ALWAYS TRIGGER",
  replica: "ENABLE REPLICA TRIGGER",
};

function triggerAnswer(finding: SchemaDifference, { reference }: SchemaComparison): RepairDecision {
  const table = finding.table ?? "";
  const trigger = reference.qualified.tables[table]?.triggers[finding.name];
  if (!trigger) return leaveToUser(finding, "No version knows it.");
  if (finding.property === "enabled") {
    const action = `${enabled[trigger.enabled]} ${quoteIdentifier(finding.name)}`;
    return mend(finding, "trigger", `ALTER TABLE ${qualifyName(table)} ${action};`);
  }
  const create = trigger.definition.replace(/^CREATE TRIGGER /, "CREATE OR REPLACE TRIGGER ");
  return mend(finding, "trigger", `${create};`);
}

function rowAnswer(finding: SchemaDifference, { reference }: SchemaComparison): RepairDecision {
  const row = reference.rows.find(({ table, name }) => table === finding.table && name === finding.name);
  if (!row || finding.outcome !== "missing") {
    return leaveToUser(finding, "Rows that are there are not changed. Update it by hand.");
  }
  const columns = Object.keys(row.values).map(quoteIdentifier).join(", ");
  const table = qualifyName(row.table);
  const insert = `INSERT INTO ${table} (${columns})
SELECT ${columns} FROM pg_catalog.jsonb_populate_record(NULL::${table}, ${quoteLiteral(JSON.stringify(row.values))})
ON CONFLICT DO NOTHING;`;
  return mend(finding, "row", insert);
}

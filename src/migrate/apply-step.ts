import { countLinesBefore } from "../migrations/render.ts";
import { isFromNothing, readStepFile, type Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { buildSchemaStatements } from "./create-schema.ts";
import { readJournalState } from "./journal.ts";
import type { MoveRequest } from "./request.ts";
import { toStepError } from "./step-error.ts";
import { buildStepStatements, type RenderedStatement, setMemorySql } from "./step-statements.ts";

/** Runs the statements of a step in the transaction that is open. */
export async function applyStep(connection: Connection, request: MoveRequest, step: Step): Promise<void> {
  const { prefix, createSchema, onConflict, disableHostTriggers, memory } = request;
  const statements = buildStepStatements(step, {
    prefix,
    onConflict,
    disableHostTriggers,
    // read for each step: another runner may have dropped the journal since the last one
    journal: await readJournalState(connection, prefix),
    schema: isFromNothing(step) ? await buildSchemaStatements(connection, prefix, createSchema) : [],
  });
  if (step.kind === "migration") await connection.query(setMemorySql(memory));
  for (const statement of statements) {
    request.signal?.throwIfAborted();
    await connection.query(statement.sql).catch((error) => {
      throw toStepError(error, { version: step.version, ...locateError(error, statement, { step, prefix }) });
    });
  }
}

/** The line is the one in the version's file. A statement that is not from a file has no line. */
function locateError(
  error: { readonly position?: string },
  { sql, line }: RenderedStatement,
  { step, prefix }: { readonly step: Step; readonly prefix: string },
): { statement: string; file?: string; line?: number } {
  if (line === undefined || step.kind === "marker") return { statement: sql };
  const position = Number(error.position ?? 1);
  return {
    statement: sql,
    file: readStepFile(step).path,
    line: line + countLinesBefore(sql, prefix, position),
  };
}

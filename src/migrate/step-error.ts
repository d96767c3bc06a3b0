import { type ErrorDetails, formatVersion, PhoenixKitError } from "../error.ts";
import { toStatementError } from "../postgres/errors.ts";

/** Where a step failed: its version, and the file, line and statement if they are known. */
export type StepPlace = Pick<ErrorDetails, "version" | "file" | "line" | "statement">;

/** The error of a statement, with the place where its step failed: "V08 failed (0007_v08_username_support.sql:12): …". */
export function toStepError(error: unknown, place: StepPlace): PhoenixKitError {
  if (error instanceof PhoenixKitError) return error;
  const failed = toStatementError(error);
  const { version = 0, file, line } = place;
  const where = file ? `${formatVersion(version)} failed (${file}:${line}): ` : "";
  return new PhoenixKitError(`${where}${failed.message}`, { ...failed.toJSON(), ...place, cause: error });
}

import { CodedError } from "../error.ts";

/** The codes of errors that rules throw, for programs. */
export type RuleErrorCode =
  | "body_corrupted"
  | "conflict"
  | "email_blocked"
  | "email_taken"
  | "field_definition_invalid"
  | "file_not_found"
  | "folder_name_taken"
  | "folder_not_found"
  | "invalid_input"
  | "last_owner"
  | "no_room"
  | "oauth_account_taken"
  | "oauth_provider_taken"
  | "oauth_token_unreadable"
  | "package_not_installed"
  | "password_wrong"
  | "role_not_found"
  | "rows_hidden"
  | "schema_outdated"
  | "send_profile_not_found"
  | "signature_invalid"
  | "template_not_found"
  | "template_untranslated"
  | "template_variables_missing"
  | "token_invalid"
  | "too_many_requests"
  | "transactions_not_supported"
  | "user_inactive"
  | "user_not_found"
  | "username_taken";

/** What an error of a rule carries besides its message. */
export interface RuleErrorDetails {
  /** Tells errors apart in programs. */
  readonly code: RuleErrorCode;
  /** What to do about it. */
  readonly remedy: string;
  /** The driver's error, where PostgreSQL refused a value. */
  readonly cause?: unknown;
}

/**
 * The error that rules throw if they or PostgreSQL refuse a value. Other errors of the database,
 * such as a lost connection, come as the driver's error.
 *
 * @example
 * import { grantRole, RuleError } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * try {
 *   await grantRole(db, { userUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", role: "Admin" });
 * } catch (error) {
 *   if (error instanceof RuleError) console.error(error.code, error.remedy);
 * }
 */
export class RuleError extends CodedError<RuleErrorCode> {
  /** The name of the class, as `console.error` prints it. */
  override readonly name = "RuleError";
  /**
   * @param message one sentence that says what is wrong
   * @param details the code and the remedy
   */
  constructor(message: string, details: RuleErrorDetails) {
    super(message, details);
  }
}

/**
 * Whether an error is that of a rule, even one from another copy of the package, for which `instanceof` is false: an
 * application may load the package once as ESM and once as CommonJS.
 *
 * @param error what was caught
 * @returns whether it has a `code` and a `remedy` of a rule; docs/errors.md has the HTTP status of each code
 * @example
 * import { findUserByEmail, isRuleError } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * try {
 *   await findUserByEmail(db, "not an address");
 * } catch (error) {
 *   if (!isRuleError(error)) throw error;
 *   console.log(error.code, error.remedy); // answer with 400, say
 * }
 */
export function isRuleError(error: unknown): error is RuleError {
  return error instanceof Error && error.name === "RuleError" && "code" in error && "remedy" in error;
}

/** The error of a rule whose optional package is missing. */
export function packageNotInstalledError(name: string, cause: unknown): RuleError {
  return new RuleError(`The package ${name} is not installed.`, {
    code: "package_not_installed",
    remedy: `Run \`npm install ${name}\`: this rule needs it.`,
    cause,
  });
}

export function invalidInputError(message: string, remedy: string): RuleError {
  return new RuleError(message, { code: "invalid_input", remedy });
}

export function userNotFoundError(userUuid: string): RuleError {
  return new RuleError(`There is no user ${userUuid}.`, {
    code: "user_not_found",
    remedy: "Give the uuid of an existing user; this one may have been deleted.",
  });
}

export function fileNotFoundError(fileUuid: string): RuleError {
  return new RuleError(`There is no file ${fileUuid}.`, {
    code: "file_not_found",
    remedy: "Give the uuid of an existing file; this one may have been purged.",
  });
}

export function signatureInvalidError(service: string, cause?: unknown): RuleError {
  const reason = cause instanceof Error ? ` ${cause.message}` : "";
  return new RuleError(`This is not a signed message of ${service}.${reason}`, {
    code: "signature_invalid",
    remedy:
      "Answer with 403 and store nothing. If the service did send it, check the topic or the key that you gave.",
    cause,
  });
}

/** The fields of node-postgres' DatabaseError, and of a socket's error, that we look at. */
export interface ServerError extends Error {
  /** SQLSTATE, or the name of an errno. */
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly position?: string;
  readonly severity?: string;
  readonly routine?: string;
  /** The call stack in PL/pgSQL, innermost function first, in the server's language. */
  readonly where?: string;
}

export function asServerError(error: unknown): ServerError {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}

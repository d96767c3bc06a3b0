import { PhoenixKitError } from "../error.ts";
import type { DatabaseTarget } from "../postgres/connect.ts";
import type { Io } from "./io.ts";

/**
 * Runs work that compares a schema with a reference: made in the database itself, or in an embedded PostgreSQL that
 * lives for as long, where the role may not make it there.
 *
 * @param io of the command
 * @param work is given where to make the reference; undefined for the database itself
 * @returns what the work gives
 * @throws what the work throws, where no embedded PostgreSQL is installed `reference_not_possible`
 * @example
 * await withReference(io, (reference) => verify(url, { reference }))
 */
export async function withReference<T>(
  io: Io,
  work: (reference: DatabaseTarget | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await work(undefined);
  } catch (error) {
    if (!(error instanceof PhoenixKitError) || error.code !== "reference_not_possible") throw error;
    const { startThrowaway } = await import("../embedded/embedded.ts");
    const server = await startThrowaway().catch(() => {
      throw error;
    });
    io.stderr.write("This role may not make the reference here; it is made in an embedded PostgreSQL.\n");
    try {
      return await work(server.url);
    } finally {
      await server.remove();
    }
  }
}

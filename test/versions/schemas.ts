import { escapeIdentifier } from "pg";
import { expect } from "vitest";
import { down, migratedVersion, PhoenixKitError, plan, up } from "../../src/index.ts";
import { type TestDatabaseOptions, useDatabase } from "../support/database.ts";

/** A database for the tests of one file, and how to move and ask the schemas in it. */
export function useSchemas(options: TestDatabaseOptions = {}) {
  const database = useDatabase(options);
  const query = async (sql: string) => (await database().pool.query(sql)).rows;
  const column = async (sql: string) =>
    (await database().pool.query({ text: sql, rowMode: "array" })).rows.flat();

  /** A schema of its own: how to move it, and its quoted name. */
  function useSchema(prefix: string) {
    return {
      s: escapeIdentifier(prefix),
      upTo: (version: number) => up(database().pool, { prefix, version }),
      downTo: (version: number) => down(database().pool, { prefix, version }),
      version: () => migratedVersion(database().pool, { prefix }),
      lossesOf: async (direction: "up" | "down", version: number) =>
        (await plan(database().pool, direction, { prefix, version })).steps.flatMap(({ losses }) =>
          losses.map(({ what, count }) => `${count} ${what}`),
        ),
    };
  }

  /** The refusal of a step, with the rows that the query in its detail lists. */
  async function refusal(moved: Promise<unknown>) {
    const error = await moved.then(
      () => expect.unreachable("it went through"),
      (thrown) => thrown,
    );
    if (!(error instanceof PhoenixKitError)) throw error;
    const { detail } = error.cause as { detail: string };
    return {
      version: error.version,
      message: error.message,
      remedy: error.remedy,
      rows: await query(detail),
    };
  }

  return { database, query, column, useSchema, refusal };
}

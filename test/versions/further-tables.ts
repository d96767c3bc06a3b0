import { escapeIdentifier } from "pg";
import { expect } from "vitest";
import { down, migratedVersion, PhoenixKitError, plan, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";

/** A database for the tests of one file, each of which has a schema of its own in it. */
export function useFurtherTables() {
  const database = useDatabase({ from: "empty" });
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

  const addUsers = (s: string, ...names: string[]) =>
    database().pool.query(
      `INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
       SELECT name || '@example.com', 'x', now(), now() FROM unnest($1::text[]) AS name`,
      [names],
    );
  const id = (s: string, name: string) =>
    `(SELECT id FROM ${s}.phoenix_kit_users WHERE email = '${name}@example.com')`;
  const uuid = (s: string, name: string) =>
    `(SELECT uuid FROM ${s}.phoenix_kit_users WHERE email = '${name}@example.com')`;

  return { database, query, column, useSchema, refusal, addUsers, id, uuid };
}

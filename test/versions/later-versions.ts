import { escapeIdentifier } from "pg";
import { afterEach, expect } from "vitest";
import { down, PhoenixKitError, plan, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";

export const prefix = 'Käse "tenant" 1';

/** The prefix, quoted. */
export const s = escapeIdentifier(prefix);

/** A database for the tests of one file, in which each test migrates the schema `prefix` from nothing. */
export function useLaterVersions() {
  const database = useDatabase();
  afterEach(() => query(`DROP SCHEMA ${s} CASCADE`));

  const upTo = (version: number) => up(database().pool, { prefix, version });
  const downTo = (version: number) => down(database().pool, { prefix, version });
  const query = async (sql: string) => (await database().pool.query(sql)).rows;
  const column = async (sql: string) =>
    (await database().pool.query({ text: sql, rowMode: "array" })).rows.flat();
  const lossesOf = async (direction: "up" | "down", version: number) =>
    (await plan(database().pool, direction, { prefix, version })).steps.flatMap(({ losses }) =>
      losses.map(({ what, count }) => `${count} ${what}`),
    );

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

  return { database, upTo, downTo, query, column, lossesOf, refusal };
}

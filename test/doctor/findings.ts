import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import type { Finding } from "../../src/doctor/check.ts";
import { doctor } from "../../src/doctor/doctor.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { createRole, type TestRole } from "../support/roles.ts";

type Target = Parameters<typeof doctor>[0];

/** An empty database and a role without rights for each test of a file, and what `doctor` finds there. */
export function useFindings() {
  let database: TestDatabase;
  let role: TestRole;

  beforeEach(async () => {
    database = await createDatabase({ from: "empty" });
    role = await createRole(database, { createOnDatabase: false });
  });

  afterEach(async () => {
    await role.drop();
    await database.drop();
  });

  async function findingsOf(target: Target = database.pool, prefix = "public") {
    return (await doctor(target, { prefix })).findings;
  }

  return {
    database: () => database,
    role: () => role,
    /** The name of the role, quoted. */
    roleName: () => escapeIdentifier(role.name),
    asAdmin: (sql: string) => database.pool.query(sql),
    findingsOf,
    /** The findings that are not ok. */
    async problems(target?: Target, prefix?: string): Promise<Finding[]> {
      return (await findingsOf(target, prefix)).filter(({ level }) => level !== "ok");
    },
  };
}

export const bad = (level: "warning" | "error", check: string, message: string, remedy: string) => ({
  level,
  check,
  message: expect.stringContaining(message),
  remedy: expect.stringContaining(remedy),
});

/** The SQL that a remedy gives, from the first of its statements on. */
export const sqlOf = (finding: Finding | undefined) =>
  /(?<= )[A-Z]{4,} [\s\S]+;/.exec(` ${finding?.remedy}`)?.[0] ?? "";

import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { type PgBouncer, pgBouncer, startPgBouncer } from "../support/pgbouncer.ts";

const database = useDatabase({ from: "empty" });

let bouncer: PgBouncer | undefined;
afterEach(() => bouncer?.stop());

async function urlThroughPooler(mode: "session" | "transaction" | "statement"): Promise<string> {
  bouncer = await startPgBouncer(database().url, 20, mode);
  return bouncer.url;
}

/** Needs PgBouncer: npm has no pooler, and doctor would not take a mere proxy for one. */
describe.runIf(pgBouncer)("A PgBouncer between doctor and the server", () => {
  it.each(["session", "transaction"] as const)(
    "is reported in %s mode, and up and doctor work through it",
    async (mode) => {
      const url = await urlThroughPooler(mode);
      const { findings, ok } = await doctor(url);
      expect(ok).toBe(true);
      expect(findings).toContainEqual({
        check: "pooler",
        level: "ok",
        message: expect.stringMatching(/^The connection goes through a pooler/),
      });
      expect(await up(url, { prefix: mode })).toMatchObject({ to: getNewestVersion() });
      expect((await doctor(url, { prefix: mode })).ok).toBe(true);
    },
  );

  it("is reported as an error in statement mode, which allows no transactions", async () => {
    const url = await urlThroughPooler("statement");
    expect(await doctor(url)).toEqual({
      prefix: "public",
      ok: false,
      findings: [
        {
          check: "pooler",
          level: "error",
          message: expect.stringContaining("statement mode"),
          remedy: expect.stringContaining("pool_mode = transaction"),
        },
      ],
    });
    await expect(up(url)).rejects.toMatchObject({ name: "PhoenixKitError" });
  });
});

import fc from "fast-check";
import { escapeIdentifier, escapeLiteral } from "pg";
import { describe, expect, it } from "vitest";
import { PhoenixKitError } from "../../src/error.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";

const database = useDatabase({ from: "empty" });

async function comment(prefix: string, text: string): Promise<void> {
  const table = `${escapeIdentifier(prefix)}.phoenix_kit`;
  await database().pool.query(`COMMENT ON TABLE ${table} IS ${escapeLiteral(text)}`);
}

const ways = [" 5 ", "05", "\t5\n", "\u00a05", "5\u2003", "\ufeff5", "\v5", "\u00855", "0000000000005"];

describe("a comment that says 5 in its own way", () => {
  it.each(ways.map((text) => ({ text, prefix: JSON.stringify(text) })))(
    "is either continued from in both directions, or refused by every reader: $prefix",
    async ({ text, prefix }) => {
      const { pool, url } = database();
      await up(pool, { prefix, version: 5 });
      await comment(prefix, text);
      const read = await migratedVersion(pool, { prefix }).catch((error: PhoenixKitError) => error.code);
      if (read === "marker_unreadable") return;
      expect(read).toBe(5);
      expect(await up(pool, { prefix, version: 6 })).toMatchObject({ from: 5, to: 6 });
      expect(await stateOf(url, prefix)).toMatchObject({ version: 6, history: [1, 2, 3, 4, 5, 6] });
      await down(pool, { prefix, version: 5 });
      await comment(prefix, text);
      expect(await down(pool, { prefix, version: 4 })).toMatchObject({ from: 5, to: 4 });
      expect(await stateOf(url, prefix)).toMatchObject({ version: 4, history: [1, 2, 3, 4] });
    },
  );

  it("is understood with blanks around it and with a zero before it", async () => {
    const { pool } = database();
    await up(pool, { prefix: "hand", version: 1 });
    for (const text of [" 5 ", "05"]) {
      await comment("hand", text);
      expect(await migratedVersion(pool, { prefix: "hand" })).toBe(5);
    }
  });
});

describe("any comment at all", () => {
  const text = fc
    .oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.stringMatching(/^\s*[-+]?\d{1,12}(\.\d|e\d)?\s*$/),
      fc.stringMatching(/^[\s\d]{1,6}$/),
    )
    .filter((one) => !one.includes("\0") && one.isWellFormed());

  it("is read as its number, or refused with a typed error", async () => {
    const { pool } = database();
    await up(pool, { prefix: "any", version: 1 });
    const property = fc.asyncProperty(text, async (said) => {
      await comment("any", said);
      const read = await migratedVersion(pool, { prefix: "any" }).catch((error: unknown) => error);
      if (read instanceof PhoenixKitError) {
        expect(read.code).toBe(said === "" ? "marker_without_comment" : "marker_unreadable");
        expect(said).not.toMatch(/^ *0*[1-9]\d{0,8} *$/);
      } else {
        expect(said.trim()).toMatch(/^\d+$/);
        expect(read).toBe(Number.parseInt(said.trim(), 10));
      }
    });
    await fc.assert(property);
  });
});

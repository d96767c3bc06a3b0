import { getTableColumns, getTableName } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { getTableConfig, type PgColumn } from "drizzle-orm/pg-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { schema, type Tables } from "../../schema/index.ts";
import { fillRelations } from "../schema/relation-rows.ts";
import { useDatabase } from "../support/database.ts";
import { examples, schemaNamed } from "./rows.ts";

const database = useDatabase();
const connect = () => drizzle({ client: database().pool });

beforeAll(async () => {
  await fillRelations(connect(), schema);
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom(
    "\0",
    "\ud800",
    "\u0085",
    "\u200b",
    "'\"\\",
    "{}",
    "NULL",
    "é",
    "e\u0301",
    "😀".repeat(255),
  ),
);
const json = fc.oneof(fc.jsonValue({ stringUnit: "binary" }), fc.anything(), fc.dictionary(text, text));
const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.nat(30),
  fc.constantFrom(2 ** 31, -(2 ** 31), 1.5),
);
const time = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(new Date(0), new Date("+010000-01-01")),
);
const day = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom("0000-01-01", "2023-02-29", "2024-02-29", "infinity"),
);

/** Anything that somebody could send for a column, most of it wrong. */
function sentFor(column: PgColumn): fc.Arbitrary<unknown> {
  const kinds: Record<string, fc.Arbitrary<unknown>> = {
    PgUUID: fc.oneof(fc.uuid(), fc.constant("ffffffff-FFFF-ffff-ffff-ffffffffffff"), text),
    PgVarchar: text,
    PgText: text,
    PgCustomColumn: fc.oneof(fc.uint8Array(), text),
    PgJsonb: json,
    PgArray: fc.array(fc.oneof(text, json), { maxLength: 3 }),
    PgInteger: whole,
    PgBigInt53: whole,
    PgBigSerial53: whole,
    PgBoolean: fc.boolean(),
    PgTimestamp: time,
    PgDateString: day,
    PgEnumColumn: fc.constantFrom(...(column.enumValues ?? []), "no such label"),
  };
  return fc.oneof(kinds[column.columnType] ?? fc.constant(null), fc.constant(null), fc.constant(undefined));
}

/** Undoes what `work` did. */
async function undone(
  work: (tx: Parameters<Parameters<ReturnType<typeof connect>["transaction"]>[0]>[0]) => Promise<unknown>,
) {
  const done = new Error("done");
  await connect()
    .transaction(async (tx) => {
      await work(tx);
      throw done;
    })
    .catch((error: unknown) => {
      if (error !== done) throw error;
    });
}

describe.each(examples.map((one) => ({ ...one, sqlName: getTableName(one.table) })))(
  "$sqlName",
  ({ table, name, row }) => {
    const into = table as Tables["users"];
    const insertSchema = schemaNamed(`${name}InsertSchema`);
    const selectSchema = schemaNamed(`${name}SelectSchema`);
    const { foreignKeys } = getTableConfig(into);
    const referring = new Set(
      foreignKeys.flatMap((key) => key.reference().columns.map((column) => column.name)),
    );
    const columns = Object.entries(getTableColumns(into)).filter(([, column]) => !referring.has(column.name));
    const sent = fc.record(Object.fromEntries(columns.map(([key, column]) => [key, sentFor(column)])));

    it("stores its example, and the select schema takes it and all rows that are there", async () => {
      await undone(async (tx) => {
        await tx.insert(into).values(insertSchema.parse(row) as Tables["users"]["$inferInsert"]);
        const rows = await tx.select().from(into);
        expect(rows.length).toBeGreaterThan(0);
        for (const stored of rows) expect(selectSchema.parse(stored)).toEqual(stored);
      });
    });

    it("stores whatever the insert schema takes", async () => {
      await fc.assert(
        fc.asyncProperty(sent, async (anything) => {
          const taken: Record<string, unknown> = { ...row };
          for (const [key, value] of Object.entries(anything)) {
            if (insertSchema.safeParse({ ...taken, [key]: value }).success) taken[key] = value;
          }
          const parsed = insertSchema.parse(taken) as Tables["users"]["$inferInsert"];
          // what another row has already is no matter of a schema
          await undone((tx) => tx.insert(into).values(parsed).onConflictDoNothing());
        }),
        { numRuns: 40 },
      );
    });
  },
);

describe("the schemas", () => {
  it("are there for every table, and audit logs have none for a change", () => {
    const tables = Object.values(schema).filter((one) => examples.some(({ table }) => table === one));
    expect(tables).toHaveLength(38);
    for (const { name } of examples) {
      if (name === "auditLog") expect(() => schemaNamed(`${name}UpdateSchema`)).toThrow();
      else expect(schemaNamed(`${name}UpdateSchema`).parse({})).toEqual({});
    }
  });
});

describe("what the migrations seeded", () => {
  const seeded = useDatabase();

  it.each(examples)("is taken by $name as a new row", async ({ table, name }) => {
    const db = drizzle({ client: seeded().pool });
    for (const row of await db.select().from(table as Tables["users"])) {
      const { error } = schemaNamed(`${name}InsertSchema`).safeParse(row);
      expect(error, JSON.stringify(row)).toBeUndefined();
    }
  });
});

import { createMany, createOne, Relations } from "drizzle-orm";
import { expect } from "vitest";

/** Loads all rows of each table with all of its relations, which fails where Drizzle cannot tell two of them apart. */
export async function expectEveryRelationToLoad(query: object, schema: object): Promise<void> {
  const relations = Object.values(schema).filter((value) => value instanceof Relations);
  expect(relations.length).toBeGreaterThan(15);
  for (const { table, config } of relations) {
    const names = Object.keys(config({ one: createOne(table), many: createMany(table) }));
    const [name] = Object.entries(schema).find(([, value]) => value === table) ?? [];
    const rows = await Reflect.get(query, name ?? "").findMany({
      with: Object.fromEntries(names.map((relation) => [relation, true])),
    });
    expect(rows).toBeInstanceOf(Array);
    expect(names.length).toBeGreaterThan(0);
  }
}

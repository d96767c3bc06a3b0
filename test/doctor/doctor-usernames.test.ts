import { describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabaseAt } from "../support/database.ts";
import { sqlOf } from "./findings.ts";

const prefix = 'a "b"';
const users = `"a ""b""".phoenix_kit_users`;

describe("usernames that differ in upper and lower case alone", () => {
  const database = useDatabaseAt(137, { prefixes: [prefix] });

  async function findTwins() {
    const { findings } = await doctor(database().pool, { prefix });
    return findings.filter(({ check }) => check === "usernames");
  }

  it("doctor lists them before V161 with a query, and says nothing once each is renamed or V161 has run", async () => {
    const insert = `INSERT INTO ${users} (email, username, hashed_password, inserted_at, updated_at)
      SELECT ordinal || '@one.test', name, 'x', now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS t (name, ordinal)`;
    await database().pool.query(insert, [["Pavel", "pavel", "PAVEL", "eva", null]]);
    const found = await findTwins();
    expect(found).toEqual([
      {
        check: "usernames",
        level: "error",
        message: expect.stringContaining("V161 refuses usernames"),
        remedy: expect.stringContaining("Rename all but one"),
      },
    ]);
    expect(found[0]?.message).toContain("PAVEL, Pavel, pavel.");
    const { rows } = await database().pool.query(sqlOf(found[0]));
    expect(rows).toEqual([{ names: "PAVEL, Pavel, pavel" }]);
    await database().pool.query(`UPDATE ${users} SET username = email WHERE username <> 'pavel'`);
    expect(await findTwins()).toEqual([]);
    expect(await up(database().pool, { prefix })).toMatchObject({ from: 137 });
    expect(await findTwins()).toEqual([]);
  });
});

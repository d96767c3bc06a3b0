import { expect, it } from "vitest";
import { assertTakenByCitus } from "../../scripts/compose/citus.ts";

const users = '"public".phoenix_kit_users';

it.each([
  [
    "a cross join that inserts",
    `INSERT INTO ${users} (id) SELECT a.id FROM ONLY ${users} AS a CROSS JOIN ONLY ${users} AS b;`,
  ],
  [
    "a STABLE function over a column in an UPDATE",
    `UPDATE ONLY ${users} SET custom_fields = jsonb_build_object('a', email);`,
  ],
  [
    "convert_to over a column in an UPDATE",
    `UPDATE ONLY ${users} SET token = sha256(convert_to(email, 'UTF8'));`,
  ],
  ["a simple CASE in an UPDATE", `UPDATE ONLY ${users} SET email = CASE id WHEN 1 THEN 'a' ELSE email END;`],
  ["a sequence set by a query of a table", `SELECT setval('a', max(id)) FROM ONLY ${users};`],
  ["a serial column that is added", `ALTER TABLE ${users} ADD COLUMN "id" bigserial NOT NULL;`],
  ["a sequence that is created with its owner", `CREATE SEQUENCE "public".a OWNED BY ${users}.id;`],
  ["a table that a DO block creates", `DO $do$ BEGIN CREATE TABLE "public".a (id int); END $do$;`],
])("the composer refuses %s, and says what Citus takes instead", (_, sql) => {
  expect(() => assertTakenByCitus("v181.after.sql", sql)).toThrow(
    /^v181\.after\.sql: Citus refuses ".+": \w+ .+/,
  );
});

it.each([
  ["a searched CASE", `UPDATE ONLY ${users} SET email = CASE WHEN id = 1 THEN 'a' ELSE email END;`],
  [
    "convert_to in a SELECT of its own",
    `UPDATE ONLY ${users} SET token = (SELECT sha256(convert_to(email, 'UTF8')));`,
  ],
  [
    "a sequence set from a variable",
    `DO $do$ DECLARE n int := (SELECT max(id) FROM ONLY ${users}); BEGIN PERFORM setval('a', n); END $do$;`,
  ],
])("the composer takes %s", (_, sql) => {
  expect(() => assertTakenByCitus("v181.after.sql", sql)).not.toThrow();
});

import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { readCatalog } from "../../src/catalog/read.ts";
import { useDatabase } from "../support/database.ts";
import { catalogAfter, everything } from "./everything.ts";

/** What is tampered with, how, and what then is different. */
const tamperings: [what: string, sql: string, ...differences: string[]][] = [
  [
    "a schema's comment",
    "COMMENT ON SCHEMA own IS 'other'",
    'schema: comment is "other", expected "everything"',
  ],
  ["an extension", "CREATE EXTENSION hstore", "extension hstore is not expected"],
  [
    "an enum's labels",
    "ALTER TYPE own.mood ADD VALUE 'so so' BEFORE 'bad'",
    'enum mood: labels is ["good","so so","bad"], expected ["good","bad"]',
  ],
  [
    "an enum's comment",
    "COMMENT ON TYPE own.mood IS NULL",
    'enum mood: comment is null, expected "how it goes"',
  ],
  [
    "a composite type",
    "ALTER TYPE own.place RENAME ATTRIBUTE x TO y",
    'type place: definition is "y integer, mood mood", expected "x integer, mood mood"',
  ],
  [
    "a domain",
    "ALTER DOMAIN own.email DROP NOT NULL",
    "type email: definition is \"citext DEFAULT ''::citext CONSTRAINT has_at CHECK (VALUE ~~ '%@%'::citext)\", expected \"citext DEFAULT ''::citext NOT NULL CONSTRAINT has_at CHECK (VALUE ~~ '%@%'::citext)\"",
  ],
  ["a range type that is gone", "DROP TYPE own.span", "type span is missing"],
  [
    "a sequence",
    "ALTER SEQUENCE own.tickets INCREMENT 6",
    'sequence tickets: increment is "6", expected "5"',
  ],
  [
    "a sequence's owner",
    "ALTER SEQUENCE own.users_id_seq OWNED BY NONE",
    'sequence users_id_seq: ownedBy is null, expected "users.id"',
  ],
  [
    "a function's body",
    "CREATE OR REPLACE FUNCTION own.next_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT NULL::uuid'",
    'function next_id(): body is "SELECT NULL::uuid", expected "SELECT gen_random_uuid()"',
  ],
  [
    "a function's volatility",
    "ALTER FUNCTION own.next_id() STABLE",
    'function next_id(): volatility is "stable", expected "volatile"',
  ],
  [
    "a function's safety in parallel",
    "ALTER FUNCTION own.next_id() PARALLEL UNSAFE",
    'function next_id(): parallel is "unsafe", expected "safe"',
  ],
  [
    "whose rights a function has",
    "ALTER FUNCTION own.next_id() SECURITY DEFINER",
    "function next_id(): securityDefiner is true, expected false",
  ],
  [
    "what a function sets while it runs",
    "ALTER FUNCTION own.next_id() SET search_path = pg_catalog, pg_temp",
    'function next_id(): settings is ["search_path=pg_catalog, pg_temp"], expected []',
  ],
  [
    "one more signature of a function",
    "CREATE FUNCTION own.next_id(own.mood, citext) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "function next_id(mood, citext) is not expected",
  ],
  [
    "an extra table",
    "CREATE TABLE own.extra (id serial PRIMARY KEY)",
    "sequence extra_id_seq is not expected",
    "table extra is not expected",
  ],
  [
    "a missing table, told without its parts",
    "DROP TABLE own.posts CASCADE",
    "sequence posts_id_seq is missing",
    "table good is missing",
    "table posts is missing",
  ],
  [
    "a table's persistence",
    "ALTER TABLE own.posts SET LOGGED",
    'table posts: persistence is "permanent", expected "unlogged"',
  ],
  ["a table's comment", "COMMENT ON TABLE own.users IS '8'", 'table users: comment is "8", expected "7"'],
  [
    "a table's row security",
    "ALTER TABLE own.users ENABLE ROW LEVEL SECURITY",
    'table users: rowSecurity is "on", expected "off"',
  ],
  [
    "a table's row security, for its owner too",
    "ALTER TABLE own.users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    'table users: rowSecurity is "forced", expected "off"',
  ],
  [
    "a partition that is let go",
    "ALTER TABLE own.events DETACH PARTITION own.events_2020",
    "table events_2020: definition is null, expected \"PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')\"",
  ],
  [
    "a view's query",
    "DROP MATERIALIZED VIEW own.counts; CREATE MATERIALIZED VIEW own.counts AS SELECT count(id) AS count FROM own.users",
    'table counts: definition is " SELECT count(id) AS count\\n   FROM users;", expected " SELECT count(*) AS count\\n   FROM users;"',
  ],
  ["a missing column", "ALTER TABLE own.users DROP COLUMN born", "column users.born is missing"],
  ["an extra column", "ALTER TABLE own.users ADD COLUMN age integer", "column users.age is not expected"],
  [
    "a column's type",
    "ALTER TABLE own.users ALTER COLUMN nicks TYPE text[]",
    'column users.nicks: type is "text[]", expected "citext[]"',
  ],
  [
    "a column's length",
    'ALTER TABLE own.users ALTER COLUMN name TYPE varchar(50) COLLATE "C"',
    'column users.name: type is "character varying(50)", expected "character varying(40)"',
  ],
  [
    "a column's collation",
    "ALTER TABLE own.users ALTER COLUMN name TYPE varchar(40)",
    'column users.name: collation is null, expected "\\"C\\""',
  ],
  [
    "a column that may be null",
    "ALTER TABLE own.users ALTER COLUMN email DROP NOT NULL",
    "column users.email: notNull is false, expected true",
  ],
  [
    "a column's default",
    "ALTER TABLE own.users ALTER COLUMN mood SET DEFAULT 'bad'",
    "column users.mood: default is \"'bad'::mood\", expected \"'good'::mood\"",
  ],
  [
    "a column's lost sequence",
    "ALTER TABLE own.users ALTER COLUMN id DROP DEFAULT",
    "column users.id: default is null, expected \"nextval('users_id_seq'::regclass)\"",
  ],
  [
    "a column's identity",
    "ALTER TABLE own.posts ALTER COLUMN id SET GENERATED ALWAYS",
    'column posts.id: identity is "always", expected "by default"',
  ],
  [
    "a generated column",
    "ALTER TABLE own.users ALTER COLUMN twice DROP EXPRESSION",
    'column users.twice: generated is null, expected "(visits * 2) stored"',
  ],
  [
    "a column's comment",
    "COMMENT ON COLUMN own.users.email IS NULL",
    'column users.email: comment is null, expected "lower or upper case"',
  ],
  [
    "a missing constraint, told without its index",
    "ALTER TABLE own.users DROP CONSTRAINT users_uuid_key",
    "constraint users.users_uuid_key is missing",
  ],
  [
    "an extra constraint",
    "ALTER TABLE own.posts ADD PRIMARY KEY (id)",
    "constraint posts.posts_pkey is not expected",
  ],
  [
    "a constraint that is validated",
    "ALTER TABLE own.users VALIDATE CONSTRAINT name_given",
    "constraint users.name_given: validated is true, expected false",
  ],
  [
    "a constraint that is no longer deferrable",
    "ALTER TABLE own.posts ALTER CONSTRAINT posts_user_id_fkey NOT DEFERRABLE",
    'constraint posts.posts_user_id_fkey: definition is "FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE", expected "FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE DEFERRABLE"',
  ],
  [
    "a unique index in place of a constraint",
    "ALTER TABLE own.users DROP CONSTRAINT users_uuid_key; CREATE UNIQUE INDEX users_uuid_key ON own.users (uuid)",
    "constraint users.users_uuid_key is missing",
    "index users.users_uuid_key is not expected",
  ],
  ["a missing index", "DROP INDEX own.users_lower_index", "index users.users_lower_index is missing"],
  [
    "an index's operator class",
    "DROP INDEX own.users_data_index; CREATE INDEX users_data_index ON own.users USING gin (data)",
    'index users.users_data_index: definition is "CREATE INDEX users_data_index ON users USING gin (data)", expected "CREATE INDEX users_data_index ON users USING gin (data jsonb_path_ops)"',
  ],
  [
    "an index's condition",
    "DROP INDEX own.users_good_index; CREATE INDEX users_good_index ON own.users (visits)",
    'index users.users_good_index: definition is "CREATE INDEX users_good_index ON users USING btree (visits)", expected "CREATE INDEX users_good_index ON users USING btree (visits) WHERE mood = \'good\'::mood"',
  ],
  [
    "an index that was left invalid",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'own.users_name_index'::regclass",
    "index users.users_name_index: valid is false, expected true",
  ],
  ["a missing trigger", "DROP TRIGGER touch ON own.users", "trigger users.touch is missing"],
  [
    "a disabled trigger",
    "ALTER TABLE own.users DISABLE TRIGGER touch",
    'trigger users.touch: enabled is "disabled", expected "origin"',
  ],
  [
    "a trigger's timing",
    "CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON own.users FOR EACH ROW WHEN (NEW.mood = 'bad') EXECUTE FUNCTION own.touch()",
    "trigger users.touch: definition is …REATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW WHEN (new.mood = 'bad'::mood) EXECUTE FUNCTI…, expected …REATE TRIGGER touch AFTER UPDATE ON users FOR EACH ROW WHEN (new.mood = 'bad'::mood) EXECUTE FUNCTIO…",
  ],
];

const database = useDatabase({ from: "empty" });
let client: PoolClient;
let expected: Catalog;

beforeAll(async () => {
  client = await database().pool.connect();
  await client.query("CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;");
  await client.query(everything("own"));
  expected = await readCatalog(client, "own");
});

afterAll(() => client.release());

describe("comparing what was read", () => {
  it.each(tamperings)("sees %s, and nothing else", async (_, sql, ...differences) => {
    expect(compareCatalogs(await catalogAfter(client, sql, "own"), expected).map(formatDifference)).toEqual(
      differences,
    );
  });

  it("does not see the order of columns", async () => {
    const moved = `ALTER TABLE own.users DROP COLUMN born;
      ALTER TABLE own.users ADD COLUMN extra integer, ADD COLUMN born timestamptz DEFAULT '2020-01-01 00:00:00+00';
      ALTER TABLE own.users DROP COLUMN extra`;
    const actual = await catalogAfter(client, moved, "own");
    expect(actual).not.toEqual(expected);
    expect(compareCatalogs(actual, expected)).toEqual([]);
  });
});

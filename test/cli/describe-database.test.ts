import { describe, expect, it } from "vitest";
import { describeSchema } from "../../src/cli/database.ts";

const close = async () => {};

describe("describeSchema", () => {
  it.each([
    ["postgres://me:s3cret@db.example.com:5432/app", 'schema "t 1" of database "app" on db.example.com:5432'],
    ["postgres://db/my%20app?sslmode=require", 'schema "t 1" of database "my app" on db'],
    ["postgres://db/100%", 'schema "t 1" of database "100%" on db'],
    ["postgres://me:s3cret@db", 'schema "t 1" of postgres://me:***@db'],
    ["postgres://me:s3/cr#et@db/app", 'schema "t 1" of postgres://me:***@db/app'],
    ["postgres:///app?host=/run/postgresql", 'schema "t 1" of postgres:///app?host=/run/postgresql'],
    ["/run/postgresql app", 'schema "t 1" of /run/postgresql app'],
  ])("names the schema and the database of %s without a password", (url, text) => {
    expect(describeSchema({ url, source: "flag", close }, "t 1")).toBe(text);
  });

  it("names the folder of the embedded PostgreSQL", () => {
    const database = { url: "postgres://127.0.0.1:5433/postgres", source: "embedded", close } as const;
    expect(describeSchema(database, "public")).toBe(
      'schema "public" of the embedded PostgreSQL in .phoenix-kit/',
    );
  });
});

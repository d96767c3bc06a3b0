import { describe, expect, it } from "vitest";
import { hidePasswords } from "../../src/cli/report-error.ts";

describe("hidePasswords", () => {
  it.each([
    ["postgres://me:s3cret@db/app", "postgres://me:***@db/app"],
    ["postgresql://me:s%40cret@db:5432/app?x=a@b", "postgresql://me:***@db:5432/app?x=a@b"],
    ["postgres://me:s3@cret@db/app", "postgres://me:***@db/app"],
    ["postgres://me:s3/cr#et@db/app", "postgres://me:***@db/app"],
    ["postgres://:s3cret@db/app", "postgres://:***@db/app"],
    [
      "postgres://me@db/app?sslmode=require&password=s3cret&x=1",
      "postgres://me@db/app?sslmode=require&password=***&x=1",
    ],
    [
      "it was postgres://me:s3cret@db/app, and x://y:z@w too",
      "it was postgres://me:***@db/app, and x://y:***@w too",
    ],
  ])("hides the passwords of %s", (text, hidden) => {
    expect(hidePasswords(text)).toBe(hidden);
  });

  it.each(["postgres://me@db/app", "V08 failed: a@b.c: taken", "select 'a:b@c'"])(
    "changes nothing in %s",
    (text) => {
      expect(hidePasswords(text)).toBe(text);
    },
  );
});

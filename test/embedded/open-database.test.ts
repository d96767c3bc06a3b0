import { describe, expect, test } from "vitest";
import { openDatabase } from "../../src/embedded/open-database.ts";
import { isAnswering, queryValue } from "../support/admin.ts";
import { useFolders } from "./folders.ts";

const { newFolder } = useFolders();

describe("openDatabase", () => {
  const env = { DATABASE_URL: "postgresql://environment/a" };

  test("returns the URL of the flag, else that of DATABASE_URL", async () => {
    const flag = await openDatabase({ url: "postgresql://flag/a", env });
    expect(flag).toMatchObject({ url: "postgresql://flag/a", source: "flag" });
    const environment = await openDatabase({ env });
    expect(environment).toMatchObject({ url: "postgresql://environment/a", source: "environment" });
    await flag.close();
    await environment.close();
  });

  test("refuses a blank flag", async () => {
    await expect(openDatabase({ url: " ", env })).rejects.toMatchObject({
      code: "invalid_option",
      message: expect.stringMatching(/blank/),
    });
  });

  test("refuses a blank DATABASE_URL, and starts the embedded server where there is none", async () => {
    const directory = await newFolder();
    const blank = openDatabase({ env: { DATABASE_URL: " " }, directory });
    await expect(blank).rejects.toMatchObject({ code: "invalid_option" });
    const database = await openDatabase({ env: {}, directory });
    expect(database.source).toBe("embedded");
    expect(await queryValue(database.url, "SELECT current_database()")).toBe("phoenix_kit");
    await database.close();
    expect(await isAnswering(database.url)).toBe(false);
  });
});

import type { Connection } from "./connection.ts";

/**
 * Parameters with which hosting providers limit the extensions that can be created, even if they are available and
 * trusted.
 */
const settings = ["azure.extensions", "rds.allowed_extensions"];

/** Finds the server parameter that forbids an extension; undefined if none does. */
export async function findForbiddingSetting(
  connection: Connection,
  extension: string,
): Promise<string | undefined> {
  const { rows } = await connection.query(
    `SELECT name, pg_catalog.current_setting(name, true) AS allowed
     FROM pg_catalog.unnest($1::pg_catalog.text[]) AS name`,
    [settings],
  );
  const forbidding = rows.find(({ allowed }) => {
    if (typeof allowed !== "string") return false;
    const names = allowed.split(",").map((name) => name.replaceAll(/[\s"']/g, "").toLowerCase());
    return !names.includes("*") && !names.includes(extension.toLowerCase());
  });
  return forbidding && String(forbidding.name);
}

/** What to do about a parameter that does not allow an extension. */
export function describeAllowListRemedy(setting: string, extension: string): string {
  return `Add ${extension} to the server parameter ${setting}, the allow-list of the hosting provider, and run again.`;
}

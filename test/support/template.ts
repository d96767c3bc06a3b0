import { up } from "../../src/migrate/up-down.ts";

/**
 * Prepares the database that test databases are copied from: the newest version in `public`. No connection
 * stays open.
 *
 * @param url leads to that database, which is empty
 * @example
 * await prepareTemplate("postgresql://postgres@127.0.0.1:5433/phoenix_kit_template_1a2b");
 */
export async function prepareTemplate(url: string): Promise<void> {
  await up(url);
}

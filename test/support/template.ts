import { Client } from "pg";

/**
 * Prepares the database that test databases are copied from. No connection may stay open.
 *
 * @param url - leads to that database, which is empty.
 * @example
 * await prepareTemplate("postgresql://postgres@127.0.0.1:5433/phoenix_kit_template_1a2b");
 */
export async function prepareTemplate(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("CREATE EXTENSION IF NOT EXISTS citext");
  } finally {
    await client.end();
  }
}

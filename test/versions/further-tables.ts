import { useSchemas } from "./schemas.ts";

/** A database for the tests of one file, each of which has a schema of its own with users in it. */
export function useFurtherTables() {
  const schemas = useSchemas({ from: "empty" });
  const addUsers = (s: string, ...names: string[]) =>
    schemas.database().pool.query(
      `INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
       SELECT name || '@example.com', 'x', now(), now() FROM unnest($1::text[]) AS name`,
      [names],
    );
  const id = (s: string, name: string) =>
    `(SELECT id FROM ${s}.phoenix_kit_users WHERE email = '${name}@example.com')`;
  const uuid = (s: string, name: string) =>
    `(SELECT uuid FROM ${s}.phoenix_kit_users WHERE email = '${name}@example.com')`;

  return { ...schemas, addUsers, id, uuid };
}

import { escapeIdentifier } from "pg";
import { afterEach } from "vitest";
import { useSchemas } from "./schemas.ts";

export const prefix = 'Käse "tenant" 1';

/** The prefix, quoted. */
export const s = escapeIdentifier(prefix);

/** A database for the tests of one file, in which each test migrates the schema `prefix` from nothing. */
export function useLaterVersions() {
  const { useSchema, ...schemas } = useSchemas();
  afterEach(() => schemas.query(`DROP SCHEMA ${s} CASCADE`));
  return { ...schemas, ...useSchema(prefix) };
}

import { formatVersion } from "../../error.ts";
import { readVersions } from "../../migrations/migrations.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type CheckResult, ok, problem } from "../finding.ts";
import type { Check, CheckContext } from "../subject.ts";

/** An extension, and the version that asks for it first. */
interface Wanted {
  readonly name: string;
  readonly version: number;
}

/** Whether the extensions that the versions need are there for the role to use, or can be made. */
export const extensions: Check = {
  name: "extensions",
  async run(subject) {
    const verdicts: CheckResult[] = [];
    for (const extension of wanted()) verdicts.push(await verdictOn(extension, subject));
    return verdicts;
  },
};

function wanted(): Wanted[] {
  return readVersions().migrations.flatMap(({ version, up }) =>
    up.statements.flatMap(({ sql }) => {
      const name = /CREATE EXTENSION IF NOT EXISTS (\w+)/.exec(sql)?.[1];
      return name ? [{ name, version }] : [];
    }),
  );
}

async function verdictOn(
  { name, version }: Wanted,
  { connection, role, marker }: CheckContext,
): Promise<CheckResult> {
  const { rows } = await connection.query(state, [name]);
  const [{ schema, usable, available, creatable, placed } = {} as Record<string, unknown>] = rows;
  const who = quoteIdentifier(role);
  const what = `Extension ${name} (from ${formatVersion(version)} on)`;
  const create = `Let an administrator run CREATE EXTENSION ${name};`;
  if (typeof schema === "string") {
    const where = quoteIdentifier(schema);
    if (usable) return ok(`${what} is in schema ${where}, for role ${who} to use.`);
    return problem(
      `${what} is in schema ${where}, which role ${who} may not use.`,
      `Let its owner run GRANT USAGE ON SCHEMA ${where} TO ${who};`,
    );
  }
  if (typeof marker === "number" && marker >= version) {
    return problem(
      `${what} is gone, and with it the columns and indexes that need it.`,
      `${create} What went with it comes back from a backup.`,
    );
  }
  if (!available) {
    return problem(
      `${what} is not on the server.`,
      "Install PostgreSQL's contrib modules there (postgresql-contrib in most systems); PGlite is given it when it is made.",
    );
  }
  if (!creatable) return problem(`${what} is missing, and role ${who} may not make it.`, create);
  if (placed) return ok(`${what} is missing; role ${who} may make it.`);
  return problem(
    `${what} is missing and would be made in schema "public", which is not there.`,
    `Make it elsewhere: CREATE EXTENSION ${name} SCHEMA …; role ${who} has to be allowed to use that schema.`,
  );
}

/** A trusted extension is made by anybody who may create in the database. */
const state = `SELECT n.nspname::text AS schema, has_schema_privilege(n.oid, 'USAGE') AS usable,
  a.name IS NOT NULL AS available,
  r.rolsuper OR v.trusted AND has_database_privilege(current_database(), 'CREATE') AS creatable,
  to_regnamespace('public') IS NOT NULL AS placed
FROM pg_roles r
LEFT JOIN pg_extension e ON e.extname = $1
LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions a ON a.name = $1
LEFT JOIN pg_available_extension_versions v ON v.name = a.name AND v.version = a.default_version
WHERE r.rolname = current_user`;

import { formatVersion } from "../../error.ts";
import { readVersions } from "../../migrations/migrations.ts";
import { describeAllowListRemedy, findForbiddingSetting } from "../../postgres/allow-list.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type Check, type CheckContext, type CheckResult, fail, pass } from "../check.ts";

interface RequiredExtension {
  readonly name: string;
  /** The first version that needs it. */
  readonly version: number;
}

/** Are the extensions that the versions need installed and usable, or can they be installed? */
export const extensions: Check = {
  name: "extensions",
  async run(context) {
    const results: CheckResult[] = [];
    for (const { version, extensions } of readVersions().all) {
      for (const name of extensions) results.push(await checkExtension({ name, version }, context));
    }
    return results;
  },
};

async function checkExtension(
  { name, version }: RequiredExtension,
  { connection, role, marker }: CheckContext,
): Promise<CheckResult> {
  const { rows } = await connection.query(extensionState, [name]);
  const [{ schema, usable, available, creatable, placed } = {} as Record<string, unknown>] = rows;
  const who = quoteIdentifier(role);
  const what = `Extension ${name} (from ${formatVersion(version)} on)`;
  const create = `As an administrator, run CREATE EXTENSION ${name};`;
  if (typeof schema === "string") {
    const where = quoteIdentifier(schema);
    if (usable) return pass(`${what} is installed in schema ${where}, and role ${who} can use it.`);
    return fail(
      `${what} is installed in schema ${where}, which role ${who} cannot use.`,
      `As the schema's owner, run GRANT USAGE ON SCHEMA ${where} TO ${who};`,
    );
  }
  if (typeof marker === "number" && marker >= version) {
    return fail(
      `${what} was dropped, and with it the columns and indexes that need it.`,
      `${create} Then restore those columns and indexes from a backup.`,
    );
  }
  if (!available) {
    return fail(
      `${what} is not available on the server.`,
      "Install PostgreSQL's contrib modules there (postgresql-contrib on most systems). " +
        "For PGlite, pass the extension to its constructor.",
    );
  }
  const setting = await findForbiddingSetting(connection, name);
  if (setting) {
    return fail(
      `${what} is missing, and the server parameter ${setting} does not allow it.`,
      describeAllowListRemedy(setting, name),
    );
  }
  if (!creatable) return fail(`${what} is missing, and role ${who} cannot create it.`, create);
  if (placed) return pass(`${what} is missing; role ${who} can create it.`);
  return fail(
    `${what} is missing and would be created in schema "public", which does not exist.`,
    `Create it in another schema that role ${who} can use: CREATE EXTENSION ${name} SCHEMA …;`,
  );
}

/** Anybody who can create objects in the database can create a trusted extension. */
const extensionState = `SELECT n.nspname::text AS schema, has_schema_privilege(n.oid, 'USAGE') AS usable,
  a.name IS NOT NULL AS available,
  r.rolsuper OR v.trusted AND has_database_privilege(current_database(), 'CREATE') AS creatable,
  to_regnamespace('public') IS NOT NULL AS placed
FROM pg_roles r
LEFT JOIN pg_extension e ON e.extname = $1
LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions a ON a.name = $1
LEFT JOIN pg_available_extension_versions v ON v.name = a.name AND v.version = a.default_version
WHERE r.rolname = current_user`;

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { getNewestVersion } from "../../src/migrations/migrations.ts";

/** An npm project with the packed package and the bundlers. */
export interface Project {
  readonly folder: string;
  readonly newestVersion: number;
}

/** What a bundled app tells of its run. */
export interface Answer {
  readonly version?: number;
  readonly roles?: readonly string[];
  readonly error?: string;
}

/** The app: one function, which migrates a schema and registers its first user. */
const app = `import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { defineTables, migratedVersion, up } from "phoenix-kit-schema";
import { checkPassword, hashPassword, rulesFor } from "phoenix-kit-schema/rules";

export async function run(prefix) {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  try {
    await up(pool, { prefix });
    const rules = rulesFor(drizzle({ client: pool }), defineTables(prefix));
    const hashedPassword = await hashPassword("countess");
    const { user } = await rules.registerUser({ email: "ada@example.com", hashedPassword });
    if (!(await checkPassword("countess", user.hashedPassword))) throw new Error("the hash is wrong");
    const roles = (await rules.listActiveRoles(user.uuid)).map(({ role }) => role);
    return { version: await migratedVersion(pool, { prefix }), roles };
  } finally {
    await pool.end();
  }
}
`;

const program = `import { run } from "./app.mjs";
run(process.env.PREFIX).then((answer) => console.log(JSON.stringify(answer)));
`;

/**
 * Packs the package as it is built, and installs it as an app would.
 *
 * @param folder an empty folder
 * @param bundlers the packages to install beside it
 * @returns the project, with the app in it
 * @example
 * await createProject("/tmp/project", ["webpack@5.113.0"])
 */
export async function createProject(folder: string, bundlers: readonly string[]): Promise<Project> {
  const { stdout } = await execa("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const { devDependencies, dependencies } = JSON.parse(await readFile("package.json", "utf8"));
  const versions: Record<string, string> = { ...devDependencies, ...dependencies };
  const peers = ["drizzle-orm", "pg", "bcryptjs"].map((name) => `${name}@${versions[name]}`);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "bundles", private: true }));
  await writeFile(join(folder, "app.mjs"), app);
  await writeFile(join(folder, "program.mjs"), program);
  const options = ["--no-audit", "--no-fund", "--prefer-offline"];
  await execa("npm", ["install", ...options, join(folder, filename), ...peers, ...bundlers], { cwd: folder });
  return { folder, newestVersion: getNewestVersion() };
}

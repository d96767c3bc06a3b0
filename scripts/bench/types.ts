/**
 * `npm run bench:types`: how long `tsc --noEmit` takes in an app that imports all that the package exports. The app
 * finds the built package and its peers in a folder of its own, as npm would have installed them.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { measureMilliseconds } from "./database.ts";
import { computeMedian } from "./table.ts";

const rounds = Number(process.env.ROUNDS ?? 5);
const budget = 5000;

const peers = ["drizzle-orm", "drizzle-zod", "zod", "pg", "@types/pg", "@types/node", "@electric-sql/pglite"];

const app = `import * as all from "phoenix-kit-schema";
import * as constants from "phoenix-kit-schema/constants";
import * as rules from "phoenix-kit-schema/rules";
import * as tables from "phoenix-kit-schema/tables";
import * as v137 from "phoenix-kit-schema/v137";
import * as v27 from "phoenix-kit-schema/v27";
import * as zod from "phoenix-kit-schema/zod";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import type { z } from "zod";

type Everything<T> = { [Key in keyof T]: T[Key] };
export type All = Everything<typeof all> &
  Everything<typeof constants> &
  Everything<typeof rules> &
  Everything<typeof tables> &
  Everything<typeof v27> &
  Everything<typeof v137> &
  Everything<typeof zod>;

export const db = drizzle({ client: new Pool(), schema: all.schema });
export async function owners() {
  const users = await db.query.users.findMany({
    with: { roleAssignments: { with: { role: true } }, files: { with: { instances: true } }, emailLogs: true },
  });
  return users.filter((user) => user.roleAssignments.some(({ role }) => role.name === "Owner"));
}
export async function register(body: unknown) {
  const [user] = await db.insert(tables.users).values(zod.userInsertSchema.parse(body)).returning();
  return user;
}
export const change: z.infer<typeof zod.bucketUpdateSchema> = { provider: "s3" };
export const log: all.EmailLog["status"] = "sent";
export const sameTables: typeof all.users = tables.users;
export const old = v27.defineTables("tenant").emailEvents.$inferSelect;
`;

const compilerOptions = {
  target: "es2023",
  module: "node16",
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  types: ["node"],
};

const folder = mkdtempSync(join(tmpdir(), "bench-types-"));
try {
  install(folder);
  console.log(
    `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, medians of ${rounds} runs\n`,
  );
  for (const skipLibCheck of [true, false]) {
    const config = { compilerOptions: { ...compilerOptions, skipLibCheck }, include: ["app.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await measureMilliseconds(() => check(folder)));
    const milliseconds = computeMedian(times);
    const result = skipLibCheck ? `, budget ${budget} ms: ${milliseconds <= budget ? "kept" : "missed"}` : "";
    console.log(`skipLibCheck ${skipLibCheck}: ${milliseconds.toFixed(0)} ms${result}`);
    if (skipLibCheck && milliseconds > budget) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

function install(project: string): void {
  const { name } = JSON.parse(readFileSync("package.json", "utf8"));
  const own = join(project, "node_modules", name);
  mkdirSync(own, { recursive: true });
  cpSync("package.json", join(own, "package.json"));
  cpSync("dist", join(own, "dist"), { recursive: true });
  for (const peer of peers) {
    const place = join(project, "node_modules", peer);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve("node_modules", peer), place);
  }
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(project, "app.ts"), app);
}

/** drizzle-orm's declarations name drivers that few have installed, so only errors of this package and the app count. */
function check(project: string): void {
  const { stdout } = spawnSync(
    process.execPath,
    [resolve("node_modules/typescript/bin/tsc"), "-p", project],
    {
      encoding: "utf8",
    },
  );
  const errors = stdout.split("\n").filter((line) => /^[^ ]*(app\.ts|phoenix-kit-schema)/.test(line));
  if (errors.length > 0) throw new Error(errors.join("\n"));
}

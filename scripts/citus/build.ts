import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/**
 * Builds Citus from a checkout and installs it for the PostgreSQL that `PG_CONFIG` belongs to, unless that has it. Takes
 * a compiler, the headers of that PostgreSQL, and the right to write into its folders.
 *
 * @param source a checkout of Citus, in which the build leaves its files
 * @param pgConfig PostgreSQL's `pg_config`
 * @returns the folder of that PostgreSQL's programs
 */
export async function installCitus(source: string, pgConfig: string): Promise<string> {
  const ask = async (option: string) => (await execa(pgConfig, [option])).stdout;
  if (!existsSync(join(await ask("--sharedir"), "extension", "citus.control"))) {
    const run = { cwd: source, env: { PG_CONFIG: pgConfig }, stdio: "inherit" } as const;
    await execa("./configure", ["--without-libcurl"], run);
    // machine code for LLVM's compiler doubles the time, and is of no use here
    await execa("make", ["-j", String(availableParallelism()), "with_llvm=no"], run);
    await execa("make", ["install", "with_llvm=no"], run);
  }
  return ask("--bindir");
}

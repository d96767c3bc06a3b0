import { PhoenixKitError } from "../error.ts";
import { type OsUser, runProgram } from "./run-program.ts";

/** Whether this process is root, which PostgreSQL refuses to run as. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Finds the OS user `postgres`, or creates it. Only root can call this. */
export async function ensurePostgresUser(): Promise<OsUser> {
  const existing = await findPostgresUser();
  if (existing) return existing;
  // The group may exist without the user, and another process may be creating both: only the outcome counts.
  await runProgram("groupadd", ["--system", "postgres"]).catch(() => undefined);
  const created = await runProgram("useradd", ["--system", "--gid", "postgres", "postgres"]).catch(
    (error: Error) => ({ output: error.message }),
  );
  const user = await findPostgresUser();
  if (user) return user;
  throw new PhoenixKitError(
    "PostgreSQL refuses to run as root, and the OS user postgres could not be created.",
    {
      code: "embedded_not_permitted",
      remedy: "Run this as another user, create the user postgres, or set DATABASE_URL.",
      detail: created.output.trim(),
    },
  );
}

async function findPostgresUser(): Promise<OsUser | undefined> {
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => {
      const { code, output } = await runProgram("id", [flag, "postgres"]);
      return code === 0 ? Number.parseInt(output, 10) : Number.NaN;
    }),
  );
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * Whether a user (`undefined`: the user of this process) can enter a folder or execute a program. Asks the kernel
 * as that user, so that access lists and mounts count as well.
 */
export async function canReach(path: string, user: OsUser | undefined): Promise<boolean> {
  // Every POSIX system has this shell; this process's own node might be out of that user's reach.
  if (process.platform === "win32") return true;
  const { code } = await runProgram("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { user, cwd: "/" });
  return code === 0;
}

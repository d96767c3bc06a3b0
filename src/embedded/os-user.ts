import { type OsUser, runProgram } from "./run-program.ts";

/**
 * Tells whether this process is root, as whom PostgreSQL refuses to run.
 *
 * @returns `false` on Windows too, where there is no such number.
 * @example
 * if (isRoot()) console.log("the server will run as another user");
 */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Finds the OS user `postgres`, and creates it where it is missing. Only root can call it.
 *
 * @returns its numbers.
 * @throws Error when the user neither exists nor can be created.
 * @example
 * const { uid, gid } = await postgresUser();
 */
export async function postgresUser(): Promise<OsUser> {
  const existing = await lookUp();
  if (existing) return existing;
  // The group may exist without the user, and another process may be creating both: only the outcome counts.
  await runProgram("groupadd", ["--system", "postgres"]).catch(() => undefined);
  const created = await runProgram("useradd", ["--system", "--gid", "postgres", "postgres"]).catch(
    (error: Error) => ({ output: error.message }),
  );
  const user = await lookUp();
  if (user) return user;
  throw new Error(
    `PostgreSQL does not run as root, and the OS user "postgres" could not be created: ${created.output.trim()}\n` +
      "Run this as another user, create that user, or set DATABASE_URL.",
  );
}

/**
 * Tells whether a user can use a path: enter it when it is a folder, execute it when it is a program.
 * The kernel is asked, as that user, so that access lists and mounts count as well.
 *
 * @param path - absolute.
 * @param user - `undefined` is the user of this process.
 * @example
 * await canReach("/root/project", await postgresUser()); // false
 */
export async function canReach(path: string, user: OsUser | undefined): Promise<boolean> {
  // A POSIX shell is everywhere; this process's own node might lie out of that user's reach.
  if (process.platform === "win32") return true;
  const { code } = await runProgram("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { user, cwd: "/" });
  return code === 0;
}

async function lookUp(): Promise<OsUser | undefined> {
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => {
      const { code, output } = await runProgram("id", [flag, "postgres"]);
      return code === 0 ? Number.parseInt(output, 10) : Number.NaN;
    }),
  );
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

import { type AddressInfo, connect, createServer } from "node:net";
import { inspect } from "node:util";
import { Pool } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { PhoenixKitError } from "../../src/error.ts";
import { status } from "../../src/migrate/status.ts";
import { up } from "../../src/migrate/up-down.ts";
import { toConnectionError } from "../../src/postgres/connection-errors.ts";
import { toStatementError } from "../../src/postgres/errors.ts";
import { useDatabase } from "../support/database.ts";
import { useTlsServer } from "../support/field.ts";
import { pgBouncer, startPgBouncer } from "../support/pgbouncer.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function errorOf(run: Promise<unknown>): Promise<PhoenixKitError> {
  const error = await run.catch((reason: unknown) => reason);
  if (error instanceof PhoenixKitError) return error;
  throw new Error(`expected a PhoenixKitError, got ${inspect(error)}`);
}

describe("a server that takes TLS alone, with a certificate of its own authority", () => {
  const server = useTlsServer();

  it("is reached with each setting that a remedy names", async () => {
    const { localhostUrl, authorityFile } = server();
    for (const settings of [
      "sslmode=no-verify",
      `sslmode=require&sslrootcert=${authorityFile}`,
      "sslmode=require&uselibpqcompat=true",
    ]) {
      expect(await status(`${localhostUrl}?${settings}`)).toMatchObject({ version: 0 });
    }
  });

  it("without TLS gives an error whose remedy names sslmode", async () => {
    const error = await errorOf(status(server().localhostUrl));
    expect(error).toMatchObject({
      code: "authentication_failed",
      remedy: expect.stringContaining("sslmode"),
    });
  });

  it("with sslmode=require gives an error whose remedy names sslrootcert", async () => {
    const error = await errorOf(status(`${server().localhostUrl}?sslmode=require`));
    expect(error.remedy).toMatch(/sslrootcert.*no-verify.*uselibpqcompat/);
  });

  it("with a certificate file that is missing gives an error whose remedy names the path", async () => {
    const error = await errorOf(status(`${server().localhostUrl}?sslmode=require&sslrootcert=/no/such.crt`));
    expect(error).toMatchObject({ code: "database_unreachable", remedy: expect.stringContaining("path") });
  });
});

describe("a pooler", () => {
  const database = useDatabase({ from: "empty" });

  it.skipIf(!pgBouncer).each(["options=-c%20statement_timeout%3D0", "statement_timeout=60000"])(
    "that refuses the setting %s of the URL gives an error whose remedy says what to do",
    async (setting) => {
      const pooler = await startPgBouncer(database().url, 2);
      cleanups.push(() => pooler.stop());
      const error = await errorOf(status(`${pooler.url}?${setting}`));
      expect(error.remedy).toMatch(/out of the URL.*ignore_startup_parameters/);
    },
  );

  it.skipIf(!pgBouncer)("refuses a role, which it would leave to other sessions", async () => {
    const pooler = await startPgBouncer(database().url, 2);
    cleanups.push(() => pooler.stop());
    const error = await errorOf(status(pooler.url, { role: "postgres" }));
    expect(error).toMatchObject({ code: "invalid_option", remedy: expect.stringContaining("own address") });
  });
});

const fields = Buffer.from("SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
const startingUp = Buffer.concat([Buffer.from("E"), Buffer.from([0, 0, 0, fields.length + 4]), fields]);

describe("a server that is not there yet", () => {
  const database = useDatabase({ from: "empty" });

  /** Answers "the database system is starting up" for some time, then leads to the database. */
  async function startSlowly(startingMs: number): Promise<string> {
    const target = new URL(database().url);
    const readyAt = performance.now() + startingMs;
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      if (performance.now() < readyAt) {
        socket.once("data", () => socket.end(startingUp));
        return;
      }
      const upstream = connect(Number(target.port), target.hostname);
      upstream.on("error", () => socket.destroy());
      socket.pipe(upstream).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => server.close());
    const slow = new URL(target);
    slow.port = String((server.address() as AddressInfo).port);
    return slow.href;
  }

  it("is waited for with waitSeconds", async () => {
    const url = await startSlowly(1_200);
    expect(await up(url, { version: 1, waitSeconds: 20 })).toMatchObject({ to: 1 });
  });

  it("is waited for by a pool, too", async () => {
    const pool = new Pool({ connectionString: await startSlowly(700) });
    cleanups.push(() => pool.end());
    expect(await status(pool, { waitSeconds: 20 })).toMatchObject({ newerThanPackage: false });
  });

  it("gives an error whose remedy names --wait when the time is over", async () => {
    const error = await errorOf(status(await startSlowly(60_000), { waitSeconds: 0.7 }));
    expect(error).toMatchObject({ code: "database_unreachable", remedy: expect.stringContaining("--wait") });
  });

  it("is not waited for when the database does not exist", async () => {
    const started = performance.now();
    const missing = database().url.replace(/[^/]+$/, "phoenix_kit_no_such");
    const error = await errorOf(up(missing, { waitSeconds: 30 }));
    expect(error.code).toBe("database_missing");
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("is no longer waited for when the signal aborts", async () => {
    const signal = AbortSignal.timeout(300);
    const error = await errorOf(up("postgres://a@127.0.0.1:1/b", { waitSeconds: 30, signal }));
    expect(error.code).toBe("aborted");
  });
});

describe("the password of a URL", () => {
  it.each(["Zq1#Zq2", "Zq1?Zq2", "Zq1/Zq2", "Zq1%Zq2", "Zq1@Zq2", "Zq1 Zq2", "Zq1[Zq2", "Zq1:Zq2#", "1/Zq2"])(
    "%j that is not encoded is in no part of the error",
    async (password) => {
      const error = await errorOf(status(`postgres://me:${password}@127.0.0.1:1/d`));
      const text = [
        inspect(error, { depth: 9, showHidden: true }),
        JSON.stringify(error),
        error.stack,
      ].join();
      expect(text).not.toMatch(/Zq[12]/);
      if (!text.includes("ECONNREFUSED 127.0.0.1:1")) expect(error.remedy).toMatch(/encode/i);
    },
  );
});

describe("a URL with a mistake", () => {
  it.each([
    ["undefined", "invalid_option", /Set the variable/],
    ["localhost/app", "database_unreachable", /begins with postgres:/],
    ["mysql://root@127.0.0.1:1/app", "database_unreachable", /begins with postgres:/],
    ["postgres://a@127.0.0.1:1/app?schema=tenant", "invalid_option", /--prefix/],
    ["postgres://me:pass#word@127.0.0.1:1/app", "database_unreachable", /percent-encoded/],
  ])("%s gives an error of its own", async (url, code, remedy) => {
    expect(await errorOf(status(url))).toMatchObject({ code, remedy: expect.stringMatching(remedy) });
  });

  it("says that the password is missing where the server asks for one", () => {
    const missing = new Error("SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string");
    const error = toConnectionError(missing);
    expect(error).toMatchObject({ code: "authentication_failed" });
    expect(error.remedy).toContain("the URL has none");
  });

  it("says on which side TLS is missing", () => {
    const remedyOf = (error: Error) => toConnectionError(error).remedy;
    expect(remedyOf(new Error("The server does not support SSL connections"))).toContain(
      "The server has no TLS",
    );
    const refused = Object.assign(new Error("no pg_hba.conf entry for host, no encryption"), {
      code: "28000",
    });
    expect(remedyOf(refused)).toContain("only with TLS");
  });
});

describe("an error of connecting", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
  const noRoute = Object.assign(new Error("connect ENETUNREACH 2001:db8::1:1"), { code: "ENETUNREACH" });

  it("names every address that was tried", () => {
    const { message } = toConnectionError(new AggregateError([refused, noRoute]));
    expect(message).toMatch(/ECONNREFUSED 127\.0\.0\.1:1; connect ENETUNREACH 2001:db8::1:1/);
  });

  it("speaks of IPv6 where there is no route", () => {
    expect(toConnectionError(noRoute).remedy).toContain("IPv6");
  });

  it("speaks of Node's time for each address where all of them time out", () => {
    const timedOut = Object.assign(new Error("connect ETIMEDOUT 10.0.0.1:1"), { code: "ETIMEDOUT" });
    expect(toConnectionError(new AggregateError([timedOut, timedOut])).remedy).toContain("autoselection");
  });
});

describe("an error of a statement", () => {
  const serverError = (fields: object) =>
    Object.assign(new Error("message"), { severity: "ERROR", ...fields });

  it.each([
    ["25P03", "statement_timeout", "idle_in_transaction_session_timeout"],
    ["25P04", "statement_timeout", "transaction_timeout"],
    ["53200", "out_of_memory", "max_locks_per_transaction"],
    ["53400", "disk_full", "temp_file_limit"],
    ["42P17", "dependent_objects", "nothing is cascaded"],
  ])("with SQLSTATE %s has the code %s and a remedy with %s", (code, expected, remedy) => {
    expect(toStatementError(serverError({ code }))).toMatchObject({
      code: expected,
      remedy: expect.stringContaining(remedy),
    });
  });

  it.each([
    ["RememberAllDependentForRebuilding", "dependent_objects"],
    ["ATExecAlterColumnType", "dependent_objects"],
    ["check_transaction_read_only", "read_only"],
    ["check_XactReadOnly", "read_only"],
    ["call_bool_check_hook", "read_only"],
    ["CreateExtension", "step_failed"],
  ])("with SQLSTATE 0A000 of the routine %s has the code %s", (routine, code) => {
    expect(toStatementError(serverError({ code: "0A000", routine })).code).toBe(code);
  });

  it.each([
    "PL/pgSQL function public.note_change() line 1 at SQL statement",
    "PL/pgSQL-Funktion public.note_change() Zeile 1 bei SQL-Anweisung",
    "PL/pgSQL関数public.note_change()の1行目 - SQL文",
    'SQL statement "SELECT coalesce(1)"\nPL/pgSQL function public.note_change() line 1 at SQL statement',
  ])("that a function of the app raised names the function: %s", (where) => {
    const error = toStatementError(
      serverError({ code: "P0001", routine: "exec_stmt_raise", hint: "x", where }),
    );
    expect(error.code).toBe("step_failed");
    expect(error.remedy).toContain("public.note_change()");
  });

  it("that a guard of a migration raised is a refusal, in every language", () => {
    const where = "PL/pgSQL-Funktion inline_code_block Zeile 3 bei RAISE";
    const error = toStatementError(
      serverError({ code: "55000", routine: "exec_stmt_raise", hint: "x", where }),
    );
    expect(error).toMatchObject({ code: "refused", remedy: "x" });
  });
});

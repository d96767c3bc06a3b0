import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { PhoenixKitError } from "../error.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { parsePrefix } from "../prefix.ts";
import type { ManyOptions, TenantResult } from "../tenants/run-many.ts";
import { askYesOrNo } from "./confirm.ts";
import { CommandError, exitCodes } from "./errors.ts";
import { type Colors, chooseColors, type Io } from "./io.ts";
import { type TenantOptions, toConnectOptions } from "./options.ts";
import { startBar } from "./progress.ts";
import { formatJsonLine } from "./report-error.ts";
import { formatCount } from "./text.ts";

/** Reads the library's options for a command on many schemas; undefined if it was given only one schema, or none. */
export async function readManyOptions(io: Io, options: TenantOptions): Promise<ManyOptions | undefined> {
  const { prefix = [], prefixesFrom, match, all, concurrency, first, onError } = options;
  const isOne = prefix.length < 2 && prefixesFrom === undefined && match === undefined && !all;
  if (isOne) {
    const given = [concurrency && "--concurrency", first && "--first", onError && "--on-error"].find(Boolean);
    if (given === undefined || typeof given !== "string") return undefined;
    throw new CommandError(`${given} is for many schemas, but only one was selected.`, {
      code: "usage",
      remedy: `Select schemas with --all, --match, --prefixes-from or several --prefix, or remove ${given}.`,
    });
  }
  const listed = prefixesFrom === undefined ? [] : await readPrefixes(io, prefixesFrom);
  return {
    ...toConnectOptions(options),
    prefixes: [...prefix, ...listed],
    match,
    all,
    concurrency,
    first,
    onError,
    signal: io.signal,
  };
}

/** Names may begin and end with blanks, so only line breaks separate them. Skips empty lines and a byte order mark. */
async function readPrefixes(io: Io, file: string): Promise<string[]> {
  const content =
    file === "-" ? await text(io.stdin) : await readFile(resolve(io.cwd, file), "utf8").catch(rethrow);
  return content
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((name) => (name === "" ? [] : [parsePrefix(name)]));
}

function rethrow(error: Error): never {
  throw new CommandError(`Cannot read the file of --prefixes-from: ${error.message}.`, {
    code: "usage",
    remedy: "Give a file with one schema name per line, or - for standard input.",
  });
}

/** A command over many schemas. */
export interface TenantRun<T> {
  readonly json: boolean | undefined;
  readonly options: ManyOptions;
  readonly start: (options: ManyOptions) => AsyncIterable<TenantResult<T>>;
  /** The result in a few words; the summary counts the schemas by these words. */
  readonly describe: (result: T) => string;
  /** More lines about a schema, printed without `--json`. */
  readonly detail?: (result: T) => readonly string[];
  /** The exit code for a result; a failed schema makes it 1. */
  readonly toExitCode?: (result: T) => number;
}

interface Tally {
  total: number;
  done: number;
  exitCode: number;
  readonly groups: Map<string, number>;
  readonly failed: { readonly prefix: string; readonly error: PhoenixKitError }[];
}

/** Runs a command over many schemas, reports each when it is done, and prints a summary at the end. */
export async function runTenants<T>(io: Io, run: TenantRun<T>): Promise<number> {
  const { json, options } = run;
  const tally: Tally = { total: 0, done: 0, exitCode: exitCodes.done, groups: new Map(), failed: [] };
  try {
    await runAndReport(io, run, { options, tally });
    const left = tally.total - tally.done;
    const mayContinue = options.first !== undefined && left > 0 && tally.failed.length === 0;
    if (mayContinue && !json && io.stdin.isTTY && io.stderr.isTTY) {
      if (await askYesOrNo(io, `Continue with the other ${formatCount(left, "schema")}?`)) {
        tally.groups.clear();
        await runAndReport(io, run, { options: { ...options, first: undefined }, tally });
      }
    }
  } finally {
    printSummary(io, run, tally);
  }
  return tally.exitCode;
}

async function runAndReport<T>(
  io: Io,
  { json, start, describe, detail, toExitCode }: TenantRun<T>,
  { options, tally }: { readonly options: ManyOptions; readonly tally: Tally },
): Promise<void> {
  const bar = io.stderr.isTTY && !json ? await startBar(io.stderr) : undefined;
  const colors = chooseColors(io, "stderr");
  const startedMs = performance.now();
  try {
    for await (const tenant of start(options)) {
      const { done, total, prefix } = tenant;
      Object.assign(tally, { done, total });
      const words = tenant.outcome === "done" ? describe(tenant.result) : tenant.error.message;
      if (tenant.outcome === "failed") {
        tally.failed.push({ prefix, error: tenant.error });
        tally.exitCode = exitCodes.failed;
      } else {
        tally.groups.set(words, (tally.groups.get(words) ?? 0) + 1);
        const code = toExitCode?.(tenant.result) ?? exitCodes.done;
        if (tally.exitCode !== exitCodes.failed) tally.exitCode = Math.max(tally.exitCode, code);
      }
      if (json) io.stdout.write(`${formatJsonLine(toJsonLine(tenant))}\n`);
      else if (bar) {
        if (tenant.outcome === "failed") bar.log(formatTenant(tenant, words, colors));
        bar.advance(done, total);
        bar.show(estimateRest(done, total, performance.now() - startedMs));
      } else io.stderr.write(`${formatTenant(tenant, words, colors)}\n`);
      const lines = tenant.outcome === "done" && !json ? (detail?.(tenant.result) ?? []) : [];
      if (lines.length > 0) io.stdout.write(`${lines.join("\n")}\n`);
    }
  } finally {
    bar?.stop();
  }
}

function toJsonLine<T>({ prefix, durationMs, ...tenant }: TenantResult<T>): object {
  return tenant.outcome === "done"
    ? { prefix, outcome: "done", durationMs, result: tenant.result }
    : { prefix, outcome: "failed", durationMs, error: tenant.error.toJSON() };
}

function formatTenant<T>(tenant: TenantResult<T>, words: string, { green, red, dim }: Colors): string {
  const sign = tenant.outcome === "done" ? green("✔") : red("✗");
  const end = tenant.durationMs > 0 ? `  ${dim(`${tenant.durationMs} ms`)}` : "";
  return `${sign} ${quoteIdentifier(tenant.prefix)}  ${words}${end}`;
}

/** As in `12.5/s, 40 s left`. */
function estimateRest(done: number, total: number, elapsedMs: number): string {
  const perSecond = done / Math.max(elapsedMs / 1000, 0.001);
  return `${perSecond.toFixed(1)}/s, ${Math.ceil((total - done) / perSecond)} s left`;
}

function printSummary<T>(
  io: Io,
  { json, options }: TenantRun<T>,
  { total, done, groups, failed }: Tally,
): void {
  const left = total - done;
  if (json) {
    const summary = {
      total,
      done: done - failed.length,
      failed: failed.map(({ prefix }) => prefix),
      left,
      outcomes: Object.fromEntries(groups),
    };
    io.stdout.write(`${formatJsonLine({ summary })}\n`);
    return;
  }
  const lines = [...groups].map(([words, count]) => `${formatCount(count, "schema")}: ${words}`);
  for (const { prefix, error } of failed) {
    lines.push(`failed: ${quoteIdentifier(prefix)}: ${error.message}`, `  → ${error.remedy}`);
  }
  if (left > 0) {
    const command =
      options.first === undefined ? "the same command again" : "the same command without --first";
    lines.push(`Not run yet: ${formatCount(left, "schema")}. Run ${command} to continue.`);
  }
  if (lines.length === 0) lines.push("No schema was found.");
  io.stdout.write(`${lines.join("\n")}\n`);
}

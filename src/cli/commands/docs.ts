import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { formatVersion } from "../../error.ts";
import { getNewestVersion } from "../../migrations/migrations.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import type { TextFormat } from "../../site/diagram/text-formats.ts";
import type { SiteModel } from "../../site/model.ts";
import type { SiteDatabase } from "../../site/site.ts";
import { withDatabase } from "../database.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { type Io, print, rejectOnAbort } from "../io.ts";
import {
  addTenantOptions,
  parseNumber,
  type TenantOptions,
  type ToAction,
  toConnectOptions,
} from "../options.ts";
import { readManyOptions } from "../tenants.ts";
import { formatCount } from "../text.ts";

interface Options extends TenantOptions {
  readonly out: string;
  readonly to?: number;
  readonly format: "html" | TextFormat;
}

/** Adds `docs`, which writes the schema as a site with diagrams, or as diagrams for other tools. */
export function addDocs(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("docs"))
    .description("write the schema as a static site with diagrams; with --url, also what is in a database")
    .requiredOption("--out <folder>", "a new or empty folder, or one that this command wrote")
    .option("--to <version>", "version to describe (default: the newest, or the database's)", parseNumber)
    .addOption(
      new Option("--format <format>", "html for a site, mermaid or dot for diagrams as text")
        .choices(["html", "mermaid", "dot"])
        .default("html"),
    )
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { out, to, format, json } = options;
  const target = parseTarget("up", to);
  if (target === 0) {
    throw new CommandError("Version 0 has no tables to describe.", {
      code: "usage",
      remedy: "Give --to with a version from 1.",
    });
  }
  const database = needsDatabase(options) ? await readDatabase(io, options) : {};
  const version = database.live ? Math.min(database.live.version, getNewestVersion()) : target;
  const { buildModel } = await import("../../site/model.ts");
  const { writeFiles } = await import("../../site/write-files.ts");
  const files = await renderFiles(buildModel(version), format, database);
  const folder = resolve(io.cwd, out);
  await writeFiles(folder, files);
  const [first = ""] = files.keys();
  const result = { folder, version, format, files: files.size };
  const text = `Wrote ${formatVersion(version)} as ${formatCount(files.size, "file")}. Open ${relative(io.cwd, resolve(folder, first))}`;
  print(io, { json, result, text });
  return exitCodes.done;
}

/** Whether an option asks for a database: the variable DATABASE_URL alone does not. */
function needsDatabase({ url, embedded, prefix, prefixesFrom, match, all }: Options): boolean {
  return [url, embedded, prefix, prefixesFrom, match, all].some((given) => given !== undefined);
}

async function readDatabase(io: Io, options: Options): Promise<SiteDatabase> {
  if (options.to !== undefined || options.format !== "html") {
    throw new CommandError("--to and --format describe the schema of the package, not a database.", {
      code: "usage",
      remedy: "Remove the options of the database, or --to and --format.",
    });
  }
  const many = await readManyOptions(io, options);
  return withDatabase(options, io, async ({ url }) => {
    if (many) {
      const { readFleet } = await import("../../site/fleet.ts");
      const fleet = await rejectOnAbort(readFleet(url, many), io.signal);
      if (fleet.length > 0) return { fleet };
      throw new CommandError("No schema was found to describe.", {
        code: "usage",
        remedy: "Select schemas that exist; phoenix-kit status --all lists them.",
      });
    }
    const prefix = options.prefix?.[0] ?? "public";
    const { readLiveSchema } = await import("../../site/live.ts");
    const live = await rejectOnAbort(
      readLiveSchema(url, { ...toConnectOptions(options), prefix }),
      io.signal,
    );
    if (live.version > 0) return { live };
    throw new CommandError(`Schema ${quoteIdentifier(prefix)} has no managed tables to describe.`, {
      code: "usage",
      remedy: "Run phoenix-kit up first, or select another schema with --prefix.",
    });
  });
}

async function renderFiles(
  model: SiteModel,
  format: Options["format"],
  database: SiteDatabase,
): Promise<ReadonlyMap<string, string>> {
  if (format === "html") return (await import("../../site/site.ts")).renderSite(model, database);
  return (await import("../../site/diagram/text-formats.ts")).printDiagrams(model, format);
}

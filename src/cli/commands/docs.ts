import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { formatVersion } from "../../error.ts";
import { parseTarget } from "../../migrations/steps.ts";
import type { TextFormat } from "../../site/diagram/text-formats.ts";
import type { SiteModel } from "../../site/model.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import { createJsonOption, parseNumber, type ToAction } from "../options.ts";
import { formatCount } from "../text.ts";

interface Options {
  readonly out: string;
  readonly to?: number;
  readonly format: "html" | TextFormat;
  readonly json?: true;
}

/** Adds `docs`, which writes the schema as a site with diagrams, or as diagrams for other tools. */
export function addDocs(program: Command, toAction: ToAction): void {
  program
    .command("docs")
    .description("write the schema as a static site with diagrams; needs no database")
    .requiredOption("--out <folder>", "a new or empty folder, or one that this command wrote")
    .option("--to <version>", "version to describe (default: the newest)", parseNumber)
    .addOption(
      new Option("--format <format>", "html for a site, mermaid or dot for diagrams as text")
        .choices(["html", "mermaid", "dot"])
        .default("html"),
    )
    .addOption(createJsonOption())
    .action(toAction(run));
}

async function run(io: Io, { out, to, format, json }: Options): Promise<number> {
  const version = parseTarget("up", to);
  if (version === 0) {
    throw new CommandError("Version 0 has no tables to describe.", {
      code: "usage",
      remedy: "Give --to with a version from 1.",
    });
  }
  const [{ buildModel }, { writeFiles }] = await Promise.all([
    import("../../site/model.ts"),
    import("../../site/write-files.ts"),
  ]);
  const model = buildModel(version);
  const files = await renderFiles(model, format);
  const folder = resolve(io.cwd, out);
  await writeFiles(folder, files);
  const [first = ""] = files.keys();
  const result = { folder, version, format, files: files.size };
  const text = `Wrote ${formatVersion(version)} as ${formatCount(files.size, "file")}. Open ${relative(io.cwd, resolve(folder, first))}`;
  print(io, { json, result, text });
  return exitCodes.done;
}

async function renderFiles(
  model: SiteModel,
  format: Options["format"],
): Promise<ReadonlyMap<string, string>> {
  if (format === "html") return (await import("../../site/site.ts")).renderSite(model);
  return (await import("../../site/diagram/text-formats.ts")).printDiagrams(model, format);
}

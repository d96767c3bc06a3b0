import { formatVersion, PhoenixKitError } from "../../error.ts";
import { getNewestVersion } from "../../migrations/migrations.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, problem } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether the marker says a version that this package knows. */
export const marker: Check = {
  name: "marker",
  async run({ marker, prefix }) {
    if (marker instanceof PhoenixKitError) return [problem(marker.message, marker.remedy)];
    const schema = `Schema ${quoteIdentifier(prefix)}`;
    const newest = formatVersion(getNewestVersion());
    if (marker > getNewestVersion()) {
      return [
        problem(
          `${schema} is at ${formatVersion(marker)}; this package knows versions up to ${newest}.`,
          "Install a newer phoenix-kit-schema.",
        ),
      ];
    }
    if (marker === 0) return [ok(`${schema} is not set up yet; the newest version is ${newest}.`)];
    if (marker === getNewestVersion()) return [ok(`${schema} is at ${newest}, the newest version.`)];
    return [ok(`${schema} is at ${formatVersion(marker)}; the newest version is ${newest}.`)];
  },
};

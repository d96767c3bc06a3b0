import { PhoenixKitError } from "../error.ts";
import { quotedIdentifier } from "../identifiers.ts";
import { newestVersion } from "../migrations.ts";
import { versionLabel } from "../version-label.ts";
import { ok, problem } from "./finding.ts";
import type { Check } from "./subject.ts";

/** Whether the marker says a version that this package knows. */
export const marker: Check = {
  name: "marker",
  async look({ marker, prefix }) {
    if (marker instanceof PhoenixKitError) return [problem(marker.message, marker.remedy)];
    const schema = `Schema ${quotedIdentifier(prefix)}`;
    const newest = versionLabel(newestVersion());
    if (marker > newestVersion()) {
      return [
        problem(
          `${schema} is at ${versionLabel(marker)}; this package knows versions up to ${newest}.`,
          "Install a newer phoenix-kit-schema.",
        ),
      ];
    }
    if (marker === 0) return [ok(`${schema} is not set up yet; the newest version is ${newest}.`)];
    if (marker === newestVersion()) return [ok(`${schema} is at ${newest}, the newest version.`)];
    return [ok(`${schema} is at ${versionLabel(marker)}; the newest version is ${newest}.`)];
  },
};

/**
 * A version as people read it.
 *
 * @example
 * versionLabel(8) // "V08"
 */
export function versionLabel(version: number): string {
  return `V${String(version).padStart(2, "0")}`;
}

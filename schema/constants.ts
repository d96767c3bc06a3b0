/**
 * The allowed values and the limits of texts alone, without Drizzle: a few KB, for forms in a browser.
 *
 * @module phoenix-kit-schema/constants
 */

export * from "./allowed-values.ts";
export * from "./limits.ts";

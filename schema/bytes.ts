import { PhoenixKitError } from "../src/error.ts";

/**
 * Reads bytes as PostgreSQL prints them, in either form of `bytea_output`. The forms cannot be mistaken for each other:
 * `escape` writes a backslash as two or before three octal digits, so it never begins with `\x`.
 */
export function parseBytes(text: string): Uint8Array {
  const hex = /^\\x((?:[\da-f]{2})*)$/i.exec(text)?.[1];
  if (hex !== undefined)
    return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  if (!/^(?:[ -[\]-~]|\\\\|\\[0-3][0-7]{2})*$/.test(text)) {
    throw new PhoenixKitError("The bytes of a bytea column came in a form that PostgreSQL does not print.", {
      code: "value_unreadable",
      remedy: "Remove the driver's own type parser for bytea (type 17), or let it return a Uint8Array.",
    });
  }
  return Uint8Array.from(text.match(/\\\\|\\\d{3}|./g) ?? [], readEscape);
}

function readEscape(part: string): number {
  return /^\\\d/.test(part) ? Number.parseInt(part.slice(1), 8) : part.charCodeAt(0);
}

/** Bytes as hexadecimal text. */
export function writeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

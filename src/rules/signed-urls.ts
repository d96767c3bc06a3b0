import { createHmac, timingSafeEqual } from "node:crypto";
import { types } from "node:util";
import { assertArgument, assertDate, assertText, assertUuid } from "./assert.ts";
import { invalidInputError } from "./error.ts";

/** What a token gives access to. */
export interface SignedFile {
  /** The uuid of the file. */
  readonly fileUuid: string;
  /** `variant_name` of the instance, such as `original` or `thumbnail`. */
  readonly variant: string;
}

/** The state of a token: `forged` is any that was not made for this file and variant with this key. */
export type FileTokenState = "valid" | "expired" | "forged";

/** A secret of the application: 32 bytes or more, text as its UTF-8. */
export type SigningKey = string | Uint8Array;

/**
 * Makes a token for a file's URL. Without the key, nobody can make one, or change it for another file, variant or time.
 * It consists of letters, digits, `-`, `_` and one dot.
 *
 * @param file the file and variant
 * @param expiresAt when it expires; fractions of a second are cut off
 * @param key a secret of 32 bytes or more
 * @returns the token
 * @throws RuleError `invalid_input` if the key is too short, or the file, variant or end is not valid
 * @example
 * import { signFileToken } from "phoenix-kit-schema/rules";
 *
 * const file = { fileUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", variant: "thumbnail" };
 * const token = signFileToken(file, new Date(Date.now() + 60 * 60 * 1000), process.env.FILE_KEY!);
 * console.log(`/files/${file.fileUuid}/${file.variant}?token=${token}`);
 */
export function signFileToken(file: SignedFile, expiresAt: Date, key: SigningKey): string {
  assertArgument("file", file);
  assertUuid("file", file.fileUuid);
  assertText("variant", file.variant, { min: 1, max: 255 });
  assertDate("expiresAt", expiresAt);
  const seconds = Math.floor(expiresAt.getTime() / 1000);
  if (!(seconds > 0)) {
    throw invalidInputError("expiresAt is not a date after 1970.", "Give a valid Date.");
  }
  return signWithKey(file, seconds, key);
}

/**
 * Checks a token that came with a URL. Every forged token takes the same time.
 *
 * @param token the token
 * @param file the file and variant that the URL asks for
 * @param key the secret that the token was made with
 * @returns whether it is valid, expired or forged
 * @throws RuleError `invalid_input` if the key is too short or no key
 * @example
 * import { createServer } from "node:http";
 * import { verifyFileToken } from "phoenix-kit-schema/rules";
 *
 * createServer((request, response) => {
 *   const { pathname, searchParams } = new URL(request.url!, "http://localhost");
 *   const [, , fileUuid = "", variant = ""] = pathname.split("/");
 *   const state = verifyFileToken(searchParams.get("token") ?? "", { fileUuid, variant }, process.env.FILE_KEY!);
 *   if (state !== "valid") response.writeHead(state === "expired" ? 410 : 403).end();
 * });
 */
export function verifyFileToken(token: string, file: SignedFile, key: SigningKey): FileTokenState {
  assertArgument("file", file);
  const isText = [token, file.fileUuid, file.variant].every((value) => typeof value === "string");
  if (!isText) return "forged";
  const seconds = Number.parseInt(/^[0-9a-z]{1,10}(?=\.)/.exec(token)?.[0] ?? "0", 36);
  const expected = Buffer.from(signWithKey(file, seconds, key));
  const given = Buffer.from(token);
  // Compares the texts and not the decoded bytes, because several texts decode to the same bytes.
  const isSame = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isSame || seconds === 0) return "forged";
  return Date.now() < seconds * 1000 ? "valid" : "expired";
}

function signWithKey({ fileUuid, variant }: SignedFile, seconds: number, key: SigningKey): string {
  const bytes = typeof key === "string" ? Buffer.from(key) : key;
  if (!types.isUint8Array(bytes)) {
    throw invalidInputError("The signing key is neither text nor bytes.", "Give a string or a Uint8Array.");
  }
  if (bytes.length < 32) {
    throw invalidInputError(
      `The signing key has ${bytes.length} bytes, which could be guessed.`,
      "Give a random secret of 32 bytes or more, such as that of `openssl rand -hex 32`.",
    );
  }
  const signed = JSON.stringify(["phoenix-kit-schema file", fileUuid.toLowerCase(), variant, seconds]);
  return `${seconds.toString(36)}.${createHmac("sha256", bytes).update(signed).digest("base64url")}`;
}

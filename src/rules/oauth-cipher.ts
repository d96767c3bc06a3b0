import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { invalidInputError, RuleError } from "./error.ts";

/** The keys that tokens are encrypted with: 32 random bytes each. The first encrypts, any of them decrypts. */
export type OauthKeys = readonly [Uint8Array, ...Uint8Array[]];

/** Where a token is stored: it can only be decrypted for that place. */
export interface TokenPlace {
  readonly provider: string;
  readonly providerUid: string;
  readonly kind: "access" | "refresh";
}

const version = "v1";
const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a token for one place.
 *
 * @param token the token
 * @param place the account, and which of its tokens it is
 * @param keys the first is used
 * @returns `v1.` and, in base64url, 12 bytes of nonce, the encrypted token, 16 bytes of tag
 * @throws RuleError `invalid_input` if a key does not have 32 bytes
 * @example
 * encryptToken("ya29…", { provider: "google", providerUid: "117", kind: "access" }, [key]);
 */
export function encryptToken(token: string, place: TokenPlace, keys: OauthKeys): string {
  checkKeys(keys);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keys[0], iv, { authTagLength: tagBytes }).setAAD(
    serializePlace(place),
  );
  const encrypted = [iv, cipher.update(token, "utf8"), cipher.final(), cipher.getAuthTag()];
  return `${version}.${Buffer.concat(encrypted).toString("base64url")}`;
}

/**
 * Decrypts a token that `encryptToken` returned.
 *
 * @param text the encrypted token
 * @param place the account that it was read from, and which of its tokens it is
 * @param keys the keys that it may be encrypted with
 * @throws RuleError `oauth_token_unreadable` if the text was altered, is another place's, is encrypted with
 *   another key, or not at all; `invalid_input` if a key does not have 32 bytes
 * @example
 * decryptToken(text, { provider: "google", providerUid: "117", kind: "access" }, [newKey, oldKey]);
 */
export function decryptToken(text: string, place: TokenPlace, keys: OauthKeys): string {
  checkKeys(keys);
  const bytes = Buffer.from(text.slice(version.length + 1), "base64url");
  // The decoder ignores characters outside of base64url, so the text is compared with its own re-encoding.
  if (text === `${version}.${bytes.toString("base64url")}` && bytes.length >= ivBytes + tagBytes) {
    for (const key of keys) {
      const token = decryptWithKey(bytes, place, key);
      if (token !== undefined) return token;
    }
  }
  throw new RuleError(
    `The ${place.kind} token of ${place.provider}'s ${place.providerUid} can't be decrypted.`,
    {
      code: "oauth_token_unreadable",
      remedy: "Give the key that it was encrypted with, or let the user sign in with the provider again.",
    },
  );
}

function decryptWithKey(bytes: Buffer, place: TokenPlace, key: Uint8Array): string | undefined {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(serializePlace(place))
    .setAuthTag(bytes.subarray(-tagBytes));
  const decrypted = decipher.update(bytes.subarray(ivBytes, -tagBytes));
  try {
    return Buffer.concat([decrypted, decipher.final()]).toString("utf8");
  } catch {
    return undefined; // encrypted with another key, or altered: the cipher cannot tell the two apart
  }
}

function serializePlace({ provider, providerUid, kind }: TokenPlace): Buffer {
  return Buffer.from(JSON.stringify([version, provider, providerUid, kind]));
}

function checkKeys(keys: OauthKeys): void {
  if (Array.isArray(keys) && keys.length > 0 && keys.every((key) => key?.length === 32)) return;
  throw invalidInputError(
    "A key for OAuth tokens has 32 bytes.",
    'Make one with crypto.randomBytes(32) and keep it outside the database, as `toString("base64")` of it.',
  );
}

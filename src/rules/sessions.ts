import { createHash } from "node:crypto";
import type { Tables } from "../../schema/index.ts";
import { assertArgument, assertString } from "./assert.ts";
import { normalizeIp } from "./ip-addresses.ts";

/** The client of a request: its address and user agent. */
export interface SessionClient {
  /** The IPv4 or IPv6 address. Default: unknown. */
  readonly ip?: string | null | undefined;
  /** The header `User-Agent`. Default: unknown. */
  readonly userAgent?: string | null | undefined;
}

/** What a session's token stores about its client. */
export type SessionFingerprint = Pick<Tables["usersTokens"]["$inferSelect"], "ipAddress" | "userAgentHash">;

/** What to do if another client uses a session: warn, or force a new sign-in. */
export type FingerprintMode = "warn" | "force";

/**
 * Creates the fingerprint of a client, for the columns of a session's token.
 *
 * @param client the address, and the header `User-Agent`
 * @returns the address in its usual form, and the SHA-256 of the user agent in hexadecimal; null for what is missing
 * @example
 * import { randomBytes } from "node:crypto";
 * import { usersTokens } from "phoenix-kit-schema";
 * import { createSessionFingerprint } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const client = { ip: "203.0.113.7", userAgent: "Mozilla/5.0" };
 * const session = { userUuid, token: randomBytes(32), context: "session" } as const;
 * await db.insert(usersTokens).values({ ...session, ...createSessionFingerprint(client) });
 */
export function createSessionFingerprint(client: SessionClient): SessionFingerprint {
  assertArgument("client", client);
  const { ip, userAgent } = client;
  return {
    ipAddress: ip == null || ip === "" ? null : normalizeIp(ip),
    userAgentHash: userAgent == null || userAgent === "" ? null : hashUserAgent(userAgent),
  };
}

/**
 * Checks whether a request comes from the client that a session was given to. Only the columns that the session has are
 * compared; a session without any stays valid. PhoenixKit's own application stores the hash of `unknown` for a client
 * without a user agent, which such a client matches.
 *
 * @param session the session's token
 * @param request the client that uses it
 * @param options what to do about another client
 * @returns `match`; else `warn`, for the application to log, or `reject`, for it to end the session
 * @example
 * import { checkSessionFingerprint } from "phoenix-kit-schema/rules";
 *
 * const session = { ipAddress: "203.0.113.7", userAgentHash: null };
 * const client = { ip: "203.0.113.8", userAgent: "Mozilla/5.0" };
 * if (checkSessionFingerprint(session, client, { mode: "force" }) === "reject") console.log("sign out");
 */
export function checkSessionFingerprint(
  session: SessionFingerprint,
  request: SessionClient,
  options: { readonly mode: FingerprintMode },
): "match" | "warn" | "reject" {
  assertArgument("session", session);
  assertArgument("options", options);
  if (session.userAgentHash) assertString("hash of the user agent", session.userAgentHash);
  const { ipAddress, userAgentHash } = createSessionFingerprint(request);
  const matches =
    (!session.ipAddress || normalizeIp(session.ipAddress) === ipAddress) &&
    (!session.userAgentHash || session.userAgentHash.toLowerCase() === (userAgentHash ?? unnamed));
  if (matches) return "match";
  return options.mode === "force" ? "reject" : "warn";
}

function hashUserAgent(userAgent: string): string {
  assertString("user agent", userAgent);
  return createHash("sha256").update(userAgent).digest("hex");
}

/** What PhoenixKit's application stores for a client without a user agent. */
const unnamed = hashUserAgent("unknown");

import { type ErrorCode, PhoenixKitError } from "../error.ts";
import { asServerError, type ServerError } from "./server-error.ts";

interface Explanation {
  readonly code?: ErrorCode;
  readonly remedy: string;
}

const wait = "Start the server, or wait for it: --wait <seconds> on the command line, waitSeconds in code";
const ownAuthority =
  "Add sslrootcert=/path/to/ca.crt to the URL, with the certificate of the server's authority. Without its check: " +
  "sslmode=no-verify, or sslmode=require&uselibpqcompat=true.";
const otherName =
  "The server's certificate is for another host name. Connect to a name that it has, or add sslmode=verify-ca&" +
  "sslrootcert=/path/to/ca.crt&uselibpqcompat=true to the URL to check the authority alone.";
const startupParameter =
  "A pooler refuses a setting of the URL (options, statement_timeout and the like). Leave it out of the URL, " +
  "connect to the server's own address, or add the setting to PgBouncer's ignore_startup_parameters.";

const encode =
  "Special characters of the password have to be percent-encoded: # is %23, ? is %3F, / is %2F, @ is %40, % is %25, " +
  "[ is %5B, : is %3A, a blank is %20.";

/** What an error of connecting means, by SQLSTATE, errno or TLS code. */
const explanations: Record<string, Explanation> = {
  "28000": { code: "authentication_failed", remedy: "Check the user, and pg_hba.conf on the server." },
  "28P01": { code: "authentication_failed", remedy: "Check the user and password in the URL." },
  "3D000": { code: "database_missing", remedy: "Create the database, or check its name in the URL." },
  "42501": {
    code: "insufficient_privilege",
    remedy: "The role may not connect to this database: GRANT CONNECT ON DATABASE … TO …;",
  },
  "08P01": { remedy: startupParameter },
  "22023": { remedy: "The server refuses a setting of the URL. Correct it, or leave it out of the URL." },
  "42704": {
    remedy: "The server does not know a setting of the URL. Correct it, or leave it out of the URL.",
  },
  "53300": { remedy: "The server has no free connection; close some, or raise max_connections." },
  "57P03": { remedy: `${wait}.` },
  ECONNREFUSED: { remedy: `Check host, port and network, and that the server is running. ${wait}.` },
  ENOENT: { remedy: "Check the path in the URL: of a socket's folder, or of a certificate (sslrootcert)." },
  EACCES: {
    remedy: "This user may not open the socket or certificate that the URL names; check its rights.",
  },
  ENOTFOUND: { remedy: `Check the host name in the URL: it has no address. ${encode}` },
  EAI_AGAIN: { remedy: "The name server does not answer; check the network, and the host name in the URL." },
  ENETUNREACH: {
    remedy:
      "This machine has no route to that address. For an IPv6 address, connect to a host with IPv4 (a pooler's " +
      "address, for example), or give this machine IPv6.",
  },
  ETIMEDOUT: {
    remedy:
      "No address answered in time: check firewall and network. For a slow network, raise Node's time for each " +
      "address: NODE_OPTIONS=--network-family-autoselection-attempt-timeout=5000.",
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { remedy: ownAuthority },
  SELF_SIGNED_CERT_IN_CHAIN: { remedy: ownAuthority },
  UNABLE_TO_GET_ISSUER_CERT: { remedy: ownAuthority },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { remedy: ownAuthority },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { remedy: ownAuthority },
  CERT_HAS_EXPIRED: {
    remedy: "The server's certificate has expired; renew it. Without its check: sslmode=no-verify.",
  },
  CERT_NOT_YET_VALID: { remedy: "The server's certificate is not valid yet; check the clocks." },
  ERR_TLS_CERT_ALTNAME_INVALID: { remedy: otherName },
  ERR_INVALID_SCHEME: {
    remedy:
      "Give a URL that begins with postgres://, such as postgres://user:password@host:5432/database, and not the name " +
      "of a host, or the URL of another database or of a proxy.",
  },
  ERR_INVALID_URL: {
    remedy: `Give a URL such as postgres://user:password@host:5432/database. ${encode}`,
  },
};

const sameAs: Record<string, string> = {
  EHOSTUNREACH: "ENETUNREACH",
  EADDRNOTAVAIL: "ENETUNREACH",
  EAFNOSUPPORT: "ENETUNREACH",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "SELF_SIGNED_CERT_IN_CHAIN",
};

const fallback: Explanation = { remedy: "Check host, port and network, and that the server is running." };

/** The typed error for a connection that could not be made. */
export function toConnectionError(error: unknown): PhoenixKitError {
  const { code = "database_unreachable", remedy } = explainConnection(error);
  return new PhoenixKitError(`Cannot connect to the database: ${describeConnectionError(error)}`, {
    code,
    remedy,
    hint: asServerError(error).hint,
    // such an error of Node's contains the whole URL, with the password
    cause: hasUrl(error) ? undefined : error,
  });
}

/** Whether a server may be ready a moment later: nothing listens yet, or it is still starting. */
export function isServerStarting(error: unknown): boolean {
  const cause = error instanceof PhoenixKitError ? error.cause : error;
  const failures: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return failures.some((failure) => ["ECONNREFUSED", "57P03"].includes(asServerError(failure).code ?? ""));
}

function explainConnection(error: unknown): Explanation {
  const failures: ServerError[] = error instanceof AggregateError ? error.errors : [asServerError(error)];
  const codes = failures.map(({ code = "" }) => sameAs[code] ?? code);
  // an address that refuses the connection says more than one without a route
  const code =
    codes.find((code) => code === "ECONNREFUSED") ?? codes.find((code) => code in explanations) ?? "";
  const { message } = failures[0] ?? { message: "" };
  if (code === "28000" && isAboutEncryption(message)) return encryptionNeeded;
  const known = explanations[code];
  if (known) return known;
  if (/password must be/i.test(message)) return passwordNeeded;
  if (/does not support SSL/i.test(message)) return noEncryption;
  if (/URL|URI malformed/i.test(message)) return explanations.ERR_INVALID_URL ?? fallback;
  if (/timeout/i.test(message)) return explanations.ETIMEDOUT ?? fallback;
  return fallback;
}

const encryptionNeeded: Explanation = {
  code: "authentication_failed",
  remedy:
    "The server accepts this connection only with TLS: add sslmode=require to the URL, and sslrootcert=/path/to/ca.crt " +
    "if its certificate is from a private authority. Otherwise check pg_hba.conf on the server.",
};
const passwordNeeded: Explanation = {
  code: "authentication_failed",
  remedy: `The server asks for a password, and the URL has none: write postgres://user:password@host/database. ${encode}`,
};
const noEncryption: Explanation = {
  remedy: "The server has no TLS: leave sslmode out of the URL, or set up TLS on the server.",
};

/** The server's language changes the sentence around, not these words. */
function isAboutEncryption(message: string): boolean {
  return /no encryption|SSL off|SSL/i.test(message);
}

/** All addresses that were tried, each with its reason. */
function describeConnectionError(error: unknown): string {
  if (hasUrl(error)) return "the URL is not valid";
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map((one) => asServerError(one).message).join("; ");
  const { message, code } = asServerError(error);
  return message || code || "no answer";
}

function hasUrl(error: unknown): boolean {
  return error instanceof Error && ("input" in error || asServerError(error).code === "ERR_INVALID_URL");
}

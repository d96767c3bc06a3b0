import { randomBytes, scryptSync } from "node:crypto";

/** Hashes a password. PhoenixKit itself hashes with bcrypt: an app that shares its users with one does so, too. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString("base64url")}$${scryptSync(password, salt, 32).toString("base64url")}`;
}

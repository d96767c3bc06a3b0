import { type Db, registerUser } from "phoenix-kit-schema/rules";
import { hashPassword } from "./passwords.ts";
import { tables } from "./phoenix-kit.ts";

/** Adds a user, the first of all as Owner. What cannot be registered is a `RuleError`. */
export async function register(db: Db, email: string, password: string): Promise<string> {
  const { user } = await registerUser(db, { email, hashedPassword: hashPassword(password) }, { tables });
  return user.uuid;
}

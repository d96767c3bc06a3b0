import { randomUUID } from "node:crypto";
import bcrypt from "bcryptjs";
import type { BoundRules } from "../../src/rules/index.ts";

interface AccountScene {
  readonly rules: BoundRules;
}

const password = "correct horse battery";
const newPassword = "another good one";
const newEmail = () => `${randomUUID()}@example.com`;

/** A user of one scenario, whose password costs little to check. */
async function addUser({ rules }: AccountScene) {
  const { user } = await rules.registerUser({
    email: newEmail(),
    hashedPassword: bcrypt.hashSync(password, 4),
  });
  return { userUuid: user.uuid };
}

/** Each rule of accounts with values of every kind that it takes, by its name. */
export const accountScenarios = {
  activateUser: async (scene) => scene.rules.activateUser((await addUser(scene)).userUuid),
  changeEmail: async (scene) => {
    const user = await addUser(scene);
    const token = await scene.rules.createEmailChangeToken({ ...user, newEmail: newEmail() });
    return scene.rules.changeEmail({ ...user, token });
  },
  changePassword: async (scene) => {
    const user = await addUser(scene);
    const { token: sessionToken } = await scene.rules.createSession(user);
    return scene.rules.changePassword({ ...user, currentPassword: password, newPassword, sessionToken });
  },
  confirmEmail: async (scene) => {
    const user = await addUser(scene);
    return scene.rules.confirmEmail(await scene.rules.createEmailToken({ ...user, context: "confirm" }));
  },
  confirmUser: async (scene) => scene.rules.confirmUser((await addUser(scene)).userUuid),
  consumeMagicLink: async (scene) => {
    const user = await addUser(scene);
    return scene.rules.consumeMagicLink(
      await scene.rules.createEmailToken({ ...user, context: "magic_link" }),
    );
  },
  createEmailChangeToken: async (scene) =>
    scene.rules.createEmailChangeToken({ ...(await addUser(scene)), newEmail: newEmail() }),
  createEmailToken: async (scene) =>
    scene.rules.createEmailToken({ ...(await addUser(scene)), context: "confirm" }),
  createRegistrationToken: ({ rules }) => rules.createRegistrationToken(newEmail()),
  createSession: async (scene) =>
    scene.rules.createSession({ ...(await addUser(scene)), ip: "203.0.113.7", userAgent: "Firefox" }),
  deactivateUser: async (scene) => scene.rules.deactivateUser((await addUser(scene)).userUuid),
  deleteExpiredTokens: ({ rules }) => rules.deleteExpiredTokens(),
  endSession: async (scene) =>
    scene.rules.endSession((await scene.rules.createSession(await addUser(scene))).token),
  endSessions: async (scene) => {
    const user = await addUser(scene);
    const { token: exceptToken } = await scene.rules.createSession(user);
    return scene.rules.endSessions({ ...user, exceptToken });
  },
  endUserSession: async (scene) =>
    scene.rules.endUserSession((await scene.rules.createSession(await addUser(scene))).session),
  findEmailByRegistrationToken: async ({ rules }) =>
    rules.findEmailByRegistrationToken(await rules.createRegistrationToken(newEmail())),
  findSession: async (scene) =>
    scene.rules.findSession((await scene.rules.createSession(await addUser(scene))).token),
  findUserByEmailToken: async (scene) => {
    const context = "reset_password" as const;
    const token = await scene.rules.createEmailToken({ ...(await addUser(scene)), context });
    return scene.rules.findUserByEmailToken({ token, context });
  },
  listSessions: async (scene) => {
    const user = await addUser(scene);
    await scene.rules.createSession(user);
    return scene.rules.listSessions(user.userUuid);
  },
  registerByMagicLink: async ({ rules }) =>
    rules.registerByMagicLink({
      token: await rules.createRegistrationToken(newEmail()),
      hashedPassword: "x",
      username: `u${randomUUID().slice(0, 8)}`,
    }),
  resetPassword: async (scene) => {
    const user = await addUser(scene);
    const token = await scene.rules.createEmailToken({ ...user, context: "reset_password" });
    return scene.rules.resetPassword({ token, newPassword });
  },
} as const satisfies Partial<Record<keyof BoundRules, (scene: AccountScene) => Promise<unknown>>>;

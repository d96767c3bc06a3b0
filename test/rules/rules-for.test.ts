import { drizzle } from "drizzle-orm/node-postgres";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defineSchema, defineTables, obanJobs, users } from "../../schema/index.ts";
import * as exported from "../../src/rules/index.ts";
import {
  type BoundRules,
  bindRules,
  type CompressionOptions,
  type Db,
  type MatchOptions,
  type Registration,
  rulesFor,
} from "../../src/rules/index.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ prefixes: ["public", "one", "two"] });
const connect = () => drizzle({ client: database().pool });
const person = (name: string) => ({ email: `${name}@example.com`, hashedPassword: "x" });

describe("rulesFor", () => {
  it("binds every exported rule that takes a database first", () => {
    const takesDatabase = (value: unknown) =>
      typeof value === "function" && /^(?:async )?function \w+\(\s*(?:db|tx)\b/.test(String(value));
    const names = Object.entries(exported).filter(([, value]) => takesDatabase(value));
    const binders = ["bindRules", "rulesFor"];
    const expected = names.map(([name]) => name).filter((name) => !binders.includes(name));
    expect(Object.keys(rulesFor(connect(), defineTables())).sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(50);
  });

  it("works on the tables of its tenant alone, each with an Owner of its own", async () => {
    const db = connect();
    const [one, two] = [rulesFor(db, defineTables("one")), rulesFor(db, defineSchema("two"))];
    expect((await one.registerUser(person("ada"))).role).toBe("Owner");
    expect((await two.registerUser(person("ada"))).role).toBe("Owner");
    const { user, role } = await one.registerUser(person("grace"));
    expect(role).toBe("User");
    expect(await one.grantRole({ userUuid: user.uuid, role: "Admin" })).toBe(true);
    expect(await two.findUserByEmail("grace@example.com")).toBeUndefined();
    expect(await db.select().from(users)).toEqual([]);
  });

  it("works on public with the tables of public", async () => {
    const { enqueueJob, putSetting, getSetting } = rulesFor(connect(), defineTables());
    await putSetting("bound", "yes");
    expect(await getSetting("bound")).toBe("yes");
    const job = await enqueueJob({ worker: "App.Mailer", args: {} });
    expect(await connect().select({ id: obanJobs.id }).from(obanJobs)).toEqual([{ id: job.id }]);
  });

  it("works in a transaction, and is rolled back with it", async () => {
    const tables = defineTables("two");
    const rolledBack = connect().transaction(async (tx) => {
      const { registerUser } = rulesFor(tx, tables);
      await registerUser(person("alan"));
      tx.rollback();
    });
    await expect(rolledBack).rejects.toThrow("Rollback");
    expect(await rulesFor(connect(), tables).findUserByEmail("alan@example.com")).toBeUndefined();
  });

  it("passes the other options on, the required ones too", async () => {
    const db = connect();
    const { listNotifications, linkOauthAccount, registerUser, compressOldEmailBodies, listActivities } =
      rulesFor(db, defineTables("one"));
    const { user } = await registerUser(person("edsger"));
    const recipient = user.uuid;
    await expect(listNotifications(recipient, { limit: -1 })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(await listActivities({ limit: 10 })).toEqual([]);
    expect(await compressOldEmailBodies({ sentBefore: new Date() })).toBe(0);
    const account = { provider: "github", providerUid: "7", userUuid: recipient } as const;
    const keys = [Buffer.alloc(32, 1)] as const;
    expect(await linkOauthAccount(account, { keys })).toEqual({ userUuid: recipient, isNew: true });
  });

  it("makes one of 20 who register at once the Owner", async () => {
    const { registerUser, listActiveRoles } = rulesFor(connect(), defineTables());
    const registered = await Promise.all(
      Array.from({ length: 20 }, (_, index) => registerUser(person(`racer${index}`))),
    );
    expect(registered.filter(({ role }) => role === "Owner")).toHaveLength(1);
    expect(await listActiveRoles(registered[0]?.user.uuid ?? "")).toHaveLength(1);
  });
});

describe("the types of the bound rules", () => {
  it("have the parameters of the rules without the database and the tables", () => {
    expectTypeOf<BoundRules["registerUser"]>().parameters.toEqualTypeOf<[registration: Registration]>();
    expectTypeOf<BoundRules["isEmailBlocked"]>().toEqualTypeOf<(email: string) => Promise<boolean>>();
    expectTypeOf<BoundRules["matchOrphanedEvents"]>().parameters.toEqualTypeOf<
      [options?: Omit<MatchOptions, "tables">]
    >();
    expectTypeOf<BoundRules["compressOldEmailBodies"]>().parameters.toEqualTypeOf<
      [options: Omit<CompressionOptions, "tables">]
    >();
    expectTypeOf(rulesFor).toBeCallableWith({} as Db, defineTables());
  });

  it("take only the jobs of the application's workers, each with its arguments", () => {
    type Workers = { "App.Mailer": { to: string }; "App.Sweep": { days: number } };
    type Enqueue = BoundRules<Workers>["enqueueJob"];
    expectTypeOf(rulesFor<Workers>).returns.toEqualTypeOf<BoundRules<Workers>>();
    expectTypeOf<Enqueue>().toBeCallableWith({ worker: "App.Mailer", args: { to: "ada" }, queue: "mail" });
    // @ts-expect-error the arguments are those of another worker
    expectTypeOf<Enqueue>().toBeCallableWith({ worker: "App.Mailer", args: { days: 3 } });
    // @ts-expect-error the application has no such worker
    expectTypeOf<Enqueue>().toBeCallableWith({ worker: "App.Other", args: {} });
    expectTypeOf<BoundRules["enqueueJob"]>().toBeCallableWith({ worker: "App.Any", args: { any: 1 } });
  });

  it("bound alone, take only the jobs of the workers of the given rule", () => {
    type Workers = { "App.Mailer": { to: string } };
    const bind = () => bindRules({} as Db, defineTables(), { enqueueJob: exported.enqueueJob<Workers> });
    type Enqueue = ReturnType<typeof bind>["enqueueJob"];
    expectTypeOf<Enqueue>().toBeCallableWith({ worker: "App.Mailer", args: { to: "ada" } });
    // @ts-expect-error the application has no such worker
    expectTypeOf<Enqueue>().toBeCallableWith({ worker: "App.Other", args: {} });
    const bindAny = () => bindRules({} as Db, defineTables(), { enqueueJob: exported.enqueueJob });
    expectTypeOf<ReturnType<typeof bindAny>>().toEqualTypeOf<{
      readonly enqueueJob: BoundRules["enqueueJob"];
    }>();
    // @ts-expect-error that is another rule
    const bindWrong = () => bindRules({} as Db, defineTables(), { getSetting: exported.registerUser });
    expect([bind, bindAny, bindWrong]).toHaveLength(3);
  });

  it("know the keys of settings", () => {
    type Get = BoundRules["getSettings"];
    const get = (async (defaults) => defaults) as Get;
    expectTypeOf(get({ site_name: "" })).resolves.toEqualTypeOf<Record<"site_name", string>>();
  });

  it("need the tables of a tenant", () => {
    // @ts-expect-error without tables, the rules would not be those of one tenant
    expectTypeOf(rulesFor).toBeCallableWith({} as Db);
  });
});

describe("bindRules", () => {
  it("binds only the given rules", async () => {
    const bound = bindRules(connect(), defineTables("one"), {
      getSetting: exported.getSetting,
      putSetting: exported.putSetting,
    });
    expect(Object.keys(bound)).toEqual(["getSetting", "putSetting"]);
    await bound.putSetting("picked", "yes");
    expect(await bound.getSetting("picked")).toBe("yes");
    expect(await exported.getSetting(connect(), "picked")).toBeUndefined();
  });
});

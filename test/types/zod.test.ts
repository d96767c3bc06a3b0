import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type {
  Bucket,
  EmailLog,
  NewBucket,
  NewEmailLog,
  NewEntity,
  NewSetting,
  NewUser,
  User,
} from "../../schema/index.ts";
import * as zod from "../../src/zod/index.ts";

describe("the types of the schemas", () => {
  it("are those of the rows", () => {
    expectTypeOf<z.infer<typeof zod.userInsertSchema>>().toEqualTypeOf<NewUser>();
    expectTypeOf<z.input<typeof zod.userInsertSchema>>().toEqualTypeOf<NewUser>();
    expectTypeOf<z.infer<typeof zod.userUpdateSchema>>().toEqualTypeOf<Partial<NewUser>>();
    expectTypeOf<z.infer<typeof zod.userSelectSchema>>().toEqualTypeOf<User>();
    expectTypeOf<z.infer<typeof zod.emailLogInsertSchema>>().toEqualTypeOf<NewEmailLog>();
    expectTypeOf<z.infer<typeof zod.emailLogSelectSchema>["status"]>().toEqualTypeOf<EmailLog["status"]>();
    expectTypeOf<z.infer<typeof zod.settingInsertSchema>>().toEqualTypeOf<NewSetting>();
    expectTypeOf<z.infer<typeof zod.bucketInsertSchema>>().toEqualTypeOf<NewBucket>();
    expectTypeOf<z.infer<typeof zod.bucketSelectSchema>>().toEqualTypeOf<Bucket>();
  });

  it("ask for the plural of an entity's name, as the application does", () => {
    type Inserted = z.infer<typeof zod.entityInsertSchema>;
    expectTypeOf<Inserted["displayNamePlural"]>().toEqualTypeOf<string>();
    expectTypeOf<Inserted>().toExtend<NewEntity>();
  });

  it("go on through pick, omit, partial and extend", () => {
    const form = zod.userInsertSchema.pick({ email: true, username: true }).extend({ password: z.string() });
    type Form = { email: string; username?: string | null | undefined; password: string };
    expectTypeOf<z.infer<typeof form>>().toEqualTypeOf<Form>();
    const part = zod.userSelectSchema.omit({ hashedPassword: true }).partial();
    expectTypeOf<z.infer<typeof part>>().toEqualTypeOf<Partial<Omit<User, "hashedPassword">>>();
  });

  it("fit where a Zod schema of the row is asked for", () => {
    expectTypeOf(zod.userInsertSchema).toExtend<z.ZodType<NewUser>>();
    expectTypeOf(zod.userSelectSchema).toExtend<z.ZodType<User>>();
  });
});

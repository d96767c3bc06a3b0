import { describe, expectTypeOf, it } from "vitest";
import type {
  AccountType,
  EmailEventType,
  EmailLog,
  EmailLogEvent,
  EmailTemplate,
  Entity,
  EntityField,
  JsonValue,
  NewBucket,
  NewEmailLogEvent,
  NewObanJob,
  NewUser,
  ObanJobState,
  Setting,
  StoredFile,
  TranslatedText,
  User,
  UserToken,
} from "../../schema/index.ts";

describe("the types of rows", () => {
  it("have the columns, and null where it may be", () => {
    expectTypeOf<User["email"]>().toEqualTypeOf<string>();
    expectTypeOf<User["username"]>().toEqualTypeOf<string | null>();
    expectTypeOf<User["insertedAt"]>().toEqualTypeOf<Date>();
    expectTypeOf<UserToken["token"]>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Setting["valueJson"]>().toEqualTypeOf<JsonValue | null>();
    expectTypeOf<EmailTemplate["subject"]>().toEqualTypeOf<TranslatedText>();
    expectTypeOf<Entity["fieldsDefinition"]>().toEqualTypeOf<EntityField[]>();
    expectTypeOf<StoredFile["size"]>().toEqualTypeOf<number>();
  });

  it("have the values that the application knows", () => {
    expectTypeOf<User["accountType"]>().toEqualTypeOf<AccountType>();
    expectTypeOf<AccountType>().toEqualTypeOf<"person" | "organization">();
    expectTypeOf<NewBucket["provider"]>().toEqualTypeOf<"local" | "s3" | "b2" | "r2" | "tigris">();
    expectTypeOf<EmailLogEvent["eventType"]>().toEqualTypeOf<EmailEventType>();
    expectTypeOf<EmailLogEvent["bounceType"]>().toEqualTypeOf<"hard" | "soft" | null>();
    expectTypeOf<NewObanJob["state"]>().toEqualTypeOf<ObanJobState | undefined>();
    expectTypeOf<`change:${string}`>().toExtend<UserToken["context"]>();
    expectTypeOf<"changed">().not.toExtend<UserToken["context"]>();
    expectTypeOf<"lost">().not.toExtend<EmailLog["status"]>();
  });

  it("ask of new rows for what has no default, and for nothing else", () => {
    expectTypeOf<{ email: string; hashedPassword: string }>().toExtend<NewUser>();
    expectTypeOf<{ email: string }>().not.toExtend<NewUser>();
    expectTypeOf<{ emailLogUuid: string; eventType: "open" }>().toExtend<NewEmailLogEvent>();
    expectTypeOf<{ emailLogUuid: string; eventType: "opened" }>().not.toExtend<NewEmailLogEvent>();
  });
});

import { drizzle } from "drizzle-orm/node-postgres";
import { describe, expectTypeOf, it } from "vitest";
import {
  type AuditLog,
  defineSchema,
  type Role,
  type RoleAssignment,
  type Schema,
  schema,
  type User,
  type UserToken,
} from "../../schema/index.ts";

/** An intersection, written out as one type. */
type Flat<T> = { [Key in keyof T]: T[Key] };

const db = drizzle.mock({ schema });
const { users, auditLogs, userRoleAssignments } = db.query;

describe("the types of what relations bring", () => {
  it("are rows in rows", () => {
    const query = users.findMany({ with: { roleAssignments: { with: { role: true } } } });
    type Found = Awaited<typeof query>[number];
    expectTypeOf<Found["roleAssignments"][number]["role"]>().toEqualTypeOf<Role>();
    expectTypeOf<Found>().toEqualTypeOf<
      Flat<User & { roleAssignments: Flat<RoleAssignment & { role: Role }>[] }>
    >();
  });

  it("may be null where a column may, or where no foreign key is", () => {
    const assignment = userRoleAssignments.findFirst({ with: { user: true, assignedBy: true } });
    type Assignment = NonNullable<Awaited<typeof assignment>>;
    expectTypeOf<Assignment["user"]>().toEqualTypeOf<User>();
    expectTypeOf<Assignment["assignedBy"]>().toEqualTypeOf<User | null>();
    const log = auditLogs.findFirst({ with: { targetUser: true } });
    type Log = NonNullable<Awaited<typeof log>>;
    expectTypeOf<Log>().toEqualTypeOf<Flat<AuditLog & { targetUser: User | null }>>();
  });

  it("are of the columns that were asked for", () => {
    const query = users.findMany({
      columns: { email: true },
      with: { tokens: { columns: { token: true } } },
    });
    type Found = Awaited<typeof query>[number];
    expectTypeOf<Found>().toEqualTypeOf<{ email: string; tokens: Pick<UserToken, "token">[] }>();
  });

  it("know no relation that is not there", () => {
    expectTypeOf<"user">().not.toExtend<
      keyof NonNullable<NonNullable<Parameters<typeof users.findMany>[0]>["with"]>
    >();
  });

  it("are the same in a prefix", () => {
    expectTypeOf(defineSchema("tenant")).toEqualTypeOf<Schema>();
    expectTypeOf(schema).toEqualTypeOf<Schema>();
  });
});

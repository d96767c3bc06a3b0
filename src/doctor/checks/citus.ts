import { isDistributed } from "../../migrate/status.ts";
import { ok } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether Citus distributes the schema. */
export const citus: Check = {
  name: "citus",
  async run({ connection, prefix }) {
    if (!(await isDistributed(connection, prefix))) return [];
    return [ok("Citus distributes the schema: all works but the trigger that protects the system roles.")];
  },
};

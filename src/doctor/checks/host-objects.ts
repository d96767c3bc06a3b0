import { findHostObjects } from "../../migrate/host-objects.ts";
import { getNewestVersion } from "../../migrations/migrations.ts";
import { listSteps } from "../../migrations/steps.ts";
import { type Check, fail, warn } from "../check.ts";

/** Do objects of the application depend on what pending versions drop, rename, retype, rewrite or update? */
export const hostObjects: Check = {
  name: "host-objects",
  async run({ connection, prefix, marker }) {
    if (typeof marker !== "number" || marker === 0) return [];
    const steps = listSteps("up", marker, getNewestVersion());
    const found = await findHostObjects(connection, prefix, steps);
    return found.map(({ effect, message, remedy }) =>
      effect === "blocks" ? fail(message, remedy) : warn(message, remedy),
    );
  },
};

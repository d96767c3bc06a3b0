import { beforeAll, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { verify } from "../../src/drift/verify.ts";
import { status } from "../../src/migrate/status.ts";
import { up } from "../../src/migrate/up-down.ts";
import { imitateCitus, worker } from "../support/citus.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const query = (sql: string) => database().pool.query(sql);

async function findCitus() {
  const { findings } = await doctor(database().pool);
  return findings.filter(({ check }) => check === "citus");
}

describe("a schema that Citus distributes", () => {
  beforeAll(async () => {
    await imitateCitus(database().pool, "public");
  });

  it("is reported by doctor, with its worker and without its trigger", async () => {
    expect(await findCitus()).toEqual([
      { check: "citus", level: "ok", message: expect.stringMatching(`${worker}.* trigger`) },
    ]);
  });

  it("is reported by status, with its worker", async () => {
    expect(await status(database().pool)).toMatchObject({ distributed: true, worker });
  });

  it("is no drift without its trigger and with a logged oban_peers", async () => {
    await query(
      "DROP FUNCTION phoenix_kit_protect_system_roles() CASCADE; ALTER TABLE oban_peers SET LOGGED",
    );
    expect(await verify(database().pool)).toMatchObject({ ok: true, differences: [] });
  });

  it("is an error of doctor when its worker does not answer", async () => {
    await query("UPDATE phoenix_kit_answers SET success = false, result = 'connection refused'");
    expect(await findCitus()).toEqual([
      {
        check: "citus",
        level: "error",
        message: expect.stringMatching(`${worker}.*connection refused`),
        remedy: expect.stringContaining("Start it"),
      },
    ]);
  });

  it("is a warning of doctor while its worker keeps prepared transactions", async () => {
    await query("UPDATE phoenix_kit_answers SET success = true, result = '2'");
    expect(await findCitus()).toEqual([
      {
        check: "citus",
        level: "warning",
        message: expect.stringContaining("2 transaction(s)"),
        remedy: expect.stringContaining("recover_prepared_transactions()"),
      },
    ]);
  });

  it("is a warning of doctor where one of its tables stayed on the coordinator", async () => {
    await query(
      "UPDATE phoenix_kit_answers SET result = '0'; DELETE FROM pg_dist_partition WHERE logicalrelid = 'phoenix_kit_settings'::regclass",
    );
    expect(await findCitus()).toEqual([
      {
        check: "citus",
        level: "warning",
        message: expect.stringContaining('"public"."phoenix_kit_settings"'),
        remedy: expect.stringContaining("create_distributed_table('"),
      },
    ]);
  });

  it("is refused on a worker, where markers are not", async () => {
    await query("UPDATE pg_dist_local_group SET groupid = 3");
    const refused = { code: "citus_worker", remedy: expect.stringContaining("coordinator") };
    await expect(up(database().pool)).rejects.toMatchObject(refused);
    await expect(status(database().pool)).rejects.toMatchObject(refused);
    await expect(verify(database().pool)).rejects.toMatchObject(refused);
  });
});

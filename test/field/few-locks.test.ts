import { describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { verify } from "../../src/drift/verify.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useServer } from "../support/field.ts";

/** Room for the locks of few sessions, as on the smallest servers of hosting providers. */
const fewLocks = {
  max_connections: "16",
  max_locks_per_transaction: "16",
  autovacuum_max_workers: "1",
  max_wal_senders: "0",
  max_worker_processes: "0",
  max_parallel_workers: "0",
};

describe("a server with room for few locks", () => {
  const server = useServer({ major: 15, settings: fewLocks });

  it("takes a new schema step by step, verify and adopt", async () => {
    const { url } = server();
    expect(await up(url)).toMatchObject({ to: getNewestVersion() });
    expect(await verify(url)).toMatchObject({ ok: true });
    expect(await adopt(url)).toMatchObject({ adopted: true });
  });
});

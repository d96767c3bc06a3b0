import { randomInt, randomUUID } from "node:crypto";
import { Client, DatabaseError } from "pg";

/** Something that the application did, with its moments in milliseconds of `performance.now()`. */
export interface Act {
  readonly began: number;
  readonly ended: number;
  /** The e-mail log or event that was written; undefined for a change or a read. */
  readonly wrote?: { readonly table: "logs" | "events"; readonly uuid: string };
}

/** An application that works on the e-mail tables without a pause. */
export interface EmailApplication {
  readonly acts: readonly Act[];
  /** How often it stored an event again, as a message queue delivers some twice, and how often that was refused. */
  readonly copies: { stored: number; refused: number };
  stop(): Promise<void>;
}

/** What passes by itself. */
const passing = new Set(["40P01", "55P03"]);
const uniqueViolation = "23505";

/**
 * Starts an application that stores, changes and reads e-mail logs and events on some connections.
 *
 * @param url the database, at V136 or above
 * @param connections how many
 * @param options which log it changes and reads, and how long it takes between two copies of events, in milliseconds
 * @example
 * const application = await startEmailApplication(url, 8, { logs, copyEveryMs: 20_000 });
 * await application.stop();
 */
export async function startEmailApplication(
  url: string,
  connections: number,
  { logs, copyEveryMs }: { readonly logs: readonly string[]; readonly copyEveryMs: number },
): Promise<EmailApplication> {
  const acts: Act[] = [];
  const copies = { stored: 0, refused: 0 };
  let isStopping = false;
  let nextCopy = performance.now() + copyEveryMs;
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client({ connectionString: url, application_name: "the application" });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    }),
  );
  const runClient = async (client: Client) => {
    let own: string | undefined;
    const send = async (sql: string, values: readonly unknown[], wrote?: Act["wrote"]) => {
      const began = performance.now();
      await retryUntilDone(() => client.query(sql, [...values]));
      acts.push({ began, ended: performance.now(), ...(wrote && { wrote }) });
    };
    const store = (log: string, type: string) => {
      const uuid = buildUuid();
      return send(insertEvent, [uuid, log, type], { table: "events", uuid });
    };
    while (!isStopping) {
      const old = logs[randomInt(logs.length)];
      const choice = randomInt(10);
      if (own === undefined || choice < 3) {
        own = buildUuid();
        await send(insertLog, [own, randomUUID()], { table: "logs", uuid: own });
        await store(own, "send");
      } else if (choice < 5) await store(own, "open");
      else if (choice < 7) await send(updateLog, [old]);
      else await send(selectEvents, [old]);
      if (performance.now() < nextCopy) continue;
      nextCopy = performance.now() + copyEveryMs;
      const stored = await storeCopy(client, own);
      copies[stored ? "stored" : "refused"] += 1;
    }
    await client.end();
  };
  const works = Promise.all(clients.map(runClient));
  works.catch(() => undefined); // thrown by `stop`
  return {
    acts,
    copies,
    async stop() {
      isStopping = true;
      await works;
    },
  };
}

const insertLog = `INSERT INTO phoenix_kit_email_logs
    (uuid, message_id, "to", "from", subject, headers, inserted_at, updated_at)
  VALUES ($1, $2, 'b@example.com', 'a@example.com', 'Hello', '{"Date": 1}', now(), now())`;
const insertEvent = `INSERT INTO phoenix_kit_email_events
    (uuid, email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
  VALUES ($1, $2, $3, clock_timestamp(), now(), now())`;
const updateLog =
  "UPDATE phoenix_kit_email_logs SET status = 'delivered', delivered_at = now() WHERE uuid = $1";
const selectEvents = "SELECT event_type, occurred_at FROM phoenix_kit_email_events WHERE email_log_uuid = $1";

async function storeCopy(client: Client, log: string): Promise<boolean> {
  return retryUntilDone(async () => {
    try {
      await client.query(insertEvent, [buildUuid(), log, "send"]);
      return true;
    } catch (error) {
      if (error instanceof DatabaseError && error.code === uniqueViolation) return false;
      throw error;
    }
  });
}

async function retryUntilDone<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof DatabaseError && passing.has(error.code ?? ""))) throw error;
    }
  }
}

/** Version 7, as applications store them. */
function buildUuid(): string {
  const milliseconds = Date.now().toString(16).padStart(12, "0");
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${randomUUID().slice(15)}`;
}

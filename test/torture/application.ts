import { setTimeout as sleep } from "node:timers/promises";
import { type Client, DatabaseError, escapeIdentifier, type Pool } from "pg";
import { withClient } from "../support/admin.ts";

type Row = Readonly<Record<string, unknown>>;

/** One thing that the application did, with the moments in milliseconds of `performance.now()`. */
export interface Act {
  readonly began: number;
  readonly ended: number;
  /** What has to be there afterwards: a row by its name, and the name of the row that it belongs to. */
  readonly wrote: string;
}

/** An application at work. */
export interface Application {
  /** Ends it, and gives all that the database has acknowledged. */
  stop(): Promise<readonly Act[]>;
}

/** What comes and goes with versions: a column or table, a reference that has to be there, a lock. */
const passing = new Set(["42703", "42P01", "23502", "40P01", "55P03"]);

/**
 * Starts an application that writes and reads users, tokens, settings, e-mail logs and events on some connections,
 * one after the other on each, without a pause. What a migration changes under it, it looks up again.
 *
 * @param url the database, at V27 or above
 * @param connections how many
 * @param together whether all that belongs to a person is written in one transaction, not each row in its own
 * @returns the application; it stops by itself on an error that no migration explains, which `stop` then throws
 * @example
 * const application = startApplication(url, 4, false);
 * const acts = await application.stop();
 */
export function startApplication(url: string, connections: number, together: boolean): Application {
  const acts: Act[] = [];
  let stopping = false;
  const works = Array.from({ length: connections }, (_, worker) =>
    withClient(url, async (client) => {
      for (let n = 0; !stopping; n++) {
        acts.push(...(await (together ? writeTogether : writeEach)(client, `w${worker}n${n}`)));
      }
    }),
  );
  const all = Promise.all(works);
  all.catch(() => undefined); // thrown by `stop`
  return {
    async stop() {
      stopping = true;
      await all;
      return acts;
    },
  };
}

type Write = (wrote: string, work: () => Promise<unknown>) => Promise<void>;

async function writeEach(client: Client, name: string): Promise<Act[]> {
  const acts: Act[] = [];
  await writePerson(client, name, async (wrote, work) => {
    const began = performance.now();
    await untilDone(work);
    acts.push({ began, ended: performance.now(), wrote });
  });
  return acts;
}

async function writeTogether(client: Client, name: string): Promise<Act[]> {
  const began = performance.now();
  const all: string[] = [];
  await untilDone(async () => {
    all.length = 0;
    await client.query("BEGIN");
    try {
      await writePerson(client, name, async (wrote, work) => {
        await work();
        all.push(wrote);
      });
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  });
  const ended = performance.now();
  return all.map((wrote) => ({ began, ended, wrote }));
}

/** A person with all that belongs to one. */
async function writePerson(client: Client, name: string, write: Write): Promise<void> {
  const email = `${name}@example.com`;
  const now = new Date();
  const stamps = { inserted_at: now, updated_at: now };
  // looked up each time: a key that was read before a version came may be gone after it
  const owner = async () => {
    const user = await find(client, "users", "email", email);
    return { user_id: user.id, user_uuid: user.uuid };
  };
  await write(`user ${email}`, () =>
    insert(client, "users", { email, hashed_password: "x", username: name, ...stamps }),
  );
  await write(`token ${name} of ${email}`, async () =>
    insert(client, "users_tokens", { ...(await owner()), token: name, context: "session", inserted_at: now }),
  );
  await write(`setting ${name}`, async () => {
    await insert(client, "settings", { key: name, value: "first" });
    await client.query("UPDATE phoenix_kit_settings SET value = key WHERE key = $1", [name]);
  });
  const message = { message_id: name, to: email, from: "app@example.com", sent_at: now, ...stamps };
  await write(`log ${name} of ${email}`, async () =>
    insert(client, "email_logs", { ...(await owner()), ...message }),
  );
  await write(`event ${name} of ${name}`, async () => {
    const log = await find(client, "email_logs", "message_id", name);
    const about = { email_log_id: log.id, email_log_uuid: log.uuid };
    await insert(client, "email_events", {
      ...about,
      event_type: "click",
      link_url: name,
      occurred_at: now,
      ...stamps,
    });
  });
}

/** Begun anew where a version came between. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      return void (await work());
    } catch (error) {
      if (!(error instanceof DatabaseError && passing.has(error.code ?? ""))) throw error;
      await sleep(1);
    }
  }
}

async function find(client: Client, table: string, column: string, value: string): Promise<Row> {
  const { rows } = await client.query<Row>(`SELECT * FROM phoenix_kit_${table} WHERE ${column} = $1`, [
    value,
  ]);
  return rows[0] ?? {};
}

/** Fills those of the columns that the table has at this moment. */
async function insert(client: Client, table: string, values: Row): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname = ANY ($2)`,
    [`phoenix_kit_${table}`, Object.keys(values).filter((name) => values[name] !== undefined)],
  );
  const names = rows.map(({ name }) => name);
  const places = names.map((_, index) => `$${index + 1}`).join(", ");
  await client.query(
    `INSERT INTO phoenix_kit_${table} (${names.map(escapeIdentifier).join(", ")}) VALUES (${places})
     ON CONFLICT DO NOTHING`,
    names.map((name) => values[name]),
  );
}

/**
 * What of the application's is in a database at V74 or above, under its new keys.
 *
 * @param pool the database
 * @returns in the words of {@link Act}
 * @example
 * (await readWritten(pool)).has("user w0n0@example.com")
 */
export async function readWritten(pool: Pool): Promise<Set<string>> {
  const { rows } = await pool.query<{ wrote: string }>(`
    SELECT 'user ' || email AS wrote FROM phoenix_kit_users
    UNION ALL SELECT 'token ' || convert_from(t.token, 'UTF8') || ' of ' || u.email
      FROM phoenix_kit_users_tokens t JOIN phoenix_kit_users u ON u.uuid = t.user_uuid
    UNION ALL SELECT 'setting ' || key FROM phoenix_kit_settings WHERE value = key
    UNION ALL SELECT 'log ' || l.message_id || ' of ' || u.email
      FROM phoenix_kit_email_logs l JOIN phoenix_kit_users u ON u.uuid = l.user_uuid
    UNION ALL SELECT 'event ' || e.link_url || ' of ' || l.message_id
      FROM phoenix_kit_email_events e JOIN phoenix_kit_email_logs l ON l.uuid = e.email_log_uuid`);
  return new Set(rows.map(({ wrote }) => wrote));
}

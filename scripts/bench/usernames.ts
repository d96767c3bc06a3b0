/**
 * `npm run bench:usernames`: V08, which gives every user a username, beside the plain UPDATE of that column, on
 * the same million users in one run.
 */
import { up } from "../../src/migrate/up-down.ts";
import { measureMilliseconds, runAll, withFreshDatabase } from "./database.ts";
import { computeMedian, printRatios } from "./table.ts";

const users = Number(process.env.USERS ?? 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 3);

/** Three in ten addresses share their local part with another; some look like a suffixed form of another. */
const fill = `INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
SELECT CASE
    WHEN n % 10 < 3 THEN 'person.' || n % 20000 || '@host' || n || '.example'
    WHEN n % 1000 = 3 THEN 'ann_' || n % 7 || '@host' || n || '.example'
    ELSE 'Somebody.' || n || '@example.com'
  END, 'x', now(), now()
FROM generate_series(1, ${users}) AS n`;

const step: number[] = [];
const plain: number[] = [];
await withFreshDatabase(async (url, filled) => {
  await up(url, { version: 7 });
  await runAll(url, fill, "VACUUM ANALYZE phoenix_kit_users");
  for (let round = 0; round < rounds; round++) {
    plain.push(
      await withFreshDatabase(async (copy) => {
        await runAll(copy, "ALTER TABLE phoenix_kit_users ADD COLUMN username varchar(255)");
        return measureMilliseconds(() => runAll(copy, "UPDATE phoenix_kit_users SET username = 'u' || id"));
      }, filled),
    );
    step.push(await withFreshDatabase((copy) => measureMilliseconds(() => up(copy, { version: 8 })), filled));
  }
});

console.log(`${users} users, medians of ${rounds} rounds\n`);
const ratios = step.map((value, round) => value / (plain[round] ?? Number.NaN));
printRatios(
  [
    { name: "plain UPDATE", milliseconds: computeMedian(plain), ratio: 1 },
    { name: "V08, index included", milliseconds: computeMedian(step), ratio: computeMedian(ratios) },
  ],
  "plain UPDATE",
);

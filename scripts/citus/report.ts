/** What a scenario tried, and what went wrong. */
export interface Finding {
  readonly scenario: string;
  readonly tried: string;
  readonly failures: readonly string[];
}

/** Prints the findings as a table, each failure under it, and returns whether there is none. */
export function reportFindings(findings: readonly Finding[]): boolean {
  console.table(
    Object.fromEntries(
      findings.map(({ scenario, tried, failures }) => [scenario, { tried, failed: failures.length }]),
    ),
  );
  for (const { scenario, failures } of findings)
    for (const failure of failures) console.log(`${scenario}: ${failure}`);
  return findings.every(({ failures }) => failures.length === 0);
}

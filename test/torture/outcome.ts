/** What a scenario has to say at its end. */
export interface Outcome {
  readonly scenario: string;
  /** How often it was tried. */
  readonly tried: number;
  /** What came of it, in a few words; or why it was left out. */
  readonly summary: string;
  /** Each thing that was not as it has to be, in a sentence; none where all went well. */
  readonly failures: readonly string[];
}

/**
 * Counts how often each word comes up.
 *
 * @param words any words
 * @returns for people to read, the most frequent first
 * @example
 * countByText(["a", "b", "a"]) // "2 a, 1 b"
 */
export function countByText(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${count} ${word}`)
    .join(", ");
}

/**
 * Waits for a run that should succeed.
 *
 * @param what what it is, for people to read
 * @param run the run
 * @returns a sentence where it failed, nothing else
 * @example
 * failures.push(...(await describeFailure("the next run", up(url))));
 */
export async function describeFailure(what: string, run: Promise<unknown>): Promise<string[]> {
  return run.then(
    () => [],
    (error: unknown) => [`${what} failed: ${error instanceof Error ? error.message : String(error)}`],
  );
}

/** One of those that are compared. */
export interface Contender<Result> {
  readonly name: string;
  /** Runs once. @param round counted from 0; all contenders run once in each. */
  readonly run: (round: number) => Promise<Result>;
}

/**
 * Runs all contenders in turn, A B C A B C, so that what changes in the machine meanwhile touches
 * all of them. Results are by name and in the order of the rounds.
 *
 * @param say is told what is about to run.
 */
export async function runInTurns<Result>(
  contenders: readonly Contender<Result>[],
  rounds: number,
  say: (text: string) => void,
): Promise<ReadonlyMap<string, readonly Result[]>> {
  const results = new Map<string, Result[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of contenders) {
      say(`round ${round + 1} of ${rounds}: ${name}`);
      results.get(name)?.push(await run(round));
    }
  }
  return results;
}

/** The results of one contender. @throws RangeError when it did not run. */
export function resultsOf<Result>(
  results: ReadonlyMap<string, readonly Result[]>,
  name: string,
): readonly Result[] {
  const found = results.get(name);
  if (found === undefined) throw new RangeError(`${name} did not run`);
  return found;
}

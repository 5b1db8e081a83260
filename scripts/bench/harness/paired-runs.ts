/** One of several alternatives to compare. */
export interface Contender<Result> {
  readonly name: string;
  /** Runs once. @param round number of the round, from 0; all alternatives run once per round. */
  readonly run: (round: number) => Promise<Result>;
}

/**
 * Runs all alternatives in turn, A B C A B C, so that changes of the machine affect all of them. Results
 * are by name and in the order of the rounds.
 *
 * @param say called before each run with its name.
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

/** Results of one alternative. @throws RangeError if it did not run. */
export function resultsOf<Result>(
  results: ReadonlyMap<string, readonly Result[]>,
  name: string,
): readonly Result[] {
  const found = results.get(name);
  if (found === undefined) throw new RangeError(`${name} did not run`);
  return found;
}

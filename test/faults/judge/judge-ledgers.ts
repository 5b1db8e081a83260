import { basename } from "node:path";
import type { LandedImage } from "../../support/frames/frame-maker.ts";
import type { Oracle } from "../oracle/start-oracle.ts";
import { judge, type Judgment } from "./judge.ts";
import { ledgerWords } from "./ledger-words.ts";

/** What there is besides the ledgers. */
export interface Witnesses {
  readonly landed: readonly LandedImage[];
  readonly oracle: Oracle;
  /** In milliseconds; `null` where none could land. */
  readonly freshFrameMs: number | null;
}

/** Judges a program by all ledgers below its state home; a ledger that is not sound is a problem, too. */
export async function judgeLedgers(
  stateHome: string,
  { landed, oracle, freshFrameMs }: Witnesses,
): Promise<Judgment> {
  const { words, problems } = await ledgerWords(stateHome);
  const client = words.map(({ path, outcome, reason }) => ({
    path: basename(path),
    outcome,
    reason,
  }));
  const exchanges = await oracle.exchanges();
  const judgment = judge({ landed, client, exchanges, freshFrameMs });
  return { ...judgment, problems: [...judgment.problems, ...problems] };
}

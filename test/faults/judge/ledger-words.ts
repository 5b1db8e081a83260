import { listJobs } from "../../../src/ledger/list-jobs.ts";
import { readLedger } from "../../../src/ledger/open-ledger.ts";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ClientWord } from "./judge.ts";

/** What the ledgers below a state home say of each frame, by the frame's name; and what is wrong with them. */
export interface LedgerWords {
  readonly words: readonly ClientWord[];
  /** Of `PRAGMA integrity_check`. */
  readonly problems: readonly string[];
}

export async function ledgerWords(stateHome: string): Promise<LedgerWords> {
  const words: ClientWord[] = [];
  const problems: string[] = [];
  for (const job of await listJobs(join(stateHome, "frameferry"))) {
    await using ledger = await readLedger(job.folder);
    problems.push(...(ledger?.integrityProblems() ?? ["there is no ledger"]));
    words.push(...wordsIn(join(job.folder, "ledger.db")));
  }
  return { words, problems };
}

function wordsIn(file: string): ClientWord[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare("SELECT path, state AS outcome, reason FROM frames").all();
    return rows as unknown as ClientWord[];
  } finally {
    database.close();
  }
}

import { setTimeout as sleep } from "node:timers/promises";

/** Does something again and again while this program is short of descriptors, for up to ten seconds. */
export async function patiently(work: () => Promise<void>): Promise<void> {
  for (let triesLeft = MOST_TRIES; ; triesLeft -= 1) {
    try {
      return await work();
    } catch (error) {
      const isStarved = STARVED.has((error as NodeJS.ErrnoException).code ?? "");
      if (!isStarved || triesLeft <= 1) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const STARVED: ReadonlySet<string> = new Set(["EMFILE", "ENFILE"]);
const MOST_TRIES = 100;
const PAUSE_MS = 100;

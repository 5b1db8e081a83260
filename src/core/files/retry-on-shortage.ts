import { setTimeout as sleep } from "node:timers/promises";
import { isShortage } from "./system-error.ts";

/** Repeats an operation while this process is short of descriptors or memory, for up to ten seconds. */
export async function retryOnShortage<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let triesLeft = MAX_TRIES; ; triesLeft -= 1) {
    try {
      return await work();
    } catch (error) {
      if (!isShortage(error) || triesLeft <= 1) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const MAX_TRIES = 100;
const PAUSE_MS = 100;

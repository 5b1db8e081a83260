import { readFileSync } from "node:fs";

const PROBE = new URL("live-memory-probe.ts", import.meta.url).href;

/** Environment under which a Node program writes into `file`, again and again, how much memory it holds. */
export function probedByItself(file: string, everyMs: number): NodeJS.ProcessEnv {
  return {
    NODE_OPTIONS: `--import=${PROBE}`,
    FRAMEFERRY_PROBE_FILE: file,
    FRAMEFERRY_PROBE_EVERY_MS: String(everyMs),
  };
}

/**
 * Bytes that each look found in use right after a collection of garbage, on the heap and in buffers
 * outside of it. Unlike resident memory this tells a leak of some hundred bytes per frame from noise.
 */
export function liveMemoryIn(file: string): readonly number[] {
  return readFileSync(file, "utf8").split("\n").slice(0, -1).map(Number);
}

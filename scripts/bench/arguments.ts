import { parseArgs } from "node:util";
import type { Effort } from "./benchmark.ts";

/** Command line arguments. */
export interface BenchArguments {
  /** Names of benchmarks; none means all. */
  readonly names: readonly string[];
  readonly effort: Effort;
  /** Path of the file for the figures; `null` for none. */
  readonly jsonFile: string | null;
  /** Frames to send in `submit` and `bodies`; `null` to decide by effort. */
  readonly frameCount: number | null;
  /** Path of another checkout, for `base`; `null` for none. */
  readonly base: string | null;
  readonly wantsHelp: boolean;
}

/** @throws TypeError for an unknown option, RangeError for a bad number. */
export function benchArguments(words: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      frames: { type: "string" },
      base: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.quick && values.full) throw new RangeError("--quick and --full exclude each other");
  return {
    names: positionals,
    effort: values.quick ? "quick" : values.full ? "full" : "default",
    jsonFile: values.json ?? null,
    frameCount: values.frames === undefined ? null : wholeCount(values.frames),
    base: values.base ?? null,
    wantsHelp: values.help,
  };
}

function wholeCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`--frames must be a whole number of at least 1, not ${text}`);
  }
  return count;
}

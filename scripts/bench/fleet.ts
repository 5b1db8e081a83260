import { fileURLToPath } from "node:url";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { type ClientReport, OURS } from "./clients/client-kinds.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { type HelperProcess, startHelper } from "./harness/helper-process.ts";
import { measure } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";

export const fleetBenchmark: Benchmark = {
  name: "fleet",
  about: "two services, one four times as fast as the other: both at once, and each by itself",
  run: runFleet,
};

const SLOW_MS = 20;
const FAST_MS = 5;
/**
 * Number of frames for both services together; each alone gets its share of them, so that all take equally
 * long.
 */
const FRAMES = { quick: 500, default: 2000, full: 5000 } as const;
const ROUNDS = { quick: 1, default: 1, full: 7 } as const;
const MAX_AT_ONCE = 16;
/** Requests in flight to each; `auto` is the default for users. */
const AT_ONCE = ["auto", 4, MAX_AT_ONCE] as const;

async function runFleet({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const [count, rounds] = [FRAMES[effort], ROUNDS[effort]];
  await using slow = await startPaced(SLOW_MS);
  await using fast = await startPaced(FAST_MS);
  const [slowPart, fastPart] = [count / 5, (4 * count) / 5];
  await using scratch = await makeScratchFolder();
  const rateOf = async (
    services: readonly HelperProcess[],
    frames: number,
    atOnce: number | "auto",
  ) => {
    const { folder } = await frameFiles(frames);
    const url = services.map(({ firstLine }) => firstLine).join(" ");
    const words = OURS.command({ folder, url, atOnce, scratchFolder: scratch.path });
    const { ok, seconds } = JSON.parse((await measure(words)).stdout) as ClientReport;
    if (ok !== frames) throw new Error(`${ok} of ${frames} frames were taken`);
    return ok / seconds;
  };
  const contenders = AT_ONCE.flatMap((atOnce) => [
    { name: `slow ${atOnce}`, run: async () => await rateOf([slow], slowPart, atOnce) },
    { name: `fast ${atOnce}`, run: async () => await rateOf([fast], fastPart, atOnce) },
    { name: `both ${atOnce}`, run: async () => await rateOf([slow, fast], count, atOnce) },
  ]);
  const results = await runInTurns(contenders, rounds, say);
  return {
    tables: [fleetTable(results)],
    notes: [
      `frames of 130 KB to services that take ${SLOW_MS} and ${FAST_MS} ms for each, one after the other; ${rounds} rounds`,
      "the last column is the median of ratios within a round: both at once over the sum of each alone",
      `at the end the fast one is done while the slow one has all in flight to go: up to ${MAX_AT_ONCE * SLOW_MS} ms of a run`,
    ],
    missing: [],
    figures: { count, rounds: Object.fromEntries(results) },
  };
}

async function startPaced(workMs: number): Promise<HelperProcess> {
  const script = fileURLToPath(new URL("service/paced-service.ts", import.meta.url));
  return await startHelper([process.execPath, script, String(workMs)]);
}

function fleetTable(results: ReadonlyMap<string, readonly number[]>): Table {
  return {
    title: "Frames per second, median (least-greatest)",
    columns: ["in flight to each", "slow alone", "fast alone", "both", "of the sum"],
    rows: AT_ONCE.map((atOnce) => {
      const slow = resultsOf(results, `slow ${atOnce}`);
      const fast = resultsOf(results, `fast ${atOnce}`);
      const both = resultsOf(results, `both ${atOnce}`);
      const sums = slow.map((alone, round) => alone + (fast[round] ?? Number.NaN));
      const share = 100 * median(pairedRatios(both, sums));
      return [
        atOnce === "auto" ? atOnce : `at most ${atOnce}`,
        rate(slow),
        rate(fast),
        rate(both),
        `${figure(share, 1)} %`,
      ];
    }),
  };
}

function rate(rates: readonly number[]): string {
  return spreadText(spread(rates), 0);
}

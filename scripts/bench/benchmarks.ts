import { backlogBenchmark } from "./backlog.ts";
import { adaptiveBenchmark } from "./adaptive.ts";
import type { Benchmark } from "./benchmark.ts";
import { busyBenchmark } from "./busy.ts";
import { bodiesBenchmark } from "./bodies.ts";
import { encodingBenchmark } from "./encoding.ts";
import { fleetBenchmark } from "./fleet.ts";
import { idleBenchmark } from "./idle.ts";
import { landingBenchmark } from "./landing.ts";
import { ledgerBenchmark } from "./ledger.ts";
import { memoryBenchmark } from "./memory.ts";
import { pacedBenchmark } from "./paced.ts";
import { pipelineBenchmark } from "./pipeline.ts";
import { poisonBenchmark } from "./poison.ts";
import { servicesBenchmark } from "./services.ts";
import { startBenchmark } from "./start.ts";
import { submitBenchmark } from "./submit.ts";

/** All benchmarks, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  submitBenchmark,
  bodiesBenchmark,
  ledgerBenchmark,
  servicesBenchmark,
  fleetBenchmark,
  adaptiveBenchmark,
  busyBenchmark,
  landingBenchmark,
  backlogBenchmark,
  idleBenchmark,
  memoryBenchmark,
  pacedBenchmark,
  pipelineBenchmark,
  startBenchmark,
  encodingBenchmark,
  poisonBenchmark,
];

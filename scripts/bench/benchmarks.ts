import { backlogBenchmark } from "./backlog.ts";
import { baseBenchmark } from "./base.ts";
import { adaptiveBenchmark } from "./adaptive.ts";
import type { Benchmark } from "./benchmark.ts";
import { brokerBenchmark } from "./broker.ts";
import { busyBenchmark } from "./busy.ts";
import { camerasBenchmark } from "./cameras.ts";
import { captureBenchmark } from "./capture.ts";
import { dashboardBenchmark } from "./dashboard.ts";
import { bodiesBenchmark } from "./bodies.ts";
import { encodingBenchmark } from "./encoding.ts";
import { fleetBenchmark } from "./fleet.ts";
import { idleBenchmark } from "./idle.ts";
import { landingBenchmark } from "./landing.ts";
import { ledgerBenchmark } from "./ledger.ts";
import { memoryBenchmark } from "./memory.ts";
import { motionBenchmark } from "./motion.ts";
import { pacedBenchmark } from "./paced.ts";
import { pipelineBenchmark } from "./pipeline.ts";
import { poisonBenchmark } from "./poison.ts";
import { samplingBenchmark } from "./sampling.ts";
import { servicesBenchmark } from "./services.ts";
import { similarBenchmark } from "./similar.ts";
import { siteBenchmark } from "./site.ts";
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
  siteBenchmark,
  dashboardBenchmark,
  camerasBenchmark,
  captureBenchmark,
  pipelineBenchmark,
  startBenchmark,
  encodingBenchmark,
  samplingBenchmark,
  similarBenchmark,
  motionBenchmark,
  poisonBenchmark,
  brokerBenchmark,
  baseBenchmark,
];

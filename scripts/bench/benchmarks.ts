import { backlogBenchmark } from "./backlog.ts";
import { adaptiveBenchmark } from "./adaptive.ts";
import type { Benchmark } from "./benchmark.ts";
import { encodingBenchmark } from "./encoding.ts";
import { landingBenchmark } from "./landing.ts";
import { pipelineBenchmark } from "./pipeline.ts";
import { servicesBenchmark } from "./services.ts";
import { submitBenchmark } from "./submit.ts";

/** All there are, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  submitBenchmark,
  servicesBenchmark,
  adaptiveBenchmark,
  landingBenchmark,
  backlogBenchmark,
  pipelineBenchmark,
  encodingBenchmark,
];

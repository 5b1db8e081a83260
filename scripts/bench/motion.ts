import type { Benchmark } from "./benchmark.ts";
import { compareRules } from "./rule-tables.ts";

export const motionBenchmark: Benchmark = {
  name: "motion",
  about: "--motion at 1080p: processor time a frame beside none, and what it leaves out",
  run: async (settings) =>
    await compareRules(
      {
        ofVideo: ["--motion 0.5%"],
        ofFiles: ["--motion 0.5%"],
        ofFixtures: ["--motion 0.5%", "--motion 0.5% --pre 1s --post 1s", "--motion 2%"],
      },
      settings,
    ),
};

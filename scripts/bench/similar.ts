import type { Benchmark } from "./benchmark.ts";
import { compareRules } from "./rule-tables.ts";

export const similarBenchmark: Benchmark = {
  name: "similar",
  about:
    "--skip-similar and --scene at 1080p: processor time a frame beside none, and what they leave out",
  run: async (settings) =>
    await compareRules(
      {
        ofVideo: [
          "--skip-similar 2%",
          // By the images, since ffmpeg knows no regions.
          "--skip-similar 2% --ignore-region 0,0,0.3,0.08",
          "--scene 0.3",
        ],
        ofFiles: ["--skip-similar 2%"],
        ofFixtures: [
          "--skip-similar 0.5%",
          "--skip-similar 2%",
          "--skip-similar 10%",
          "--scene 0.3",
        ],
      },
      settings,
    ),
};

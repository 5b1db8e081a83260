import type { Command } from "commander";
import { namedVideos } from "../compose/named-videos.ts";
import { runStream, runVideo } from "../compose/run-video.ts";
import { STANDARD_INPUT } from "../compose/standard-input.ts";
import { type RunOptions, runShape } from "../options/run-options.ts";
import { type Errand, runErrand } from "./carry.ts";
import { refuseMisnamedSources } from "./misnamed-sources.ts";
import { printPlan, printPlans } from "./plan.ts";
import { readReporting } from "./reporting.ts";
import { resubmitHintOf } from "./resubmit-hint.ts";
import { RUN_FLAGS } from "./run-flags.ts";
import { withService } from "./service-choice.ts";
import { usageError } from "./usage-error.ts";

/**
 * `frameferry run`: videos, from the files to the last answers, one after the other.
 *
 * @param words paths, globs, and `-` for a video on standard input.
 */
export async function runCommand(words: readonly string[], command: Command): Promise<number> {
  const reporting = readReporting(command);
  const paths = words.filter((word) => word !== STANDARD_INPUT);
  refuseMisnamedSources("run", paths, command);
  const given = { video: words[0] ?? "" };
  return await withService(
    command,
    { shape: runShape, flags: RUN_FLAGS, given },
    {
      plan: async (options) => {
        const { planOfRun } = await import("./dry-run.ts");
        const all = await optionsOfEach(words, options, false);
        if (all.length > 1) return await printPlans(all.map(planOfRun), reporting);
        return printPlan(await planOfRun(all[0] ?? options), reporting);
      },
      carry: async (options) => {
        const all = await optionsOfEach(words, options, true);
        const hint = resubmitHintOf(command, options);
        const [errand, ...others] = errandsOf(all, hint);
        if (errand !== undefined && others.length === 0) return await runErrand(errand, reporting);
        const { runErrands } = await import("./several/run-errands.ts");
        return await runErrands(
          {
            noun: "videos",
            errands: errandsOf(all, hint),
            resubmit: (failed) =>
              hint(failed.map(({ source, summary }) => recordedName(source, summary?.job ?? ""))),
          },
          reporting,
        );
      },
    },
  );
}

/** @param isBegun whether standard input is about to be read. */
async function optionsOfEach(
  words: readonly string[],
  options: RunOptions,
  isBegun: boolean,
): Promise<readonly RunOptions[]> {
  const videos = await namedVideos(words);
  if (isBegun && videos.includes(STANDARD_INPUT) && process.stdin.isTTY)
    throw usageError(
      "standard input is a terminal, and no video",
      "pipe one into it: yt-dlp -o - URL | frameferry run - --to http://host/predict",
    );
  if (videos.length === 1) return videos.map((video) => ({ ...options, video }));
  const { optionsOfVideos } = await import("../compose/several-videos.ts");
  return await optionsOfVideos(options, videos);
}

function errandsOf(
  all: readonly RunOptions[],
  hint: (sources: readonly string[]) => string | null,
): readonly Errand[] {
  // Of several, only the first one that has something to write begins a results file anew.
  let hasWritten = false;
  return all.map((options): Errand => {
    const { video } = options;
    const isStream = video === STANDARD_INPUT;
    return {
      source: video,
      destination: options,
      canGoOn: !isStream,
      resubmit: (job) => hint([recordedName(video, job)]),
      isEndless: false,
      hasCommand: false,
      carry: async ({ emit, ...follower }, signals) => {
        const own = { ...options, resultsOverwrite: options.resultsOverwrite && !hasWritten };
        const watched = {
          ...follower,
          emit: (event: Parameters<typeof emit>[0]) => {
            hasWritten ||= event.type === "frameSettled";
            emit(event);
          },
        };
        return isStream
          ? await runStream(process.stdin, own, watched, signals)
          : await runVideo(own, watched, signals);
      },
    };
  });
}

/** By what `resubmit` finds a job again: a stream is one of several of its directory. */
function recordedName(video: string, job: string): string {
  return video === STANDARD_INPUT ? job : video;
}

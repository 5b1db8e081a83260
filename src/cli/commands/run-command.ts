import type { Command } from "commander";
import { namedVideos } from "../../app/sources/named-videos.ts";
import { runVideoSource, runVideoStream } from "../../app/sources/run-video.ts";
import { STANDARD_INPUT } from "../../app/jobs/standard-input.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import { type RunOptions, runSchema } from "../../options/run-options.ts";
import { runDelivery } from "../delivery/run-delivery.ts";
import type { DeliveryCommand } from "../delivery/delivery-command.ts";
import { refuseMisnamedSources } from "../errors/misnamed-sources.ts";
import { printPlan, printPlans } from "../plan/plan.ts";
import { readReporting } from "../flags/reporting.ts";
import { resubmitCommandLineOf } from "../delivery/resubmit-command-line.ts";
import { RUN_FLAGS } from "../flags/run-flags.ts";
import { withService } from "../errors/service-choice.ts";
import { usageError } from "../errors/usage-error.ts";

/**
 * `frameferry run`: videos, from the files to the last answers, one after the other.
 *
 * @param words paths, globs, `-` for a video on standard input, or the address of one camera.
 */
export async function runCommand(words: readonly string[], command: Command): Promise<number> {
  const reporting = readReporting(command);
  const paths = words.filter((word) => word !== STANDARD_INPUT);
  refuseMisnamedSources("run", paths, command);
  const given = { video: words[0] ?? "" };
  return await withService(
    command,
    { shape: runSchema, flags: RUN_FLAGS, given },
    {
      plan: async (options) => {
        const { planOfRun } = await import("../plan/dry-run.ts");
        const all = await optionsOfEach(words, options, false);
        if (all.length > 1) return await printPlans(all.map(planOfRun), reporting);
        return printPlan(await planOfRun(all[0] ?? options), reporting);
      },
      run: async (options) => {
        const all = await optionsOfEach(words, options, true);
        const hint = resubmitCommandLineOf(command, options);
        const [delivery, ...others] = deliveriesOf(all, hint);
        if (delivery !== undefined && others.length === 0)
          return await runDelivery(delivery, reporting);
        const { runDeliveries } = await import("../delivery/run-deliveries.ts");
        return await runDeliveries(
          {
            noun: "videos",
            commands: deliveriesOf(all, hint),
            resubmit: (failed) =>
              hint(failed.map(({ source, summary }) => recordedName(source, summary?.job ?? ""))),
          },
          reporting,
        );
      },
    },
  );
}

/** @param isBegun true if standard input is about to be read. */
async function optionsOfEach(
  words: readonly string[],
  options: RunOptions,
  isBegun: boolean,
): Promise<readonly RunOptions[]> {
  const videos = await namedVideos(words);
  const camera = videos.find(isLiveAddress);
  if (camera !== undefined && videos.length > 1)
    throw usageError(
      `${shownSource(camera)} has no end, so that nothing behind it would begin`,
      "run each camera with a frameferry of its own",
    );
  if (isBegun && videos.includes(STANDARD_INPUT) && process.stdin.isTTY)
    throw usageError(
      "standard input is a terminal, not a video",
      "pipe one into it: yt-dlp -o - URL | frameferry run - --to http://host/predict",
    );
  if (videos.length === 1) return videos.map((video) => ({ ...options, video }));
  const { optionsOfVideos } = await import("../../app/sources/several-videos.ts");
  return await optionsOfVideos(options, videos);
}

function deliveriesOf(
  all: readonly RunOptions[],
  hint: (sources: readonly string[]) => string | null,
): readonly DeliveryCommand[] {
  // Of several, only the first one that has something to write begins a results file anew.
  let hasWritten = false;
  // A video with an end is opened; of an address nobody knows before.
  let hasEnd = false;
  return all.map((options): DeliveryCommand => {
    const { video } = options;
    const isStream = video === STANDARD_INPUT;
    return {
      source: shownSource(video),
      destination: options,
      monitoring: { name: "run", options },
      canGoOn: !isStream,
      resubmit: (job) => hint([recordedName(video, job)]),
      get isEndless() {
        return isLiveAddress(video) && !hasEnd;
      },
      hasCommand: false,
      run: async ({ emit, ...observer }, signals) => {
        const own = { ...options, resultsOverwrite: options.resultsOverwrite && !hasWritten };
        const watched = {
          ...observer,
          emit: (event: Parameters<typeof emit>[0]) => {
            hasWritten ||= event.type === "frameSettled";
            hasEnd ||= event.type === "videoOpened";
            emit(event);
          },
        };
        return isStream
          ? await runVideoStream(process.stdin, own, watched, signals)
          : await runVideoSource(own, watched, signals);
      },
    };
  });
}

/** By what `resubmit` finds a job again: a stream is one of several of its directory. */
function recordedName(video: string, job: string): string {
  return video === STANDARD_INPUT ? job : shownSource(video);
}

import { command } from "../../core/option-spelling.ts";
import { demandPackages } from "../../core/packages/optional-packages.ts";
import type { AnnotateOptions } from "../../options/annotate-options.ts";
import { resultsSet } from "../export/results-sets.ts";
import { openScratch, scratchFault } from "../export/scratch-database.ts";
import type { AnnotateListener, AnnotateReport } from "./annotate-report.ts";
import { annotateImages } from "./annotate-images.ts";
import { annotateVideo } from "./annotate-video.ts";
import { locateSource } from "./locate-source.ts";

/**
 * Draws what was found on a video, or on images, with memory that does not grow with the number of results.
 *
 * @throws FrameferryError as `annotateResults` says, and the reason of `signal`.
 */
export async function runAnnotate(
  options: AnnotateOptions,
  listen: AnnotateListener,
  signal: AbortSignal,
): Promise<AnnotateReport> {
  demandPackages({ what: command("annotate"), packages: ["sharp"] });
  const source = await locateSource(options);
  const set = await resultsSet(options.results ?? options.source, options.state);
  const scratch = openScratch();
  const work = { options: { ...options, source: source.path }, set, scratch, listen, signal };
  try {
    return source.kind === "video"
      ? await annotateVideo(work)
      : await annotateImages(work, source.kind === "list");
  } catch (error) {
    throw scratchFault(error);
  } finally {
    scratch.close();
  }
}

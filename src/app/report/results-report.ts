import { resolve } from "node:path";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { command } from "../../core/option-spelling.ts";
import { demandPackages } from "../../core/packages/optional-packages.ts";
import type { ResultsReportOptions } from "../../options/report-options.ts";
import { findingsIn } from "../../protocols/detections/detections-in.ts";
import { drawnPicture } from "../../report/collect/picture-taker.ts";
import { type Axis, ReportRecord } from "../../report/collect/report-record.ts";
import type { ReportFrame, ReportPicture } from "../../report/collect/report-picture.ts";
import { reportPage } from "../../report/page/report-page.ts";
import { readResults } from "../../results/read-results.ts";
import { type ResultsSet, resultsSet } from "../export/results-sets.ts";
import { openScratch, scratchFault } from "../export/scratch-database.ts";
import { packageVersion } from "../monitoring/package-version.ts";
import { type LastResult, lastResults } from "./last-lines.ts";
import { PictureSource } from "./picture-source.ts";
import { reportName } from "./report-name.ts";
import { checkReportFile, writeReportFile } from "./report-file.ts";

/** Told of each picture, before it is taken: how many are done, of how many. */
export type PicturesListener = (done: number, expected: number) => void;

/** What was reported. */
export interface ResultsReport {
  /** Absolute path of the page. */
  readonly output: string;
  /** Number of frames with a result. */
  readonly frames: number;
}

/**
 * Writes a report of results, with memory that does not grow with their number.
 *
 * @throws FrameferryError as `reportResults` says, and the reason of `signal`.
 */
export async function runResultsReport(
  { sources, output: given, state }: ResultsReportOptions,
  listen: PicturesListener,
  signal: AbortSignal,
): Promise<ResultsReport> {
  demandPackages({ what: command("report"), packages: ["sharp"] });
  const output = given ?? reportName(sources);
  await checkReportFile(output, "output");
  const sets: ResultsSet[] = [];
  for (const source of sources) sets.push(await resultsSet(source, state));
  const collected = await collect(sets, signal);
  await loadPictures(collected, listen, signal);
  const { record, services, names } = collected;
  const page = reportPage({
    ...{ command: null, version: packageVersion(), madeAt: new Date(), startedAt: null },
    ...{ sources: [...names], services: [...services], options: [], runs: [] },
    ...{ record, live: null },
  });
  await writeReportFile(output, page, "output");
  const { delivered, failed, skipped, dropped } = record.counts;
  return { output: resolve(output), frames: delivered + failed + skipped + dropped };
}

interface Collected {
  readonly record: ReportRecord;
  readonly services: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** Sets that the frames of pictures are of. */
  readonly setOf: ReadonlyMap<ReportPicture, ResultsSet>;
}

async function collect(sets: readonly ResultsSet[], signal: AbortSignal): Promise<Collected> {
  const record = new ReportRecord(await axisOf(sets));
  const [services, names] = [new Set<string>(), new Set<string>()];
  const setOf = new Map<ReportPicture, ResultsSet>();
  const onGap = record.gaps.add.bind(record.gaps);
  const scratch = openScratch();
  try {
    let place = 0;
    for await (const each of lastResults(sets, { scratch, onGap }, signal)) {
      const { service, source, ptsSeconds } = each.result;
      if (service !== null && services.size < MAX_NAMES) services.add(service);
      if (names.size < MAX_NAMES) names.add(source);
      place = record.axis === "order" ? place + 1 : (ptsSeconds ?? place);
      addTo(record, { each, place, setOf });
    }
  } catch (error) {
    throw scratchFault(error);
  } finally {
    scratch.close();
  }
  return { record, services, names, setOf };
}

const MAX_NAMES = 100;

function addTo(
  record: ReportRecord,
  {
    each: { result, set },
    place,
    setOf,
  }: {
    readonly each: LastResult;
    readonly place: number;
    readonly setOf: Map<ReportPicture, ResultsSet>;
  },
): void {
  const frame = frameOf(result);
  record.add(place, frame);
  if (frame.outcome !== "delivered" && frame.outcome !== "failed") return;
  record.offerPicture(place, frame, (wanted) => {
    const picture: ReportPicture = { frame: wanted, jpeg: null };
    setOf.set(picture, set);
    return picture;
  });
}

/** Time in the video for one video, the order of the results for anything else. */
async function axisOf(sets: readonly ResultsSet[]): Promise<Axis> {
  if (sets.length !== 1) return "order";
  for (const file of sets[0]?.files ?? [])
    for await (const { ptsSeconds } of readResults(file))
      return ptsSeconds === null ? "order" : "video";
  return "order";
}

function frameOf(result: FrameResult): ReportFrame {
  const { source, frame, index, ptsSeconds, outcome, latencyMs, reason, predictions } = result;
  const sent = result.crop === undefined ? {} : { crop: result.crop };
  const found = outcome === "delivered" ? findingsIn(result) : NOTHING;
  const text = predictions?.text ?? null;
  return { source, frame, index, ptsSeconds, outcome, latencyMs, reason, ...found, text, ...sent };
}

const NOTHING = { findings: [], areFractions: false };

/** Loads the pictures that the page shows, one after the other. */
async function loadPictures(
  { record, setOf }: Collected,
  listen: PicturesListener,
  signal: AbortSignal,
): Promise<void> {
  const { gallery, labels, reasons } = record;
  const shown = new Set([
    ...reasons.slice(0, 20).map(([reason]) => gallery.failureOf(reason)),
    ...labels.top(30).map(({ label }) => gallery.bestOf(label)),
    ...gallery.sheet,
  ]);
  await using source = new PictureSource(signal);
  const wanted = [...shown].flatMap((picture) => {
    const set = picture === null ? undefined : setOf.get(picture);
    return picture === null || set === undefined ? [] : [{ picture, set }];
  });
  for (const [done, { picture, set }] of wanted.entries()) {
    listen(done, wanted.length);
    const found = await source.imageOf(picture.frame, set);
    if (found === null) continue;
    picture.jpeg = await drawnPicture(found.image, picture.frame, found.shows);
  }
}

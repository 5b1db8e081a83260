import { formatCount } from "../../core/text/format-count.ts";
import { jobPaths } from "../../app/jobs/job-paths.ts";
import { runPlaces, slicerFor, streamSlicerFor } from "../../app/sources/run-video.ts";
import { sortPaths, sourceOf } from "../../app/sources/send-files.ts";
import { STANDARD_INPUT } from "../../app/jobs/standard-input.ts";
import { liveOverflow } from "../../app/sources/live-options.ts";
import { livePlaces, liveSlicerFor } from "../../app/sources/run-live.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import { overflowPolicy } from "../../app/sources/overflow-from-options.ts";
import { checkWatchOptions } from "../../app/sources/watch-folders.ts";
import type { FilesOptions } from "../../options/files-options.ts";
import type { FolderOptions } from "../../options/folder-options.ts";
import type { OverflowOptions } from "../../options/overflow-options.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { WatchOptions } from "../../options/watch-options.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import {
  deliveredPlan,
  failurePlan,
  joinPlans,
  monitoringPlan,
  type Plan,
  resultsPlan,
} from "./plan.ts";
import { frameRulesPlan } from "./frame-rules.ts";
import { sendingPlan } from "./plan-edge.ts";
import { formatMilliseconds } from "./request-plan.ts";
import { samplingLines } from "./sampling-lines.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";

/** Plan of `run`. */
export async function planOfRun(options: RunOptions): Promise<Plan> {
  if (isLiveAddress(options.video)) return await planOfLive(options);
  const isStream = options.video === STANDARD_INPUT;
  const slicer = await (isStream ? streamSlicerFor : slicerFor)(options);
  const { commandLine, sampling, filterText } = await slicer.plan();
  const { spool, results } = runPlaces(options);
  const frames = options.frames ?? spool;
  const keepsFrames = options.frames !== null;
  const { spoolSizeBytes, minFreeBytes } = options;
  const slicing: Plan = {
    facts: {
      ...{ video: options.video, frames, keepsFrames, spoolSizeBytes, minFreeBytes },
      ...(sampling === null ? {} : { sampling }),
      ffmpeg: commandLine,
      ...(filterText !== null && { filters: filterText }),
    },
    lines: [
      ["frames", `${frames} (${keepsFrames ? "kept" : "removed once delivered"})`],
      ["pauses", describePauses(options)],
      ...(sampling === null ? [] : samplingLines(sampling)),
      ["ffmpeg", commandLine.map(quoteForShell).join(" ")],
      ...(filterText === null ? [] : ([["", FILTERS_IN_WORDS]] as const)),
    ],
  };
  const rules = await frameRulesPlan(options);
  const request = await sendingPlan({ ...options, crop: null }, `frame_00000000.${options.format}`);
  const source = isStream ? "standard input; its colors may add a filter" : options.video;
  return joinPlans(
    { facts: {}, lines: [["video", source]] },
    rules,
    slicing,
    request,
    failurePlan(options),
    resultsPlan(results),
    monitoringPlan(options),
  );
}

const FILTERS_IN_WORDS =
  "FILTERS is a file with the filters, which are too long to be shown here; --json prints them";

/** The same for a camera or stream. */
async function planOfLive(given: RunOptions): Promise<Plan> {
  const slicer = await liveSlicerFor(given);
  const options = { ...given, video: shownSource(given.video), cameraPassword: null };
  const { spool, results } = livePlaces(options);
  const keepsFrames = options.frames !== null;
  const frames = options.frames ?? spool;
  const overflow = liveOverflow(options);
  const script = "a script with its address, which comes through standard input";
  const slicing: Plan = {
    facts: {
      ...{ video: options.video, frames, keepsFrames, whenFull: overflowPolicy(overflow) },
      ...{ record: options.record, segmentMs: options.segmentMs, keep: options.keep },
      ffmpeg: slicer.commandLine,
    },
    lines: [
      ["frames", `${frames} (${keepsFrames ? "kept" : "removed once delivered or dropped"})`],
      ["when full", describeOverflow(overflow)],
      ["until", describeLiveEnd(options)],
      ...recordingPlan(options),
      ["ffmpeg", slicer.commandLine.map(quoteForShell).join(" ")],
      ...(slicer.commandLine.includes("pipe:0") ? ([["", script]] as const) : []),
    ],
  };
  const rules = await frameRulesPlan(options);
  const request = await sendingPlan({ ...options, crop: null }, `frame_00000000.${options.format}`);
  return joinPlans(
    { facts: {}, lines: [["camera", options.video]] },
    rules,
    slicing,
    request,
    failurePlan(options),
    resultsPlan(results),
    monitoringPlan(options),
  );
}

function recordingPlan({
  record,
  segmentMs,
  keep,
}: RunOptions): readonly (readonly [string, string])[] {
  if (record === null) return [];
  const { ageMs = null, sizeBytes = null } = keep ?? {};
  const limits = [
    ageMs === null ? null : `for ${formatMilliseconds(ageMs)}`,
    sizeBytes === null ? null : `up to ${formatBytes(sizeBytes)}`,
  ].filter((words) => words !== null);
  const kept = limits.length === 0 ? "for ever" : limits.join(" and ");
  return [["recorded", `${record} (files of ${formatMilliseconds(segmentMs)}, kept ${kept})`]];
}

function describeLiveEnd({ durationSeconds, maxFrames, giveUpMs }: RunOptions): string {
  const endings = [
    durationSeconds === null ? null : `${durationSeconds} s are over`,
    maxFrames === null ? null : `${formatCount(maxFrames, "frame was", "frames were")} taken`,
    giveUpMs === null ? null : `it was away for ${formatMilliseconds(giveUpMs)}`,
  ].filter((words) => words !== null);
  return endings.length === 0 ? "it is stopped" : endings.join(", or ");
}

/** Plan of `watch`. */
export async function planOfWatch(options: WatchOptions): Promise<Plan> {
  checkWatchOptions(options);
  const { folders, onlyNew, rescanMs, poll, command } = options;
  const until = describeEndings(options);
  const noticing = poll
    ? "by listing once a second"
    : `by events, and by listing every ${formatMilliseconds(rescanMs)}`;
  const watching: Plan = {
    facts: { folders, onlyNew, noticing, command, until, whenFull: overflowPolicy(options) },
    lines: [
      ["folders", `${folders.join(", ")}${onlyNew ? "; only what is new in them" : ""}`],
      ["noticed", noticing],
      ...(command.length > 0 ? ([["command", command.map(quoteForShell).join(" ")]] as const) : []),
      ["until", until],
      ["when full", describeOverflow(options)],
    ],
  };
  const { results } = jobPaths({ kind: "folder", paths: folders }, options);
  return joinPlans(
    watching,
    filesPlan(options),
    await sendingPlan(options, "IMAGE.jpg"),
    deliveredPlan(options),
    failurePlan(options),
    resultsPlan(results),
    monitoringPlan(options),
  );
}

/** Plan of `send`. @param list `-` where paths come from standard input. */
export async function planOfSend(options: FilesOptions, list: string | null): Promise<Plan> {
  const named = await sortPaths(options);
  const { folders, files } = named;
  const sources = [...folders, ...files, ...(list === null ? [] : [list])];
  const sending: Plan = {
    facts: { folders, files, list },
    lines: [["from", sources.join(", ")]],
  };
  const { results } = jobPaths(sourceOf(named, list !== null), options);
  return joinPlans(
    sending,
    filesPlan(options),
    await sendingPlan(options, "IMAGE.jpg"),
    deliveredPlan(options),
    failurePlan(options),
    resultsPlan(results),
    monitoringPlan(options),
  );
}

function describePauses({
  frames: framesFolder,
  spoolSizeBytes,
  minFreeBytes,
}: RunOptions): string {
  const spool = `before the frames take ${formatBytes(spoolSizeBytes)}, and `;
  const floor =
    minFreeBytes === null ? "1 GB, or half of what is free now," : formatBytes(minFreeBytes);
  return `${framesFolder === null ? spool : ""}while less than ${floor} is free on their disk`;
}

function filesPlan({ match, ignore, depth, order, settleMs }: FolderOptions): Plan {
  const wanted = match.length > 0 ? match.join(", ") : "image files by their extension";
  const unwanted = ignore.length > 0 ? `, but not ${ignore.join(", ")}` : "";
  const levels =
    depth === null ? "all sub-folders" : (LEVELS[depth] ?? `${depth} levels of sub-folders`);
  return {
    facts: { match, ignore, depth, order, settleMs },
    lines: [
      ["files", `${wanted}${unwanted}; ${levels}; ${order ?? "as listed"}`],
      ["", `unfinished ones are given up after ${formatMilliseconds(settleMs)} without a change`],
    ],
  };
}

const LEVELS: readonly string[] = ["no sub-folders", "one level of sub-folders"];

function describeEndings({
  command,
  untilIdleMs,
  untilFile,
  untilPid,
  maxFrames,
}: WatchOptions): string {
  const endings = [
    command.length > 0 ? "the command has ended" : null,
    untilIdleMs === null ? null : `nothing has landed for ${formatMilliseconds(untilIdleMs)}`,
    untilFile === null ? null : `each folder holds ${untilFile}`,
    untilPid === null ? null : `process ${untilPid} has ended`,
    maxFrames === null ? null : `${formatCount(maxFrames, "frame was", "frames were")} taken`,
  ].filter((words) => words !== null);
  return endings.length === 0 ? "it is stopped" : endings.join(", or ");
}

function describeOverflow(options: OverflowOptions): string {
  const policy = overflowPolicy(options);
  if (policy === null) return "frames wait for their turn";
  return `the ${policy.drops} frame is dropped when ${formatCount(policy.maxBacklog, "waits", "wait")}`;
}

import {
  type CollectResultsOptions,
  collectResultsSchema,
  noFiles,
  type PreviewFramesOptions,
  previewFramesSchema,
  type ResubmitFramesOptions,
  type RunVideoOptions,
  type SendFilesOptions,
  sendFilesSchema,
  type TuneServiceOptions,
  tuneServiceSchema,
  type WatchFoldersOptions,
  type WorkFramesOptions,
} from "./app/library/library-options.ts";
import { type CollectedResults, collectFrom } from "./app/collect/collect-results.ts";
import { type PreviewReport, runPreview } from "./app/preview/preview.ts";
import { runResubmissions } from "./app/sources/resubmit-frames.ts";
import { nameOfVideo, runVideoSource } from "./app/sources/run-video.ts";
import { runSend } from "./app/sources/send-files.ts";
import { runWatch } from "./app/sources/watch-folders.ts";
import { type ResubmitRun, type Run, startRun, startWork } from "./app/library/started-run.ts";
import { monitored } from "./app/monitoring/monitor.ts";
import { reported } from "./app/report/reported.ts";
import { runTune } from "./app/tune/tune-service.ts";
import { runWork } from "./app/worker/run-work.ts";
import { redactedAddress } from "./core/service/service-address.ts";
import { checkOptions } from "./options/options-schema.ts";
import { resubmitSchema } from "./options/resubmit-options.ts";
import { runSchema } from "./options/run-options.ts";
import { signalSchema } from "./options/signal-option.ts";
import { watchSchema } from "./options/watch-options.ts";
import { workSchema } from "./options/work-options.ts";
import type { TuneReport } from "./tune/tune-report.ts";

/**
 * Slices a video, a camera or a stream and delivers its frames to an inference service.
 *
 * @throws FrameferryError as a rejection of the run, never at once: `ERR_OPTION` for options that do not
 *   fit, before anything is done; `ERR_VIDEO_MISSING`, `ERR_VIDEO_UNREADABLE` and their like for a video
 *   of which no frame could be had; `ERR_FFMPEG_MISSING` and its like; and what every run may reject
 *   with: `ERR_JOB_OWNED`, `ERR_LEDGER_UNUSABLE`, `ERR_FOLDER_UNUSABLE`, `ERR_DISK_FULL`,
 *   `ERR_RECORD_LOST`, `ERR_PORT_UNUSABLE`, `ERR_SERVICE_SILENT`. What keeps a run from being complete that has delivered
 *   frames is among the `problems` of its summary.
 */
export function runVideo(options: RunVideoOptions): Run {
  return startRun(() => {
    const { signal, ...checked } = checkOptions({ ...runSchema, ...signalSchema }, options);
    return {
      signal,
      work: async (observer, signals) =>
        await monitored(
          { name: "run", options: checked },
          observer,
          async (watched) =>
            await reported(
              {
                source: nameOfVideo(checked),
                destination: checked,
                command: { name: "run", options: checked },
              },
              watched,
              async (seen) => await runVideoSource(checked, seen, signals),
            ),
        ),
    };
  });
}

/**
 * Delivers what folders hold and what lands in them, until `signal` or another option ends it.
 *
 * @throws FrameferryError as a rejection of the run, never at once: `ERR_OPTION` for options that do not
 *   fit, before anything is done; `ERR_SOURCE_MISSING` or `ERR_SOURCE_UNREADABLE` for what is no folder,
 *   or cannot be looked at; `ERR_COMMAND_FAILED` for a `command` that cannot be run; and what every run
 *   may reject with, as `runVideo` says.
 */
export function watchFolders(options: WatchFoldersOptions): Run {
  return startRun(() => {
    const { signal, ...checked } = checkOptions({ ...watchSchema, ...signalSchema }, options);
    return {
      signal,
      work: async (observer, signals) =>
        await monitored(
          { name: "watch", options: checked },
          observer,
          async (watched) =>
            await reported(
              {
                source: checked.folders.join(", "),
                destination: checked,
                command: { name: "watch", options: checked },
              },
              watched,
              async (seen) => await runWatch(checked, seen, signals),
            ),
        ),
    };
  });
}

/**
 * Delivers existing image files, each once.
 *
 * @throws FrameferryError as a rejection of the run, never at once: `ERR_OPTION` for options that do not
 *   fit, before anything is done; `ERR_SOURCE_MISSING` or `ERR_SOURCE_UNREADABLE` for a path that leads
 *   nowhere, or cannot be looked at; and what every run may reject with, as `runVideo` says. It rejects
 *   with whatever `list` throws, too.
 */
export function sendFiles(options: SendFilesOptions): Run {
  return startRun(() => {
    const { signal, list, ...checked } = checkOptions(sendFilesSchema, options);
    if (list === undefined && checked.paths.length === 0) throw noFiles();
    const listed = list === undefined ? null : { source: "list", paths: list };
    return {
      signal,
      work: async (observer, signals) =>
        await monitored(
          { name: "send", options: checked },
          observer,
          async (watched) =>
            await reported(
              {
                source: checked.paths.join(", ") || "list",
                destination: checked,
                command: { name: "send", options: checked },
              },
              watched,
              async (seen) => await runSend(checked, listed, seen, signals),
            ),
        ),
    };
  });
}

/**
 * Takes frames from a message broker, delivers them to services, and brings the answers back to where the frames landed,
 * until `signal` or another option ends it. It keeps no record: what it has not answered when it ends, however that is,
 * comes to another worker.
 *
 * @throws FrameferryError as a rejection of the run, never at once: `ERR_OPTION` for options that do not
 *   fit, before anything is done; `ERR_BROKER_NOT_SET_UP`, `ERR_BROKER_REFUSED` or `ERR_BROKER_AWAY` if the frames cannot
 *   be read; `ERR_PORT_UNUSABLE` and `ERR_SERVICE_SILENT`.
 */
export function workFrames(options: WorkFramesOptions): Run {
  return startRun(() => {
    const { signal, ...checked } = checkOptions({ ...workSchema, ...signalSchema }, options);
    const command = { name: "work", options: checked } as const;
    const destination = { ...checked, routes: [] };
    const run = { source: redactedAddress(checked.broker), destination, command };
    return {
      signal,
      work: async (observer, signals) =>
        await monitored(
          command,
          observer,
          async (watched) =>
            await reported(run, watched, async (seen) => await runWork(checked, seen, signals)),
        ),
    };
  });
}

/**
 * Reads the results at a message broker, one for each frame, as `frameferry results` does, and takes them from nobody:
 * those that no edge has put on record yet and, with `follow`, those that come, until `signal` ends it.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit;
 *   `ERR_BROKER_NOT_SET_UP`, `ERR_BROKER_REFUSED` or `ERR_BROKER_AWAY` if the results cannot be read at the beginning;
 *   `ERR_FOLDER_UNUSABLE` and `ERR_DISK_FULL` for the file. It rejects with whatever `onResult` throws, too.
 */
export async function collectResults(options: CollectResultsOptions): Promise<CollectedResults> {
  const checked = checkOptions(collectResultsSchema, options);
  const { signal = new AbortController().signal, ...given } = checked;
  const { onResult = () => {}, onWarning = () => {} } = given;
  return await collectFrom(given, { onResult, onWarning, signal });
}

/**
 * Sends frames again that have failed, as `frameferry resubmit` does: one job after the other, each with
 * its own summary; none where nothing has failed. After an abort no further job is begun.
 *
 * @throws FrameferryError as a rejection of the run, never at once: `ERR_OPTION` for options that do not
 *   fit and `ERR_JOB_UNKNOWN` for a source without a job, before anything is done; and what every run may
 *   reject with, as `runVideo` says, where a job could not be carried. What earlier jobs delivered is on
 *   record then.
 */
export function resubmitFrames(options: ResubmitFramesOptions): ResubmitRun {
  return startWork(() => {
    const { signal, ...checked } = checkOptions({ ...resubmitSchema, ...signalSchema }, options);
    return {
      signal,
      work: async (observer, signals) =>
        await monitored(
          { name: "resubmit", options: checked },
          observer,
          async (watched) =>
            await reported(
              {
                source: checked.sources.join(", "),
                destination: null,
                command: { name: "resubmit", options: checked },
              },
              watched,
              async (seen) => await runResubmissions(checked, seen, signals),
            ),
        ),
    };
  });
}

/**
 * Finds how many requests at once suit a service, by sending it more and more within a budget.
 *
 * @returns the report. Its `ending.cause` is `interrupted` when `signal` has aborted; before the first
 *   request there is nothing to report, and it rejects with the signal's reason.
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit, before
 *   anything is done; `ERR_SOURCE_MISSING`, `ERR_SOURCE_UNREADABLE` or what `runVideo` says of a video
 *   where there are no frames to send; `ERR_FOLDER_UNUSABLE` for a page that cannot be written; and
 *   `ERR_SERVICE_SILENT` where nothing can be sent without an answer of the service.
 */
export async function tuneService(options: TuneServiceOptions): Promise<TuneReport> {
  const checked = checkOptions(tuneServiceSchema, options);
  const { signal = new AbortController().signal, onEvent = () => {}, ...given } = checked;
  return await runTune(given, onEvent, signal);
}

/**
 * Writes a contact sheet of the frames that a run would send, as `frameferry preview` does, and sends nothing.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit, such as a file that is
 *   no earlier preview; `ERR_SOURCE_MISSING` and `ERR_SOURCE_UNREADABLE` for images; what `runVideo` says of a video and of
 *   ffmpeg; `ERR_FOLDER_UNUSABLE` and `ERR_DISK_FULL`. After an abort it rejects with the reason of `signal`.
 */
export async function previewFrames(options: PreviewFramesOptions): Promise<PreviewReport> {
  const { signal, onProgress, list, ...checked } = checkOptions(previewFramesSchema, options);
  const parties = {
    listen: onProgress ?? (() => {}),
    signal: signal ?? new AbortController().signal,
  };
  return await runPreview(checked, list ?? null, parties);
}

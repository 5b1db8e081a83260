import { systemClock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { option } from "../../core/option-spelling.ts";
import { realPath } from "../../core/files/real-path.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { JobSource } from "../../ledger/job-folder.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { findFfmpeg } from "../../slicer/find-ffmpeg.ts";
import { type LiveAddress, liveAddress } from "../../slicer/live/live-address.ts";
import { LiveSlicer } from "../../slicer/live/live-slicer.ts";
import { rulesOfPictures } from "../../slicer/live/rules-of-pictures.ts";
import { CameraTrust } from "../../slicer/remote/camera-trust.ts";
import { type Look, lookAt } from "../../slicer/remote/look-at.ts";
import { RemoteClient } from "../../slicer/remote/remote-client.ts";
import { RemoteFault } from "../../slicer/remote/remote-fault.ts";
import { isAskedToEnd, type StopSignals } from "../../submitter/submitter.ts";
import { deliver } from "../delivery/deliver.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { Job } from "../jobs/job.ts";
import { type JobPaths, jobPaths } from "../jobs/job-paths.ts";
import { cameraLogin } from "./camera-login.ts";
import {
  checkRecording,
  refuseRecordingOfFile,
  refuseRecordingOfPictures,
} from "./recording-checks.ts";
import { refuseOptionsOfFiles, refuseOptionsOfOtherKinds } from "./live-options.ts";
import { refuseOldFfmpeg } from "./old-ffmpeg.ts";
import { checkSlicePlaces } from "./check-slice-places.ts";
import { checkFrameRules } from "./left-out-rules.ts";
import { checkWanted } from "./wanted-frames.ts";
import { slicingOf } from "./similar-place.ts";
import { answerOfFfmpeg } from "./slow-ffmpeg.ts";
import { type OpenLive, openLiveSource } from "./open-live-source.ts";

/**
 * Delivers the frames of a camera or stream until the options or a signal end it.
 *
 * @param given whose `video` is its address, as it was typed.
 * @throws FrameferryError when nothing could be carried; a camera that is away is waited for.
 */
export async function runLive(
  given: RunOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  const { address, ffmpeg, options } = await openLive(given, observer.emit, signals.drain);
  const trust = new CameraTrust(options);
  if (options.cameraInsecure) observer.emit({ type: "warningRaised", message: insecureInWords() });
  const found = await openRemote(address, { ...options, trust }, signals.drain);
  if (found !== null && found.look !== null && hasEnd(found.look)) {
    refuseRecordingOfFile(options);
    const { runRemoteFile } = await import("./run-remote-file.ts");
    const file = { address, ffmpeg, client: found.client, look: found.look, options };
    return await runRemoteFile(file, { observer, signals });
  }
  refuseOptionsOfFiles(options);
  const remote = found === null ? null : { ...found, nature: found.look?.nature ?? null };
  if (remote?.nature === "picture") {
    refuseRecordingOfPictures(options);
    const problem = rulesOfPictures(address.name, options);
    if (problem !== null) throw problem;
  }
  const places = livePlaces(options);
  const task = {
    source: liveSourceOf(options),
    fingerprint: FINGERPRINT,
    // What a camera showed does not come again.
    stillExists: async () => false,
    framesFolder: ({ spool }: JobPaths) => realPath(options.frames ?? spool),
  };
  // What has been cut out already is sent as it is.
  const sending = { ...options, crop: null };
  return await deliver(
    {
      options: sending,
      isEndless: true,
      openJob: async (emit) => await Job.open(places, task, sending, emit),
      openSource: async (tools) =>
        await openLiveSource({ options, address, ffmpeg, remote, trust }, tools, {
          onLogLine: observer.onFfmpegLine,
          isStopped: () => isAskedToEnd(signals),
        }),
    },
    observer,
    signals,
  );
}

/** Paths of the job that a run of a camera would open. @param options whose `video` is its shown name. */
export function livePlaces(options: RunOptions): JobPaths {
  return jobPaths(liveSourceOf(options), options);
}

/** The slicer of a new run, for its command line. @throws FrameferryError for what does not fit. */
export async function liveSlicerFor(given: RunOptions): Promise<LiveSlicer> {
  refuseOptionsOfFiles(given);
  const { address, ffmpeg, options } = await openLive(given, () => {});
  const tools = { ffmpeg, address, clock: systemClock, quota: null };
  return new LiveSlicer({ ...slicingOf(options), firstIndex: 0 }, tools);
}

async function openLive(
  given: RunOptions,
  emit: EventListener,
  signal?: AbortSignal,
): Promise<OpenLive> {
  checkSlicePlaces(given, []);
  checkFrameRules(given);
  checkWanted(given);
  const typed = liveAddress(given.video, await cameraLogin(given));
  const address = { ...typed, rtspTransport: given.rtspTransport };
  checkRecording(given, address);
  refuseOptionsOfOtherKinds(address, given);
  const ffmpeg = await answerOfFfmpeg(findFfmpeg(given.ffmpeg, signal), emit);
  refuseOldFfmpeg(address, ffmpeg);
  return { address, ffmpeg, options: { ...given, video: address.name, cameraPassword: null } };
}

/** A server, and what its address leads to: `null` if it has not answered yet. */
interface OpenRemote {
  readonly client: RemoteClient;
  readonly look: Look | null;
}

function hasEnd({ nature }: Look): boolean {
  return nature === "file" || nature === "playlist";
}

/** Looks at what an address over HTTP leads to. */
async function openRemote(
  address: LiveAddress,
  { allowHosts, trust }: Pick<RunOptions, "allowHosts"> & { readonly trust: CameraTrust },
  drain: AbortSignal,
): Promise<OpenRemote | null> {
  if (address.kind !== "http") return null;
  const client = new RemoteClient(address.input, allowHosts, trust);
  const look = await lookAt(client, drain).catch((error: unknown) => {
    // It is asked again, and every failure told, once there is a job.
    if (error instanceof RemoteFault || drain.aborted) return null;
    throw error;
  });
  return { client, look };
}

function liveSourceOf({ video }: RunOptions): JobSource {
  return { kind: "live", paths: [video] };
}

function insecureInWords(): string {
  return `with ${option("cameraInsecure", true)}, the certificate of the camera is not checked: anyone on the network path can see its pictures, learn its password, and send other pictures`;
}

/** Whatever is taken of a camera, and in which form, it is the same job: its frames are never sent again. */
const FINGERPRINT = JSON.stringify({ byteLength: 0, modifiedAtMs: 0, isLive: true });

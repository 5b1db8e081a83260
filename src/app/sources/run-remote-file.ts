import { systemClock } from "../../core/concurrency/clock.ts";
import type { FrameferryError } from "../../core/errors.ts";
import type { RunSummary } from "../../core/summary.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { isOgg } from "../../slicer/decoder-threads.ts";
import type { Ffmpeg } from "../../slicer/find-ffmpeg.ts";
import { withoutSecretsOf } from "../../slicer/live/hide-secrets.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";
import { Gateway } from "../../slicer/remote/gateway.ts";
import type { Look } from "../../slicer/remote/look-at.ts";
import type { RemoteClient } from "../../slicer/remote/remote-client.ts";
import { remoteView } from "../../slicer/remote/remote-view.ts";
import { ChangedFault } from "../../slicer/remote/resumed-body.ts";
import { accessThrough, type RemoteVideo } from "../../slicer/remote-video.ts";
import { sourceError } from "../../slicer/slice-errors.ts";
import { queryRemoteHeader } from "../../slicer/video-header.ts";
import { deliverVideo, type RunParties } from "./deliver-video.ts";
import { refuseOptionsOfStreams } from "./live-options.ts";
import { remoteSource } from "./remote-source.ts";
import { answerOfFfmpeg } from "./slow-ffmpeg.ts";

/** A file or a playlist with an end, on a server that has answered. */
export interface RemoteFile {
  readonly address: LiveAddress;
  readonly ffmpeg: Ffmpeg;
  readonly client: RemoteClient;
  readonly look: Look;
  /** Without secrets; its `video` is the name of the address. */
  readonly options: RunOptions;
}

/**
 * Runs the whole path for a video on a server as for a file: it is read while it is sliced, and never stored.
 *
 * @throws FrameferryError when nothing could be carried; the summary reports a video that ends early.
 */
export async function runRemoteFile(
  { address, ffmpeg, client, look, options }: RemoteFile,
  parties: RunParties,
): Promise<RunSummary> {
  refuseOptionsOfStreams(options);
  const { emit } = parties.observer;
  const { drain } = parties.signals;
  const policy = {
    clock: systemClock,
    stallMs: options.stallMs,
    maxOutageMs: options.giveUpMs ?? MAX_OUTAGE_MS,
    onOutage: (reason: string): void => {
      const message = `${address.name} breaks off: ${reason}; it is asked for the rest again and again`;
      emit({ type: "warningRaised", message });
    },
  };
  await using gateway = await Gateway.open(client, policy, look.version);
  const remote = await remoteVideo(gateway, { address, client, look }, drain);
  const header = await answerOfFfmpeg(queryRemoteHeader(ffmpeg.path, remote, drain), emit);
  gateway.forgetFault();
  const source = remoteSource(address.name, look, {
    hasChanged: () => gateway.fault instanceof ChangedFault,
    brokeOff: () => gateway.fault !== null,
  });
  return await deliverVideo(source, { ffmpeg, header, remote }, options, parties);
}

/** Time for which a server is waited for that breaks off, where the options name none. */
const MAX_OUTAGE_MS = 60_000;

async function remoteVideo(
  gateway: Gateway,
  { address, client, look }: Pick<RemoteFile, "address" | "client" | "look">,
  signal: AbortSignal,
): Promise<RemoteVideo> {
  const { address: input, proxy, spellings } = gateway;
  const isPlaylist = look.nature === "playlist";
  const view = remoteView(client, isPlaylist ? 0 : (look.version.byteLength ?? 0), signal);
  const hidden = [[input, address.name] as const, ...spellings, ...address.hidden];
  return {
    input,
    access: accessThrough(proxy, isPlaylist),
    isOgg: !isPlaylist && isOgg(await view.read(0, 4)),
    view,
    cleanLine: (line) => withoutSecretsOf({ hidden }, line),
    readProblem: (frameCount) => {
      const { fault } = gateway;
      if (fault === null || fault instanceof ChangedFault) return null;
      return brokenOff(address.name, fault.message, frameCount);
    },
  };
}

function brokenOff(name: string, reason: string, frameCount: number): FrameferryError {
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `${name} could not be read on after ${formatCount(frameCount, "frame")}: ${reason}`,
    "run the same command again: it goes on where it was",
  );
}

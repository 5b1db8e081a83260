import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import {
  type CameraTrustOptions,
  type LiveOptions,
  liveSchema,
} from "../../options/live-options.ts";
import type { OverflowOptions } from "../../options/overflow-options.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";
import { isTunneled } from "../../slicer/live/tls-tunnel.ts";
import { checkOverflowOptions } from "./overflow-from-options.ts";

/** Overflow options of a camera, where frames should be fresh rather than complete. */
export function liveOverflow({ whenFull, maxBacklog }: LiveOptions): OverflowOptions {
  return { whenFull: whenFull ?? "drop-oldest", maxBacklog };
}

/** @throws FrameferryError `ERR_OPTION` for options that make no sense for a camera. */
export function refuseOptionsOfFiles(options: RunOptions): void {
  checkOverflowOptions(liveOverflow(options));
  if (options.startSeconds > 0)
    throw senseless(
      `${option("startSeconds")} has no meaning for a camera, which begins when it is connected to`,
      `leave ${option("startSeconds")} out`,
    );
  if (options.nearestKeyframe)
    throw senseless(
      `${option("nearestKeyframe", true)} has no meaning for a camera, whose keyframes are not known beforehand`,
      `take ${option("keyframes", true)}, among which ${option("every")} chooses`,
    );
  const listing = options.atSeconds.length > 0 ? "atSeconds" : "framesList";
  if (options.atSeconds.length > 0 || options.framesList !== null)
    throw senseless(
      `${option(listing)} has no meaning for a camera, whose frames are not there yet`,
      `leave ${option(listing)} out, or take frames by ${option("every", "10s")}`,
    );
  if (options.maxDecodeErrors !== "1%")
    throw senseless(
      `${option("maxDecodeErrors")} has no meaning for a camera, which is never complete`,
      `leave ${option("maxDecodeErrors")} out: the summary counts what could not be decoded`,
    );
}

/** @throws FrameferryError `ERR_OPTION` for options of addresses of another kind. */
export function refuseOptionsOfOtherKinds(
  address: LiveAddress,
  options: CameraTrustOptions & Pick<LiveOptions, "allowHosts" | "rtspTransport">,
): void {
  const { kind, name } = address;
  const { allowHosts, rtspTransport, cameraCaFile, cameraInsecure } = options;
  const isFor = (key: keyof LiveOptions, kinds: string): FrameferryError =>
    senseless(`${option(key)} is for ${kinds} addresses, and ${name} is none`, leftOut(key));
  if (kind !== "http" && allowHosts.length > 0) throw isFor("allowHosts", "http and https");
  if (kind !== "rtsp" && rtspTransport === "udp") throw isFor("rtspTransport", "rtsp and rtsps");
  if (kind === "http" || isTunneled(address)) return;
  if (cameraCaFile !== null) throw isFor("cameraCaFile", "https, rtsps and rtmps");
  if (cameraInsecure) throw isFor("cameraInsecure", "https, rtsps and rtmps");
}

function leftOut(key: keyof LiveOptions): string {
  return `leave ${option(key)} out`;
}

/** @throws FrameferryError `ERR_OPTION` for options of cameras beside a video file. */
export function refuseOptionsOfCameras(options: RunOptions): void {
  refuseGiven(options, Object.keys(liveSchema) as (keyof LiveOptions)[]);
}

/** @throws FrameferryError `ERR_OPTION` for options of streams beside a video on a server. */
export function refuseOptionsOfStreams(options: RunOptions): void {
  refuseGiven(options, ["maxFrames", "whenFull", "maxBacklog"]);
}

function refuseGiven(options: RunOptions, keys: readonly (keyof LiveOptions)[]): void {
  const given = keys.find((key) => isGiven(options[key], liveSchema[key].default));
  if (given === undefined || (given === "whenFull" && options.whenFull === "block")) return;
  throw senseless(
    `${SPELLINGS[given]()} is for cameras and streams, and ${options.video} is a file`,
    `leave ${SPELLINGS[given]()} out`,
  );
}

function isGiven(value: unknown, usual: unknown): boolean {
  return value !== usual && !(Array.isArray(value) && value.length === 0);
}

const SPELLINGS: Readonly<Record<keyof LiveOptions, () => string>> = {
  cameraUser: () => option("cameraUser"),
  cameraPassword: () => option("cameraPassword"),
  cameraPasswordFile: () => option("cameraPasswordFile"),
  cameraCaFile: () => option("cameraCaFile"),
  cameraInsecure: () => option("cameraInsecure", true),
  stallMs: () => option("stallMs"),
  giveUpMs: () => option("giveUpMs"),
  frozenMs: () => option("frozenMs"),
  discardCorrupt: () => option("discardCorrupt", false),
  rtspTransport: () => option("rtspTransport"),
  allowHosts: () => option("allowHosts"),
  maxFrames: () => option("maxFrames"),
  whenFull: () => option("whenFull"),
  maxBacklog: () => option("maxBacklog"),
};

function senseless(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}

import { colorFilters } from "../color-filters.ts";
import { cropFilters, type CropSettings } from "../crop-filters.ts";
import type { FfmpegLog } from "../ffmpeg-log.ts";
import { keyframeFilters } from "../keyframes.ts";
import { type ShownPicture, shownPicture } from "../shown-picture.ts";
import { UNKNOWN_COLORS, videoColors, type VideoColors } from "../video-colors.ts";
import type { LiveAddress } from "./live-address.ts";

/** Facts about a stream that must be known before its frames can be written. */
export interface LiveHeader {
  readonly colors: VideoColors;
  /** True if it carries no times, so that those of arrival hold: Motion JPEG over HTTP. */
  readonly isTimeless: boolean;
  /** Its pictures as they are shown; `null` if their size is unknown. @default null */
  readonly picture?: ShownPicture | null;
  /** ffmpeg's name of its codec; `null` for one that it does not know. */
  readonly videoCodec: string | null;
  /** Its sound, by ffmpeg's name of the codec; `null` without one that can be recorded. */
  readonly audioCodec: string | null;
}

/** Header of what carries no other colors than the usual ones. */
export const LOCAL_HEADER: LiveHeader = {
  colors: UNKNOWN_COLORS,
  isTimeless: false,
  videoCodec: null,
  audioCodec: null,
};

/** True if nothing of a stream need be read first: a device may be busy for a while after it was closed. */
export function hasLocalHeader({ kind }: LiveAddress): boolean {
  return kind === "device" || kind === "test";
}

/** @returns `null` unless there is a video in the log of its connection. */
export function liveHeader(
  address: LiveAddress,
  { videoDetails, audioDetails, rotationDegrees }: StreamDetails,
): LiveHeader | null {
  if (videoDetails === null) return null;
  const isMotionJpeg = videoDetails.startsWith("mjpeg");
  const picture = shownPicture(videoDetails, rotationDegrees);
  if (hasLocalHeader(address)) return { ...LOCAL_HEADER, picture };
  const { kind } = address;
  return {
    picture,
    colors: videoColors(videoDetails),
    isTimeless: kind === "http" && isMotionJpeg,
    videoCodec: codecOf(videoDetails),
    audioCodec: codecOf(audioDetails),
  };
}

/** Descriptions of the streams, as ffmpeg prints them. */
export type StreamDetails = Pick<FfmpegLog, "videoDetails" | "audioDetails" | "rotationDegrees">;

/** Name of a codec, as `aac` in `aac (LC), 48000 Hz, stereo`; `null` for one that ffmpeg does not know. */
function codecOf(details: string | null): string | null {
  const [, name = "none"] = /^(\w+)/u.exec(details ?? "") ?? [];
  return name === "none" ? null : name;
}

/** True if frames of both streams take the same filters and options. */
export function isAlike(one: LiveHeader, other: LiveHeader, settings: CropSettings): boolean {
  const filtersFor = (header: LiveHeader): string =>
    [
      ...keyframeFilters(header.videoCodec),
      ...cropFilters(settings, header),
      ...colorFilters(settings, header.colors),
    ].join(",");
  return one.isTimeless === other.isTimeless && filtersFor(one) === filtersFor(other);
}

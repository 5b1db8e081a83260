import type { FrameferryError } from "../core/errors.ts";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import type { ByteView } from "./byte-view.ts";

/** A video with an end on a server, which ffmpeg reads through a server of ours. */
export interface RemoteVideo {
  /** Address as ffmpeg opens it, without secrets. */
  readonly input: string;
  readonly access: InputAccess;
  /** True for an Ogg file. */
  readonly isOgg: boolean;
  readonly view: ByteView;
  /** A line of ffmpeg's log with the address that the user knows. */
  readonly cleanLine: (line: string) => string;
  /** Error if it could not be read to its end, after `frameCount` frames; `null` if it could. */
  readonly readProblem: (frameCount: number) => FrameferryError | null;
}

/** What an ffmpeg may open for its input. */
export interface InputAccess {
  /** Value of `-protocol_whitelist`. */
  readonly protocols: string;
  /** Value of `-format_whitelist`. */
  readonly formats: string;
  /** Further options before `-i`. */
  readonly options: readonly string[];
}

/** Access of a video that is read by one protocol, and leads nowhere else. */
export function plainAccess(protocol: string): InputAccess {
  return { protocols: protocol, formats: ALLOWED_FORMATS, options: [] };
}

/**
 * Access through one server of ours, which is a proxy for all else.
 *
 * @param isPlaylist true for HLS, whose segments may be encrypted.
 */
export function accessThrough(proxy: string, isPlaylist: boolean): InputAccess {
  return {
    protocols: isPlaylist ? "http,tcp,crypto" : "http,tcp",
    formats: isPlaylist ? `hls,${ALLOWED_FORMATS}` : ALLOWED_FORMATS,
    options: ["-http_proxy", proxy],
  };
}

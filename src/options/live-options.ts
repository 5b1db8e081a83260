import { oneOf } from "./one-of.ts";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { WHEN_FULL, type WhenFull } from "./overflow-options.ts";
import { durationMs, flag, hostList, plainText, wholeNumber } from "./units.ts";

/** How the packets of an RTSP camera travel. */
export type RtspTransport = "tcp" | "udp";

const RTSP_TRANSPORTS: readonly RtspTransport[] = ["tcp", "udp"];

/** User name and password of a camera. */
export interface CameraLoginOptions {
  /**
   * User name of the camera, as it is, without percent codes. `null`: the one in its address, if any. @default null
   */
  readonly cameraUser: string | null;
  /** Password of the camera, as it is. `null`: the one in its address, if any. @default null */
  readonly cameraPassword: string | null;
  /** File whose first line is the password of the camera. `null`: none. @default null */
  readonly cameraPasswordFile: string | null;
}

export const cameraLoginSchema: OptionsSchema<CameraLoginOptions> = {
  cameraUser: optional(plainText, null),
  cameraPassword: optional(plainText, null),
  cameraPasswordFile: optional(plainText, null),
};

/** Certificates of cameras and of servers of videos, for `https`, `rtsps` and `rtmps`. */
export interface CameraTrustOptions {
  /**
   * PEM file of certificates to trust in addition to those of Node.js: of authorities, or of cameras themselves, which
   * may then be called by any name. It is read again when it changes. `null`: none. @default null
   */
  readonly cameraCaFile: string | null;
  /**
   * True to accept any certificate. Anyone on the way can then see the pictures, learn the password, and send other
   * pictures. @default false
   */
  readonly cameraInsecure: boolean;
}

export const cameraTrustSchema: OptionsSchema<CameraTrustOptions> = {
  cameraCaFile: optional(plainText, null),
  cameraInsecure: optional(flag, false),
};

/** Settings for a camera or stream in the place of a video file. */
export interface LiveOptions extends CameraLoginOptions, CameraTrustOptions {
  /**
   * Time without a frame after which a camera is connected to again, in milliseconds; its first frame may take 10 s
   * longer. @default 10000
   */
  readonly stallMs: number;
  /**
   * Time without a frame after which a camera is given up, in milliseconds. `null`: it is waited for without an end.
   * @default null
   */
  readonly giveUpMs: number | null;
  /**
   * Time without a new picture after which a camera counts as frozen and is connected to again, in milliseconds:
   * pictures that equal earlier ones to the last bit are not new. One that has snapshots is asked on as before. `null`: it may show the same for ever. @default null
   */
  readonly frozenMs: number | null;
  /**
   * True to leave out pictures of a camera that are broken, because packets were lost or could not be decoded, up to
   * the next whole keyframe: they are skipped. @default true
   */
  readonly discardCorrupt: boolean;
  /**
   * Transport of the packets of an RTSP camera. `udp` suits one that speaks nothing else; it loses packets.
   * @default "tcp"
   */
  readonly rtspTransport: RtspTransport;
  /**
   * Hosts that an `http` or `https` address may lead to besides its own origin, by redirects and HLS playlists:
   * `cdn.example` (any port), or `cdn.example:8443`. @default []
   */
  readonly allowHosts: readonly string[];
  /** Number of frames after which a camera is left. `null`: no such end. @default null */
  readonly maxFrames: number | null;
  /**
   * Handling of frames that come faster than the service takes them. `drop-oldest`, `drop-newest`: once `maxBacklog`
   * frames wait, the one that has waited longest, or the one that has just come, is dropped. `block`: they wait, and
   * a camera is left while their disk space is used up. `null`: `drop-oldest` for a camera, and `block` for a
   * file. @default null
   */
  readonly whenFull: WhenFull | null;
  /** Maximum number of waiting frames of a camera before one is dropped. `null`: 100. @default null */
  readonly maxBacklog: number | null;
}

export const liveSchema: OptionsSchema<LiveOptions> = {
  ...cameraLoginSchema,
  ...cameraTrustSchema,
  stallMs: optional(() => durationMs(100), 10_000),
  giveUpMs: optional(() => durationMs(1), null),
  frozenMs: optional(() => durationMs(1000), null),
  discardCorrupt: optional(flag, true),
  rtspTransport: optional(() => oneOf(RTSP_TRANSPORTS), "tcp"),
  allowHosts: optional(hostList, []),
  maxFrames: optional(() => wholeNumber(1), null),
  whenFull: optional(() => oneOf(WHEN_FULL), null),
  maxBacklog: optional(() => wholeNumber(1, 1_000_000), null),
};

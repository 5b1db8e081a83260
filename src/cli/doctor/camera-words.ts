import type {
  CameraLoginOptions,
  CameraTrustOptions,
  LiveOptions,
} from "../../options/live-options.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";
import { readTypedAddress } from "../../slicer/live/typed-address.ts";

/** What of a command line names the source of frames. */
export interface SourceWords {
  /** Variables in front of the command, such as `NAME='***'`. */
  readonly environment: readonly string[];
  /** The source and its options. */
  readonly words: readonly string[];
}

/** A place to fill in. */
export const SOME_VIDEO: SourceWords = { environment: [], words: ["VIDEO"] };

/**
 * Words that name a camera in a `run`. Its user name and password are never shown: `***` stands for what is not in
 * the environment already.
 *
 * @param typed the address as it was typed.
 */
export function cameraWords(
  typed: string,
  { name, rtspTransport = "tcp" }: LiveAddress,
  options: CameraLoginOptions & Partial<CameraTrustOptions & Pick<LiveOptions, "allowHosts">>,
): SourceWords {
  const { cameraUser, cameraPassword, cameraPasswordFile: file, allowHosts = [] } = options;
  const { cameraCaFile = null, cameraInsecure = false } = options;
  const login = readTypedAddress(typed);
  const user = cameraUser ?? login?.user ?? null;
  const password = file === null ? (cameraPassword ?? login?.password ?? null) : null;
  return {
    environment: [
      ...(user === null ? [] : placeholder("FRAMEFERRY_CAMERA_USER")),
      ...(password === null ? [] : placeholder("FRAMEFERRY_CAMERA_PASSWORD")),
    ],
    words: [
      name,
      ...(file === null ? [] : ["--camera-password-file", file]),
      ...(rtspTransport === "tcp" ? [] : ["--rtsp-transport", rtspTransport]),
      ...(cameraCaFile === null ? [] : ["--camera-ca-file", cameraCaFile]),
      ...(cameraInsecure ? ["--camera-insecure"] : []),
      ...allowHosts.flatMap((host) => ["--allow-host", host]),
    ],
  };
}

function placeholder(variable: string): readonly string[] {
  return process.env[variable] ? [] : [`${variable}='***'`];
}

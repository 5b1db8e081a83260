import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { byReader } from "../../core/option-spelling.ts";
import { hostOfBareAddress } from "../../slicer/live/bare-address.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import type { Misnamed, Purpose } from "./misnamed.ts";

/**
 * Tells a camera, a stream or any other address from a path, where it cannot be read or another command is for it.
 *
 * @param quoted spells a word for a shell.
 */
export function liveSource(
  source: string,
  purpose: Purpose,
  quoted: (word: string) => string,
): Misnamed | null {
  const camera = cameraOf(source);
  if (camera !== null) return purpose === "run" && camera === source ? null : named(camera, quoted);
  const [, scheme] = /^([a-z][a-z\d+.-]+):\/\//iu.exec(source) ?? [];
  if (scheme === undefined) return bareAddress(source);
  if (scheme.toLowerCase() === "file") return fileAddress(source, purpose, quoted);
  const shown = `${scheme.toLowerCase()}://…`;
  return {
    message: `${shown} is an address of a kind that cannot be read`,
    remedy: () => "download it first, and name the file",
  };
}

/** An address that holds secrets, and would be shown as a path that is not there. */
function bareAddress(source: string): Misnamed | null {
  const host = hostOfBareAddress(source);
  if (host === null || existsSync(source)) return null;
  return {
    message: `the address of ${host} lacks its scheme`,
    remedy: () =>
      "write rtsp:// in front of it, or http:// or another one, as the manual of the camera says",
  };
}

/** The address of a camera or stream; OpenCV calls the first camera 0. */
function cameraOf(source: string): string | null {
  if (isLiveAddress(source)) return source;
  return /^\d{1,2}$/u.test(source) && !existsSync(source) ? `/dev/video${source}` : null;
}

/** The command that is for cameras and streams. */
function named(camera: string, quoted: (word: string) => string): Misnamed {
  const shown = shownSource(camera);
  return {
    message: `${shown} is a camera or a stream, not a path`,
    remedy: (flags) =>
      byReader({
        commandLine: `frameferry run ${quoted(shown)}${flags("run")}`,
        library: `call runVideo for it`,
      }),
  };
}

function fileAddress(
  source: string,
  purpose: Purpose,
  quoted: (word: string) => string,
): Misnamed | null {
  try {
    const path = fileURLToPath(source);
    return {
      message: `${source} is an address, where a path is expected`,
      remedy: (flags) =>
        byReader({
          commandLine: `name the file by its path: frameferry ${purpose} ${quoted(path)}${flags(purpose)}`,
          library: `name the file by its path: ${path}`,
        }),
    };
  } catch {
    return null;
  }
}

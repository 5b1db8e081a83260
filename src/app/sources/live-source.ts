import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { addressWithPlaceholders } from "../../core/service/service-address.ts";
import { byReader } from "../../core/option-spelling.ts";
import type { Misnamed, Purpose } from "./misnamed.ts";

/**
 * Tells a camera, a stream or any other address from a path.
 *
 * @param quoted spells a word for a shell.
 */
export function liveSource(
  source: string,
  purpose: Purpose,
  quoted: (word: string) => string,
): Misnamed | null {
  const device = cameraOf(source);
  if (device !== null) {
    const message = `${source} is a camera, and cameras cannot be read yet`;
    return { message, remedy: (flags) => recorded(`-f v4l2 -i ${device}`, flags("watch")) };
  }
  const [, scheme] = /^([a-z][a-z\d+.-]+):\/\//iu.exec(source) ?? [];
  if (scheme === undefined) return null;
  if (scheme.toLowerCase() === "file") return fileAddress(source, purpose, quoted);
  const shown = URL.canParse(source) ? addressWithPlaceholders(source) : `${scheme}://***`;
  const input = `${/^rtsps?$/iu.test(scheme) ? "-rtsp_transport tcp " : ""}-i ${quoted(shown)}`;
  const isDownload = /^(?:https?|ftps?|s3|gs)$/iu.test(scheme);
  return {
    message: `${shown} is ${isDownload ? "an address" : "a stream"}, and only ${purpose === "send" ? "files and folders" : "local files"} can be read yet`,
    remedy: (flags) => {
      const whileItRuns = recorded(input, flags("watch"));
      return isDownload ? `download it first, or, for a stream: ${whileItRuns}` : whileItRuns;
    },
  };
}

/** The device of a camera; OpenCV calls the first one 0. */
function cameraOf(source: string): string | null {
  if (/^\/dev\/video\d+$/u.test(source)) return source;
  return /^\d{1,2}$/u.test(source) && !existsSync(source) ? `/dev/video${source}` : null;
}

/** The way that works today: ffmpeg writes frames into a folder that is watched. */
function recorded(input: string, flags: string): string {
  const writer = `ffmpeg ${input} -q:v 2 frames/%08d.jpg`;
  return byReader({
    commandLine: `mkdir -p frames && frameferry watch frames${flags} -- ${writer}`,
    library: `let ffmpeg write its frames into a folder, and call watchFolders for that: ${writer}`,
  });
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

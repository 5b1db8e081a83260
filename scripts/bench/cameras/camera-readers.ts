import { join } from "node:path";
import type { Ffmpeg } from "../../../src/slicer/find-ffmpeg.ts";

/** A program that takes frames of a camera. */
export interface CameraReader {
  readonly name: string;
  /** Its command line. @param folder for what it writes. */
  readonly command: (url: string, folder: string) => readonly string[];
}

export const DECODING = "ffmpeg, decodes only";
export const PLAIN = "ffmpeg, a JPEG a second";
export const OURS = "frameferry run --fps 1";

/** What the readers run with. */
export interface ReaderTools {
  readonly ffmpeg: Ffmpeg;
  /** What leads to our program. */
  readonly program: readonly string[];
  /** Address of the service. */
  readonly to: string;
}

export function readersFor({ ffmpeg, program, to }: ReaderTools): readonly CameraReader[] {
  const input = (url: string): string[] => [
    ...[ffmpeg.path, "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-an"],
  ];
  const passThrough = [ffmpeg.hasFpsMode ? "-fps_mode" : "-vsync", "passthrough"];
  return [
    { name: DECODING, command: (url) => [...input(url), ...passThrough, "-f", "null", "-"] },
    {
      name: PLAIN,
      command: (url, folder) => [
        ...[...input(url), "-vf", `select='${FIRST_OF_EACH_SECOND}'`, ...passThrough],
        // The quality of frameferry's default, 90.
        ...["-q:v", "3", "-f", "image2", join(folder, "frame_%08d.jpg")],
      ],
    },
    { name: OURS, command: (url) => [...program, "run", url, "--fps", "1", "--to", to, "-q"] },
  ];
}

const FIRST_OF_EACH_SECOND = "isnan(prev_selected_t)+not(eq(floor(t),floor(prev_selected_t)))";

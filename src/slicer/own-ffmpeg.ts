import { homedir } from "node:os";
import { join } from "node:path";
import { platformName, programFile } from "../core/platform/this-system.ts";

/** Folder for an ffmpeg of our own, by the XDG base directory specification: `~/.local/share/frameferry/ffmpeg`. */
export function ownFfmpegFolder(): string {
  const home = process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share");
  return join(home, "frameferry", "ffmpeg");
}

/** Package that brings a binary for each platform, from the npm registry alone. */
export const FFMPEG_PACKAGE = "@ffmpeg-installer/ffmpeg";

/** Where the binary of that package is, once `frameferry doctor --fix` has put it into our folder. */
export function ownFfmpegPath(): string {
  const scope = join(ownFfmpegFolder(), "node_modules", "@ffmpeg-installer");
  return join(scope, `${platformName()}-${process.arch}`, programFile("ffmpeg"));
}

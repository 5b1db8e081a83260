import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { formatCount } from "../../core/text/format-count.ts";
import { FrameferryError } from "../../core/errors.ts";
import { type FileKind, KIND_BYTES, kindOfBytes, NOT_IMAGES } from "../../core/files/file-kind.ts";
import { READ_PROMPTLY } from "../../core/platform/open-flags.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";
import { byReader, command, option } from "../../core/option-spelling.ts";
import { isImageName, isNamedBy } from "../../watcher/frame-filter.ts";
import { liveSource } from "./live-source.ts";
import type { Misnamed, Purpose } from "./misnamed.ts";

/**
 * A source named by mistake: an image where a video is expected, a folder, a stream and the like. Of what
 * is not there or cannot be read nothing is said.
 */
export function misnamedSource(source: string, purpose: Purpose): Misnamed | null {
  return liveSource(source, purpose, quoteForShell) ?? misnamedPath(source, purpose);
}

/** @throws FrameferryError `ERR_OPTION` for a misnamed source. */
export function refuseMisnamedSource(
  source: string,
  purpose: Purpose,
  flags: (command: Purpose) => string = () => ` ${option("to", "http://host/predict")}`,
): void {
  const misnamed = misnamedSource(source, purpose);
  if (misnamed === null) return;
  const { message, remedy } = misnamed;
  throw new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy: remedy(flags) });
}

/**
 * The same for everything that `send` is given.
 *
 * @param match globs whose files are sent whatever they are.
 */
export function refuseMisnamedFiles(
  paths: readonly string[],
  match: readonly string[],
  flags?: (command: Purpose) => string,
): void {
  const isMeant = isNamedBy(match);
  for (const path of paths) {
    const mayHoldFrames = match.length > 0 && statsOf(path)?.isDirectory() === true;
    if (!mayHoldFrames && !isMeant(path)) refuseMisnamedSource(path, "send", flags);
  }
}

function misnamedPath(path: string, purpose: Purpose): Misnamed | null {
  const stats = statsOf(path);
  if (stats === null) return null;
  if (stats === undefined) return purpose === "run" ? imagePattern(path) : null;
  if (stats.isDirectory()) return misnamedFolder(path, purpose);
  if (!stats.isFile()) return null;
  const head = headOf(path);
  if (head === null) return null;
  const kind = kindOfBytes(head);
  if (purpose === "run") return isMisnamedVideo(path, kind, head) ? noVideo(path, kind) : null;
  if (purpose === "watch") return noFolder(path, kind);
  return isImageName(path) ? null : noImage(path, kind);
}

/** Names of videos, whatever is in them: ffmpeg says best what is wrong with such a file. */
const VIDEO_NAME =
  /\.(?:mp4|m4v|mov|qt|mkv|webm|avi|m?ts|m2ts|mpe?g|vob|flv|wmv|asf|3gp|3g2|ogv|mxf|dv|ivf|h26[1345]|26[45]|hevc|av1|obu|mjpe?g|mjpg|nut|rm|y4m)$/iu;
/** Text that leads to other files or addresses, which is refused for that. */
const PLAYLIST = /^\s*(?:#EXTM3U|ffconcat|v=0\r?\n|<\?xml[^]*<MPD|<MPD)/u;
const NO_VIDEO: ReadonlySet<FileKind> = new Set(["image", "text", "archive", "document"]);

function isMisnamedVideo(path: string, kind: FileKind, head: Buffer): boolean {
  return NO_VIDEO.has(kind) && !VIDEO_NAME.test(path) && !PLAYLIST.test(head.toString("latin1"));
}

function noVideo(path: string, kind: FileKind): Misnamed {
  const named = kind === "image" ? "an image" : NOT_IMAGES[kind];
  const message = `${path} is ${named}, not a video`;
  if (kind === "image") return { message, remedy: (flags) => commandFor("send", path, flags) };
  return { message, remedy: (flags) => otherwise(path, kind, "run", flags) };
}

function noImage(path: string, kind: FileKind): Misnamed | null {
  const named = NOT_IMAGES[kind];
  if (named === undefined) return null;
  return {
    message: `${path} is ${named}, not an image`,
    remedy: (flags) =>
      `${otherwise(path, kind, "send", flags)}; ${option("match", `*${extname(path) || basename(path)}`)} sends it as it is`,
  };
}

function noFolder(path: string, kind: FileKind): Misnamed {
  const named = NOT_IMAGES[kind] ?? (kind === "unknown" ? "a file" : "an image");
  return {
    message: `${path} is ${named}, not a folder`,
    remedy: (flags) =>
      kind === "image" || kind === "animation"
        ? commandFor("send", path, flags)
        : otherwise(path, kind, "watch", flags),
  };
}

/** The way out for what is no image. */
function otherwise(
  path: string,
  kind: FileKind,
  purpose: Purpose,
  flags: (command: Purpose) => string,
): string {
  if (kind === "video") return `slice it: ${commandFor("run", path, flags)}`;
  if (kind === "archive") return `unpack it, and name what was in it`;
  if (kind === "text")
    return byReader({
      commandLine: `if it lists images, one path a line: frameferry send -${flags("send")} < ${quoteForShell(path)}`,
      library: "if it lists images, give sendFiles their paths",
    });
  return { run: "name a video file", send: "name images", watch: "name a folder" }[purpose];
}

function misnamedFolder(path: string, purpose: Purpose): Misnamed | null {
  if (purpose === "run") return folderForVideo(path);
  return purpose === "send" ? folderOfVideos(path) : null;
}

/** A folder that holds videos and nothing that may be an image, or lead to one. */
function folderOfVideos(path: string): Misnamed | null {
  const names = namesIn(path);
  const video = names.find((name) => VIDEO_NAME.test(name));
  const isOther = (name: string): boolean =>
    isImageName(name) || statsOf(join(path, name))?.isDirectory() === true;
  if (video === undefined || names.some(isOther)) return null;
  const count = names.filter((name) => VIDEO_NAME.test(name)).length;
  return {
    message: `${path} holds no image, but ${formatCount(count, "video")}, such as ${video}`,
    remedy: (flags) => `slice ${count === 1 ? "it" : "them"}: ${videosIn(path, video, flags)}`,
  };
}

/** The command for the videos of a folder, of the kind of one of them. */
function videosIn(path: string, video: string, flags: (command: Purpose) => string): string {
  const folder = quoteForShell(path.replace(/(?<=.)\/+$/u, ""));
  return byReader({
    commandLine: `frameferry run ${folder}/*${extname(video)}${flags("run")}`,
    library: "call runVideo for each video in it",
  });
}

function folderForVideo(path: string): Misnamed {
  const names = namesIn(path);
  const video = names.find((name) => VIDEO_NAME.test(name));
  const hasImages = names.some(isImageName);
  return {
    message: `${path} is a folder, not a video`,
    remedy: (flags) => {
      if (video !== undefined && !hasImages)
        return `name the videos in it: ${videosIn(path, video, flags)}`;
      return byReader({
        commandLine: `send the images in it: ${commandFor("send", path, flags)}; watch in place of send also sends those that land later`,
        library:
          "send the images in it with sendFiles; watchFolders also sends those that land later",
      });
    },
  };
}

/** ffmpeg's pattern of numbered images: `frame_%04d.jpg`. */
function imagePattern(path: string): Misnamed | null {
  const name = basename(path);
  if (!/%\d*d/u.test(name) || !isImageName(name)) return null;
  const match = name.replaceAll(/%\d*d/gu, "*");
  return {
    message: `${path} is a pattern of images, not a video`,
    remedy: (flags) =>
      [
        commandFor("send", dirname(path), flags),
        option("match", match),
        option("order", "name"),
      ].join(" "),
  };
}

function commandFor(purpose: Purpose, path: string, flags: (command: Purpose) => string): string {
  const named = path.startsWith("-") ? `./${path}` : path;
  return byReader({
    commandLine: `${command(purpose)} ${quoteForShell(named)}${flags(purpose)}`,
    library: `call ${command(purpose)}`,
  });
}

/** `null` where the system does not tell, which others will say. */
function statsOf(path: string): Stats | undefined | null {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return null;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function headOf(path: string): Buffer | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, READ_PROMPTLY);
    const head = Buffer.alloc(KIND_BYTES);
    return head.subarray(0, readSync(descriptor, head, 0, KIND_BYTES, 0));
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

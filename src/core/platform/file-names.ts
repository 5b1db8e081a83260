import { lstatSync, realpathSync } from "node:fs";

/**
 * A name that a file may have on this system, for names that come from elsewhere. On Windows a character that is none of
 * names becomes `_`, as does a dot or space at the end; a name of a device, such as `nul.txt`, becomes `nul_.txt`.
 */
export function fileNameFor(name: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== "win32") return name;
  const possible = name.replaceAll(IMPOSSIBLE, "_").replace(/[. ]$/u, "_");
  return possible.replace(DEVICE, "$1_");
}

// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[<>:"/\\|?*\u0000-\u001f]/gu;
/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file, with the names of the console. */
const DEVICE = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?=$|[. ])/iu;

/** True if file systems take `A.jpg` and `a.jpg`, and both ways to write `é`, for one name. */
export function mixesSpellings(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" || platform === "darwin";
}

/** A text that is the same for two paths that may lead to one file, by their spelling alone. */
export function placeKey(path: string, platform: NodeJS.Platform = process.platform): string {
  return mixesSpellings(platform) ? path.normalize("NFC").toLowerCase() : path;
}

/** A text of which there is only one spelling: names of macOS may have `é` as two characters, which nobody types. */
export function composed(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "darwin" ? text.normalize("NFC") : text;
}

/** Calls of the system about the spelling of a path. */
export interface SpellingCalls {
  readonly platform: NodeJS.Platform;
  readonly isLink: (path: string) => boolean;
  readonly realPath: (path: string) => string;
}

const systemCalls: SpellingCalls = {
  platform: process.platform,
  isLink: (path) => lstatSync(path).isSymbolicLink(),
  realPath: realpathSync.native,
};

/**
 * A path with the name at its end as the folder has it, which is the one that a listing shows: `a.jpg` may have been
 * typed `A.JPG`. A link is left alone, as is what does not exist.
 *
 * @param path absolute, in a folder whose path has no link.
 */
export function spelledAsStored(path: string, calls: SpellingCalls = systemCalls): string {
  if (!mixesSpellings(calls.platform)) return path;
  try {
    return calls.isLink(path) ? path : calls.realPath(path);
  } catch {
    // Whoever opens it reports why.
    return path;
  }
}

/** True if a path below a folder can be put together with a `/` alone. */
export function joinsWithSlash(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** True for a path on another machine, by its spelling: a share of Windows. */
export function isSharePath(path: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" && /^[\\/]{2}(?![.?][\\/])/u.test(path);
}

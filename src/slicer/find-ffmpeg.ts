import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/spelling.ts";
import { isAbsence, isShortage, isSystemError } from "../core/system-error.ts";
import { askFfmpeg, unstartable } from "./ask-ffmpeg.ts";
import { type VersionTraits, versionTraits } from "./version-traits.ts";
import { askForHeader, type ToldHeader, UNKNOWN_HEADER, type VideoHeader } from "./video-header.ts";

/** A working ffmpeg. */
export interface Ffmpeg extends VersionTraits {
  /** Absolute path, or a bare name that the system's path resolves. */
  readonly path: string;
  /** Where it was found, in words. */
  readonly origin: string;
  /** As `ffmpeg -version` prints it, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
}

/** An ffmpeg, and what it says of a video. */
export interface FfmpegForVideo {
  readonly ffmpeg: Ffmpeg;
  readonly header: VideoHeader;
}

/**
 * Finds an ffmpeg that runs: the one that the user names by option or `FFMPEG_PATH`, else that of
 * ffmpeg-static, else the one on the path, else that of \@ffmpeg-installer/ffmpeg.
 *
 * @param signal ends the search.
 * @throws FrameferryError `ERR_FFMPEG_BROKEN` when the one named does not run, `ERR_FFMPEG_MISSING`
 *   when there is none, `ERR_FFMPEG_UNAVAILABLE` when one is there that does not answer; the signal's reason.
 */
export async function findFfmpeg(named: string | null, signal?: AbortSignal): Promise<Ffmpeg> {
  return await firstThatRuns(named, async (path) => await askForVersion(path, signal));
}

/**
 * The same, for a video: the words that ffmpeg begins with, when it is asked for a header, tell its version,
 * so that it need be started only once.
 *
 * @param signal ends the search.
 * @throws FrameferryError as `findFfmpeg`, and `ERR_FFMPEG_CRASHED` where the header is too much for it; the
 *   signal's reason.
 */
export async function findFfmpegFor(
  video: string,
  named: string | null,
  signal?: AbortSignal,
): Promise<FfmpegForVideo> {
  let told: ToldHeader | undefined;
  const ffmpeg = await firstThatRuns(named, async (path) => {
    told = await askForHeader(path, video, signal);
    // One that is wrapped in a script may keep its first words to itself.
    return versionIn(told.text) ?? (await askForVersion(path, signal));
  });
  return { ffmpeg, header: told?.header() ?? UNKNOWN_HEADER };
}

/** @param ask finds out the version of the ffmpeg at a path; rejects where it does not run. */
async function firstThatRuns(named: string | null, ask: AskVersion): Promise<Ffmpeg> {
  const wanted = namedByUser(named);
  if (wanted !== null) {
    const found = await tryCandidate(wanted, ask);
    return found instanceof Error ? refuseNamed(wanted, found) : found;
  }
  const broken: string[] = [];
  for (const candidate of [
    ...packaged("ffmpeg-static"),
    onPath,
    ...packaged("@ffmpeg-installer/ffmpeg"),
  ]) {
    const found = await tryCandidate(candidate, ask);
    if (!(found instanceof Error)) return found;
    if (!isAbsence(found)) broken.push(`${candidate.path} does not run: ${firstLine(found)}`);
  }
  throw new FrameferryError({
    code: "ERR_FFMPEG_MISSING",
    kind: "environment",
    message: ["no working ffmpeg was found", ...broken].join("; "),
    remedy: `install one (apt-get install ffmpeg, brew install ffmpeg), or name one: ${option("ffmpeg", "/path/to/ffmpeg")}`,
  });
}

type Version = Pick<Ffmpeg, "version" | keyof VersionTraits>;
type AskVersion = (path: string) => Promise<Version>;

/** @returns why a candidate is none. @throws what leaves open whether it is one. */
async function tryCandidate(candidate: Candidate, ask: AskVersion): Promise<Ffmpeg | Error> {
  // It will run in the frames folder, where a path relative to where the user stands leads nowhere.
  const isName = basename(candidate.path) === candidate.path;
  const path = isName ? candidate.path : resolve(candidate.path);
  try {
    return { ...candidate, path, ...(await ask(path)) };
  } catch (error) {
    const isNone = isSystemError(error) || isAbsence(error) || error instanceof NotRunning;
    if (!isNone) throw error;
    return error as Error;
  }
}

async function askForVersion(path: string, signal?: AbortSignal): Promise<Version> {
  const end = await askFfmpeg(path, ["-version"], signal);
  const version = end.exitCode === 0 ? versionIn(end.stdout) : null;
  if (version !== null) return version;
  const complaint = end.stderr.trim().split("\n", 1)[0] || "no version is printed";
  throw new NotRunning(`${path} -version ended with ${end.signal ?? end.exitCode}: ${complaint}`);
}

/** Of a program that is there, and is no ffmpeg that works. */
class NotRunning extends Error {}

interface Candidate {
  readonly path: string;
  readonly origin: string;
}

const onPath: Candidate = { path: "ffmpeg", origin: "the path" };

function namedByUser(named: string | null): Candidate | null {
  if (named !== null) return { path: named, origin: option("ffmpeg") };
  const path = process.env["FFMPEG_PATH"];
  return path ? { path, origin: "FFMPEG_PATH" } : null;
}

/** Both packages may be missing: their binary is fetched at install time, or not. */
function packaged(name: "ffmpeg-static" | "@ffmpeg-installer/ffmpeg"): Candidate[] {
  try {
    const exported: unknown = createRequire(import.meta.url)(name);
    const path =
      typeof exported === "string" ? exported : (exported as { path?: string } | null)?.path;
    return path ? [{ path, origin: name }] : [];
  } catch (error) {
    // A package that is missing, or has no binary for this system, is none; a shortage tells nothing of it.
    if (isShortage(error)) throw unstartable(name, error as NodeJS.ErrnoException);
    return [];
  }
}

/** In the words that ffmpeg begins with, tagged by their level or not; `null` where there are none. */
function versionIn(text: string): Version | null {
  const version = /^(?:\[info\] )?ffmpeg version (\S+)/mu.exec(text)?.[1];
  return version === undefined ? null : { version, ...versionTraits(text) };
}

function refuseNamed(wanted: Candidate, cause: Error): never {
  throw new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: `${wanted.path}, named by ${wanted.origin}, is not a working ffmpeg: ${firstLine(cause)}`,
    remedy: `name another one, or leave ${wanted.origin} out`,
    cause,
  });
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}

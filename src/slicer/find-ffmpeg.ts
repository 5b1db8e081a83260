import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";
import { isAbsence, isShortage, isSystemError } from "../core/files/system-error.ts";
import { FFMPEG_PACKAGE, ownFfmpegPath } from "./own-ffmpeg.ts";
import { queryFfmpeg, unstartable } from "./query-ffmpeg.ts";
import type { RemoteVideo } from "./remote-video.ts";
import { type VersionTraits, versionTraits } from "./version-traits.ts";
import {
  queryHeader,
  type HeaderOutput,
  UNKNOWN_HEADER,
  type VideoHeader,
} from "./video-header.ts";

/** A working ffmpeg. */
export interface Ffmpeg extends VersionTraits {
  /** Absolute path, or a bare name that is resolved by PATH. */
  readonly path: string;
  /** Place where it was found, in words. */
  readonly origin: string;
  /** Version as printed by `ffmpeg -version`, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
}

/** An ffmpeg, and the header of a video that it has read. */
export interface FfmpegForVideo {
  readonly ffmpeg: Ffmpeg;
  readonly header: VideoHeader;
  /** The video, if it lies on a server. @default null */
  readonly remote?: RemoteVideo | null;
}

/**
 * Finds an ffmpeg that runs: the one named by option or `FFMPEG_PATH`, else that of ffmpeg-static, else the
 * one in PATH, else that of \@ffmpeg-installer/ffmpeg, else the one that `frameferry doctor --fix` has installed.
 *
 * @param signal ends the search.
 * @throws FrameferryError `ERR_FFMPEG_BROKEN` if the named one does not run, `ERR_FFMPEG_MISSING` if there
 * is none, `ERR_FFMPEG_UNAVAILABLE` if there is one that does not answer; the signal's reason.
 */
export async function findFfmpeg(named: string | null, signal?: AbortSignal): Promise<Ffmpeg> {
  return await firstThatRuns(named, async (path) => await queryVersion(path, signal));
}

/**
 * The same with the header of a video: ffmpeg prints its version when it reads a header, so that it is
 * started only once.
 *
 * @param signal ends the search.
 * @throws FrameferryError as `findFfmpeg`, and `ERR_FFMPEG_CRASHED` if it crashes on the header; the
 * signal's reason.
 */
export async function findFfmpegFor(
  video: string,
  named: string | null,
  signal?: AbortSignal,
): Promise<FfmpegForVideo> {
  let output: HeaderOutput | undefined;
  const ffmpeg = await firstThatRuns(named, async (path) => {
    output = await queryHeader(path, video, signal);
    // A wrapper script may suppress the banner.
    return versionIn(output.text) ?? (await queryVersion(path, signal));
  });
  return { ffmpeg, header: output?.header() ?? UNKNOWN_HEADER };
}

/** @param readVersion reads the version of the ffmpeg at a path; rejects if it does not run. */
async function firstThatRuns(named: string | null, readVersion: ReadVersion): Promise<Ffmpeg> {
  const wanted = namedByUser(named);
  if (wanted !== null) {
    const found = await tryCandidate(wanted, readVersion);
    return found instanceof Error ? refuseNamed(wanted, found) : found;
  }
  const broken: string[] = [];
  for (const candidate of [
    ...packaged("ffmpeg-static"),
    onPath,
    ...packaged(FFMPEG_PACKAGE),
    { path: ownFfmpegPath(), origin: "the data folder of frameferry" },
  ]) {
    const found = await tryCandidate(candidate, readVersion);
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
type ReadVersion = (path: string) => Promise<Version>;

/** @returns the reason why a candidate does not work. @throws an error that leaves that open. */
async function tryCandidate(
  candidate: Candidate,
  readVersion: ReadVersion,
): Promise<Ffmpeg | Error> {
  // It will run in the frames folder, where a path relative to the current folder is wrong.
  const isName = basename(candidate.path) === candidate.path;
  const path = isName ? candidate.path : resolve(candidate.path);
  try {
    return { ...candidate, path, ...(await readVersion(path)) };
  } catch (error) {
    const isNone = isSystemError(error) || isAbsence(error) || error instanceof NotRunning;
    if (!isNone) throw error;
    return error as Error;
  }
}

async function queryVersion(path: string, signal?: AbortSignal): Promise<Version> {
  const end = await queryFfmpeg(path, ["-version"], signal);
  const version = end.exitCode === 0 ? versionIn(end.stdout) : null;
  if (version !== null) return version;
  const complaint = end.stderr.trim().split("\n", 1)[0] || "no version is printed";
  throw new NotRunning(`${path} -version ended with ${end.signal ?? end.exitCode}: ${complaint}`);
}

/** Error of a program that exists and is no working ffmpeg. */
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

/** Candidate of a package. Both may be missing: their binary is fetched at install time, or not. */
function packaged(name: "ffmpeg-static" | typeof FFMPEG_PACKAGE): Candidate[] {
  try {
    const exported: unknown = createRequire(import.meta.url)(name);
    const path =
      typeof exported === "string" ? exported : (exported as { path?: string } | null)?.path;
    return path ? [{ path, origin: name }] : [];
  } catch (error) {
    // A package that is missing, or has no binary for this system, is no candidate; a shortage proves
    // nothing about it.
    if (isShortage(error)) throw unstartable(name, error as NodeJS.ErrnoException);
    return [];
  }
}

/** Version in ffmpeg's banner, tagged by level or not; `null` without one. */
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

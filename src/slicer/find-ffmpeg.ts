import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { isAbsence } from "../core/system-error.ts";
import { askFfmpeg } from "./ask-ffmpeg.ts";

/** A working ffmpeg. */
export interface Ffmpeg {
  /** Absolute path, or a bare name that the system's path resolves. */
  readonly path: string;
  /** Where it was found, in words. */
  readonly origin: string;
  /** As `ffmpeg -version` prints it, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** Whether it knows `-fps_mode`, which came with ffmpeg 5.1; older ones say `-vsync`. */
  readonly hasFpsMode: boolean;
}

/**
 * Finds an ffmpeg that runs: the one that the user names by option or `FFMPEG_PATH`, else that of
 * ffmpeg-static, else the one on the path, else that of \@ffmpeg-installer/ffmpeg.
 *
 * @throws FrameferryError `ERR_FFMPEG_BROKEN` when the one named does not run, `ERR_FFMPEG_MISSING`
 *   when there is none.
 */
export async function findFfmpeg(named: string | null): Promise<Ffmpeg> {
  const wanted = namedByUser(named);
  if (wanted !== null)
    return await tryFfmpeg(wanted).catch((cause: unknown) => refuseNamed(wanted, cause as Error));
  const broken: string[] = [];
  for (const candidate of [
    ...packaged("ffmpeg-static"),
    onPath,
    ...packaged("@ffmpeg-installer/ffmpeg"),
  ]) {
    const found = await tryFfmpeg(candidate).catch((cause: unknown) => cause as Error);
    if (!(found instanceof Error)) return found;
    if (!isAbsence(found)) broken.push(`${candidate.path} does not run: ${firstLine(found)}`);
  }
  throw new FrameferryError({
    code: "ERR_FFMPEG_MISSING",
    kind: "environment",
    message: ["no working ffmpeg was found", ...broken].join("; "),
    remedy:
      "install one (apt-get install ffmpeg, brew install ffmpeg), or name one: --ffmpeg /path/to/ffmpeg",
  });
}

interface Candidate {
  readonly path: string;
  readonly origin: string;
}

const onPath: Candidate = { path: "ffmpeg", origin: "the path" };

function namedByUser(named: string | null): Candidate | null {
  if (named !== null) return { path: named, origin: "--ffmpeg" };
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
  } catch {
    return [];
  }
}

async function tryFfmpeg(candidate: Candidate): Promise<Ffmpeg> {
  // It will run in the frames folder, where a path relative to where the user stands leads nowhere.
  const isName = basename(candidate.path) === candidate.path;
  const path = isName ? candidate.path : resolve(candidate.path);
  const stdout = await askFfmpeg(path, "-version");
  const version = /^ffmpeg version (\S+)/u.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} -version prints no version`);
  return { ...candidate, path, version, hasFpsMode: hasFpsMode(stdout) };
}

/** ffmpeg 5.1 came with libavutil 57.28; builds of no release have odd versions, but true libraries. */
function hasFpsMode(versionText: string): boolean {
  const [, major, minor] = /libavutil\s+(\d+)\.\s*(\d+)/u.exec(versionText) ?? [];
  return Number(major) > 57 || (Number(major) === 57 && Number(minor) >= 28);
}

function refuseNamed(wanted: Candidate, cause: Error): never {
  throw new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: `${wanted.path}, named by ${wanted.origin}, is not an ffmpeg that runs: ${firstLine(cause)}`,
    remedy: "name another one, or leave the choice to frameferry",
    cause,
  });
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}

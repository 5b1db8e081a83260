import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import { jobName } from "../../ledger/job-folder.ts";
import type { AnnotateOptions } from "../../options/annotate-options.ts";
import { frameFilter } from "../../watcher/frame-filter.ts";
import { withoutBareSecrets } from "../../slicer/live/bare-address.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import { recordedJobs } from "../jobs/recorded-jobs.ts";
import { stateFolder } from "../jobs/job-paths.ts";

/** What is to be annotated. */
export interface LocatedSource {
  /** `list`: images that were named one by one. */
  readonly kind: "video" | "folder" | "list";
  /** Of the video or folder; the name of the job for a list. */
  readonly path: string;
}

/**
 * The video or folder at a path, or else that of the job of this name.
 *
 * @throws FrameferryError `ERR_SOURCE_MISSING`, `ERR_SOURCE_UNREADABLE`, `ERR_OPTION`.
 */
export async function locateSource({
  source,
  state,
}: Pick<AnnotateOptions, "source" | "state">): Promise<LocatedSource> {
  if (isLiveAddress(source)) throw ofAddress(shownSource(source));
  const kind = await kindOf(source);
  if (kind !== null) return { kind, path: source };
  const job = await jobNamed(source, state);
  if (job === null) throw missing(source);
  if (job.kind === "live") throw ofCamera(source);
  const [path, ...others] = job.paths;
  if (job.kind === "list" || path === undefined) return { kind: "list", path: source };
  if (others.length > 0) throw severalFolders(source, job.paths);
  if ((await kindOf(path)) === null) throw missing(path);
  return { kind: job.kind, path };
}

/** `null` where there is nothing. */
async function kindOf(path: string): Promise<"video" | "folder" | null> {
  try {
    if ((await stat(path)).isDirectory()) return "folder";
  } catch (error) {
    if (isAbsence(error)) return null;
    throw isSystemError(error) ? unreadable(path, error) : error;
  }
  if (isImage(basename(path))) throw singleImage(path);
  return "video";
}

const isImage = frameFilter({ match: [], ignore: [] });

async function jobNamed(name: string, state: string | null) {
  try {
    const jobs = await recordedJobs([name], stateFolder(state));
    return jobs.find((job) => jobName(job) === name)?.job.source ?? null;
  } catch (error) {
    if (error instanceof FrameferryError && error.code === "ERR_JOB_UNKNOWN") return null;
    throw error;
  }
}

function missing(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_MISSING",
    kind: "source",
    message: `there is no video, folder or job ${withoutBareSecrets(path)}`,
    remedy: "check the path",
  });
}

function ofCamera(name: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the job ${name} is of a camera, whose pictures do not come again`,
    remedy: `run it with ${option("frames", "folder")}, which keeps them, and name that folder`,
  });
}

function ofAddress(name: string): FrameferryError {
  const isServer = /^https?:/iu.test(name);
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: isServer
      ? `${name} cannot be annotated: a camera's pictures do not come again, and a video must be a file on this machine`
      : `the camera ${name} cannot be annotated: its pictures do not come again`,
    remedy: `run it with ${option("frames", "folder")}, which keeps them, and name that folder`,
  });
}

function unreadable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message: `${path} cannot be read: ${systemErrorMessage(cause)}`,
    remedy: "make it readable for this user",
    cause,
  });
}

function singleImage(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${path} is an image, and only videos and folders of images are annotated`,
    remedy: "name the folder that it lies in",
  });
}

function severalFolders(name: string, paths: readonly string[]): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the job ${name} has ${paths.length} folders, and one at a time is annotated`,
    remedy: `name one of them: ${paths.slice(0, 5).join(", ")}`,
  });
}

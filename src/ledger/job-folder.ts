import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { realPath, realPathOrLocation } from "../core/real-path.ts";

/** Where the frames of a job come from. */
export interface JobSource {
  /** A video that is sliced, folders that are watched or sent, or a list of paths. */
  readonly kind: "video" | "folder" | "list";
  /** Paths of the videos, folders or lists. */
  readonly paths: readonly string[];
}

/** What a job is: the same source for another service is another job. */
export interface JobRoute {
  readonly source: JobSource;
  /** Address of the service as it may be shown, with commas between several, or the name that was given. */
  readonly service: string;
}

/** Where all jobs lie. */
export function jobsFolder(stateFolder: string): string {
  return join(stateFolder, "jobs");
}

/** Where the locks of the sources lie that jobs deliver from. @param folderOfJob any job's. */
export function sourceLocksFolder(folderOfJob: string): string {
  return join(dirname(dirname(folderOfJob)), "sources");
}

/** Where the limits lie that `--concurrency auto` found. @param folderOfJob any job's. */
export function limitsFile(folderOfJob: string): string {
  return join(dirname(dirname(folderOfJob)), "limits.json");
}

/**
 * The folder of a job: the same for the same service, kind and real paths, whatever their order,
 * and named so that a person finds it, as `clip.mp4-3f2a9c01b4d7`.
 */
export function jobFolder(stateFolder: string, { source, service }: JobRoute): string {
  const { kind } = source;
  const real = realPaths(source);
  const digest = createHash("sha256")
    .update([service, kind, ...real].join("\0"))
    .digest("hex");
  return join(jobsFolder(stateFolder), `${slugOf(real[0] ?? kind)}-${digest.slice(0, 12)}`);
}

/** What a job is called: the name of its folder. */
export function jobName({ folder }: { readonly folder: string }): string {
  return basename(folder);
}

/** In one spelling and order: a link, and what it leads to now, are the same source. */
export function realPaths({ kind, paths }: JobSource): readonly string[] {
  return paths.map(kind === "list" ? realPathOrLocation : realPath).toSorted();
}

/** A file name without anything that a shell, a terminal or a file system might stumble over. */
function slugOf(path: string): string {
  const slug = basename(path).replaceAll(/[^A-Za-z0-9._-]+/gu, "-");
  return slug.replace(/^[.-]+/u, "").slice(0, MAX_SLUG_LENGTH) || "job";
}

const MAX_SLUG_LENGTH = 40;

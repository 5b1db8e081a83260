import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";

/** Where the frames of a job come from. */
export interface JobSource {
  readonly kind: "video" | "folder" | "list";
  /** Paths of the videos, folders or lists. */
  readonly paths: readonly string[];
}

/** What a job is: the same source for another service is another job. */
export interface JobRoute {
  readonly source: JobSource;
  /** Address of the service as it may be shown, or the name that it was given. */
  readonly service: string;
}

/** Where all jobs lie. */
export function jobsFolder(stateFolder: string): string {
  return join(stateFolder, "jobs");
}

/**
 * The folder of a job: the same for the same service, kind and absolute paths, whatever their order,
 * and named so that a person finds it, as `clip.mp4-3f2a9c01b4d7`.
 */
export function jobFolder(stateFolder: string, { source, service }: JobRoute): string {
  const { kind } = source;
  const absolute = absolutePaths(source);
  const digest = createHash("sha256")
    .update([service, kind, ...absolute].join("\0"))
    .digest("hex");
  return join(jobsFolder(stateFolder), `${slugOf(absolute[0] ?? kind)}-${digest.slice(0, 12)}`);
}

/** What a job is called: the name of its folder. */
export function jobName({ folder }: { readonly folder: string }): string {
  return basename(folder);
}

/** In one spelling and order. */
export function absolutePaths({ paths }: JobSource): readonly string[] {
  return paths.map((path) => resolve(path)).toSorted();
}

/** A file name without anything that a shell, a terminal or a file system might stumble over. */
function slugOf(path: string): string {
  const slug = basename(path).replaceAll(/[^A-Za-z0-9._-]+/gu, "-");
  return slug.replace(/^[.-]+/u, "").slice(0, LONGEST_SLUG) || "job";
}

const LONGEST_SLUG = 40;

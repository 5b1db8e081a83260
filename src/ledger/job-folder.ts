import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { realPath, realPathOrLocation } from "../core/files/real-path.ts";
import { fileNameFor } from "../core/platform/file-names.ts";

/** Source of a job's frames. */
export interface JobSource {
  /** A video to slice, a camera or stream, folders to watch or send, or a list of paths. */
  readonly kind: "video" | "live" | "folder" | "list";
  /** Paths of the videos, folders or lists; the address of a camera, without secrets. */
  readonly paths: readonly string[];
}

/** Identity of a job: the same source with another service is another job. */
export interface JobRoute {
  readonly source: JobSource;
  /** Address of the service without secrets, several separated by commas, or the name given by the user. */
  readonly service: string;
}

/** Folder of all jobs. */
export function jobsFolder(stateFolder: string): string {
  return join(stateFolder, "jobs");
}

/** State folder of any job's folder. */
export function stateFolderOf(folderOfJob: string): string {
  return dirname(dirname(folderOfJob));
}

/** Folder of the locks of sources. @param folderOfJob folder of any job. */
export function sourceLocksFolder(folderOfJob: string): string {
  return join(stateFolderOf(folderOfJob), "sources");
}

/** File of the limits found by `--concurrency auto`. @param folderOfJob folder of any job. */
export function limitsFile(folderOfJob: string): string {
  return join(stateFolderOf(folderOfJob), "limits.json");
}

/**
 * Folder of a job: the same for the same service, kind and real paths, whatever their order, with a
 * readable name such as `clip.mp4-3f2a9c01b4d7`.
 */
export function jobFolder(stateFolder: string, { source, service }: JobRoute): string {
  const { kind } = source;
  const real = realPaths(source);
  const digest = createHash("sha256")
    .update([service, kind, ...real].join("\0"))
    .digest("hex");
  const [first = kind] = real;
  const named = kind === "live" ? first.replaceAll(/^[a-z\d]+:\/*|\//giu, "-") : basename(first);
  return join(jobsFolder(stateFolder), `${slugOf(named)}-${digest.slice(0, 12)}`);
}

/** Name of a job: that of its folder. */
export function jobName({ folder }: { readonly folder: string }): string {
  return basename(folder);
}

/** Real paths of a source, sorted: a link and its target are the same source. */
export function realPaths({ kind, paths }: JobSource): readonly string[] {
  if (kind === "live") return paths;
  return paths.map(kind === "list" ? realPathOrLocation : realPath).toSorted();
}

/** A file name without characters that are special in a shell, a terminal or a file system. */
function slugOf(name: string): string {
  const slug = name.replaceAll(/[^A-Za-z0-9._-]+/gu, "-");
  return fileNameFor(slug.replace(/^[.-]+/u, "").slice(0, MAX_SLUG_LENGTH) || "job");
}

const MAX_SLUG_LENGTH = 40;

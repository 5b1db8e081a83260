import { join, sep } from "node:path";
import { type FileStamp, isUnchanged, sizeAndTime } from "../../core/files/file-version.ts";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { realLocation, realPath } from "../../core/files/real-path.ts";
import { lstatIfThere } from "../../core/files/system-error.ts";
import type { LandedFile } from "../../watcher/watcher.ts";

/** Identities of the files of a folder: by its real path, whatever the user typed. */
export function folderIdentity(folder: string): (file: LandedFile) => FrameIdentity {
  const source = realPath(folder);
  return ({ relativePath, byteLength, modifiedAtMs }) => ({
    source,
    relativePath,
    byteLength,
    modifiedAtMs,
  });
}

/**
 * Identities of files that are named by themselves: by where they really lie.
 *
 * @param folders that are named beside them: what lies in one of them is a frame of it.
 */
export function fileIdentity(folders: readonly string[]): (file: LandedFile) => FrameIdentity {
  const sources = folders.map(realPath);
  return ({ path, byteLength, modifiedAtMs }) => {
    const real = realLocation(path);
    const source = sources.find((folder) => real.startsWith(`${folder}${sep}`)) ?? "";
    const below = real.slice(source.length + 1).replaceAll(sep, "/");
    return { source, relativePath: source === "" ? real : below, byteLength, modifiedAtMs };
  };
}

/** The stamp of a frame's file, where its size and time are what makes it the same frame in every run. */
export function stampOf(frame: Frame): FileStamp | null {
  const { identity, byteLength, modifiedAtMs, stamp } = frame;
  const isOwn = byteLength === identity.byteLength && modifiedAtMs === identity.modifiedAtMs;
  return isOwn ? (stamp ?? null) : null;
}

/** Path of the image of a frame, by one of the identities above. */
export function pathOfIdentity({
  source,
  relativePath,
}: Pick<FrameIdentity, "source" | "relativePath">): string {
  return source === "" ? relativePath : join(source, relativePath);
}

/** Absolute path of the image of a frame. @param framesFolder of its job; `null` where its source tells. */
export function imagePath(
  framesFolder: string | null,
  frame: Pick<FrameIdentity, "source" | "relativePath">,
): string {
  return framesFolder === null ? pathOfIdentity(frame) : join(framesFolder, frame.relativePath);
}

/** True if the file of such an identity is still there as it was, or that cannot be found out. */
export async function fileStillExists(identity: FrameIdentity): Promise<boolean> {
  const stats = await lstatIfThere(pathOfIdentity(identity)).catch(() => undefined);
  if (stats === undefined) return true;
  return stats !== null && isUnchanged(sizeAndTime(identity), stats);
}

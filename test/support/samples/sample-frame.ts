import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "../../../src/core/frame/frame.ts";
import { versionOf } from "../../../src/core/files/file-version.ts";

/** A frame with a plausible value in each field; name those that the test is about. */
export function sampleFrame(fields: Partial<Frame> = {}): Frame {
  const facts = {
    source: "clip.mp4",
    path: "/nowhere/frame_00000000.jpg",
    relativePath: "frame_00000000.jpg",
    byteLength: 4,
    modifiedAtMs: 1_700_000_000_000,
    device: 0,
    inode: 0,
    landedAtMs: 0,
    index: 0,
    ptsSeconds: 0,
    ...fields,
  };
  const { source, relativePath, byteLength, modifiedAtMs } = facts;
  return { identity: { source, relativePath, byteLength, modifiedAtMs }, ...facts };
}

/** The frame of a file, in the version that is there now; a missing file gets the sample's. */
export function frameOfFile(
  folder: string,
  relativePath: string,
  fields: Partial<Frame> = {},
): Frame {
  const path = join(folder, relativePath);
  const stats = existsSync(path) ? lstatSync(path) : undefined;
  const version = stats && versionOf(stats);
  return sampleFrame({ path, relativePath, ...version, ...fields });
}

import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recordDigest } from "../../../src/core/frame/frame-digest.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import { frameOfFile } from "../samples/sample-frame.ts";

/** Writes a file below a folder, and says what a watcher would say of it, and a reader that has read it. */
export function landedFrame(
  folder: string,
  relativePath: string,
  content: string = relativePath,
  modifiedAtMs: number | null = null,
): Frame {
  const path = join(folder, relativePath);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  if (modifiedAtMs !== null) utimesSync(path, modifiedAtMs / 1000, modifiedAtMs / 1000);
  const frame = frameOfFile(folder, relativePath);
  recordDigest(frame, Buffer.from(content));
  return frame;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Frame } from "../../src/core/frame.ts";
import { frameOfFile } from "../core/sample-frame.ts";

/** Writes a file below a folder, and says what a watcher would say of it. */
export function landedFrame(folder: string, relativePath: string, content = relativePath): Frame {
  const path = join(folder, relativePath);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return frameOfFile(folder, relativePath);
}

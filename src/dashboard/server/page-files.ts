import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isAbsence } from "../../core/files/system-error.ts";

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

/** The page and what belongs to it, by name. Nothing else of the folder is served. */
export type PageFiles = ReadonlyMap<PageFileName, PageFile>;

/** Media types of all files of the page. */
const TYPES = {
  "index.html": "text/html; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
} as const;

export type PageFileName = keyof typeof TYPES;

export const ASSET_NAMES: readonly PageFileName[] = ["app.js", "style.css", "icon.svg"];

/** Reads the page once; what is missing in a source tree that was not built has no entry. */
export function readPageFiles(folder: string): PageFiles {
  const names = Object.keys(TYPES) as PageFileName[];
  return new Map(
    names.flatMap((name) => {
      const bytes = readIfThere(join(folder, name));
      if (bytes === null) return [];
      return [[name, { type: TYPES[name], bytes, gzipped: gzipSync(bytes) }] as const];
    }),
  );
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

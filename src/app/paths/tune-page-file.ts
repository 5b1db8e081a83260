import { open, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { makeFolder } from "../../core/files/make-folder.ts";
import { replaceFile } from "../../core/files/replace-file.ts";
import { option } from "../../core/option-spelling.ts";
import { tunePage } from "../../tune/page/tune-page.ts";
import type { TuneReport } from "../../tune/tune-report.ts";
import { beginningOf } from "./beginning-of.ts";

/** The file that gets the page of a report. */
export interface PageFile {
  /** Replaces what it holds. @returns why it could not be written, in words; `null` if it was. */
  write(report: TuneReport): Promise<string | null>;
}

/**
 * Makes sure that the file can be written before a minute is spent on what goes into it. An older page
 * stays until there is a new one.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE`.
 */
export async function claimPage(path: string): Promise<PageFile> {
  const absolute = resolve(path);
  let isRegular: boolean;
  try {
    await makeFolder(dirname(absolute));
    await using file = await open(absolute, "a");
    isRegular = (await file.stat()).isFile();
  } catch (cause) {
    throw unusable(absolute, cause as Error);
  }
  const put = isRegular ? replaceFile : writeFile;
  return {
    write: async (report) => {
      const words = (error: Error): string =>
        `the page ${absolute} could not be written: ${error.message}`;
      return await put(absolute, tunePage(report, new Date())).then(() => null, words);
    },
  };
}

/** True if a file is such a page, judged by its title. @throws FrameferryError if it cannot be read. */
export function isTunePage(path: string): boolean {
  const text = readBeginning(path);
  return text.startsWith("<!doctype html>") && text.includes("<title>frameferry tune:");
}

function readBeginning(path: string): string {
  try {
    return beginningOf(path, 2048);
  } catch (cause) {
    throw unusable(path, cause as Error);
  }
}

function unusable(path: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the page ${path} cannot be written: ${cause.message}`,
    remedy: `name another file with ${option("html")}`,
    cause,
  });
}

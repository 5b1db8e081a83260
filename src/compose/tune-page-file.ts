import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { tunePage } from "../tune/page/tune-page.ts";
import type { TuneReport } from "../tune/tune-report.ts";

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
  try {
    await mkdir(dirname(absolute), { recursive: true });
    await (await open(absolute, "a")).close();
  } catch (cause) {
    throw unusable(absolute, cause as Error);
  }
  return {
    write: async (report) => {
      const words = (error: Error): string =>
        `the page ${absolute} could not be written: ${error.message}`;
      return await writeFile(absolute, tunePage(report, new Date())).then(() => null, words);
    },
  };
}

function unusable(path: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the page ${path} cannot be written: ${cause.message}`,
    remedy: "name another file with --html",
    cause,
  });
}

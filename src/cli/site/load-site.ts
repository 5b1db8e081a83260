import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { readSite, type SiteInput, type SiteReading } from "../../app/site/read-site.ts";
import type { SiteVocabulary } from "../../app/site/vocabulary.ts";
import { FrameferryError } from "../../core/errors.ts";
import { systemErrorCode } from "../../core/files/system-error.ts";
import { spelledFor } from "../../core/option-spelling.ts";
import { UP_FLAGS } from "../flags/up-flags.ts";
import { givenOptions } from "../flags/flags.ts";
import { siteSpelling } from "./site-spelling.ts";
import { siteVocabulary } from "./site-vocabulary.ts";

/** A site file as it was read. */
export interface LoadedSite extends SiteReading {
  readonly file: string;
  readonly vocabulary: SiteVocabulary;
}

/**
 * Reads the site file that a command names.
 *
 * @param command whose flags count for more than the file.
 * @param env variables. @default those of this process
 * @throws FrameferryError `ERR_OPTION` for a file that cannot be read.
 */
export async function loadSite(
  file: string,
  command: Command,
  env: SiteInput["env"] = process.env,
): Promise<LoadedSite> {
  const text = readText(file);
  const vocabulary = siteVocabulary();
  const flags = givenOptions(command, UP_FLAGS);
  const readFile = (path: string): string => readFileSync(path, "utf8");
  const input = { text, vocabulary, flags, env, readFile };
  const reading = await asSite(vocabulary, async () => await readSite(input));
  return { ...reading, file, vocabulary };
}

/** Does work whose messages name options as a site file does. */
export async function asSite<Result>(
  vocabulary: SiteVocabulary,
  work: () => Promise<Result>,
): Promise<Result> {
  return await spelledFor(siteSpelling(vocabulary), work);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = systemErrorCode(cause as NodeJS.ErrnoException);
    const isMissing = code === "ENOENT";
    throw new FrameferryError({
      ...({ code: "ERR_OPTION", kind: "usage" } as const),
      message: isMissing
        ? `there is no site file ${file}`
        : `the site file ${file} cannot be read: ${code}`,
      remedy: isMissing
        ? "name it, or have one written to begin with: frameferry config init"
        : "check that it is a file which this user may read",
      cause,
    });
  }
}

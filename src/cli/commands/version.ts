import { packageVersion } from "../../app/monitoring/package-version.ts";
import { platformName } from "../../core/platform/this-system.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";

/**
 * Whether the version is asked for. Only before a command: `frameferry run --version` is left to
 * commander to refuse.
 *
 * @param words as `process.argv`.
 */
export function wantsVersion(words: readonly string[]): boolean {
  const own = words.slice(2);
  return (
    own.every((word) => word.startsWith("-")) &&
    own.some((word) => word === "--version" || word === "-V")
  );
}

/** Prints the version, and with `-v` what a bug report needs. */
export async function printVersion(words: readonly string[]): Promise<void> {
  const isVerbose = words.some((word) => word === "-v" || word === "--verbose");
  printOut(isVerbose ? await versionDetails() : packageVersion());
}

async function versionDetails(): Promise<string> {
  const { findFfmpeg } = await import("../../slicer/find-ffmpeg.ts");
  const ffmpeg = await findFfmpeg(null).then(
    ({ version, origin }) => escapeControlChars(`${version} (from ${origin})`),
    (error: unknown) => escapeControlChars((error as Error).message),
  );
  return [
    `frameferry ${packageVersion()}`,
    `node       ${process.versions.node}`,
    `ffmpeg     ${ffmpeg}`,
    `platform   ${platformName()} ${process.arch}`,
  ].join("\n");
}

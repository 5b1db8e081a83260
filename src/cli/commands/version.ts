import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { readFileSync } from "node:fs";
import { findFfmpeg } from "../../slicer/find-ffmpeg.ts";

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** `--version -v`: what a bug report needs. */
export async function versionInWords(): Promise<string> {
  const ffmpeg = await findFfmpeg(null).then(
    ({ version, origin }) => escapeControlChars(`${version} (from ${origin})`),
    (error: unknown) => escapeControlChars((error as Error).message),
  );
  return [
    `frameferry ${packageVersion()}`,
    `node       ${process.versions.node}`,
    `ffmpeg     ${ffmpeg}`,
    `platform   ${process.platform} ${process.arch}`,
  ].join("\n");
}

import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { siteJsonSchema } from "../../app/site/site-json-schema.ts";
import { usageError } from "../errors/usage-error.ts";
import { type Surroundings, lookAround } from "./look-around.ts";
import { siteVocabulary } from "./site-vocabulary.ts";

/** Name of the schema beside a site file, by which editors know its names. */
const SCHEMA_FILE = "frameferry.schema.json";

/**
 * Writes a site file to begin with, from a short look at its folder and at the environment, and its schema beside it.
 *
 * @returns the paths of what was written.
 * @throws FrameferryError `ERR_OPTION` if the file exists, or cannot be written.
 */
export function initSite(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (existsSync(file))
    throw usageError(`${file} exists, and is left as it is`, "name another file, or remove it");
  const folder = dirname(file);
  const schema = join(folder, SCHEMA_FILE);
  const text = newSite(lookAround(folder, env));
  try {
    writeFileSync(file, text, { flag: "wx" });
    writeFileSync(schema, `${JSON.stringify(siteJsonSchema(siteVocabulary()), null, 2)}\n`);
  } catch (error) {
    throw usageError(
      `${file} cannot be written: ${(error as Error).message}`,
      "name a file in a folder that may be written to",
    );
  }
  return [file, schema];
}

/** The text of a site file for what was found. */
function newSite({ videos, folders, service }: Surroundings): string {
  const sources = [
    ...videos.map((video) => sourceLines(video, `run: ${JSON.stringify(video)}`, "a video, once")),
    ...folders.map((folder) =>
      sourceLines(
        folder,
        `watch: ${JSON.stringify(folder)}`,
        "a folder, for as long as the site runs",
      ),
    ),
  ];
  const example = `  # gate:\n  #   run: rtsp://\${CAMERA_USER}:\${CAMERA_PASSWORD}@192.168.1.20/stream1\n  #   fps: 2\n  #   motion: 0.5%`;
  const placeholder = "  incoming:\n    watch: ./incoming";
  return `# yaml-language-server: $schema=./${SCHEMA_FILE}
# A site: sources of frames, and the services that they go to. Names of options are those of the flags, with _ for -.
# frameferry validate   tells all that is wrong with this file
# frameferry up         runs it

defaults:
  service: detector
  # results_max_size: 10GB

services:
  detector:
    to: ${service ?? "http://127.0.0.1:8000/predict"}
    # protocol: auto
    # header: { Authorization: "Bearer \${DETECTOR_TOKEN}" }

sources:
${[...(sources.length > 0 ? sources : [placeholder]), example].join("\n")}

# dashboard: 127.0.0.1:8787
`;
}

function sourceLines(path: string, line: string, about: string): string {
  const name = path
    .replace(/^.*\//u, "")
    .replaceAll(/[^\p{L}\d_.-]+/gu, "-")
    .replace(/^[-_.]+/u, "");
  return `  ${/^\d+$/u.test(name) ? `"${name}"` : name || "source"}: # ${about}\n    ${line}`;
}

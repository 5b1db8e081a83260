import { basename, dirname } from "node:path";

/** The word for standard input: a list of paths for `send`, a video for `run`. */
export const STANDARD_INPUT = "-";

/** The beginning of the name under which a video that came through it is on record; a moment follows. */
export const STREAM_NAME = "stdin-";

/** Path of a source for people: that of a video or list from standard input leads to no file. */
export function sourcePathInWords(path: string): string {
  const name = basename(path);
  if (name === STANDARD_INPUT) return `standard input (in ${dirname(path)})`;
  const [, day, hours, minutes] = STREAM.exec(name) ?? [];
  if (day === undefined) return path;
  return `standard input (in ${dirname(path)}, ${day} ${hours}:${minutes} UTC)`;
}

/** With its moment in UTC. */
const STREAM = new RegExp(String.raw`^${STREAM_NAME}(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-`, "u");

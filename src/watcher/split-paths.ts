import { FrameferryError } from "../core/errors.ts";
import { byReader } from "../core/option-spelling.ts";

/**
 * Splits a stream into paths: one a line, or NUL-separated for names that hold line breaks.
 *
 * @param separator what stands between two paths; behind the last one it may be missing.
 * @throws FrameferryError `ERR_OPTION` for what holds no such paths: the wrong separator, or no list.
 */
export async function* listedPaths(
  stream: AsyncIterable<Buffer | string>,
  separator: "\n" | "\0",
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const paths = (rest + text).split(separator);
    rest = paths.pop() ?? "";
    if (rest.length > MAX_PATH_LENGTH) throw notAList(separator);
    for (const path of paths) yield* onePath(path, separator);
  }
  yield* onePath(rest + decoder.decode(), separator);
}

const MAX_PATH_LENGTH = 65_536;

/** Empty lines are none. Programs on Windows end their lines with a carriage return, too. */
function* onePath(text: string, separator: "\n" | "\0"): Generator<string, void, void> {
  const path = separator === "\n" && text.endsWith("\r") ? text.slice(0, -1) : text;
  // No file's name holds a NUL.
  if (path.includes("\0")) throw notAList(separator);
  if (path !== "") yield path;
}

function notAList(separator: "\n" | "\0"): FrameferryError {
  const isByLine = separator === "\n";
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `standard input is not a list of paths that are ${isByLine ? "one a line" : "separated by NUL"}`,
    remedy: isByLine
      ? byReader({
          commandLine: "print one path a line, or separate them by NUL and add -0",
          library: "give one path a line, or separate them by NUL",
        })
      : byReader({
          commandLine: "separate the paths by NUL, or print one a line and leave out -0",
          library: "separate the paths by NUL, or give one a line",
        }),
  });
}

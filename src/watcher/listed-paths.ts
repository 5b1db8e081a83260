import { FrameferryError } from "../core/errors.ts";

/**
 * Splits a stream into paths: one a line, or NUL-separated for names that hold line breaks.
 *
 * @param separator what stands between two paths; behind the last one it may be missing.
 * @throws FrameferryError `ERR_OPTION` for a path of more than 64 KiB: the wrong separator, or no list.
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
    if (rest.length > LONGEST_PATH) throw notAList(separator);
    for (const path of paths) if (path !== "") yield withoutReturn(path, separator);
  }
  rest += decoder.decode();
  if (rest !== "") yield withoutReturn(rest, separator);
}

const LONGEST_PATH = 65_536;

/** Programs on Windows end their lines with a carriage return, too. */
function withoutReturn(path: string, separator: string): string {
  return separator === "\n" && path.endsWith("\r") ? path.slice(0, -1) : path;
}

function notAList(separator: "\n" | "\0"): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `standard input holds more than ${LONGEST_PATH} characters without a separator: it is not a list of paths`,
    remedy:
      separator === "\n"
        ? "print one path a line, or separate them by NUL and add -0"
        : "separate the paths by NUL, or print one a line and leave out -0",
  });
}

/**
 * Configuration file for `curl --config` that posts each file as the form field `image`, without output;
 * the fastest way to send existing files from a shell.
 */
export function curlConfiguration(paths: readonly string[], url: string): string {
  const settings = (path: string): string =>
    [
      `url = ${quoted(url)}`,
      `form = ${quoted(`image=@"${path}"`)}`,
      `output = "/dev/null"`,
      "silent",
      "show-error",
      "fail",
    ].join("\n");
  return `parallel\nparallel-max = ${CURL_AT_ONCE}\n${paths.map(settings).join("\nnext\n")}\n`;
}

/** Transfers at once. */
const CURL_AT_ONCE = 20;

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

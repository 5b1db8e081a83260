/** Text of a service as it may be shown: on one line and without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s\u2028\u2029]+/gu, " ").trim();
}

const EXCERPT_LENGTH = 200;

/** The beginning of a service's text, on one line. */
export function excerptOf(text: string): string {
  const line = oneLine(text);
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line;
}

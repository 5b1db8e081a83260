/** An error of undici, or of Node. */
interface ParserError {
  readonly name?: string;
  readonly code?: string;
  readonly message: string;
}

/**
 * The flaw that the parser of HTTP found in an answer, in words; `null` for an error of something else, and
 * for an answer that broke off. Both clients have the parser llhttp, and its reason in their message.
 */
export function parserFlaw({ name, code = "", message }: ParserError): string | null {
  if (name !== "HTTPParserError" && !code.startsWith("HPE_")) return null;
  const [, inBrackets, afterColon] = /\((.+)\)$|^Parse Error: (.+)$/u.exec(message) ?? [];
  const reason = inBrackets ?? afterColon ?? message;
  if (code === "HPE_INVALID_EOF_STATE" || /\bEOF\b/u.test(reason)) return null;
  return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
}

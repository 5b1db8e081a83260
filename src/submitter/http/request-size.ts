/**
 * Size of a request as it goes out, in bytes: its line, its header fields and its body, without what TLS adds.
 *
 * @param path path and query.
 */
export function byteLengthOf(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | null,
): number {
  let byteLength = FIXED_BYTES + path.length + (body?.byteLength ?? 0);
  for (const [name, value] of Object.entries(headers)) byteLength += name.length + value.length + 4;
  return byteLength;
}

/** Method, version, empty line, and the fields that the client adds: `host`, `connection`, `content-length`. */
const FIXED_BYTES = 128;

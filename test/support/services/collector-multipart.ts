/** One part of a `multipart/form-data` body, as it came over the wire. */
export interface ReceivedPart {
  /** The form's field, such as `image`. */
  readonly fieldName: string;
  readonly fileName: string | undefined;
  readonly contentType: string | undefined;
  /** All headers of the part; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The framing was not exactly what RFC 7578 and RFC 2046 ask for; the message says where. */
class MalformedMultipartError extends Error {
  override readonly name = "MalformedMultipartError";
}

const CRLF = "\r\n";

/** Whether the header announces multipart at all. */
export function isMultipart(contentType: string | undefined): boolean {
  return contentType?.toLowerCase().startsWith("multipart/form-data") ?? false;
}

/** Parses a whole body. Stricter than servers are: no preamble, no epilogue, no bare line feeds. */
export function parseMultipart(body: Buffer, contentType: string): readonly ReceivedPart[] {
  const delimiter = `--${boundaryOf(contentType)}`;
  expectAt(body, 0, delimiter);
  const parts: ReceivedPart[] = [];
  let at = delimiter.length;
  while (!startsAt(body, at, "--")) {
    expectAt(body, at, CRLF);
    const headersEnd = find(body, at, CRLF + CRLF);
    const contentStart = headersEnd + 2 * CRLF.length;
    const contentEnd = find(body, contentStart, CRLF + delimiter);
    parts.push(
      partOf(
        body.toString("utf8", at + CRLF.length, headersEnd),
        body.subarray(contentStart, contentEnd),
      ),
    );
    at = contentEnd + CRLF.length + delimiter.length;
  }
  const tail = body.toString("latin1", at + 2);
  if (tail !== "" && tail !== CRLF)
    throw new MalformedMultipartError(`${tail.length} bytes follow the last boundary`);
  return parts;
}

function boundaryOf(contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))\s*$/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw new MalformedMultipartError(`no boundary in "${contentType}"`);
  if (boundary.length > 70)
    throw new MalformedMultipartError("the boundary is longer than 70 characters");
  return boundary;
}

function partOf(headerText: string, bytes: Buffer): ReceivedPart {
  const headers = Object.fromEntries(headerText.split(CRLF).map(headerOf));
  const disposition = headers["content-disposition"] ?? "";
  const match = /^form-data; name="([^"]*)"(?:; filename="([^"]*)")?$/.exec(disposition);
  if (match?.[1] === undefined)
    throw new MalformedMultipartError(`content-disposition is "${disposition}"`);
  const fileName = match[2] === undefined ? undefined : unescapeName(match[2]);
  return {
    fieldName: unescapeName(match[1]),
    fileName,
    contentType: headers["content-type"],
    headers,
    bytes,
  };
}

function headerOf(line: string): readonly [name: string, value: string] {
  const match = /^([!#$%&'*+.^_`|~\w-]+): ?([^\r\n]*)$/.exec(line);
  if (match?.[1] === undefined || match[2] === undefined)
    throw new MalformedMultipartError(`header line "${line}"`);
  return [match[1].toLowerCase(), match[2].trim()];
}

/** Browsers and undici write these three characters, and only these, as percent codes. */
function unescapeName(name: string): string {
  return name.replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n");
}

function startsAt(body: Buffer, at: number, text: string): boolean {
  return body.toString("latin1", at, at + text.length) === text;
}

function expectAt(body: Buffer, at: number, text: string): void {
  if (!startsAt(body, at, text))
    throw new MalformedMultipartError(`${JSON.stringify(text)} is missing at byte ${at}`);
}

function find(body: Buffer, from: number, text: string): number {
  const at = body.indexOf(text, from, "latin1");
  if (at < 0) throw new MalformedMultipartError(`no ${JSON.stringify(text)} after byte ${from}`);
  return at;
}

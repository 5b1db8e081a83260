import type { TransportFault } from "../../core/service/answer.ts";

/** Fault of a service that does not speak HTTP. @param data its answer, from the first byte. */
export function foreignLanguage(data: Buffer): TransportFault {
  if (isTlsRecord(data)) return misdirected(SPEAKS_TLS);
  if (isHttp2(data)) return misdirected(SPEAKS_HTTP_2);
  const text = data.toString("latin1", 0, 60);
  const known = GREETINGS.find(([pattern]) => pattern.test(text));
  return misdirected(known?.[1] ?? `what answers there does not speak HTTP${quoted(text)}`);
}

/** Nothing that an HTTP service could answer is there. */
export function misdirected(reason: string): TransportFault {
  return { fault: "wrongProtocol", isAnswered: true, reason };
}

export const SPEAKS_TLS = "this port speaks TLS: use https:// instead of http://";
export const SPEAKS_PLAIN_HTTP = "this port speaks plain HTTP: use http:// instead of https://";

const OTHER_PORT = "name the port of its HTTP interface";

const SPEAKS_HTTP_2 = `this port speaks HTTP/2 only, as gRPC does: ${OTHER_PORT} (Triton has it at 8000, TensorFlow Serving at 8501)`;

/** First words of servers that are found behind a port taken for that of an HTTP service. */
const GREETINGS: readonly (readonly [RegExp, string])[] = [
  [/^SSH-/u, `an SSH server answers there, not HTTP: ${OTHER_PORT}`],
  [
    /^RTSP\//u,
    "a camera or media server answers there in RTSP, not HTTP: name a service for images",
  ],
  [
    /^[-+][A-Z]+[ \r]/u,
    `a server such as Redis answers there, which does not speak HTTP: ${OTHER_PORT}`,
  ],
  [/^\d{3}[ -]/u, `a mail or file server answers there, which does not speak HTTP: ${OTHER_PORT}`],
];

/** A record of TLS, be it an alert or a handshake (RFC 8446, 5.1). */
export function isTlsRecord(data: Buffer): boolean {
  return (data[0] === 0x15 || data[0] === 0x16) && data[1] === 0x03;
}

/** The frame SETTINGS of stream 0, with which either side begins (RFC 9113, 6.5). */
function isHttp2(data: Buffer): boolean {
  return data[0] === 0 && data[3] === 4 && data.subarray(4, 9).equals(NO_FLAGS_NO_STREAM);
}

const NO_FLAGS_NO_STREAM = Buffer.alloc(5);

function quoted(text: string): string {
  const shown = text.replaceAll(/[^ -~]+/gu, " ").trim();
  return shown === "" ? `: ${OTHER_PORT}` : ` (it says "${shown}"): ${OTHER_PORT}`;
}

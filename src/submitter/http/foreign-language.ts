import type { TransportFault } from "../../core/answer.ts";

/** What answers there does not speak HTTP. @param data what it says, from its first byte. */
export function foreignLanguage(data: Buffer): TransportFault {
  const text = data.toString("latin1", 0, 60);
  const known = LANGUAGES.find(([pattern]) => pattern.test(text));
  return misdirected(known?.[1] ?? `what answers there does not speak HTTP${quoted(text)}`);
}

/** Nothing that an HTTP service could answer is there. */
export function misdirected(reason: string): TransportFault {
  return { fault: "misdirected", isAnswered: true, reason };
}

export const SPEAKS_TLS = "this port speaks TLS: use https:// instead of http://";
export const SPEAKS_PLAIN_HTTP = "this port speaks plain HTTP: use http:// instead of https://";

const OTHER_PORT = "name the port of its HTTP interface";

/** First bytes of servers that are found behind a port taken for that of an HTTP service. */
const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  // A record of TLS: an alert or a handshake (RFC 8446, 5.1).
  [/^[\x15\x16]\x03[\0-\x04]/u, SPEAKS_TLS],
  // A SETTINGS frame of stream 0 (RFC 9113, 6.5), with which each side begins.
  [
    /^\0[^]{2}\x04\0\0\0\0\0/u,
    `this port speaks HTTP/2 only, as gRPC does: ${OTHER_PORT} (Triton has it at 8000, TensorFlow Serving at 8501)`,
  ],
  [/^SSH-/u, `an SSH server answers there, which does not speak HTTP: ${OTHER_PORT}`],
  [
    /^RTSP\//u,
    "a camera or media server answers there in RTSP, not HTTP: name a service for images",
  ],
  [
    /^[-+][A-Z]+ |^[-+]OK\r\n/u,
    `a server such as Redis answers there, not one of HTTP: ${OTHER_PORT}`,
  ],
  [/^\d{3}[ -]/u, `a mail or file server answers there, which does not speak HTTP: ${OTHER_PORT}`],
];

function quoted(text: string): string {
  const shown = text.replaceAll(/[^ -~]+/gu, " ").trim();
  return shown === "" ? `: ${OTHER_PORT}` : ` (it says "${shown}"): ${OTHER_PORT}`;
}

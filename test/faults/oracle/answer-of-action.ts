import { gzipSync } from "node:zlib";
import type { Answer } from "../../support/services/collector.ts";
import type { OracleAction, RetryAfter } from "./oracle-fault.ts";

/** What the oracle says to a request. */
export interface PlannedAnswer {
  readonly answer: Answer;
  /** Whether a client that got all of it has a whole, valid answer. */
  readonly isValid: boolean;
  /** Its status, where Node's own response does not know it. */
  readonly rawStatus?: number;
}

/** The answer of a service that is well. */
export const WELL: PlannedAnswer = { answer: { body: { ok: true } }, isValid: true };

/** What an action looks like on the wire. @param wallMs milliseconds since 1970. */
export function answerOfAction(action: OracleAction, wallMs: number): PlannedAnswer {
  switch (action.kind) {
    case "answer":
      return valid({
        status: action.status,
        body: action.body ?? { ok: action.status < 300 },
        headers: retryAfterHeader(action.retryAfter, wallMs),
      });
    case "redirect":
      return valid({ status: action.status ?? 307, headers: { location: action.to } });
    case "delay":
      return valid({ delayMs: action.delayMs });
    case "hang":
      return invalid({ kind: "hang" });
    case "close":
      return close(action.after);
    case "reset":
      return invalid({ kind: "reset" });
    case "drip":
      return valid({ kind: "drip", intervalMs: action.intervalMs ?? 500, body: ANSWER });
    case "junk":
      return invalid({ kind: "raw", bytes: "\x16\x03\x01 SSH-2.0-junk \xfe\xff\0\r\n\r\n" });
    case "hugeHeader":
      return valid({ headers: { "x-huge": "h".repeat(action.byteLength ?? 64 * 1024) } });
    case "hugeBody":
      return valid({ kind: "flood", byteLength: action.byteLength ?? 1e9 });
    case "gzipBomb":
      return valid({ body: gzipBomb(), headers: { "content-encoding": "gzip" } });
    case "cutJson":
      return { ...invalid({ kind: "raw", bytes: HEAD + CUT_JSON }), rawStatus: 200 };
  }
}

function valid(answer: Answer): PlannedAnswer {
  return { answer, isValid: true };
}

function invalid(answer: Answer): PlannedAnswer {
  return { answer, isValid: false };
}

const ANSWER = { ok: true, label: "cat" };
const ANSWER_BYTES = JSON.stringify(ANSWER).length;
const CUT_JSON = JSON.stringify(ANSWER).slice(0, ANSWER_BYTES / 2);
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";

function close(after: Extract<OracleAction, { kind: "close" }>["after"]): PlannedAnswer {
  switch (after) {
    case "nothing":
      return invalid({ kind: "raw", bytes: "" });
    case "headers":
      return invalid({ kind: "closeAfterHeaders", body: ANSWER });
    case "halfBody":
      return invalid({ kind: "cut", byteLength: Math.floor(ANSWER_BYTES / 2), body: ANSWER });
    case "wholeBody":
      return valid({ kind: "cut", byteLength: ANSWER_BYTES, body: ANSWER });
  }
}

function retryAfterHeader(value: RetryAfter | undefined, wallMs: number): Record<string, string> {
  if (value === undefined) return {};
  const text = typeof value === "string" ? value : new Date(wallMs + value.dateInMs).toUTCString();
  return { "retry-after": text };
}

let bomb: Buffer | undefined;

/** A gzip stream may have many members (RFC 1952, 2.2): these are eight, each of 64 MiB of zeros. */
function gzipBomb(): Buffer {
  if (bomb !== undefined) return bomb;
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
  bomb = Buffer.concat(Array.from({ length: 8 }, () => member));
  return bomb;
}

import type { Answer } from "../core/answer.ts";
import type { Overloaded, Verdict } from "../core/verdict.ts";

/** Judges an answer by its status, and that a body that should be JSON arrived in one piece. */
export function judgeAnswer(answer: Answer): Verdict {
  const { status } = answer;
  const response = readResponse(answer);
  const text = typeof response === "string" ? response : answer.body.toString("utf8");
  if (status >= 200 && status < 300) {
    if (isCut(answer)) {
      return { kind: "broken", status, response, reason: "the answer's JSON is cut short" };
    }
    return { kind: "accepted", status, response };
  }
  const reason = `the service answered ${status}${excerpt(text)}`;
  if (OVERLOAD_STATUSES.has(status)) {
    return { kind: "overloaded", status, response, reason, ...pauseAsked(answer, Date.now()) };
  }
  if (status >= 500) return { kind: "broken", status, response, reason };
  if (status >= 300 && status < 400) {
    const place = oneLine(String(answer.headers["location"] ?? "elsewhere"));
    return {
      kind: "refused",
      status,
      response,
      reason: `the service redirects to ${place}: name that address`,
    };
  }
  return { kind: "refused", status, response, reason };
}

/** Request timeout, too many requests, service unavailable, gateway timeout (RFC 9110, RFC 6585). */
const OVERLOAD_STATUSES: ReadonlySet<number> = new Set([408, 429, 503, 504]);

function readResponse({ headers, body }: Answer): unknown {
  if (body.length === 0) return null;
  const text = body.toString("utf8");
  if (!saysJson(headers) && !/^\s*[[{"]/u.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function saysJson(headers: Answer["headers"]): boolean {
  return /^application\/(?:[\w.-]+\+)?json/iu.test(String(headers["content-type"] ?? ""));
}

/**
 * A body that ends with the connection could be cut anywhere without a trace, except in its JSON.
 * One with a length or in chunks is whole, and odd JSON (a bare NaN) is the service's own choice.
 */
function isCut({ headers, body }: Answer): boolean {
  if ("content-length" in headers || "transfer-encoding" in headers || !saysJson(headers))
    return false;
  try {
    JSON.parse(body.toString("utf8"));
    return false;
  } catch {
    return true;
  }
}

const EXCERPT_LENGTH = 200;

function excerpt(text: string): string {
  const line = oneLine(text);
  if (line === "") return "";
  return `: ${line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line}`;
}

/** Text of a service as it may be shown: on one line and without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s\u2028\u2029]+/gu, " ").trim();
}

const LONGEST_WAIT_MS = 60_000;
const LONGEST_SHOWN = 40;
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/u;

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), capped. */
function pauseAsked({ headers }: Answer, nowMs: number): Pick<Overloaded, "waitMs" | "oddWait"> {
  const given = headers["retry-after"];
  if (given === undefined) return { waitMs: null };
  const text = String(given);
  const isDate = HTTP_DATE.test(text);
  const waitMs = isDate ? Date.parse(text) - nowMs : Number(text) * 1000;
  const oddWait = oneLine(text).slice(0, LONGEST_SHOWN);
  if (!isDate && !/^\d+$/u.test(text)) return { waitMs: null, oddWait };
  if (waitMs > LONGEST_WAIT_MS) return { waitMs: LONGEST_WAIT_MS, oddWait };
  return { waitMs: waitMs >= 0 ? waitMs : null };
}

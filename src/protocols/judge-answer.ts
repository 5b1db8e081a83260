import type { Answer } from "../core/service/answer.ts";
import { OVERLOAD_STATUSES } from "../core/service/overload-and-outage-statuses.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { hasJsonType } from "./body-text.ts";
import { type BodyError, errorInBody, errorInListBody } from "./error-in-body.ts";
import { excerptOf, oneLine } from "./one-line.ts";
import { type Body, readBody } from "./read-body.ts";
import { type RequestedWait, requestedWait } from "./retry-after.ts";
import { withRetryInfo } from "./retry-info.ts";

/** Judges an answer by its status, by errors in its JSON, and by whether a JSON body arrived completely. */
export function judgeAnswer(answer: Answer, body: Body = readBody(answer)): Verdict {
  const verdict = judgeWhole(answer, body);
  const complaint = verdict.kind === "accepted" ? errorInListBody(body.value) : null;
  return complaint === null ? verdict : verdictOnError(answer, complaint, body.response);
}

/** The same without errors in lists: each item may be about another frame. */
export function judgeWhole(answer: Answer, body: Body): Verdict {
  const { status } = answer;
  const { response, value, text } = body;
  if (status < 200 || status >= 300) {
    if (status >= 300 && status < 400) return redirected(answer, response);
    // Strings are shown without their JSON quotes.
    const excerpt = excerptOf(typeof value === "string" ? value : text);
    const message = excerpt.startsWith(`${status} `) ? excerpt.slice(`${status} `.length) : excerpt;
    const reason = `the service answered ${status}${message === "" ? "" : `: ${message}`}`;
    return withRetryInfo({ ...failure(answer, status, text), status, response, reason }, value);
  }
  if (isUndecodable(answer)) return { kind: "rejected", status, response, reason: unknown(answer) };
  if (isCut(answer, body))
    return { kind: "transientError", status, response, reason: "the answer's JSON is cut short" };
  const complaint = errorInBody(value);
  if (complaint === null) return { kind: "accepted", status, response };
  return verdictOnError(answer, complaint, response);
}

/** Verdict for an error in an answer of success. @param response the part of the answer to keep. */
export function verdictOnError(answer: Answer, complaint: BodyError, response: unknown): Verdict {
  const { status } = answer;
  const reason = `the service answered ${status}, but reports: ${excerptOf(complaint.message)}`;
  return { ...failure(answer, complaint.status, complaint.message), status, response, reason };
}

/** Messages of services whose queue is full, with the status 500. */
const FULL_QUEUE =
  /queue\b.{0,40}\b(?:full|exceed|limit)|(?:full|exceed\w*|maximum|max)\b.{0,40}\bqueue|too many (?:concurrent )?requests|(?:server|engine|model) (?:is )?(?:currently )?(?:busy|overloaded)|overloaded_error/isu;

/** 498 alone means an invalid token (ArcGIS); with this text, a lack of capacity (Groq, "Flex Processing"). */
const NO_CAPACITY = /capacity_exceeded/u;

function isOverload(status: number, text: string): boolean {
  if (status === 500) return FULL_QUEUE.test(text);
  return OVERLOAD_STATUSES.has(status) || (status === 498 && NO_CAPACITY.test(text));
}

type Failure =
  | ({ readonly kind: "unavailable" } & RequestedWait)
  | { readonly kind: "transientError" | "rejected" };

function failure(answer: Answer, status: number, text: string): Failure {
  if (isOverload(status, text))
    return { kind: "unavailable", ...requestedWait(answer, Date.now()) };
  return { kind: status >= 500 ? "transientError" : "rejected" };
}

/** True if a success has an unsupported content coding, as every other answer would have. */
export function isUndecodable({ status, headers }: Answer): boolean {
  return status >= 200 && status < 300 && headers["content-encoding"] !== undefined;
}

function unknown({ headers }: Answer): string {
  const coding = excerptOf(String(headers["content-encoding"]));
  return `the answer is encoded as ${coding}, and only gzip, deflate, br and zstd can be decoded`;
}

function redirected({ status, headers }: Answer, response: unknown): Verdict {
  const place = oneLine(String(headers["location"] ?? "elsewhere"));
  const reason = `the service redirects to ${place}: name that address`;
  return { kind: "rejected", status, response, reason };
}

/**
 * True if JSON was truncated. A body that ends with the connection may be truncated unnoticed; one with a
 * length or in chunks is complete, and odd JSON is the service's own choice.
 */
function isCut({ headers }: Answer, { value }: Body): boolean {
  const isFramed = "content-length" in headers || "transfer-encoding" in headers;
  return !isFramed && hasJsonType(headers) && value === undefined;
}

import type { Answer } from "../core/service/answer.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import { readBody } from "./read-body.ts";

/**
 * True if an answer rejects a field of the body by name as unknown to the service or model: 400 with
 * `unsupported_parameter` and the field as `param` (OpenAI API, o-series and GPT-5 for `max_tokens`), 422
 * with an item of type `extra_forbidden` (Mistral, and any service that validates with pydantic), or a
 * message that names it ("Unrecognized request argument supplied: ...", Azure OpenAI). Invalid values do
 * not count.
 */
export function rejectsField(answer: Answer, field: string): boolean {
  if (answer.status !== 400 && answer.status !== 422) return false;
  const { value, text } = readBody(answer);
  // Google wraps its error in a list.
  const body = objectOf(Array.isArray(value) ? listOf(value)[0] : value);
  const error = objectOf(body["error"]);
  const param = textOf(error["param"]);
  if (param !== null && param !== field) return false;
  if (param !== null && UNKNOWN_CODES.has(textOf(error["code"]) ?? "")) return true;
  const items = [body["detail"], objectOf(body["message"])["detail"]].flatMap(listOf);
  if (items.length > 0) return items.some((item) => isForbidden(item, field));
  const words = [error["message"], body["message"], body["error"], body["detail"]].map(textOf);
  return meansUnknown(words.find((each) => each !== null) ?? text, field);
}

const UNKNOWN_CODES: ReadonlySet<string> = new Set(["unsupported_parameter", "unknown_parameter"]);

/** True for an item of FastAPI's `detail` in pydantic's format. */
function isForbidden(item: unknown, field: string): boolean {
  const { type, loc } = objectOf(item);
  return type === "extra_forbidden" && listOf(loc).includes(field);
}

const UNKNOWN_WORDS =
  /unsupported|un(?:recognized|known|expected)|not (?:supported|permitted|allowed|recognized)|extra inputs/iu;

function meansUnknown(message: string, field: string): boolean {
  return UNKNOWN_WORDS.test(message) && message.split(/\W+/u).includes(field);
}

import { isObject, type JsonObject, listOf, numberOf, objectOf, textOf } from "./json-value.ts";

/** An error in the body of an answer whose status says success. */
export interface BodyError {
  /** Equivalent HTTP status: the one that the body names, else 500. */
  readonly status: number;
  readonly message: string;
}

/**
 * Finds `"success": false` (CodeProject.AI, Ultralytics) or a non-empty `error`; `null` if there is
 * neither.
 */
export function errorInBody(value: unknown): BodyError | null {
  if (!isObject(value)) return null;
  const { error } = value;
  if (value["success"] !== false && !isError(error)) return null;
  const inner = isObject(error) ? error : {};
  return {
    status: statusIn(value) ?? statusIn(inner) ?? statusOfType(inner),
    message: errorText(error) ?? messageIn(value) ?? JSON.stringify(value),
  };
}

/**
 * Finds the error in a list that the body is or contains. One of Google's `responses` is enough; elsewhere
 * all items must be errors, since a prediction may have an `error` field of its own.
 */
export function errorInListBody(value: unknown): BodyError | null {
  for (const response of listOf(objectOf(value)["responses"])) {
    const complaint = rpcErrorIn(response);
    if (complaint !== null) return complaint;
  }
  const lists = [value, ...LISTS.map((name) => objectOf(value)[name])].map(listOf);
  const [first] = lists.find((list) => list.length > 0 && list.every(hasError)) ?? [];
  return errorInBody(first);
}

const LISTS = ["results", "predictions", "outputs", "choices"] as const;

function hasError(value: unknown): boolean {
  return errorInBody(value) !== null;
}

/** HTTP statuses of `google.rpc.Code` (googleapis, google/rpc/code.proto), by number. */
const HTTP_STATUS_OF_RPC = [
  ...[200, 499, 500, 400, 504, 404, 409, 403, 429],
  ...[400, 409, 400, 501, 500, 503, 500, 401],
] as const;

function rpcErrorIn(response: unknown): BodyError | null {
  const complaint = errorInBody(response);
  const code = numberOf(objectOf(objectOf(response)["error"])["code"]) ?? -1;
  const status = HTTP_STATUS_OF_RPC[code];
  return complaint === null || status === undefined ? complaint : { ...complaint, status };
}

/**
 * True if a value is an error: numbers may be a model's error measure, and empty, false, code 0 or 200 mean
 * none.
 */
function isError(error: unknown): boolean {
  if (Array.isArray(error)) return error.some(isError);
  if (!isObject(error)) return error === true || (typeof error === "string" && !isNone(error));
  const code = numberOf(error["code"]) ?? textOf(error["code"]);
  if (code !== null && /^(?:0|2\d\d)$/u.test(String(code))) return false;
  return Object.values(error).some(Boolean);
}

/** Values by which services say that there was no error. */
function isNone(error: string): boolean {
  return /^\s*(?:0|false|none|null|ok|no[ _]error|success)?\s*$/iu.test(error);
}

function statusIn({ code }: JsonObject): number | null {
  const status = numberOf(code) ?? Number(textOf(code) ?? Number.NaN);
  return status >= 400 && status <= 599 ? status : null;
}

/** Status of errors that gateways pass on with a status of success, by type (Anthropic API, "Errors"). */
function statusOfType({ type }: JsonObject): number {
  if (type === "overloaded_error") return 529;
  return type === "rate_limit_error" ? 429 : 500;
}

function errorText(error: unknown): string | null {
  if (Array.isArray(error)) return error.map(errorText).find((words) => words !== null) ?? null;
  return textOf(error) ?? (isObject(error) ? messageIn(error) : null);
}

function messageIn({ message }: JsonObject): string | null {
  return textOf(message);
}

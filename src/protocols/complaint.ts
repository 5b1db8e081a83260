import { isObject, type JsonObject, numberOf, textOf } from "./json-value.ts";

/** What went wrong by a service's own words, although its answer has a status of success. */
export interface Complaint {
  /** The HTTP status that it deserved: the one that the answer names, else 500. */
  readonly status: number;
  readonly words: string;
}

/**
 * Finds `"success": false` (CodeProject.AI, Ultralytics) and an `error` that says something; `null`
 * where there is neither.
 */
export function complaintIn(value: unknown): Complaint | null {
  if (!isObject(value)) return null;
  const { error } = value;
  if (value["success"] !== false && !saysSomething(error)) return null;
  const inner = isObject(error) ? error : {};
  return {
    status: statusIn(value) ?? statusIn(inner) ?? 500,
    words: textOf(error) ?? messageIn(inner) ?? messageIn(value) ?? JSON.stringify(value),
  };
}

/** Numbers may be a model's error, and an empty or false one is none. */
function saysSomething(error: unknown): boolean {
  if (isObject(error)) return Object.keys(error).length > 0;
  return error === true || (typeof error === "string" && error !== "");
}

function statusIn({ code }: JsonObject): number | null {
  const status = numberOf(code);
  return status !== null && status >= 400 && status <= 599 ? status : null;
}

function messageIn({ message }: JsonObject): string | null {
  return textOf(message);
}

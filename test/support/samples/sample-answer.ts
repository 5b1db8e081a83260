import type { Answer } from "../../../src/core/service/answer.ts";

/** An answer as it is read off the wire: text as it stands, anything else as JSON. */
export function answerOf(status: number, body: unknown, headers: Answer["headers"] = {}): Answer {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const length = { "content-type": "application/json", "content-length": String(bytes.length) };
  return { status, headers: { ...length, ...headers }, body: bytes };
}

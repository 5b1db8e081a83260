import { base64In, check, textIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** An error as all interfaces of OpenAI tell it (API reference, "Error codes"). */
export function error(
  status: number,
  code: string | null,
  message: string,
): { status: number; body: unknown } {
  return { status, body: { error: { message, type: "invalid_request_error", param: null, code } } };
}

/** What may go wrong at any of them. */
export const OPENAI_FAULTS: Pick<StubRules, "overloadedWithWait" | "broken" | "refusing"> = {
  overloadedWithWait: {
    answer: {
      ...error(429, "rate_limit_exceeded", "Rate limit reached"),
      headers: { "retry-after-ms": "250", "retry-after": "1" },
    },
    waitMs: 250,
  },
  broken: error(500, null, "The server had an error while processing your request."),
  refusing: error(400, "invalid_image_format", "You uploaded an unsupported image."),
};

/** The image of a data URI, whose type must be the image's own. */
export function imageInUri(uri: unknown): Buffer {
  const match = /^data:(image\/\w+);base64,(.*)$/su.exec(textIn(uri));
  check(match !== null, "the address is no data URI of an image");
  const bytes = base64In(match[2]);
  check(
    match[1] === (bytes[0] === 0x89 ? "image/png" : "image/jpeg"),
    "the type is not the image's",
  );
  return bytes;
}

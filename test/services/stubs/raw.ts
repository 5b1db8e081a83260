import { checkPost, checkType } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** A service that takes the image as the whole body and judges its type by its bytes. */
export const rawStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/predict?size=640");
    const isPng = request.body.subarray(0, 4).equals(Buffer.from("\x89PNG", "latin1"));
    checkType(request, isPng ? "image/png" : "image/jpeg");
    return [request.body];
  },
  accepted: () => ({ body: "a cat" }),
  overloadedWithWait: {
    answer: { status: 503, body: "later", headers: { "retry-after": "0" } },
    waitMs: 0,
  },
  overloadedWithoutWait: { status: 500, body: "the request queue is full" },
  broken: { status: 502, body: "Bad Gateway" },
  refusing: { status: 415, body: "Unsupported Media Type" },
  readiness: {
    method: "HEAD",
    path: "/predict?size=640",
    ready: { status: 200, body: "" },
    notReady: { status: 502, body: "" },
  },
};

import { base64In, check, checkPost, jsonIn, objectWith, textIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** What the stub wants; it serves as the template of the tests. */
export const JSON_STUB_TEMPLATE =
  '{"data":{"uri":"{{dataUri}}","name":"{{fileName}}"},"frame":{{index}},"at":{{pts}},"from":{{source}},"key":"{{key}}"}';

/** A service of somebody's own making, in JSON. */
export const jsonStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/analyze");
    const body = objectWith(jsonIn(request), ["data", "frame", "at", "from", "key"]);
    const { uri, name } = objectWith(body["data"], ["uri", "name"]);
    check(textIn(name).length > 0, "the file has no name");
    check(body["frame"] === null || Number.isInteger(body["frame"]), "the frame is no number");
    check(body["at"] === null || typeof body["at"] === "number", "the time is no number");
    check(textIn(body["from"]) !== "", "the source is empty");
    check(/^[\w-]{22}$/u.test(textIn(body["key"])), "the key is no key");
    const match = /^data:image\/(?:jpeg|png);base64,(.*)$/su.exec(textIn(uri));
    check(match !== null, "that is no data URI of an image");
    return [base64In(match[1])];
  },
  accepted: () => ({ body: { label: "cat" } }),
  overloadedWithWait: {
    answer: { status: 429, body: { message: "later" }, headers: { "retry-after": "61" } },
    waitMs: 60_000,
  },
  overloadedWithoutWait: { status: 504, body: "" },
  broken: { status: 200, body: { error: "the model crashed" } },
  refusing: { status: 400, body: { message: "no face" } },
  readiness: {
    method: "HEAD",
    path: "/analyze",
    ready: { status: 404, body: "" },
    notReady: { status: 504, body: "" },
  },
};

import { expect, test } from "vitest";
import { addressDoubt } from "../../../src/submitter/endpoint/address-doubt.ts";

const REFUSED = "connection refused: nothing listens there";

test.each([
  ["http://gpu/predict", REFUSED, "is it started, and are the host gpu and the port 80 right?"],
  ["https://gpu/predict", REFUSED, "is it started, and are the host gpu and the port 443 right?"],
  ["http://gpu:8000/", "the host name is not known", "is the name gpu right?"],
  [
    "unix:/run/model.sock:/predict",
    "there is no socket of that path",
    expect.stringContaining("is the path of its socket right?"),
  ],
  [
    "unix:/run/model.sock/predict:/",
    "there is no socket of that path: a part of it is a file",
    expect.stringContaining("The path of the request stands behind a second colon"),
  ],
  ["http://gpu/predict", "no answer within 30000 ms", null],
])("what may be wrong with %s, where %s", (service, reason, doubt) => {
  expect(addressDoubt(service, reason)).toEqual(doubt);
});

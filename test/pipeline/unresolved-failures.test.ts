import { expect, test } from "vitest";
import { UnresolvedFailures } from "../../src/pipeline/unresolved-failures.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

const frame = (relativePath: string, byteLength = 4) => sampleFrame({ relativePath, byteLength });
const failed = (name: string) => sampleResult({ outcome: "failed", frame: name, reason: "cut" });

test("the next result of the same file takes the place of its failure, once", () => {
  const failures = new UnresolvedFailures();
  expect(failures.replace(frame("a.jpg"), failed("a.jpg"))).toBeNull();
  expect(failures.replace(frame("b.jpg"), sampleResult())).toBeNull();
  expect(failures.replace(frame("a.jpg", 8), sampleResult())).toMatchObject({
    type: "failureWithdrawn",
    frame: "a.jpg",
    reason: "cut",
  });
  expect(failures.replace(frame("a.jpg", 9), sampleResult())).toBeNull();
});

test("only the latest failures are kept, so that a long run stays flat", () => {
  const failures = new UnresolvedFailures();
  for (let index = 0; index <= 65_536; index += 1)
    failures.replace(frame(`${index}.jpg`), failed(`${index}.jpg`));
  expect(failures.replace(frame("0.jpg"), sampleResult())).toBeNull();
  expect(failures.replace(frame("1.jpg"), sampleResult())?.frame).toBe("1.jpg");
});

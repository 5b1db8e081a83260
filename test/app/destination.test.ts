import { describe, expect, test } from "vitest";
import {
  type Destination,
  destinationName,
  recordableDestination,
  shownServices,
  silence,
} from "../../src/app/destination.ts";
import { redactedAddress } from "../../src/core/service/service-address.ts";
import { routeList, serviceTargets } from "../../src/options/service-targets.ts";

const to = (given: unknown, routes: unknown = []): Destination => ({
  to: serviceTargets().parse(given),
  routes: routeList().parse(routes),
});
const [A, B] = ["http://a:8000/p", "http://b/p"];

describe("the name of a destination", () => {
  test("is the address of a single service, by which earlier versions know its jobs", () => {
    expect(destinationName(to(A))).toBe(redactedAddress(A));
  });

  test("is the same in every order, for every weight and whoever has which frames", () => {
    const name = destinationName(to([A, B]));
    expect(name).toBe(`${A}, ${B}`);
    expect(destinationName(to([`${B} weight=7`, A]))).toBe(name);
    expect(destinationName(to(A, [`x/**=${B}`]))).toBe(name);
    expect(destinationName(to(A, [`x/**=${B}`, `y/**=${B}`]))).toBe(name);
    expect(destinationName(to(A))).not.toBe(name);
  });

  test("holds no secret", () => {
    const secret = to(["http://u:canary@a/p?key=canary"], ["x=http://b/?token=canary"]);
    expect(destinationName(secret)).toBe("http://a/p?key=***, http://b/?token=***");
    expect(shownServices(secret)).toEqual(["http://a/p?key=***", "http://b/?token=***"]);
  });
});

describe("a destination kept in the ledger", () => {
  test("is the address that --to gives", () => {
    expect(recordableDestination(to(A))).toBe(A);
    expect(recordableDestination(to([`${A} weight=2`, B]))).toBe(`${A} weight=2 ${B}`);
  });

  test("is absent where secrets or routes are given", () => {
    expect(recordableDestination(to([A, "http://u:canary@b/"]))).toBeNull();
    expect(recordableDestination(to([A], [`x=${B}`]))).toBeNull();
  });
});

test("the message about silent services names every service, and how to ask them", () => {
  const problem = silence(to([A, B]), (subject) => `${subject} answered`);
  expect(problem).toMatchObject({
    code: "ERR_SERVICE_SILENT",
    message: `none of ${A}, ${B} answered`,
    remedy: "check that the service runs, and its address",
  });
  expect(silence(to(A), (subject) => `${subject} never answered`).message).toBe(
    `${A} never answered`,
  );
});

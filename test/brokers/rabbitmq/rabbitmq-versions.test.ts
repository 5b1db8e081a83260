import { expect, test } from "vitest";
import { framesArguments } from "../../../src/brokers/rabbitmq/rabbitmq-plan.ts";
import { versionRemark } from "../../../src/brokers/rabbitmq/rabbitmq-versions.ts";
import { SMALL_PLAN } from "../../support/brokers/open-broker.ts";

test.each([
  ["3.9.29", "problem"],
  ["3.10.8", "warning"],
  ["4.0.9", "warning"],
  ["4.1.0", "ok"],
  ["4.2.5", "ok"],
])("RabbitMQ %s is told as a %s", (version, state) =>
  expect(versionRemark(version)).toMatchObject({ subject: "version", state }),
);

test("queues give no message up: from 4.0 on that has to be said, and before it may not be", () => {
  const limit = (version: string) => framesArguments(SMALL_PLAN, version)["x-delivery-limit"];
  expect(["3.10.8", "3.13.7", "4.0.1", "4.2.5"].map(limit)).toEqual([undefined, undefined, -1, -1]);
});

import { expect, test } from "vitest";
import { versionRemarks } from "../../../src/brokers/nats/nats-versions.ts";

const statesOf = (version: string): readonly string[] =>
  versionRemarks(version).map(({ subject, state }) => `${subject} ${state}`);

test.each(["2.9.10", "2.9.25", "2.10.0", "2.10.22"])(
  "NATS %s is known to lose what it has acknowledged",
  (version) => expect(statesOf(version)).toEqual(["version warning", "flushing warning"]),
);

test.each(["2.10.23", "2.11.0-preview.1", "2.12.4", "3.0.0"])(
  "NATS %s is not, and is to flush at once all the same",
  (version) => expect(statesOf(version)).toEqual(["version ok", "flushing warning"]),
);

test.each(["2.9.3", "2.2.0", "1.4.1"])("NATS %s cannot be used", (version) =>
  expect(statesOf(version)).toEqual(["version problem"]),
);

test("the setting that flushes at once is only named for versions that have it", () => {
  const flushing = (version: string) => versionRemarks(version)[1]?.detail;
  expect(flushing("2.9.10")).toContain("NATS 2.9.10 has no setting for that");
  expect(flushing("2.10.0")).toContain("cannot be seen from here");
});

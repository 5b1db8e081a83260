import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "../support/docs/readme.ts";
import { describedMetrics } from "./described-metrics.ts";

test("the page lists every metric with its type and its labels, and no others", () => {
  const page = readFileSync(join(REPOSITORY, "src", "metrics", "README.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(frameferry_\w+)` \| (\w+) \| ([\w, ]*)\|/gmu)];
  const listed = rows.map(([, name = "", type = "", labels = ""]) => ({
    name,
    type,
    labels: labels
      .split(",")
      .map((label) => label.trim())
      .filter((label) => label !== ""),
  }));
  const own = describedMetrics();
  const byName = (one: { name: string }, other: { name: string }): number =>
    one.name.localeCompare(other.name);
  expect(own.length).toBeGreaterThan(12);
  expect(listed.toSorted(byName)).toEqual(own.toSorted(byName));
});

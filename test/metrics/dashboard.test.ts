import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { REPOSITORY } from "../support/docs/readme.ts";
import { promtool, whyNoPrometheus } from "../support/metrics/promtool.ts";
import { queryableNames } from "./described-metrics.ts";

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource?: unknown;
  readonly targets?: readonly { readonly expr: string; readonly datasource: unknown }[];
}

const folder = join(REPOSITORY, "src", "metrics");
const rulesFile = join(folder, "alert-rules.yml");
const dashboard = JSON.parse(readFileSync(join(folder, "grafana-dashboard.json"), "utf8"));
const panels: readonly Panel[] = dashboard.panels;
const drawn = panels.filter(({ type }) => type !== "row");
const variables: readonly { name: string; type: string; query: unknown; definition?: string }[] =
  dashboard.templating.list;
const queries = drawn.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const alerts = [...readFileSync(rulesFile, "utf8").matchAll(/^ +expr: (.+)$/gmu)].map(
  ([, expression = ""]) => expression,
);

/** Metrics that an expression names. */
function namesIn(expression: string): readonly string[] {
  const bare = expression.replaceAll(/"[^"]*"/gu, "");
  return [...bare.matchAll(/\b(?:frameferry|process|nodejs)_\w+/gu)].map(([name]) => name);
}

describe("the dashboard", () => {
  test("is one that Grafana imports and provisions anywhere", () => {
    expect(dashboard).toMatchObject({ id: null, uid: "frameferry", schemaVersion: 41 });
    expect(dashboard).not.toHaveProperty("__inputs");
    expect(variables.map(({ name, type }) => [name, type])).toEqual([
      ["datasource", "datasource"],
      ["job", "query"],
      ["instance", "query"],
      ["source", "query"],
      ["service", "query"],
    ]);
    expect(variables[0]?.query).toBe("prometheus");
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test("asks the chosen data source alone", () => {
    const chosen = { type: "prometheus", uid: "${datasource}" };
    expect(drawn.length).toBeGreaterThan(10);
    for (const { datasource, targets = [] } of drawn) {
      expect(targets.length).toBeGreaterThan(0);
      for (const one of [datasource, ...targets.map((target) => target.datasource)])
        expect(one).toEqual(chosen);
    }
  });

  test("rates over what suits the scrapes, and filters each query by job and instance", () => {
    for (const query of queries) {
      for (const [, range = ""] of query.matchAll(/\[([^\]]+)\]/gu))
        expect(["$__rate_interval", "$__range"]).toContain(range);
      const selectors = [...query.matchAll(/\{([^}]*)\}/gu)];
      expect(selectors.length).toBeGreaterThan(0);
      for (const [selector] of selectors)
        expect(selector).toContain('job=~"$job",instance=~"$instance"');
    }
  });
});

test("the dashboard and the alerts name metrics that exist, and the dashboard has all of frameferry's", async () => {
  const existing = await queryableNames();
  const definitions = variables.flatMap(({ definition }) => definition ?? []);
  const named = [...queries, ...alerts, ...definitions].flatMap(namesIn);
  expect(alerts).toHaveLength(9);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !existing.has(name))).toEqual([]);
  const shown = new Set(
    queries.flatMap(namesIn).map((name) => name.replace(/_(?:bucket|sum|count)$/u, "")),
  );
  const own = [...existing].map((name) => name.replace(/_(?:bucket|sum|count)$/u, ""));
  const missing = new Set(own.filter((name) => name.startsWith("frameferry_") && !shown.has(name)));
  expect([...missing]).toEqual(["frameferry_failures_withdrawn_total"]);
});

describe("promtool", () => {
  test("takes every query of the dashboard", ({ skip }) => {
    const reason = whyNoPrometheus();
    if (reason !== undefined) skip(reason);
    const work = mkdtempSync(join(tmpdir(), "frameferry-rules-"));
    const rules = queries.map((query, at) => ({
      record: `query:${at}`,
      expr: query.replaceAll(/\$__(?:rate_interval|range)/gu, "5m"),
    }));
    const file = join(work, "rules.json");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "queries", rules }] }));
    const [exitCode, text] = promtool(["check", "rules", file]);
    rmSync(work, { recursive: true });
    expect(text).toContain(`SUCCESS: ${queries.length} rules found`);
    expect(exitCode).toBe(0);
  });

  test("takes the alerts", ({ skip }) => {
    const reason = whyNoPrometheus();
    if (reason !== undefined) skip(reason);
    const [exitCode, text] = promtool(["check", "rules", rulesFile]);
    expect(text).toContain("SUCCESS: 9 rules found");
    expect(exitCode).toBe(0);
  });

  test("sees each alert come when it should, and not before", ({ skip }) => {
    const reason = whyNoPrometheus();
    if (reason !== undefined) skip(reason);
    const [exitCode, text] = promtool(["test", "rules", join(import.meta.dirname, "alerts.yml")]);
    expect(text).toContain("SUCCESS");
    expect(exitCode).toBe(0);
  });
});

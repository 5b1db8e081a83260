import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../core/temporary-folder.ts";
import { fixtureVideoPath } from "../../scripts/decoded-video.ts";
import { type Answer, startCollector } from "../../support/collector.ts";
import { runCli } from "../../support/frameferry-process.ts";

const [PASSWORD, QUERY] = ["canary-password-91c2", "canary-query-b8d4"];

test.each<[string, Answer]>([
  ["a refusal", { status: 401, body: `the password ${PASSWORD} for the key ${QUERY} is wrong` }],
  ["an error", { status: 500, body: { error: `no key ${QUERY}`, given: PASSWORD } }],
  ["a redirect", { status: 302, headers: { location: `https://elsewhere/?key=${QUERY}` } }],
])(
  "P34: a secret that the service repeats in %s does not come out as a reason",
  async (_, answer) => {
    await using home = await temporaryFolder();
    await using service = await startCollector({ answer: () => answer });
    const address = `${service.url.replace("//", `//anna:${PASSWORD}@`)}/?key=${QUERY}`;
    const words = ["run", fixtureVideoPath("cfr.mp4"), "--every", "50", "--retries", "1", "-vv"];
    const results = join(home.path, "results.jsonl");
    const { exitCode, stdout, stderr } = await runCli(
      [...words, "--results", results, "--json"],
      home.path,
      { FRAMEFERRY_TO: address },
    );
    expect([exitCode, service.requests[0]?.path]).toEqual([3, `/?key=${QUERY}`]);
    const reasons = readFileSync(results, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { reason: string }).reason);
    expect(reasons).toHaveLength(2);
    const lines = [stdout, stderr, ...reasons].join("\n").split("\n");
    expect(lines.filter((line) => line.includes("canary"))).toEqual([]);
  },
);

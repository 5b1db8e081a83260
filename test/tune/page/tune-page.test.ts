import { describe, expect, test } from "vitest";
import { tunePage } from "../../../src/tune/page/tune-page.ts";
import type { TuneReport } from "../../../src/tune/tune-report.ts";
import { SAMPLE_REPORT } from "../../support/samples/sample-report.ts";
import { sampleStep } from "../../support/samples/sample-step.ts";

const NOW = new Date("2026-11-25T14:12:00Z");
const page = (more: Partial<TuneReport> = {}): string =>
  tunePage({ ...SAMPLE_REPORT, ...more }, NOW);

/** Names of elements that are open at the end, or closed without having been opened. */
function unbalanced(html: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = "", rest = ""] of html.matchAll(
    /<(\/?)([a-z]\w*)((?:"[^"]*"|[^>"])*)>/gu,
  )) {
    if (slash === "/") {
      if (open.pop() !== name) return [...open, `/${name}`];
    } else if (name !== "meta" && !rest.endsWith("/")) open.push(name);
  }
  return open;
}

describe("the page of a tuning", () => {
  test("is well formed, and shows the steps, the plots and the recommendation", () => {
    const html = page();
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/u);
    expect(unbalanced(html)).toEqual([]);
    expect(html.match(/<svg /gu)).toHaveLength(2);
    expect(html.match(/<polyline /gu)).toHaveLength(4);
    expect(html).toContain("Recommended: `concurrency: 4`");
    expect(html).toContain('<tr class="chosen"><td>4</td><td>79.6</td>');
    expect(html).toContain("8 in flight: 60 × status 429");
    expect(html).toContain("2026-11-25 14:12 UTC");
  });

  test("holds all that it shows, and asks for nothing from elsewhere", () => {
    const html = page({ service: "service" });
    expect(html).not.toMatch(
      /https?:|\/\/|<script|<link|<img|<iframe|@import|url\(|\bsrc=|\bhref=/u,
    );
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test("shows names as they are, and none becomes a part of the page", () => {
    const evil = `"><script>alert('1')</script>&amp;<svg onload=x>`;
    const html = page({
      service: evil,
      frames: { kind: "folder", path: evil, count: 1, byteLength: 1 },
      ending: { cause: "errors", reason: evil },
      recommended: { concurrency: 4, reason: evil },
    });
    expect(unbalanced(html)).toEqual([]);
    expect(html).not.toMatch(/<script|onload=x>|&amp;/u);
    expect(html).toContain("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;amp;");
  });

  test("knows light and dark, and paper", () => {
    expect(page()).toContain("@media (prefers-color-scheme: dark)");
    expect(page()).toContain("@media print");
  });

  test("shows what auto reached, beside the fixed numbers", () => {
    const auto = { ...sampleStep(5, 120), framesPerSecond: 120 };
    const html = page({ auto });
    expect(unbalanced(html)).toEqual([]);
    expect(html).toContain("<tr><td>auto (5)</td><td>120</td>");
    expect(html).toContain("`concurrency: &#34;auto&#34;` reached 120 frames/s");
    expect(html.match(/<line class="level"/gu)).toHaveLength(1);
    expect(page()).not.toContain("auto (");
  });

  test("says why there is no recommendation, and draws what there is, be it nothing", () => {
    const html = page({ steps: [], recommended: null });
    expect(unbalanced(html)).toEqual([]);
    expect(html).toContain("No setting can be recommended");
    expect(html).toContain("With 8 in flight, 60 of 200 requests failed.");
    expect(html).not.toContain("NaN");
  });
});

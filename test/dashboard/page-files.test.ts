import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { REPOSITORY } from "../support/docs/readme.ts";
import { whyNoBuiltProgram } from "../support/program/built-program.ts";

const folder = join(REPOSITORY, "dist", "dashboard", "page");
const SERVED = ["app.js", "icon.svg", "index.html", "style.css"];
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

describe.skipIf(whyNoBuiltProgram() !== undefined)("the files of the page", () => {
  test("are the four that the server hands out, and the licenses of what they hold", () => {
    expect(readdirSync(folder).toSorted()).toEqual(["THIRD-PARTY-NOTICES.txt", ...SERVED]);
    const notices = read("THIRD-PARTY-NOTICES.txt");
    for (const name of ["htm", "preact", "uplot"])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, "mu"));
  });

  test("are at most 60 KB compressed, all together", () => {
    const sizes = SERVED.map((name) => gzipSync(readFileSync(join(folder, name))).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(20_000);
    expect(total).toBeLessThanOrEqual(60_000);
  });

  test("name no other place, and nothing that a strict policy refuses", () => {
    const page = read("index.html");
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/u);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/gu)].map(([, link]) => link)).toEqual([
      "/assets/icon.svg",
      "/assets/style.css",
      "/assets/app.js",
    ]);
    expect(read("style.css")).not.toMatch(/@import|url\(/u);
  });
});

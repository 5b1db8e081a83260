import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "..", "..");

function readText(name: string): string {
  return readFileSync(join(repository, name), "utf8");
}

const { engines } = JSON.parse(readText("package.json"));
const { optionalDependencies } = JSON.parse(readText("scripts/toolchain/package.json"));
const { packages } = JSON.parse(readText("package-lock.json"));
const pinned: string = optionalDependencies.node;

test("one version of Node is pinned: for version managers, for npm scripts, and in the lockfile", () => {
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/u);
  expect(readText(".node-version")).toBe(`${pinned}\n`);
  expect(packages["node_modules/node"].version).toBe(pinned);
  expect(packages["scripts/toolchain"].optionalDependencies).toEqual({ node: pinned });
});

test("the pinned Node is one that the program runs in", () => {
  const least = /^>=(\d+)\.(\d+)$/u.exec(engines.node)?.slice(1).map(Number) ?? [];
  const [major = 0, minor = 0] = pinned.split(".").map(Number);
  const [leastMajor = Infinity, leastMinor = Infinity] = least;
  expect(major > leastMajor || (major === leastMajor && minor >= leastMinor)).toBe(true);
});

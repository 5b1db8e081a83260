#!/usr/bin/env node
/**
 * The first file that runs. It imports nothing before it knows that this Node is new enough: an old
 * one would die of an import with a stack trace.
 */
const MIN_MAJOR = 22;
const MIN_MINOR = 22;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < MIN_MAJOR || (major === MIN_MAJOR && minor < MIN_MINOR)) {
  const needed = `${MIN_MAJOR}.${MIN_MINOR}`;
  process.stderr.write(
    `frameferry needs Node ${needed} or newer, and this is Node ${process.versions.node}: ` +
      "install a newer one from https://nodejs.org, or run `npx -p node@24 -- frameferry`, which brings one\n",
  );
  process.exitCode = 5;
} else {
  // Not awaited: the bundle is of CommonJS modules, which know no `await` at their top level.
  void import("./start.ts").then(async ({ start }) => await start(process.argv));
}
export {};

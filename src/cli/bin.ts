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
  const { limitYoungGeneration } = await import("./process/young-generation.ts");
  limitYoungGeneration(process.argv);
  // Before anything uses the pool. Reads from a slow folder wait in it: with Node's four threads, files
  // that take 50 ms each come at 70 a second; with these as fast as 16 requests at once ask for them.
  process.env["UV_THREADPOOL_SIZE"] ??= "32";
  const { enableCompileCache } = await import("node:module");
  enableCompileCache();
  const { exitAtInterrupts } = await import("./process/interrupt.ts");
  exitAtInterrupts();
  const { main } = await import("./main.ts");
  await main(process.argv);
}
export {};

/**
 * Everything a fresh clone needs before `npm start` and `npm test`: packages, a build, an ffmpeg (not with
 * `--without-ffmpeg`).
 * Runs on whatever Node the machine has, before any package is there; silent when nothing is to do.
 */
const oldestMajor = 20;

if (Number.parseInt(process.versions.node, 10) < oldestMajor) {
  process.stderr.write(
    `frameferry set-up: Node ${process.versions.node} is too old: install Node 24 from https://nodejs.org (20 is the oldest that can set up), then run this again.\n`,
  );
  process.exit(5);
}

// Only now: an older Node may not even parse these files.
const { setUp } = await import("./setup/set-up.mjs");
const { reportFailure } = await import("./setup/failure.mjs");
const wantsFfmpeg = !process.argv.includes("--without-ffmpeg");
await setUp(new URL("..", import.meta.url), { wantsFfmpeg }).catch(reportFailure);

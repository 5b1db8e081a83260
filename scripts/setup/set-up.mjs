import { fileURLToPath } from "node:url";
import * as build from "./build.mjs";
import * as ffmpeg from "./ffmpeg.mjs";
import * as install from "./install.mjs";
import { lock } from "./lock.mjs";

/** In this order: each needs the one before. */
const allSteps = [install, build, ffmpeg];

/**
 * Brings a clone to the state in which the program and its tests run.
 * @param {URL} rootUrl the folder that holds package.json
 * @param {{ wantsFfmpeg: boolean }} choice false: only what does not slice a video need run
 */
export async function setUp(rootUrl, { wantsFfmpeg }) {
  const root = fileURLToPath(rootUrl);
  const steps = allSteps.filter((step) => step !== ffmpeg || wantsFfmpeg);
  // ffmpeg first: it answers in its own process while the rest is looked at in this one.
  const done = await Promise.all(steps.toReversed().map((step) => step.isDone(root)));
  if (done.every(Boolean)) return;

  const unlock = await lock(root);
  try {
    // Asked again: another set-up may have done the work while this one waited.
    for (const step of steps) if (!(await step.isDone(root))) await step.run(root);
  } finally {
    unlock();
  }
}

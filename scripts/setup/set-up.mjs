import { fileURLToPath } from "node:url";
import * as build from "./build.mjs";
import * as ffmpeg from "./ffmpeg.mjs";
import * as install from "./install.mjs";
import { lock } from "./lock.mjs";

/** In this order: each needs the one before. */
const steps = [install, build, ffmpeg];

/**
 * Brings a clone to the state in which the program and its tests run.
 * @param {URL} rootUrl the folder that holds package.json
 */
export async function setUp(rootUrl) {
  const root = fileURLToPath(rootUrl);
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

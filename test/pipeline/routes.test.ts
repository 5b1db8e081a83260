import { expect, test } from "vitest";
import type { Frame } from "../../src/core/frame/frame.ts";
import { type FrameRoute, Routes } from "../../src/pipeline/routes.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const inFolder = (folder: string): FrameRoute => ({
  takes: ({ relativePath }: Frame) => relativePath.startsWith(`${folder}/`),
  submitter: { submit: async () => null, [Symbol.asyncDispose]: async () => {} },
});
const rest: FrameRoute = { ...inFolder(""), takes: () => true };
const at = (relativePath: string): Frame => sampleFrame({ relativePath });

test("a frame waits for the first route that takes it", () => {
  const branches = new Routes([inFolder("a"), inFolder("a/b"), rest], null);
  const queues = branches.all.map(({ queue }) => queue);
  const places = ["a/1.jpg", "a/b/2.jpg", "c/3.jpg"].map((path) =>
    queues.indexOf(branches.queueFor(at(path))),
  );
  expect(places).toEqual([0, 0, 2]);
});

test("a frame waits long for one of several routes, and not long for the only one", () => {
  const capacities = (...all: readonly FrameRoute[]): readonly number[] =>
    new Routes(all, null).all.map(({ queue }) => queue.capacity);
  expect(capacities(rest)).toEqual([32]);
  expect(capacities(inFolder("a"), rest)).toEqual([4096, 4096]);
  expect(new Routes([inFolder("a"), rest], 7).all[0]?.queue.capacity).toBe(7);
});

test("all routes end together", async () => {
  const branches = new Routes([inFolder("a"), rest], null);
  branches.announceEnd();
  expect(branches.all.map(({ queue }) => queue.isEnding)).toEqual([true, true]);
  await branches.queueFor(at("a/1.jpg")).push(at("a/1.jpg"));
  branches.abandon();
  for (const { queue } of branches.all) {
    expect(await queue.push(at("b"))).toBe(false);
    expect(queue.length).toBe(0);
  }
});

import { expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import type { LumaPicture } from "../../src/selection/luma-picture.ts";
import { MotionRule, type MotionSettings } from "../../src/selection/motion-rule.ts";
import { regionFromText, type Region } from "../../src/core/image/region.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const SETTINGS: MotionSettings = {
  minShare: 0.01,
  preSeconds: 0,
  postSeconds: 0,
  regions: { include: [], ignore: [] },
};

/** A gray picture of 40 by 20 pixels; a bright square of 4 by 4 pixels, 2% of it, may stand in it. */
function picture(square: { x: number; y: number } | null, luma = 100): LumaPicture {
  const values = new Uint8Array(800).fill(luma);
  if (square !== null)
    for (let at = 0; at < 16; at += 1)
      values[(square.y + Math.floor(at / 4)) * 40 + square.x + (at % 4)] = 220;
  return { width: 40, height: 20, values };
}

interface Look {
  readonly seconds: number;
  readonly square?: { x: number; y: number } | null;
  readonly luma?: number;
  readonly isOnRecord?: boolean;
}

/** What a rule says of frames, and the events that it tells meanwhile. */
function judge(settings: Partial<MotionSettings>, looks: readonly Look[]) {
  const events: RunEvent[] = [];
  const rule = new MotionRule({ ...SETTINGS, ...settings }, (event) => events.push(event));
  const kinds = looks.map(({ seconds, square = null, luma, isOnRecord = false }) => {
    const frame = sampleFrame({ index: Math.round(seconds * 10), ptsSeconds: seconds });
    return rule.judge(picture(square, luma), { frame, seconds, isOnRecord }).kind;
  });
  rule.end();
  const told = events.map((event) => ("index" in event ? `${event.type} ${event.index}` : ""));
  return { kinds, told };
}

const HERE = { x: 10, y: 10 };

test("the first frame shows no motion, and what comes and goes does", () => {
  const looks = [0, 0.1, 0.2, 0.3].map((seconds, at) => ({
    seconds,
    square: at === 2 ? HERE : null,
  }));
  expect(judge({}, looks).kinds).toEqual(["skip", "skip", "send", "skip"]);
});

test("frames are held for as long as --pre, and sent for as long as --post, both ends included", () => {
  const looks = [0, 1, 2, 3, 4, 5].map((seconds) => ({
    seconds,
    square: seconds === 2 ? HERE : null,
  }));
  expect(judge({ preSeconds: 1, postSeconds: 2 }, looks).kinds).toEqual([
    ...["hold", "hold", "send"],
    ...["send", "send", "hold"],
  ]);
});

test("a motion goes on over a pause of less than --post, or of a second", () => {
  const moving = new Set([11, 11.5, 13.5]);
  const looks = Array.from({ length: 32 }, (_, at) => ({
    seconds: at / 2,
    square: moving.has(at / 2) ? HERE : null,
  }));
  expect(judge({}, looks).told).toEqual([
    ...["motionStarted 110", "motionEnded 115"],
    ...["motionStarted 135", "motionEnded 135"],
  ]);
  expect(judge({ postSeconds: 3 }, looks).told).toEqual(["motionStarted 110", "motionEnded 135"]);
});

test("what is on record was told before, and a motion that goes on is told at its end alone", () => {
  const looksOf = (recordedUntil: number): readonly Look[] =>
    Array.from({ length: 16 }, (_, seconds) => ({
      seconds,
      square: seconds === 11 || seconds === 12 ? HERE : null,
      isOnRecord: seconds < recordedUntil,
    }));
  expect(judge({}, looksOf(0)).told).toEqual(["motionStarted 110", "motionEnded 120"]);
  expect(judge({}, looksOf(12)).told).toEqual(["motionEnded 120"]);
  expect(judge({}, looksOf(16)).told).toEqual([]);
});

test("only regions count, and the share is theirs", () => {
  const looks = [0, 1, 2].map((seconds) => ({ seconds, square: seconds === 1 ? HERE : null }));
  const region = (text: string): Region => regionFromText(text) as Region;
  const left = { include: [region("0,0,0.5,1")], ignore: [] };
  expect(judge({ regions: left, minShare: 0.04 }, looks).kinds).toEqual(["skip", "send", "skip"]);
  const right = { include: [region("0.5,0,0.5,1")], ignore: [] };
  expect(judge({ regions: right, minShare: 0.001 }, looks).kinds).toEqual(["skip", "skip", "skip"]);
  const around = { include: [], ignore: [region("0.2,0.4,0.2,0.4")] };
  expect(judge({ regions: around, minShare: 0.001 }, looks).kinds).toEqual([
    "skip",
    "skip",
    "skip",
  ]);
});

test("light that changes for all is no motion, also while something moves in it", () => {
  const looks = [0, 1, 2, 3].map((seconds) => ({
    seconds,
    luma: 100 + seconds * 20,
    square: seconds === 2 ? HERE : null,
  }));
  expect(judge({}, looks).kinds).toEqual(["skip", "skip", "send", "skip"]);
});

test("what stays belongs to the background after some seconds", () => {
  const looks = Array.from({ length: 20 }, (_, seconds) => ({
    seconds,
    square: seconds >= 9 ? HERE : null,
  }));
  const sent = judge({}, looks).kinds.flatMap((kind, at) => (kind === "send" ? [at] : []));
  expect(sent).toEqual([9, 10, 11, 12, 13]);
});

import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { Accepted } from "../../src/core/verdict.ts";
import { deepstack } from "../../src/protocols/deepstack.ts";
import { ollama } from "../../src/protocols/ollama.ts";
import { openai } from "../../src/protocols/openai.ts";
import { roboflow } from "../../src/protocols/roboflow.ts";
import { ultralytics } from "../../src/protocols/ultralytics.ts";
import { sampleFrame } from "../core/sample-frame.ts";
import { answerOf } from "./answers.ts";

const meaning = (verdict: unknown) => (verdict as Accepted).normalised;

describe("what Roboflow means", () => {
  const judge = (body: unknown) => meaning(roboflow({ model: "m" }).judge(answerOf(200, body)));

  test("with boxes from their middle, in pixels", () => {
    const place = { x: 100, y: 60, width: 41, height: 20 };
    expect(judge({ predictions: [{ ...place, confidence: 0.9, class: "cat" }] })).toEqual({
      detections: [
        { label: "cat", confidence: 0.9, box: { x: 79.5, y: 50, width: 41, height: 20 } },
      ],
    });
    expect(judge({ predictions: [] })).toEqual({ detections: [] });
  });

  test("with classes, one or several at once", () => {
    const classes = [{ label: "cat", confidence: 0.9 }];
    expect(
      judge({ predictions: [{ class: "cat", confidence: 0.9, class_id: 0 }], top: "cat" }),
    ).toEqual({
      classes,
    });
    expect(
      judge({ predictions: { cat: { confidence: 0.9 } }, predicted_classes: ["cat"] }),
    ).toEqual({
      classes,
    });
  });

  test("with the text of a language model", () => {
    expect(judge({ response: "a cat" })).toEqual({ text: "a cat" });
  });

  test("without a box where a number is missing", () => {
    expect(judge({ predictions: [{ x: 5, y: "6", width: 1, height: 1, class: "cat" }] })).toEqual({
      detections: [],
    });
  });
});

describe("what DeepStack means", () => {
  const judge = (body: object) =>
    meaning(deepstack({}).judge(answerOf(200, { success: true, ...body })));

  test("with boxes by their corners; a face has a name where it was recognised", () => {
    const corners = { x_min: 10, y_min: 20, x_max: 40, y_max: 60, confidence: 0.7 };
    const box = { x: 10, y: 20, width: 30, height: 40 };
    const predictions = [{ label: "dog", ...corners }, { userid: "Jane", ...corners }, corners];
    expect(judge({ predictions })).toEqual({
      detections: ["dog", "Jane", "face"].map((label) => ({ label, confidence: 0.7, box })),
    });
  });

  test("with a scene", () => {
    expect(judge({ label: "kitchen", confidence: 0.6 })).toEqual({
      classes: [{ label: "kitchen", confidence: 0.6 }],
    });
  });
});

describe("what Ultralytics means", () => {
  const protocol = ultralytics({ model: "m" });
  const place = { xcenter: 0.5, ycenter: 0.25, width: 0.5, height: 0.1 };
  const found = { class: 0, name: "person", confidence: 0.9 };

  test("with boxes as parts of the frame, told in its pixels", async () => {
    const blank = { create: { width: 640, height: 480, channels: 3 as const, background: "#777" } };
    const image = await sharp(blank).jpeg().toBuffer();
    const { note } = protocol.encode(sampleFrame(), image);
    const answer = answerOf(200, { success: true, data: [{ ...found, ...place }] });
    expect(meaning(protocol.judge(answer, note))).toEqual({
      detections: [
        { label: "person", confidence: 0.9, box: { x: 160, y: 96, width: 320, height: 48 } },
      ],
    });
  });

  test("is left alone where the frame's size is unknown", () => {
    const { note } = protocol.encode(sampleFrame(), Buffer.from("text"));
    const answer = answerOf(200, { success: true, data: [{ ...found, ...place }] });
    expect(protocol.judge(answer, note)).toMatchObject({ kind: "accepted" });
    expect(meaning(protocol.judge(answer, note))).toBeUndefined();
  });

  test("with classes", () => {
    expect(meaning(protocol.judge(answerOf(200, { success: true, data: [found] })))).toEqual({
      classes: [{ label: "person", confidence: 0.9 }],
    });
  });
});

describe("what a language model says", () => {
  const judge = (message: unknown) =>
    openai({ model: "m" }).judge(answerOf(200, { choices: [{ message }] }));

  test("is its text, or why it says none", () => {
    expect(meaning(judge({ content: "a cat" }))).toEqual({ text: "a cat" });
    expect(meaning(judge({ content: null, refusal: "I can't help" }))).toEqual({
      text: "I can't help",
    });
    const parts = ["a ", "cat"].map((text) => ({ type: "text", text }));
    expect(meaning(judge({ content: parts }))).toEqual({ text: "a cat" });
  });

  test("may be nothing, of a model that came no further than its reasoning: it was paid for", () => {
    const silent = { kind: "accepted", status: 200 };
    for (const message of [
      { content: null, reasoning_content: "let me see" },
      { role: "assistant" },
    ])
      expect(judge(message)).toEqual({ ...silent, response: { choices: [{ message }] } });
    const thought = { response: null, thinking: "let me see", done: true };
    const verdict = ollama({ model: "m" }).judge(answerOf(200, thought));
    expect(verdict).toEqual({ ...silent, response: thought });
    expect(ollama({ model: "m" }).judge(answerOf(200, { done: true })).kind).toBe("broken");
  });
});

describe("an answer to several frames", () => {
  test("that speaks of another number of frames is broken", () => {
    const one = { predictions: [] };
    expect(roboflow({ model: "m" }).batch?.judge(answerOf(200, [one, one]), 3)).toMatchObject({
      kind: "broken",
      reason: "the answer speaks of 2 frames, and 3 were sent",
    });
  });

  test("gives each frame the answer that it would have got alone", () => {
    const answers = ["cat", "dog"].map((name) => ({
      predictions: [{ class: name, confidence: 1 }],
    }));
    const verdicts = roboflow({ model: "m" }).batch?.judge(answerOf(200, answers), 2);
    expect(verdicts).toEqual(
      answers.map((response, index) => ({
        kind: "accepted",
        status: 200,
        response,
        normalised: { classes: [{ label: index === 0 ? "cat" : "dog", confidence: 1 }] },
      })),
    );
  });

  test("that fails as a whole has one verdict", () => {
    const verdict = openai({ model: "m" }).batch?.judge(
      answerOf(400, { error: { message: "no" } }),
      2,
    );
    expect(verdict).toMatchObject({ kind: "refused", status: 400 });
  });
});

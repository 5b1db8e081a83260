import { describe, expect, test } from "vitest";
import type { Accepted } from "../../src/core/frame/verdict.ts";
import { deepstack } from "../../src/protocols/deepstack.ts";
import { ollama } from "../../src/protocols/ollama.ts";
import { openai } from "../../src/protocols/openai.ts";
import { roboflow } from "../../src/protocols/roboflow.ts";
import { ultralytics } from "../../src/protocols/ultralytics.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

const meaning = (verdict: unknown) => (verdict as Accepted).predictions;

describe("the predictions of Roboflow", () => {
  const judge = (body: unknown) => meaning(roboflow({ model: "m" }).judge(answerOf(200, body)));

  test("have boxes from their middle, in pixels", () => {
    const place = { x: 100, y: 60, width: 41, height: 20 };
    expect(judge({ predictions: [{ ...place, confidence: 0.9, class: "cat" }] })).toEqual({
      detections: [
        { label: "cat", confidence: 0.9, box: { x: 79.5, y: 50, width: 41, height: 20 } },
      ],
    });
    expect(judge({ predictions: [] })).toEqual({ detections: [] });
  });

  test("have classes, one or several at once", () => {
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

  test("have the text of a language model", () => {
    expect(judge({ response: "a cat" })).toEqual({ text: "a cat" });
  });

  test("have no box where a number is missing", () => {
    expect(judge({ predictions: [{ x: 5, y: "6", width: 1, height: 1, class: "cat" }] })).toEqual({
      detections: [],
    });
  });
});

describe("the predictions of DeepStack", () => {
  const judge = (body: object) =>
    meaning(deepstack({}).judge(answerOf(200, { success: true, ...body })));

  test("have boxes by their corners; a face has a name where it was recognized", () => {
    const corners = { x_min: 10, y_min: 20, x_max: 40, y_max: 60, confidence: 0.7 };
    const box = { x: 10, y: 20, width: 30, height: 40 };
    const predictions = [{ label: "dog", ...corners }, { userid: "Jane", ...corners }, corners];
    expect(judge({ predictions })).toEqual({
      detections: ["dog", "Jane", "face"].map((label) => ({ label, confidence: 0.7, box })),
    });
  });

  test("have a scene", () => {
    expect(judge({ label: "kitchen", confidence: 0.6 })).toEqual({
      classes: [{ label: "kitchen", confidence: 0.6 }],
    });
  });
});

describe("the predictions of a workflow", () => {
  const workflow = roboflow({ params: { workflow: "w/f" } });
  const judge = (...outputs: unknown[]) => meaning(workflow.judge(answerOf(200, { outputs })));
  const cat = { x: 100, y: 60, width: 40, height: 20, confidence: 0.9, class: "cat" };
  const image = { width: 640, height: 480 };
  const box = { x: 80, y: 50, width: 40, height: 20 };
  const found = { label: "cat", confidence: 0.9, box };

  test.each([
    ["under the usual name", { predictions: { image, predictions: [cat] } }],
    ["under a name of the user's", { count: 1, model: { image, predictions: [cat] } }],
    ["as a bare list", { cats: [cat] }],
    ["in a list, as of crops", { crops: [[{ image, predictions: [cat] }]] }],
  ])("are those in its outputs, %s", (_, output) => {
    expect(judge(output)).toEqual({ detections: [found] });
  });

  test("are those of all outputs together, and what two of them hold counts once", () => {
    const one = { ...cat, detection_id: "a" };
    const two = { ...cat, detection_id: "b" };
    const all = { image, predictions: [one, two] };
    const picture = { type: "base64", value: "AAAA", video_metadata: null };
    expect(judge({ all, large: { image, predictions: [two] }, picture, text: "2 cats" })).toEqual({
      detections: [found, found],
    });
  });

  test("have the places of a crop in the frame itself", () => {
    const origin = { offset_x: 200, offset_y: 10, width: 640, height: 480 };
    const output = { plates: { image, predictions: [{ ...cat, root_parent_origin: origin }] } };
    expect(judge(output)).toEqual({ detections: [{ ...found, box: { ...box, x: 280, y: 60 } }] });
  });

  test("may be classes, or nothing that is known", () => {
    const classes = [{ label: "cat", confidence: 0.9 }];
    const single = {
      image,
      predictions: [{ class: "cat", class_id: 0, confidence: 0.9 }],
      top: "cat",
    };
    const multi = { image, predictions: { cat: { class_id: 0, confidence: 0.9 } } };
    expect(judge({ kind: single })).toEqual({ classes });
    expect(judge({ kind: multi })).toEqual({ classes });
    expect(judge({ nothing: { image, predictions: [] } })).toEqual({ detections: [] });
    expect(judge({ text: "a cat", count: 1 })).toBeUndefined();
  });

  test("are one for each image, and owed", () => {
    expect(workflow.judge(answerOf(200, { predictions: [] }))).toMatchObject({
      kind: "transientError",
      reason: "the answer has no outputs",
    });
    const outputs = [{ cats: [cat] }, { cats: { image, predictions: [] } }];
    expect(workflow.batch?.judge(answerOf(200, { outputs }), 2)).toEqual([
      expect.objectContaining({
        response: { outputs: [outputs[0]] },
        predictions: { detections: [found] },
      }),
      expect.objectContaining({ predictions: { detections: [] } }),
    ]);
  });
});

describe("the predictions of Ultralytics", () => {
  const person = { class: 0, name: "person", confidence: 0.9 };
  const judge = (results: unknown, more: object = {}, params: Record<string, string> = {}) => {
    const images = [{ shape: [480, 640], results, ...more }];
    const verdict = ultralytics({ model: "m", params }).judge(answerOf(200, { images }));
    expect(verdict.kind).toBe("accepted");
    return meaning(verdict);
  };

  test("have boxes by their corners", () => {
    const corners = { x1: 100, y1: 50, x2: 300, y2: 400 };
    const box = { x: 100, y: 50, width: 200, height: 350 };
    const detections = [{ label: "person", confidence: 0.9, box }];
    expect(judge([{ ...person, box: corners }])).toEqual({ detections });
    expect(judge([{ ...person, box: corners, segments: { x: [1], y: [2] } }])).toEqual({
      detections,
    });
    expect(judge([])).toEqual({ detections: [] });
  });

  test("have corners as parts of the image, where that was asked for", () => {
    const box = { x1: 0.25, y1: 0.5, x2: 0.75, y2: 0.75 };
    const detections = [
      { label: "person", confidence: 0.9, box: { x: 160, y: 240, width: 320, height: 120 } },
    ];
    expect(judge([{ ...person, box }], {}, { normalize: "true" })).toEqual({ detections });
    expect(judge([{ ...person, box }], { shape: null }, { normalize: "true" })).toBeUndefined();
  });

  test("have the upright box around a turned one", () => {
    const turned = { x1: 105, y1: 48, x2: 295, y2: 55, x3: 290, y3: 395, x4: 110, y4: 402 };
    expect(judge([{ ...person, box: turned }])).toEqual({
      detections: [
        { label: "person", confidence: 0.9, box: { x: 105, y: 48, width: 190, height: 354 } },
      ],
    });
    expect(judge([{ ...person, box: { ...turned, y4: "402" } }])).toEqual({ detections: [] });
  });

  test("have classes, and nothing for pixels or depths", () => {
    expect(judge([person])).toEqual({ classes: [{ label: "person", confidence: 0.9 }] });
    expect(judge([{ class: 0, name: "road", pixel_ratio: 0.4 }])).toBeUndefined();
    expect(judge([], { depth: { encoding: "png", data: "" } })).toBeUndefined();
  });

  test("are none for an answer without results", () => {
    const old = { success: true, data: [{ ...person, xcenter: 0.5 }] };
    expect(ultralytics({ model: "m" }).judge(answerOf(200, old))).toMatchObject({
      kind: "transientError",
      reason: "the answer has no results",
    });
  });
});

describe("the predictions of a language model", () => {
  const judge = (message: unknown) =>
    openai({ model: "m" }).judge(answerOf(200, { choices: [{ message }] }));

  test("are its text, or why it says none", () => {
    expect(meaning(judge({ content: "a cat" }))).toEqual({ text: "a cat" });
    expect(meaning(judge({ content: null, refusal: "I can't help" }))).toEqual({
      text: "I can't help",
    });
    const parts = ["a ", "cat"].map((text) => ({ type: "text", text }));
    expect(meaning(judge({ content: parts }))).toEqual({ text: "a cat" });
  });

  test("may be none, of a model that came no further than its reasoning: it was paid for", () => {
    const silent = { kind: "accepted", status: 200 };
    for (const message of [
      { content: null, reasoning_content: "let me see" },
      { role: "assistant" },
    ])
      expect(judge(message)).toEqual({ ...silent, response: { choices: [{ message }] } });
    const thought = { response: null, thinking: "let me see", done: true };
    const verdict = ollama({ model: "m" }).judge(answerOf(200, thought));
    expect(verdict).toEqual({ ...silent, response: thought });
    expect(ollama({ model: "m" }).judge(answerOf(200, { done: true })).kind).toBe("transientError");
  });
});

describe("an answer to several frames", () => {
  test("that speaks of another number of frames is a transient error", () => {
    const one = { predictions: [] };
    expect(roboflow({ model: "m" }).batch?.judge(answerOf(200, [one, one]), 3)).toMatchObject({
      kind: "transientError",
      reason: "the answer is about 2 frames, but 3 were sent",
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
        predictions: { classes: [{ label: index === 0 ? "cat" : "dog", confidence: 1 }] },
      })),
    );
  });

  test("that fails as a whole has one verdict", () => {
    const verdict = openai({ model: "m" }).batch?.judge(
      answerOf(400, { error: { message: "no" } }),
      2,
    );
    expect(verdict).toMatchObject({ kind: "rejected", status: 400 });
  });
});

import { describe, expect, test } from "vitest";
import { detectionsIn } from "../../src/protocols/detections/detections-in.ts";

const SIZE = { width: 200, height: 100 };
const BOX = { x: 20, y: 30, width: 40, height: 50 };
const CAT = { label: "cat", confidence: 0.9, box: BOX };
const of = (response: unknown, size: typeof SIZE | null = SIZE) =>
  detectionsIn({ predictions: null, response }, size);

describe("detections in predictions", () => {
  test("are those of the protocol, whatever else the answer holds", () => {
    const response = [{ label: "dog", confidence: 1, box: [0, 0, 1, 1] }];
    expect(detectionsIn({ predictions: { detections: [CAT] }, response })).toEqual([CAT]);
    expect(detectionsIn({ predictions: { text: "a cat" }, response })).toEqual([]);
  });

  test("of less than a pixel stay pixels", () => {
    const box = { x: 0, y: 0, width: 0.5, height: 0.5 };
    expect(
      detectionsIn({ predictions: { detections: [{ ...CAT, box }] }, response: null }, SIZE),
    ).toEqual([{ ...CAT, box }]);
  });

  test("are classes of the frame without a box", () => {
    const classes = [{ label: "kitchen", confidence: null }];
    expect(detectionsIn({ predictions: { classes }, response: null })).toEqual([
      { label: "kitchen", confidence: null, box: null },
    ]);
  });
});

describe("detections in an answer of no protocol are read", () => {
  const corners = { x1: 20, y1: 30, x2: 60, y2: 80 };
  test.each<[string, unknown]>([
    [
      "as DeepStack's",
      {
        success: true,
        predictions: [
          { label: "cat", confidence: 0.9, x_min: 20, y_min: 30, x_max: 60, y_max: 80 },
        ],
      },
    ],
    [
      "as Roboflow's, by their middle",
      { predictions: [{ class: "cat", confidence: 0.9, x: 40, y: 55, width: 40, height: 50 }] },
    ],
    [
      "as those of a workflow of Roboflow",
      {
        outputs: [
          {
            found: {
              predictions: [{ class: "cat", confidence: 0.9, x: 40, y: 55, width: 40, height: 50 }],
            },
          },
        ],
      },
    ],
    [
      "as Ultralytics'",
      {
        images: [{ shape: [100, 200], results: [{ name: "cat", confidence: 0.9, box: corners }] }],
      },
    ],
    [
      "as the summary of Ultralytics' package",
      [{ name: "cat", class: 15, confidence: 0.9, box: corners }],
    ],
    [
      "as Hugging Face's",
      [{ label: "cat", score: 0.9, box: { xmin: 20, ymin: 30, xmax: 60, ymax: 80 } }],
    ],
    ["as a plain list with sides", [{ label: "cat", confidence: 0.9, box: BOX }]],
    ["as a plain list with corners", [{ label: "cat", confidence: 0.9, box: [20, 30, 60, 80] }]],
    ["as COCO's, by their corner and size", [{ label: "cat", score: 0.9, bbox: [20, 30, 40, 50] }]],
    [
      "under detections",
      { detections: [{ class_name: "cat", conf: 0.9, xyxy: [20, 30, 60, 80] }] },
    ],
    [
      "under objects",
      { objects: [{ class: "cat", score: 0.9, left: 20, top: 30, right: 60, bottom: 80 }] },
    ],
    [
      "under results",
      { results: [{ label: "cat", score: 0.9, left: 20, top: 30, width: 40, height: 50 }] },
    ],
  ])("%s", (_, response) => {
    expect(of(response)).toEqual([CAT]);
    expect(of(response, null)).toEqual([CAT]);
  });

  const fractions = { x1: 0.1, y1: 0.3, x2: 0.3, y2: 0.8 };
  const tensors = [
    { name: "num_detections", shape: [1], datatype: "FP32", data: [1] },
    {
      name: "detection_boxes",
      shape: [1, 2, 4],
      datatype: "FP32",
      data: [0.3, 0.1, 0.8, 0.3, 0, 0, 0, 0],
    },
    { name: "detection_scores", shape: [1, 2], datatype: "FP32", data: [0.9, 0] },
    { name: "detection_classes", shape: [1, 2], datatype: "FP32", data: [17, 1] },
  ];
  test.each<[string, string, unknown]>([
    ["plain ones", "cat", [{ label: "cat", confidence: 0.9, box: [0.1, 0.3, 0.3, 0.8] }]],
    [
      "Ultralytics'",
      "cat",
      { images: [{ results: [{ name: "cat", confidence: 0.9, box: fractions }] }] },
    ],
    [
      "TensorFlow Serving's",
      "17",
      {
        predictions: [
          {
            detection_boxes: [[0.3, 0.1, 0.8, 0.3]],
            detection_scores: [0.9],
            detection_classes: [17],
            num_detections: 1,
          },
        ],
      },
    ],
    ["tensors of KServe v2", "17", { model_name: "ssd", outputs: tensors }],
  ])("as fractions of the image, if they are: %s", (_, label, response) => {
    const [found, ...more] = of(response);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ label, confidence: 0.9 });
    for (const [side, length] of Object.entries(BOX))
      expect(found?.box?.[side as keyof typeof BOX]).toBeCloseTo(length, 9);
    expect(of(response, null)).toEqual([{ label, confidence: 0.9, box: null }]);
  });

  test("as pixels if only one box of several is that small", () => {
    const small = [0, 0, 1, 1];
    const response = [small, [20, 30, 60, 80]].map((box) => ({ label: "cat", score: 0.9, box }));
    expect(of(response).map(({ box }) => box)).toEqual([{ x: 0, y: 0, width: 1, height: 1 }, BOX]);
  });

  test("without a box where there is none, and without a confidence", () => {
    expect(of([{ label: "cat", score: 0.9 }])).toEqual([{ ...CAT, box: null }]);
    expect(of([{ label: "cat", box: BOX }])).toEqual([{ ...CAT, confidence: null }]);
  });
});

test.each<[string, unknown]>([
  ["text", "a cat"],
  ["nothing", null],
  ["numbers", [0.1, 0.9]],
  ["an empty list", { predictions: [] }],
  ["a list of which only some are detections", [{ label: "cat", score: 1 }, { text: "x" }]],
  ["a label alone", [{ label: "cat" }]],
  [
    "tensors of a YOLO, whose numbers are places in its input",
    {
      outputs: [
        { name: "output0", datatype: "FP32", shape: [1, 1, 6], data: [1, 2, 3, 4, 0.9, 0] },
      ],
    },
  ],
  [
    "tensors that disagree",
    {
      outputs: [
        { name: "detection_boxes", data: [0, 0, 1, 1] },
        { name: "detection_scores", data: [1, 1] },
      ],
    },
  ],
])("no detections are seen in %s", (_, response) => {
  expect(of(response)).toEqual([]);
});

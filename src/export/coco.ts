import type { NamedFrame } from "./export-frame.ts";
import { FileNames } from "./file-names.ts";
import type { Survey } from "./survey.ts";

/** Beginning of the document. */
export const COCO_BEGINNING = '{"info":{"description":"detections exported by frameferry"}';

/**
 * A document of COCO for detection (https://cocodataset.org/#format-data): images, annotations with the
 * `score` of the service, and categories in alphabetical order. Each section is a pass over the frames, so
 * that none has to be held.
 */
export function* coco(frames: Iterable<NamedFrame>, { sources, labels }: Survey): Iterable<string> {
  const names = new FileNames(sources);
  yield `${COCO_BEGINNING},"licenses":[],"images":[`;
  yield* separated(imagesOf(frames, names));
  yield '],"annotations":[';
  yield* separated(annotationsOf(frames, new Map(labels.map((label, at) => [label, at + 1]))));
  yield '],"categories":[';
  yield* separated(labels.map((name, at) => ({ id: at + 1, name, supercategory: "" })));
  yield "]}\n";
}

/** Numbered from 1, as they come. */
function* imagesOf(frames: Iterable<NamedFrame>, names: FileNames): Iterable<object> {
  let id = 0;
  for (const frame of frames) {
    if (!frame.isDelivered || frame.size === null) continue;
    id += 1;
    const { source, index, ptsSeconds, size } = frame;
    const { width, height } = size;
    const place = { source, index, pts_seconds: ptsSeconds };
    yield { id, file_name: names.of(frame), width, height, ...place };
  }
}

function* annotationsOf(
  frames: Iterable<NamedFrame>,
  categories: ReadonlyMap<string, number>,
): Iterable<object> {
  let [id, imageId] = [0, 0];
  for (const { isDelivered, size, findings } of frames) {
    if (!isDelivered || size === null) continue;
    imageId += 1;
    for (const { label, confidence, box } of findings) {
      if (box === null) continue;
      id += 1;
      const { x, y, width, height } = box;
      const place = { bbox: [x, y, width, height], area: width * height, iscrowd: 0 };
      const category = categories.get(label) ?? 0;
      const score = confidence === null ? {} : { score: confidence };
      yield { id, image_id: imageId, category_id: category, ...place, segmentation: [], ...score };
    }
  }
}

function* separated(items: Iterable<object>): Iterable<string> {
  let separator = "\n";
  for (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ",\n";
  }
}

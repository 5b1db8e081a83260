import { readFile } from "node:fs/promises";
import { scalePicture } from "../../pictures/scale-picture.ts";
import type { TalliedFrame } from "./frame-tally.ts";
import { pictureBounds } from "./picture-bounds.ts";
import type { PreviewListener } from "./preview-parties.ts";
import type { PreviewTask } from "./preview-task.ts";
import { ScratchSlicing } from "./scratch-slicing.ts";

/** A picture for the sheet. */
export interface TakenPicture {
  /** `null` if the image cannot be made smaller. */
  readonly jpeg: Buffer | null;
  /** Size of the image that would be sent, in bytes. */
  readonly byteLength: number;
}

/**
 * Makes the images of some frames as a run would, also of those that it would leave out, and pictures of them.
 *
 * @returns them by the places of their frames; one that came the first time and not the second is missing.
 */
export async function takePictures(
  task: PreviewTask,
  frames: readonly TalliedFrame[],
  listen: PreviewListener,
): Promise<ReadonlyMap<number, TakenPicture>> {
  const taken = new Map<number, TakenPicture>();
  if (frames.length === 0) return taken;
  const picks = frames.map(({ place }) => place);
  const slicing = { ...task.slicing, ...WITHOUT_RULES, picks };
  await using scratch = await ScratchSlicing.open({ ...task, slicing }, { emit: () => {} });
  for await (const { file, time } of scratch.images()) {
    listen({ stage: "pictures", done: taken.size, expected: picks.length });
    const place = picks[time.index ?? Number.NaN];
    if (place !== undefined && file.defect === null)
      taken.set(place, await pictureOf(file.path, picks.length));
    await scratch.remove(file);
  }
  return taken;
}

/** The rules inside ffmpeg have decided on these frames before. */
const WITHOUT_RULES = { scene: null, skipSimilar: null, atLeastEveryMs: null } as const;

async function pictureOf(path: string, shown: number): Promise<TakenPicture> {
  const image = await readFile(path);
  const picture = await scalePicture(image, pictureBounds(shown));
  return { jpeg: picture?.jpeg ?? null, byteLength: image.length };
}

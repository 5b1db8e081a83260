import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { drawFindings } from "../../pictures/drawing/draw-findings.ts";
import { type HeldImage, holdImage } from "../../pictures/held-image.ts";
import { scalePicture } from "../../pictures/scale-picture.ts";
import { inImage } from "./in-image.ts";
import type { ReportFrame, ReportPicture } from "./report-picture.ts";

/** Takes pictures of frames while they are sent: a few at once and a few a second, so that no frame waits for it. */
export class PictureTaker {
  readonly #now: () => number;
  readonly #making = new Set<Promise<void>>();
  /** Pictures of frames that have no outcome yet. */
  readonly #unsettled = new Map<string, ReportPicture>();
  /** When the last of the pictures so far would have been taken at a steady pace. */
  #takenUntilMs = 0;

  /** @param now monotonic time, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get hasRoom(): boolean {
    const isWithinPace = this.#takenUntilMs <= this.#now() + BURST * MIN_DISTANCE_MS;
    return this.#making.size < MAX_AT_ONCE && isWithinPace;
  }

  /** `null` if the image is gone, or cannot be opened. */
  take(facts: ReportFrame, frame: Frame): ReportPicture | null {
    const held = holdImage(frame);
    if (held === null) return null;
    this.#takenUntilMs = Math.max(this.#takenUntilMs, this.#now()) + MIN_DISTANCE_MS;
    const picture: ReportPicture = { frame: facts, jpeg: null };
    if (this.#unsettled.size >= MAX_UNSETTLED) this.#unsettled.clear();
    this.#unsettled.set(keyOf(facts), picture);
    const making = this.#make(picture, held).finally(() => this.#making.delete(making));
    this.#making.add(making);
    return picture;
  }

  /** Tells a picture how its frame ended. */
  settled(frame: ReportFrame): void {
    const key = keyOf(frame);
    const picture = this.#unsettled.get(key);
    if (picture === undefined) return;
    picture.frame = frame;
    this.#unsettled.delete(key);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#making);
  }

  async #make(picture: ReportPicture, held: HeldImage): Promise<void> {
    await using image = held;
    // A picture is an extra: one that cannot be read is missing, and the run goes on.
    const bytes = await image.read().catch(() => null);
    if (bytes !== null) picture.jpeg = await drawnPicture(bytes, picture.frame).catch(() => null);
  }
}

/**
 * A small JPEG of an image with what was found in it; `null` for bytes that are no image.
 *
 * @param shows what of the frame the image shows, if only a part was sent. @default as the frame says
 */
export async function drawnPicture(
  image: Buffer,
  frame: ReportFrame,
  shows: CroppedPart["image"] = frame.crop?.image ?? "whole",
): Promise<Buffer | null> {
  const isUpright = frame.crop !== undefined && shows === "whole";
  const picture = await scalePicture(image, { maxWidth: PICTURE_WIDTH, quality: 72, isUpright });
  if (picture === null) return null;
  const findings = inImage(frame, picture.imageSize, shows);
  const drawn = await drawFindings(picture, findings, frame.text);
  return drawn.jpeg;
}

const PICTURE_WIDTH = 360;
const MAX_AT_ONCE = 3;
const MIN_DISTANCE_MS = 250;
/** So many may come faster, so that a run of a second has some, too. */
const BURST = 12;
const MAX_UNSETTLED = 256;

function keyOf({ source, frame }: ReportFrame): string {
  return `${source}\0${frame}`;
}

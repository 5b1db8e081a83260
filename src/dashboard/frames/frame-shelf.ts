import type { FrameCard } from "../frame-data.ts";
import { type FrameRecord, MAX_PICTURE_WIDTH, MAX_RESPONSE_LENGTH } from "./frame-record.ts";
import type { Scaler } from "./scaler.ts";

interface ShelvedFrame extends Omit<FrameRecord, "image"> {
  readonly id: string;
  image: Buffer | null;
  /** Made when it is first asked for. */
  thumbnail: Promise<Buffer | null> | null;
}

/** The latest frames, with their answers and pictures, in bounded memory. */
export class FrameShelf {
  readonly #scaler: Scaler;
  readonly #isExample: (id: string) => boolean;
  /** The oldest first. */
  readonly #frames = new Map<string, ShelvedFrame>();
  #lastId = 0;
  #imageBytes = 0;

  /** @param isExample whether a frame stays even if it is old. */
  constructor(scaler: Scaler, isExample: (id: string) => boolean) {
    this.#scaler = scaler;
    this.#isExample = isExample;
  }

  /** Takes a frame, and lets go of old ones. */
  add(record: FrameRecord): FrameCard {
    this.#lastId += 1;
    const frame: ShelvedFrame = { ...record, id: `p${this.#lastId}`, thumbnail: null };
    this.#frames.set(frame.id, frame);
    this.#imageBytes += frame.image?.length ?? 0;
    return cardOf(frame);
  }

  /** Lets go of what is too much; what has become an example since it came stays. */
  tidy(): void {
    const old = [...this.#frames.values()].filter(({ id }) => !this.#isExample(id));
    for (const frame of old.slice(0, Math.max(0, old.length - MAX_FRAMES))) {
      this.#dropImage(frame);
      this.#frames.delete(frame.id);
    }
    for (const frame of this.#frames.values()) {
      if (this.#imageBytes <= MAX_IMAGE_BYTES) return;
      this.#dropImage(frame);
    }
  }

  /** Cards since a time, the newest last. */
  cards(sinceMs = 0): readonly FrameCard[] {
    return [...this.#frames.values()].filter(({ card }) => card.atMs >= sinceMs).map(cardOf);
  }

  /** Details of a frame as JSON, as `FrameDetails` says; `null` if it is not here any more. */
  details(id: string): string | null {
    const frame = this.#frames.get(id);
    if (frame === undefined) return null;
    const { response, isResponseCut, attemptsMade } = frame;
    const fields = JSON.stringify({ ...cardOf(frame), isResponseCut, attemptsMade });
    return `${fields.slice(0, -1)},"response":${isResponseCut ? JSON.stringify(response) : response}}`;
  }

  /** A small JPEG of a frame; `null` if there is none. */
  async thumbnail(id: string): Promise<Buffer | null> {
    const frame = this.#frames.get(id);
    if (frame === undefined) return null;
    if (frame.thumbnail === null && frame.image !== null) {
      const { image } = frame;
      frame.thumbnail = this.#scaler
        .scale(image, { maxWidth: MAX_THUMBNAIL_WIDTH })
        .then((picture) => picture?.jpeg ?? null);
    }
    return await frame.thumbnail;
  }

  /** A larger JPEG of a frame, or else the small one; `null` if there is none. */
  async picture(id: string): Promise<Buffer | null> {
    const image = this.#frames.get(id)?.image ?? null;
    if (image === null) return await this.thumbnail(id);
    return (await this.#scaler.scale(image, { maxWidth: MAX_PICTURE_WIDTH }))?.jpeg ?? null;
  }

  #dropImage(frame: ShelvedFrame): void {
    this.#imageBytes -= frame.image?.length ?? 0;
    frame.image = null;
  }
}

function cardOf({ id, card, image, thumbnail }: ShelvedFrame): FrameCard {
  return { id, ...card, hasPicture: image !== null || thumbnail !== null };
}

/** In pixels. */
const MAX_THUMBNAIL_WIDTH = 320;
/** Frames besides the examples of failures, of which there are 20 at most. */
const MAX_FRAMES = 200;
const MAX_IMAGE_BYTES = 24 * 1024 * 1024;
/** Of a frame besides its image: its answer, its card and its thumbnail. */
const MAX_FRAME_BYTES = 2 * MAX_RESPONSE_LENGTH + 48 * 1024 + 32 * 1024;

/** Memory of the shelf at most, in bytes. */
export const MAX_SHELF_BYTES: number = MAX_IMAGE_BYTES + (MAX_FRAMES + 20) * MAX_FRAME_BYTES;

import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { Finding } from "../../core/frame/predictions.ts";
import { type CroppedPart, onPicture } from "../../core/frame/cropped-part.ts";
import { imageSizeOf, type PixelSize } from "../../core/image/image-size.ts";
import { escapeControlChars, printableLines } from "../../core/text/escape-control-chars.ts";
import type { AttemptMade, FrameCard, FrameFinding } from "../frame-data.ts";
import type { FrameSample } from "./frame-sampler.ts";
import type { Scaler } from "./scaler.ts";

/** Reads what a service found in a frame. @param size of its image; `null` if unknown. */
export type FindingsReader = (
  answer: Pick<FrameResult, "predictions" | "response" | "crop">,
  size: PixelSize | null,
) => readonly Finding[];

/** A frame that is shown, with all that is kept of it. */
export interface FrameRecord {
  readonly card: Omit<FrameCard, "id" | "hasPicture">;
  /** The answer as JSON, or the beginning of that text. */
  readonly response: string;
  readonly isResponseCut: boolean;
  readonly attemptsMade: readonly AttemptMade[];
  /** A picture of it, as it was sent or smaller. */
  readonly image: Buffer | null;
}

/** The source of a frame, as the page knows it. */
export type SourceOfFrame = Pick<FrameCard, "source" | "sourceId">;

/** Tools for records. */
export interface RecordTools {
  readonly scaler: Scaler;
  readonly readFindings: FindingsReader;
}

export async function recordOf(
  sample: FrameSample,
  { result, ...of }: SourceOfFrame & { readonly result: FrameResult },
  { scaler, readFindings }: RecordTools,
): Promise<FrameRecord> {
  const { crop } = result;
  const isUpright = crop?.image === "whole";
  const { image, size } = await shownImage(await sample.image, scaler, isUpright);
  const response = JSON.stringify(result.response) ?? "null";
  const isDelivered = result.outcome === "delivered";
  const read = isDelivered ? readFindings(result, size).slice(0, MAX_FINDINGS) : [];
  const findings = crop === undefined ? read : read.map((each) => onShown(each, crop, size));
  return {
    card: { ...of, ...factsOf(result), ...sizeFields(size), findings: findings.map(shown) },
    response: response.slice(0, MAX_RESPONSE_LENGTH),
    isResponseCut: response.length > MAX_RESPONSE_LENGTH,
    attemptsMade: sample.attempts,
    image,
  };
}

type FactFields = Omit<
  FrameCard,
  "id" | "hasPicture" | "findings" | "width" | "height" | keyof SourceOfFrame
>;

function factsOf(result: FrameResult): FactFields {
  const { index, ptsSeconds, outcome, service, status, latencyMs, attempts } = result;
  const { frame, reason, predictions } = result;
  return {
    ...{ atMs: Date.now(), index, ptsSeconds, service, status, latencyMs, attempts },
    outcome: outcome === "delivered" ? "delivered" : "failed",
    frame: escapeControlChars(frame.slice(0, MAX_NAME_LENGTH)),
    reason: reason === null ? null : escapeControlChars(reason.slice(0, MAX_REASON_LENGTH)),
    text: textOf(predictions?.text),
  };
}

function textOf(text: string | undefined): string | null {
  return text === undefined ? null : printableLines(text.slice(0, MAX_TEXT_LENGTH));
}

function shown({ label, confidence, box }: Finding): FrameFinding {
  return { label: escapeControlChars(label.slice(0, MAX_LABEL_LENGTH)), confidence, box };
}

function sizeFields(size: PixelSize | null): Pick<FrameCard, "width" | "height"> {
  return { width: size?.width ?? null, height: size?.height ?? null };
}

interface ShownImage {
  readonly image: Buffer | null;
  /** Of the frame. */
  readonly size: PixelSize | null;
}

/** In the pixels of the image, which may be a part of the frame. */
function onShown(finding: Finding, crop: CroppedPart, size: PixelSize | null): Finding {
  const { box, ...rest } = finding;
  const place = size && { size, shows: crop.image };
  return { ...rest, box: box && place && onPicture(box, crop, place) };
}

/** A large image is made smaller at once, and so is one whose header says no size, or that is shown upright. */
async function shownImage(
  image: Buffer | null,
  scaler: Scaler,
  isUpright: boolean,
): Promise<ShownImage> {
  if (image === null) return { image, size: null };
  const size = isUpright ? null : imageSizeOf(image);
  if (size !== null && image.length <= MAX_KEPT_BYTES) return { image, size };
  const picture = await scaler.scale(image, { maxWidth: MAX_PICTURE_WIDTH, isUpright });
  return { image: picture?.jpeg ?? null, size: picture?.imageSize ?? size };
}

/** Width of the large picture of a frame, in pixels. */
export const MAX_PICTURE_WIDTH = 1280;
/** Larger images are not kept as they are. */
const MAX_KEPT_BYTES = 512 * 1024;
const MAX_FINDINGS = 50;
const MAX_LABEL_LENGTH = 100;
const MAX_NAME_LENGTH = 500;
const MAX_REASON_LENGTH = 500;
const MAX_TEXT_LENGTH = 1000;
/** In characters. */
export const MAX_RESPONSE_LENGTH: number = 64 * 1024;

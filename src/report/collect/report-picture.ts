import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { Finding } from "../../core/frame/predictions.ts";

/** What a report says of one frame. */
export interface ReportFrame extends Pick<
  FrameResult,
  "source" | "frame" | "index" | "ptsSeconds" | "outcome" | "latencyMs" | "reason" | "crop"
> {
  /** What was found in it; with boxes in its pixels, or in fractions of it; in pixels of the whole if a part was sent. */
  readonly findings: readonly Finding[];
  readonly areFractions: boolean;
  readonly text: string | null;
}

/** A frame with its picture, which may come later, or never. */
export interface ReportPicture {
  /** As its result has it, once there is one. */
  frame: ReportFrame;
  /** JPEG with the findings drawn on it; `null` for none. */
  jpeg: Buffer | null;
}

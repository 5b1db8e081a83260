/** Predictions of a service for one frame, in the same form for all services. */
export interface Predictions {
  /** Objects with their positions in the frame. */
  readonly detections?: readonly Detection[];
  /** Classes of the frame as a whole. */
  readonly classes?: readonly Classification[];
  /** Text of a language model about the frame. */
  readonly text?: string;
}

/** A class with its confidence. */
export interface Classification {
  /** Name of the class, as the service spells it. */
  readonly label: string;
  /** Confidence on the service's own scale, usually from 0 to 1; `null` if it gave none. */
  readonly confidence: number | null;
}

/** A detected object and its position. */
export interface Detection extends Classification {
  /** Position in the frame. */
  readonly box: Box;
}

/** What a service says is in a frame, whatever the form of its answer. */
export interface Finding extends Classification {
  /** Position in the frame; `null` for a class of the whole frame, and if it is not known in pixels. */
  readonly box: Box | null;
}

/** A rectangle in pixels of the frame; the origin is the top left corner. */
export interface Box {
  /** Distance from the left edge of the frame, in pixels. */
  readonly x: number;
  /** Distance from the top edge of the frame, in pixels. */
  readonly y: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

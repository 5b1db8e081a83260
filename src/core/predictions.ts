/** What a service found in one frame, in the same form whichever service answered. */
export interface Predictions {
  /** Things with a place in the frame. */
  readonly detections?: readonly Detection[];
  /** What the frame as a whole shows. */
  readonly classes?: readonly Classification[];
  /** What a language model says of the frame. */
  readonly text?: string;
}

/** A kind of thing that a frame shows. */
export interface Classification {
  /** Its name, in the words of the service. */
  readonly label: string;
  /** On the service's own scale, mostly from 0 to 1; `null` if it gave no number. */
  readonly confidence: number | null;
}

/** A thing that a frame shows, and where. */
export interface Detection extends Classification {
  /** Where it is. */
  readonly box: Box;
}

/** A rectangle in pixels of the frame, from its top left corner. */
export interface Box {
  /** From the left edge of the frame to that of the box, in pixels. */
  readonly x: number;
  /** From the upper edge of the frame to that of the box, in pixels. */
  readonly y: number;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** What a service found in one frame, in the same form whichever service answered. */
export interface Normalised {
  /** Things with a place in the frame. */
  readonly detections?: readonly Detection[];
  /** What the frame as a whole shows. */
  readonly classes?: readonly Classification[];
  /** What a language model says of the frame. */
  readonly text?: string;
}

export interface Classification {
  readonly label: string;
  /** On the service's own scale, mostly from 0 to 1; `null` if it gave no number. */
  readonly confidence: number | null;
}

export interface Detection extends Classification {
  readonly box: Box;
}

/** A rectangle in pixels of the frame, from its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Completeness of an image file, judged by its bytes. */
export type Completeness =
  /** Every byte up to the end that the format itself marks is there. */
  | { readonly state: "whole" }
  /** Something is missing; `reason` says what, as a clause that can follow "not sent: ". */
  | {
      readonly state: "growing";
      readonly reason: string;
      /** True if decoders read it all the same: it is sent should nobody go on writing it. @default false */
      readonly isReadable?: boolean;
    }
  /**
   * The bytes alone cannot tell: wait until size and modification time are stable. `otherKind` says what
   * the file is where that is certainly no image.
   */
  | { readonly state: "endless"; readonly otherKind?: string };

export const WHOLE: Completeness = { state: "whole" };
export const ENDLESS: Completeness = { state: "endless" };

export function growing(reason: string): Completeness {
  return { state: "growing", reason };
}

/** The picture itself is there, and what should follow it is not, or is damaged: decoders forgive that. */
export function readable(reason: string): Completeness {
  return { state: "growing", reason, isReadable: true };
}

/** What the bytes of an image file say about whether its writer has finished. */
export type Completeness =
  /** Every byte up to the end that the format itself marks is there. */
  | { readonly state: "whole" }
  /** Something is missing; `reason` says what, as a clause that can follow "not sent: ". */
  | { readonly state: "growing"; readonly reason: string }
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

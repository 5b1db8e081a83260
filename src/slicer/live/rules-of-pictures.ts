import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { GateSettings } from "../frame-gate.ts";

/** Error of a rule of ffmpeg for a camera that sends single pictures, which ffmpeg never sees; `null` without such a rule. */
export function rulesOfPictures(
  name: string,
  { scene = null }: Pick<GateSettings, "scene">,
): FrameferryError | null {
  if (scene === null) return null;
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option("scene")} is for videos and streams, and ${name} sends single pictures`,
    remedy: `leave ${option("scene")} out, or take ${option("skipSimilar", "2%")} in its place`,
  });
}

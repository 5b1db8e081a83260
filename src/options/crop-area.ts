import { z } from "zod";
import { cropFromText, cropText } from "../core/image/crop.ts";

/** Part of a picture as text, in one spelling: `100,50,640,360` in pixels, or `0.25,0,0.5,1` in parts of the picture. */
export function cropArea(): z.ZodType<string> {
  return z.string("must be text").transform((text, context) => {
    const crop = cropFromText(text);
    if (typeof crop !== "string") return cropText(crop);
    context.addIssue({ code: "custom", message: crop });
    return z.NEVER;
  });
}

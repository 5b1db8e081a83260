import { z } from "zod";
import { regionFromText } from "../core/image/region.ts";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";

/** Parts of the picture that rules about what a frame shows look at. */
export interface RegionOptions {
  /**
   * Regions, each a rectangle `x,y,width,height` or a polygon `x1,y1 x2,y2 x3,y3 ...` in parts of the picture from 0 to 1:
   * only what changes in one of them counts. Empty: the whole picture. @default []
   */
  readonly regions: readonly string[];
  /** Regions in which nothing counts, such as a clock in the picture; they go before `regions`. @default [] */
  readonly ignoreRegions: readonly string[];
}

export const regionSchema: OptionsSchema<RegionOptions> = {
  regions: optional(regionList, []),
  ignoreRegions: optional(regionList, []),
};

/** Regions as texts; a single one may stand by itself. */
function regionList(): z.ZodType<readonly string[]> {
  const listed = (given: unknown): unknown => (typeof given === "string" ? [given] : given);
  const region = z.string("must be text").superRefine((text, context) => {
    const found = regionFromText(text);
    if (typeof found === "string") context.addIssue({ code: "custom", message: found });
  });
  return z.preprocess(listed, z.array(region, "must be a list of texts"));
}

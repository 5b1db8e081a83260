import type { PreviewOptions } from "../../options/preview-options.ts";
import type { SheetEstimate } from "../../report/sheet/sheet-facts.ts";

/** Images that were measured. */
export interface MeasuredImages {
  readonly count: number;
  readonly bytes: number;
}

/** What it would take to send frames, by the images that were measured: all of them, or some. */
export function estimate(
  sent: number,
  measured: MeasuredImages,
  { batch, pricePerThousand }: Pick<PreviewOptions, "batch" | "pricePerThousand">,
): SheetEstimate {
  const isExact = measured.count === sent;
  const mean = measured.count === 0 ? null : measured.bytes / measured.count;
  return {
    requests: Math.ceil(sent / batch),
    bytes: isExact ? measured.bytes : mean === null ? null : Math.round(mean * sent),
    isExact,
    cost: pricePerThousand === null ? null : (sent / 1000) * pricePerThousand,
  };
}

import { expect, test } from "vitest";
import { failureSchema } from "../../src/options/failure-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";

test.each(["keep", "copy-to=aside", "copy-to=/mnt/a disk/failed=1"])(
  "--on-failure may be %j",
  (onFailure) => {
    expect(checkOptions(failureSchema, { onFailure })).toEqual({ onFailure });
  },
);

test.each(["", "copy-to", "copy-to=", "copy-to=a\nb", "move-to=aside", "keep=1", 7])(
  "--on-failure may not be %j",
  (onFailure) => {
    expect(() => checkOptions(failureSchema, { onFailure })).toThrow(
      "onFailure: must be keep or copy-to=FOLDER",
    );
  },
);

import type { TensorOptions } from "../../options/tensor-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about the numbers that a model takes of an image. */
export const TENSOR_FLAGS: readonly Flag<TensorOptions>[] = inGroup("Tensors for kserve-v2:", [
  {
    key: "tensorSize",
    spelling: "--tensor-size <WxH>",
    help: "pixels for a model of kserve-v2 that leaves height and width open: 640x640 (default: the model's)",
  },
  {
    key: "tensorFit",
    spelling: "--tensor-fit <way>",
    help: "how an image gets a model's size: stretch, letterbox or crop (default: stretch)",
  },
  {
    key: "tensorChannels",
    spelling: "--tensor-channels <order>",
    help: "numbers of a pixel: rgb, bgr or gray (default: rgb, or gray where the model has one)",
  },
  {
    key: "tensorLayout",
    spelling: "--tensor-layout <order>",
    help: "order of a model's dimensions: nchw or nhwc (default: as its shape shows)",
  },
  {
    key: "tensorMean",
    spelling: "--tensor-mean <r,g,b>",
    help: "value = (pixel - mean) / std, of pixels from 0 to 255; one number or three (default: 0)",
  },
  {
    key: "tensorStd",
    spelling: "--tensor-std <r,g,b>",
    help: "see --tensor-mean (default: 255, for values from 0 to 1)",
  },
]);

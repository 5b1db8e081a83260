import type { Metadata, Sharp } from "sharp";
import { FrameferryError } from "../../core/errors.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import { partOfVideo } from "../part-of-video.ts";
import { RemoteFault } from "../remote/remote-fault.ts";
import type { Snapshot, SnapshotExtension } from "./snapshot-poll.ts";

/** Form in which pictures land; they stay as they came, byte for byte, where nothing else is asked for. */
export interface SnapshotForm {
  /** Part of the picture, as text; `null` for all of it. @default null */
  readonly crop?: string | null;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  readonly format: SnapshotExtension;
  /** From 1 to 100; `null` means 90 for jpg, 80 for webp. */
  readonly quality: number | null;
}

/** `jpg` is what nobody has asked for: a PNG or WebP stays one. */
const USUAL_FORMAT = "jpg";

/** A picture as it lands. */
export interface FormedSnapshot extends Snapshot {
  /** Part of the picture of the camera that it shows. @default all of it */
  readonly crop?: CroppedPart;
}

/**
 * @param name of the camera, in messages.
 * @throws RemoteFault for a picture that cannot be decoded; FrameferryError `ERR_OPTION` for a part that does not lie
 * within it.
 */
export async function inForm(
  snapshot: Snapshot,
  form: SnapshotForm,
  name = "the camera",
): Promise<FormedSnapshot> {
  const { bytes, extension } = snapshot;
  const { widthPixels: width, heightPixels: height, quality, format } = form;
  const wanted = format === USUAL_FORMAT ? extension : format;
  const isSameSize = width === null && height === null;
  // One of them alone keeps the aspect.
  const fit = width === null || height === null ? "cover" : "fill";
  const isWhole = (form.crop ?? null) === null;
  if (isWhole && isSameSize && quality === null && wanted === extension) return snapshot;
  const { default: sharp } = await loadWith(
    { what: "changing the form of the pictures of a camera", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  try {
    const picture = sharp(bytes, { failOn: "error" });
    const part = isWhole ? null : partOf(form, await picture.metadata(), name);
    const taken = part === null ? picture.keepMetadata() : cutOut(picture, part);
    const sized = isSameSize ? taken : taken.resize(width, height, { fit });
    const formed = { bytes: await encoded(sized, wanted, quality).toBuffer(), extension: wanted };
    return part === null ? formed : { ...formed, crop: part };
  } catch (error) {
    if (error instanceof FrameferryError) throw error;
    const [line = ""] = (error as Error).message.trim().split("\n", 1);
    throw new RemoteFault("away", `it sent a picture that cannot be decoded: ${line}`);
  }
}

/** @throws FrameferryError `ERR_OPTION` for a part that does not lie within the picture. */
function partOf(form: SnapshotForm, { autoOrient }: Metadata, name: string): CroppedPart | null {
  const settings = { ...form, squarePixels: false, toneMap: false };
  return partOfVideo(settings, { ...autoOrient, pixelAspect: 1 }, name);
}

/** Other metadata may hold a thumbnail of the whole picture. */
function cutOut(picture: Sharp, { x, y, width, height }: CroppedPart): Sharp {
  return picture.autoOrient().extract({ left: x, top: y, width, height }).keepIccProfile();
}

function encoded(picture: Sharp, format: SnapshotExtension, quality: number | null): Sharp {
  switch (format) {
    case "jpg":
      return picture.jpeg({ quality: quality ?? 90 });
    case "png":
      return picture.png();
    case "webp":
      return picture.webp({ quality: quality ?? 80 });
  }
}
